"""*Thank you*, *Same here* and *Tell me more* in Slack; and after a hard day, somebody to talk to.

Where the buttons stand, under a line or in a window of what was written, is reflections' own.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient

from bot.app import Commons
from bot.experiments import edit
from bot.thanks import SAME, THANK, talks_follow, thank
from bot.visibility import person, read_as
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.people import facilitators
from storage.reflections import line_of, reflection_by_id, remove_line, remove_reflection
from storage.thanks import Talk, latest_thanks_round, thanks_in
from templates.blocks import actions, button, modal, section
from templates.thanks.views import buttons, talk_offer
from tests.cast import answers, put_down, reflect
from tests.handlers import Deliver, member, text, window

THANKED = "Amina will hear it from you, together with others."
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
FRIDAY = datetime(2027, 1, 15, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_friday_morning(commons: Commons, workspace: Workspace) -> None:
    """So that rounds come on days that one can say."""
    del commons
    workspace.clock.advance(FRIDAY.timestamp() - workspace.clock.now())


def write(commons: Commons, workspace: Workspace, **more: Any) -> int:
    """Amina wrote about her experiment, whose card stands; returns the reflection's id."""
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        experiment = put_down(db, amina)
        given = {"line": "They knew.", "experiment": experiment, **more}
        reflection_id = reflect(db, amina, "Nobody's business.", at=commons.clock.now(), **given).id
    commons.courier.deliver()
    if workspace.channel("noticeboard").messages:
        workspace.channel("noticeboard").expects(text="E-1")
    return reflection_id


def line_under_card(commons: Commons, workspace: Workspace, reflection_id: int) -> Message:
    """The line with its buttons, as reflections put it under the card."""
    channel = workspace.channel("noticeboard")
    card = channel.messages[0]
    commons.bot.slack.chat_postMessage(
        channel=channel.id,
        thread_ts=card.ts,
        text="A line by Amina",
        blocks=[actions(*buttons(reflection_id))],
        **QUIET,
    )
    channel.expects(text="A line by Amina")
    return card.thread[-1]


def opens(commons: Commons, workspace: Workspace, who: str, *blocks: dict[str, Any]) -> Person:
    """A window of what was written, or of what the form says after it was saved."""

    @commons.app.action(f"tests.open_{who}")
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        view = modal("Reflection", section("What she wrote."), *blocks, close="Close")
        client.views_open(trigger_id=body["trigger_id"], view=view)

    channel = workspace.channel("hallway")
    opener = [actions(button("Read on", f"tests.open_{who}"))]
    commons.bot.slack.chat_postMessage(channel=channel.id, text="Here", blocks=opener, **QUIET)
    return workspace.person(who).clicks("Read on", on=channel.expects(text="Here"))


def reads(commons: Commons, workspace: Workspace, who: str, reflection_id: int) -> Person:
    return opens(commons, workspace, who, actions(*buttons(reflection_id)))


def after_hard_day(commons: Commons, workspace: Workspace) -> Person:
    with commons.database.transaction() as db:
        member(db, workspace, "jonas")
        hosts = list(facilitators(db))
    return opens(commons, workspace, "amina", *talk_offer(hosts))


def until(workspace: Workspace, deliver: Deliver, hours: float) -> None:
    workspace.clock.advance(hours * 3600)
    deliver()


def dms(somebody: Person) -> list[str]:
    return [each.shown for each in somebody.messages]


def test_thanks_reach_the_author_together_and_only_then(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    amina = workspace.person("amina")
    for who, what in (("tom", "Thank you"), ("wanjiru", "Thank you"), ("mikko", "Same here")):
        reader = workspace.person(who).clicks(what, on=line)
        answer = reader.expects(shown=THANKED)
        assert answer.ephemeral
        assert answer.post.thread_ts == workspace.channel("noticeboard").messages[0].ts
    until(workspace, deliver, 5.9)
    assert dms(amina) == []
    until(workspace, deliver, 0.2)

    told = amina.expects(text="Thanks from people in the group")
    assert told.shown == (
        "Tom and Wanjiru say thank you for your line about Longer first visits. "
        "Mikko: same here.\nOnly you see this."
    )
    assert told.rings == []
    assert len(line.buttons) == 3, "the line is the same for everyone"


def test_thanked_again_nothing_is_said_twice(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    tom = workspace.person("tom").clicks("Thank you", on=line)
    tom.expects(shown=THANKED)
    tom.clicks("Thank you", on=line)
    tom.expects(shown="Amina will hear it from you already.")
    until(workspace, deliver, 6.5)
    told = workspace.person("amina").expects(shown="Tom says thank you for your line about")
    assert "Longer first visits" in told.shown
    tom.clicks("Thank you", on=line)
    assert "Undo" not in tom.expects(shown="Amina has heard it from you already.").buttons
    until(workspace, deliver, 24 * 4)
    assert len(dms(workspace.person("amina"))) == 1


def test_taken_back_in_time_nothing_is_heard(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    tom = workspace.person("tom").clicks("Thank you", on=line)
    answer = tom.expects(shown=THANKED)
    tom.clicks("Undo", on=answer)
    [now] = tom.sees
    assert now.shown == "Taken back. Amina hears nothing of it."
    assert now.ts == answer.ts, "the answer itself says so"
    until(workspace, deliver, 6.5)

    assert dms(workspace.person("amina")) == []


def test_taken_back_by_one_the_other_is_heard(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    tom = workspace.person("tom").clicks("Thank you", on=line)
    answer = tom.expects(shown=THANKED)
    workspace.person("wanjiru").clicks("Thank you", on=line).expects(shown=THANKED)
    tom.clicks("Undo", on=answer)
    until(workspace, deliver, 6.5)

    assert "Tom" not in workspace.person("amina").expects(shown="Wanjiru says thank you").shown


def test_taken_back_after_it_was_told_a_sentence_says_so(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    tom = workspace.person("tom").clicks("Thank you", on=line)
    answer = tom.expects(shown=THANKED)
    until(workspace, deliver, 6.5)
    workspace.person("amina").expects(shown="Tom says thank you")
    tom.clicks("Undo", on=answer)

    tom.expects(shown="Amina has heard it from you by now, so it stays said.")


def test_a_friday_evening_waits_for_monday(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    workspace.clock.advance(7 * 3600)
    workspace.person("tom").clicks("Thank you", on=line).expects(shown=THANKED)
    until(workspace, deliver, 70)
    assert dms(workspace.person("amina")) == []
    until(workspace, deliver, 1.5)
    workspace.person("amina").expects(shown="Tom says thank you")


def test_in_a_window_the_answer_stands_in_place(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    reflection_id = write(commons, workspace, line="", visibility="group", experiment=None)
    tom = reads(commons, workspace, "tom", reflection_id).clicks("Thank you")
    assert "What she wrote." in text(tom)
    assert THANKED in text(tom)
    tom.clicks("Same here")
    assert text(tom).count("Amina will hear it from you") == 1
    tom.clicks("Undo")
    assert "Taken back. Amina hears nothing of it." in text(tom)
    assert THANKED not in text(tom)
    until(workspace, deliver, 6.5)

    told = workspace.person("amina").expects(shown="Tom says thank you")
    assert told.shown.splitlines()[0] == "Tom says thank you for what you wrote on 15 January."


def test_ones_own_and_what_is_not_for_me(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    reflection_id = write(commons, workspace)
    line = line_under_card(commons, workspace, reflection_id)
    amina, tom = workspace.person("amina"), workspace.person("tom")
    for what in ("Thank you", "Tell me more"):
        amina.clicks(what, on=line).expects(shown="This one is yours.")
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        found = line_of(db, reflection_id)
        assert found is not None
        remove_line(db, found.id)
    for what in ("Same here", "Tell me more"):
        tom.clicks(what, on=line).expects(shown="That was taken back by the one who wrote it")
    nothing = "There is nothing behind that button any more."
    for value, said in {"999": "That was taken back", "x": nothing, "9" * 30: nothing}.items():
        line.blocks[0]["elements"][0]["value"] = value
        tom.clicks("Thank you", on=line).expects(shown=said)
    until(workspace, deliver, 6.5)
    assert dms(amina) == []


def test_a_forged_undo_takes_nothing_back(commons: Commons, workspace: Workspace) -> None:
    reflection_id = write(commons, workspace)
    line = line_under_card(commons, workspace, reflection_id)
    wanjiru = workspace.person("wanjiru").clicks("Thank you", on=line)
    wanjiru.expects(shown=THANKED)
    tom = workspace.person("tom").clicks("Thank you", on=line)
    answer = tom.expects(shown=THANKED)
    for value in ("999:thank", f"{reflection_id}:same"):
        answer.blocks[1]["elements"][0]["value"] = value
        tom.clicks("Undo", on=answer)
        answer = tom.sees[-1]
        assert answer.shown == "That was taken back before."
        tom.clicks("Thank you", on=line)
        answer = tom.expects(shown="Amina will hear it from you already.")
    answer.blocks[1]["elements"][0]["value"] = f"{reflection_id}:thank; drop"
    tom.clicks("Undo", on=answer)
    tom.expects(shown="There is nothing behind that button any more.")
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        gathered = latest_thanks_round(db, amina.id)
        assert gathered is not None
        assert len(thanks_in(db, gathered.id)) == 2


def test_what_was_narrowed_is_thanked_for_without_a_word_and_what_was_removed_is_left_out(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        read_as(db, person(amina))
        narrowed = reflect(db, amina, "Secret one.", visibility="group", at=FRIDAY)
        removed = reflect(db, amina, "Secret two.", line="Secret line.", at=FRIDAY)
        read_as(db, person(tom))
        for one in (narrowed, removed):
            thank(db, tom, one.id, THANK, now=commons.clock.now())
        read_as(db, person(amina))
        narrowed.visibility = "only_me"
        remove_reflection(db, removed.id)
    until(workspace, deliver, 6.5)

    told = workspace.person("amina").expects(text="Thanks from people in the group")
    assert told.shown == (
        "Tom says thank you for what you wrote on 15 January.\nOnly you see this."
    )


def test_when_all_was_removed_nothing_is_told(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        read_as(db, person(amina))
        one = reflect(db, amina, line="a")
        read_as(db, person(tom))
        thank(db, tom, one.id, SAME, now=commons.clock.now())
        read_as(db, person(amina))
        remove_reflection(db, one.id)
    until(workspace, deliver, 6.5)

    assert dms(workspace.person("amina")) == []


def test_an_experiment_that_the_author_no_longer_reads_is_not_named(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        his = put_down(db, tom, title="Tom's own", visibility="only_me")
        one = reflect(db, amina, line="a", experiment=his, at=FRIDAY)
        thank(db, tom, one.id, THANK, now=commons.clock.now())
    until(workspace, deliver, 6.5)

    told = workspace.person("amina").expects(shown="your line of 15 January")
    assert "Tom's own" not in told.shown


def test_asked_under_the_line_it_goes_under_the_card_and_rings_the_author(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    tom = workspace.person("tom").clicks("Tell me more", on=line)
    assert "Ask Amina to tell you more?" in text(tom)
    assert "It goes under the card of E-1, for everyone in the group" in text(tom)
    assert "Everyone in the group can read this" in window(tom).field("words").hint
    tom.fills(words="Who knew? <!channel>").saves(times=2)
    assert "Amina is asked under the card of E-1." in text(tom)
    tom.closes()
    deliver()

    asked = workspace.channel("noticeboard").expects(shown="Who knew? <!channel>")
    assert asked.text == "Tom would like to hear more"
    assert asked.shown.splitlines()[0] == (
        "@Amina, would you tell more about your line of 15 January? Tom would like to hear it."
    )
    assert asked.rings == ["@UAMINA000"]
    assert len(workspace.channel("noticeboard").messages[0].thread) == 2
    tom.clicks("Tell me more", on=line)
    tom.expects(shown="You asked today. Amina has it.")


def test_what_could_tell_who_it_is_is_asked_about_before_it_goes_under_a_card(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    tom = workspace.person("tom").clicks("Tell me more", on=line)
    tom.fills(words="Was it Mrs Hale on the fourth floor?").saves()
    assert "Could someone be recognised?" in text(tom)
    deliver()
    assert len(workspace.channel("noticeboard").messages[0].thread) == 1
    tom.saves()
    assert "Amina is asked" in text(tom)
    deliver()
    workspace.channel("noticeboard").expects(shown="Was it Mrs Hale on the fourth floor?")


def test_what_was_asked_comes_down_with_the_line(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    reflection_id = write(commons, workspace)
    line = line_under_card(commons, workspace, reflection_id)
    workspace.person("tom").clicks("Tell me more", on=line).saves().closes()
    deliver()
    workspace.channel("noticeboard").expects(text="Tom would like to hear more")
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        talks_follow(db, reflection_id, now=commons.clock.now())
        remove_reflection(db, reflection_id)
    deliver()

    thread = workspace.channel("noticeboard").messages[0].thread
    assert [each.text for each in thread] == ["A line by Amina"]


def test_what_was_asked_comes_down_with_the_card(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    line = line_under_card(commons, workspace, write(commons, workspace))
    workspace.person("tom").clicks("Tell me more", on=line).saves().closes()
    deliver()
    workspace.channel("noticeboard").expects(text="Tom would like to hear more")
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        edit(db, amina, 1, answers(visibility="only_me"), now=commons.clock.now())
    deliver()

    [stone] = workspace.channel("noticeboard").messages
    assert [each.text for each in stone.thread] == ["A line by Amina"]


def test_asked_in_a_window_it_goes_to_a_conversation_of_the_two(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    reflection_id = write(commons, workspace)
    tom = reads(commons, workspace, "tom", reflection_id).clicks("Tell me more")
    assert "It goes into a conversation of Amina, you and me." in text(tom)
    assert "Only the one you ask can read this" in window(tom).field("words").hint
    tom.fills(words="Was it Mrs Hale?").saves(times=2)
    assert "Amina is asked in a conversation of Amina, you and me." in text(tom)
    tom.closes()
    assert "What she wrote." in text(tom), "closing it brings back what was read"
    deliver()

    asked = workspace.group("amina", "tom").expects(text="Tom would like to hear more")
    assert asked.shown.splitlines() == [
        (
            "@Amina, would you tell more about what you wrote on Longer first visits? "
            "@Tom would like to hear it."
        ),
        "Was it Mrs Hale?",
        "A sentence is fine, and so is none.",
    ]
    assert len(workspace.group("amina", "tom").messages) == 1


def test_a_conversation_names_no_experiment_that_one_of_the_two_may_not_read(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        hers = put_down(db, amina, title="Hers alone", visibility="only_me")
        one = reflect(db, amina, visibility="group", experiment=hers, at=FRIDAY).id
    reads(commons, workspace, "tom", one).clicks("Tell me more").saves()
    deliver()

    asked = workspace.group("amina", "tom").expects(shown="what you wrote on 15 January")
    assert "Hers alone" not in asked.shown


def test_what_is_removed_before_it_is_asked_is_not_asked(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    reflection_id = write(commons, workspace, line="", visibility="group", experiment=None)
    tom = reads(commons, workspace, "tom", reflection_id).clicks("Tell me more").saves()
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        remove_reflection(db, reflection_id)
    deliver()
    tom.closes().clicks("Tell me more")
    assert "That was taken back" in text(tom)


def test_removed_while_the_form_is_open_the_form_says_so_and_keeps_the_words(
    commons: Commons, workspace: Workspace
) -> None:
    reflection_id = write(commons, workspace, line="", visibility="group", experiment=None)
    tom = reads(commons, workspace, "tom", reflection_id).clicks("Tell me more")
    tom.fills(words="How did it go?")
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        found = reflection_by_id(db, reflection_id)
        assert found is not None
        found.visibility = "only_me"
    tom.saves()

    [said] = window(tom).errors.values()
    assert said.startswith("That was taken back")
    assert window(tom).field("words").value == "How did it go?"


def test_after_a_hard_day_the_one_who_was_asked_for_learns_that_and_nothing_else(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = after_hard_day(commons, workspace)
    amina.clicks("Ask Jonas")
    assert text(amina) == "Jonas knows that you would like to talk. Nothing else."
    amina.closes()
    after_hard_day(commons, workspace).clicks("Ask Jonas").closes()
    deliver()

    [told] = workspace.person("jonas").messages
    assert workspace.person("jonas").expects(text="Amina would like to talk").shown == (
        "@Amina would like to talk with someone, and asked for you. "
        "Nothing that was written was passed on.\n"
        "A click on the name brings you to a conversation of the two of you."
    )
    assert told.text == "Amina would like to talk"
    assert dms(amina) == []
    assert dms(workspace.person("leila")) == []


def test_no_thank_you_is_kindly_taken(commons: Commons, workspace: Workspace) -> None:
    amina = after_hard_day(commons, workspace).clicks("No, thank you")

    assert text(amina) == "That's fine. What you wrote stays with you alone."


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("tom", "That person does not facilitate any more."),
        ("amina", "That person does not facilitate any more."),
        (None, "There is nothing behind that button any more."),
    ],
)
def test_a_wish_to_talk_goes_to_facilitators_only(
    commons: Commons, workspace: Workspace, deliver: Deliver, who: str | None, said: str
) -> None:
    amina = after_hard_day(commons, workspace)
    with commons.database.transaction() as db:
        value = str(member(db, workspace, who).id) if who else "x"
    [offer] = [each for each in window(amina).blocks if "accessory" in each]
    offer["accessory"]["value"] = value
    amina.clicks("Ask Jonas")

    assert said in text(amina)
    deliver()
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        assert list(db.query(Talk)) == []


def test_who_lets_go_of_facilitating_is_asked_no_more(
    commons: Commons, workspace: Workspace
) -> None:
    amina = after_hard_day(commons, workspace)
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
    amina.clicks("Ask Jonas")

    assert "Could you ask another facilitator?" in text(amina)


def test_home_brings_back_what_was_written_three_months_ago(
    commons: Commons, workspace: Workspace
) -> None:
    then = commons.clock.now() - timedelta(days=89)
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        read_as(db, person(amina))
        reflect(db, amina, "The quiet ones\nspoke.", at=then)
        reflect(db, amina, "Yesterday's.", at=commons.clock.now() - timedelta(days=1))
        reflect(db, tom, "Tom's words.", visibility="group", at=then)
    amina_home = workspace.person("amina").opens_home().home
    assert 'Three months ago you wrote: "The quiet ones spoke."' in amina_home.text
    assert amina_home.text.count("Yesterday's") == 1, "the last one, and not the one of then"
    assert "Tom's words" not in amina_home.text

    assert "Tom's words." in workspace.person("tom").opens_home().home.text
    assert "Three months ago" not in workspace.person("wanjiru").opens_home().home.text
