"""Asks in Slack: who helps, where they meet, who looks after what waits, and what happened next."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import notices
from bot.app import Commons
from bot.helps import help_with
from bot.notices import Said
from bot.people import name_facilitators
from bot.visibility import person, read_as
from handlers.asks import ask_lines, ask_ways, post_line
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.asks import ask_of, help_by, helps_with
from storage.deliveries import held_deliveries
from storage.notices import Notice, notice_by_id
from storage.people import Member
from templates.asks.views import GIVE_BACK, SETTLED, TELL_NAME, help_button
from templates.blocks import actions, button, modal
from templates.notices.views import OPEN
from tests.cast import put_down, reflect
from tests.handlers import Deliver, errors, experiment_of, member, text, title, window
from tests.templates.test_words import HOSTILE

QUESTION = "How do you invite people who have every reason not to trust you?"
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
FRIDAY = datetime(2027, 1, 15, 10, 0, tzinfo=UTC)
HOURS, DAYS = 3600, 24 * 3600
HELPED = (
    "Amina hears it now, in a conversation of the two of you and me. How to begin stands there."
)


@pytest.fixture(autouse=True)
def on_a_friday_morning(commons: Commons, workspace: Workspace) -> None:
    """So that everything comes on days that one can say. Leila facilitates, too."""
    workspace.clock.advance(FRIDAY.timestamp() - workspace.clock.now())
    with commons.database.transaction() as db:
        member(db, workspace, "jonas")
        member(db, workspace, "leila").facilitator = True


@pytest.fixture(autouse=True)
def the_board(workspace: Workspace) -> Any:
    """What stands on the board is notices' own."""
    yield
    board = workspace.channel("noticeboard")
    for each in board.messages:
        board.expects(text=each.text)


def asks(commons: Commons, workspace: Workspace, who: str = "amina", **more: Any) -> int:
    said = Said("ask", more.pop("words", QUESTION), **{"wish": "ideas", **more})
    with commons.database.transaction() as db:
        by = member(db, workspace, who)
        read_as(db, person(by))
        return notices.put_up(db, by, said, origin=None, now=commons.clock.now()).id


def ends(commons: Commons, workspace: Workspace, notice_id: int, how: str = "settle") -> None:
    with commons.database.transaction() as db:
        by = member(db, workspace, "amina")
        read_as(db, person(by))
        getattr(notices, how)(db, by, notice_id, now=commons.clock.now())


def on_the_board(commons: Commons, workspace: Workspace, *buttons: dict[str, Any]) -> Message:
    """Buttons as they stand on a post, for everyone."""
    channel = workspace.channel("hallway")
    commons.bot.slack.chat_postMessage(
        channel=channel.id, text="Here", blocks=[actions(*buttons)], **QUIET
    )
    return channel.expects(text="Here")


def helps(commons: Commons, workspace: Workspace, who: str, notice_id: int, **said: str) -> Person:
    post = on_the_board(commons, workspace, help_button(notice_id))
    helper = workspace.person(who).clicks("I can help", on=post)
    return helper.fills(said).saves() if window(helper).submit else helper


def after(workspace: Workspace, deliver: Deliver, seconds: float) -> None:
    workspace.clock.advance(seconds)
    deliver()


def shown(somebody: Person) -> list[str]:
    return [each.shown for each in somebody.messages]


def window_of(commons: Commons, workspace: Workspace, who: str, notice_id: int) -> dict[str, Any]:
    """What notices puts into the window of an ask: the lines and the buttons for this reader."""
    with commons.database.transaction() as db:
        reader = member(db, workspace, who)
        read_as(db, person(reader))
        notice = notice_by_id(db, notice_id)
        assert notice is not None
        blocks = [*ask_lines(db, reader, notice), *ask_ways(db, reader, notice)]
        said = [each["text"] for each in blocks if each["type"] == "section"]
        small = [each["elements"][0] for each in blocks if each["type"] == "context"]
        ways = [each for block in blocks for each in block.get("elements", ()) if "value" in each]
        return {
            "lines": [each["text"] for each in (*said, *small)],
            "ways": [each["text"]["text"] for each in ways],
        }


def test_whoever_can_help_meets_who_asked(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace, more="They were let down before.")
    post = on_the_board(commons, workspace, help_button(notice_id))
    tom = workspace.person("tom").clicks("I can help", on=post)
    assert title(tom) == "I can help"
    assert f'Amina asks: "{QUESTION}"' in text(tom)
    assert "They were let down before." in text(tom)
    assert "What would help most: Ideas" in text(tom)
    assert "the board does not say who helps" in text(tom)

    tom.fills(words="On Monday?").saves(times=2)
    assert text(tom) == HELPED
    deliver()
    met = workspace.group("amina", "tom").expects(text="Tom and Amina: somebody can help")
    assert sorted(met.rings) == ["@UAMINA000", "@UTOM00000"]
    assert f'can help with what you asked: "{QUESTION}"' in met.shown
    assert 'Tom begins: "On Monday?"' in met.shown
    assert "One way: Thinking aloud, 10 minutes each time" in met.shown
    assert met.buttons == ["That's settled", "I can't after all", "Open"]
    # Again from the post: nothing new, and a sentence.
    tom.closes()
    assert "You are talking with Amina about it already." in text(
        helps(commons, workspace, "tom", notice_id)
    )
    amina = workspace.person("amina").clicks("I can help", on=post)
    assert "You asked this yourself." in amina.expects(shown="You asked this yourself.").shown
    with commons.database.transaction(person(as_member(commons, workspace, "amina"))) as db:
        assert post_line(db, the(db, notice_id)) == (
            "Somebody is talking with Amina about it. More help is welcome."
        )
    deliver()
    assert len(workspace.group("amina", "tom").messages) == 1


def leaves(part: Any) -> Iterator[str]:
    """What stands in a message, as it was sent."""
    if isinstance(part, str):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from leaves(each)


def as_member(commons: Commons, workspace: Workspace, who: str) -> Member:
    with commons.database.transaction() as db:
        return member(db, workspace, who)


def the(db: Session, notice_id: int) -> Notice:
    found = notice_by_id(db, notice_id)
    assert found is not None
    return found


def test_the_second_of_two_can_help_as_well(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace)
    post = on_the_board(commons, workspace, help_button(notice_id))
    tom = workspace.person("tom").clicks("I can help", on=post)
    mikko = workspace.person("mikko").clicks("I can help", on=post)
    tom.saves()
    mikko.fills(words="We did this in Oulu.").saves()
    assert "Somebody was a moment quicker." in text(mikko)
    assert (window(mikko).submit, window(mikko).close) == ("I can help as well", "Leave it")
    assert window(mikko).field("words").value == "We did this in Oulu."
    mikko.saves()
    assert text(mikko) == HELPED
    deliver()
    workspace.group("amina", "tom").expects(text="Tom and Amina: somebody can help")
    second = workspace.group("amina", "mikko").expects(text="Mikko and Amina: somebody can help")
    assert 'Mikko begins: "We did this in Oulu."' in second.shown
    # A third sees it before, and may help all the same.
    priya = workspace.person("priya").clicks("I can help", on=post)
    assert "Somebody is talking with Amina already. More help is welcome" in text(priya)
    priya.closes()


def test_of_two_who_save_at_the_same_instant_one_is_quicker(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace)
    post = on_the_board(commons, workspace, help_button(notice_id))
    both = [workspace.person(each).clicks("I can help", on=post) for each in ("tom", "mikko")]
    threads = [threading.Thread(target=each.saves) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(text(each) == HELPED for each in both) == [False, True]
    deliver()
    [quicker] = [each for each in both if text(each) == HELPED]
    workspace.group("amina", quicker.handle).expects(text="somebody can help")


@pytest.mark.parametrize(
    ("helper", "time", "hours", "way"),
    [
        (
            "tom",
            "Your clocks show the same time.",
            "You work at the same hours.",
            "One way: Tuning a draft, 45 minutes",
        ),
        (
            "priya",
            "When it is 10:00 for Amina in London, it is 15:30 for Priya in Kolkata.",
            "You are both at work from 09:00 to 11:30 for Amina, which is 14:30 to 17:00 for",
            "One way: Tuning a draft, 45 minutes",
        ),
        (
            "mere",
            "When it is 10:00 for Amina in London, it is 23:00 for Mere in Auckland.",
            "Your working hours do not meet, so writing may fit better than a call.",
            "One way: In writing, here, whenever each of you has time",
        ),
    ],
)
def test_both_times_and_the_hours_that_meet(
    commons: Commons,
    workspace: Workspace,
    deliver: Deliver,
    helper: str,
    time: str,
    hours: str,
    way: str,
) -> None:
    notice_id = asks(commons, workspace, wish="look_over")
    helps(commons, workspace, helper, notice_id)
    deliver()
    met = workspace.group("amina", helper).expects(text="somebody can help").shown
    assert time in met
    assert hours in met
    assert way in met


def test_given_back_it_waits_again_and_whoever_asked_hears_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace)
    helps(commons, workspace, "tom", notice_id).closes()
    deliver()
    group = workspace.group("amina", "tom")
    met = group.expects(text="somebody can help")
    amina = workspace.person("amina").clicks("I can't after all", on=met)
    amina.expects(shown="That button is for the one who helps.")
    tom = workspace.person("tom").clicks("That's settled", on=met)
    tom.expects(shown="That button is for the one who asked.")
    tom.clicks("I can't after all", on=met)
    deliver()
    assert group.messages[0].shown == "Tom offered to help, and can't after all."
    told = group.expects(text="Tom can't help after all")
    assert "that is fine. It is asked again, and looked after." in told.shown
    with commons.database.transaction(person(as_member(commons, workspace, "tom"))) as db:
        assert post_line(db, the(db, notice_id)) == ""
    # And again: they meet anew.
    helps(commons, workspace, "tom", notice_id)
    deliver()
    group.expects(text="Tom and Amina: somebody can help")


def test_whoever_leaves_slack_gives_back_what_they_helped_with(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace)
    helps(commons, workspace, "tom", notice_id)
    deliver()
    workspace.group("amina", "tom").expects(text="somebody can help")
    workspace.person("tom").becomes(deleted=True)
    deliver()
    told = workspace.person("amina").expects(text="Tom can't help after all")
    assert told.shown.endswith("and that is fine. It is asked again, and looked after.")
    with commons.database.transaction(person(as_member(commons, workspace, "amina"))) as db:
        assert post_line(db, the(db, notice_id)) == ""
        assert [each.state for each in helps_with(db, notice_id)] == ["given_back"]
    assert held(commons) == []


def held(commons: Commons) -> list[str]:
    with commons.database.read() as db:
        return [each.kind for each in held_deliveries(db)]


def test_settled_by_who_asked(commons: Commons, workspace: Workspace, deliver: Deliver) -> None:
    notice_id = asks(commons, workspace)
    helps(commons, workspace, "tom", notice_id)
    deliver()
    group = workspace.group("amina", "tom")
    met = group.expects(text="somebody can help")
    workspace.person("amina").clicks("That's settled", on=met)
    deliver()
    assert group.messages[0].buttons == []
    assert "is settled. Thank you for having helped" in group.messages[0].shown
    # The old buttons of a post, and forged ones, answer with a sentence.
    old = on_the_board(
        commons,
        workspace,
        help_button(notice_id),
        button("Forged", GIVE_BACK, "nonsense"),
        button("Another", SETTLED, "4000"),
    )
    mikko = workspace.person("mikko").clicks("I can help", on=old)
    mikko.expects(shown="That is not asked any more. The noticeboard has what is.")
    mikko.clicks("Forged", on=old).expects(shown="There is nothing behind that button any more.")
    mikko.clicks("Another", on=old).expects(shown="That can't be read any more")


def test_unnamed_the_helper_meets_who_carries_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace, unnamed=True)
    post = on_the_board(commons, workspace, help_button(notice_id))
    tom = workspace.person("tom").clicks("I can help", on=post)
    assert "Someone who stays unnamed asks:" in text(tom)
    assert "Amina" not in text(tom)
    tom.saves()
    assert "Jonas hears it now" in text(tom)
    deliver()
    met = workspace.group("jonas", "tom").expects(text="Tom and Jonas: somebody can help")
    for hint in ("Amina", "UAMINA000"):
        sent = [met.text, *leaves(met.blocks), *leaves(tom.opens_home().home.blocks)]
        assert not any(hint in each for each in sent)
    assert met.buttons == ["I can't after all", "Open"]
    amina = workspace.person("amina")
    carried = amina.expects(text="Somebody can help")
    assert f'Tom can help with what you asked: "{QUESTION}" Jonas carries it' in carried.shown
    assert window_of(commons, workspace, "priya", notice_id)["lines"] == [
        "What would help most: Ideas",
        "Somebody is talking with them about it. More help is welcome.",
    ]
    with commons.database.transaction(person(as_member(commons, workspace, "tom"))) as db:
        assert "Amina" not in post_line(db, the(db, notice_id))
        [part] = helps_with(db, notice_id)
    forged = on_the_board(commons, workspace, button("Who?", TELL_NAME, str(part.id)))
    tom.closes()
    tom.clicks("Who?", on=forged).expects(shown="That button is for the one who asked.")

    amina.clicks("Tell them it is me", on=carried)
    deliver()
    direct = workspace.group("amina", "tom").expects(text="Tom and Amina: somebody can help")
    assert "it is" in direct.shown
    assert direct.buttons == ["That's settled", "I can't after all", "Open"]
    [left] = workspace.group("jonas", "tom").messages
    assert left.shown == "The two are talking directly now. Thank you for having carried it."
    assert "Tom knows that it is you" in amina.messages[0].shown


def test_three_days_without_an_answer_a_facilitator_asks_around(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        for who, purpose in (
            ("wanjiru", "Invite people who lost trust."),
            ("tom", "Shorter forms."),
            ("mikko", "Night rotas."),
            ("priya", "Fewer meetings."),
        ):
            put_down(db, member(db, workspace, who), purpose=purpose, question="What then?")
        for who, line in (
            ("mikko", "A reason to trust: we came back."),
            ("ana", "Our Fridays are ours."),
            ("amina", "They gave every reason to trust."),
        ):
            reflect(db, member(db, workspace, who), line=line)
    notice_id = asks(commons, workspace)
    after(workspace, deliver, 3 * DAYS - HOURS)  # Monday
    jonas = workspace.person("jonas")
    assert shown(jonas) == []
    after(workspace, deliver, 25 * HOURS)
    told = jonas.expects(text="A question is waiting")
    assert told.shown.startswith(
        f'Amina asked "{QUESTION}" some days ago and nobody has replied. Who might know?'
    )
    assert told.buttons == ["Find someone", "I'll help", "Leave it be"]
    assert shown(workspace.person("leila")) == []
    leila = workspace.person("leila").opens_home()
    assert "Who might know?" in leila.home.text

    jonas.clicks("Find someone", on=told)
    assert window(jonas).options("known") == [
        "Wanjiru: invite, people, trust",
        "Mikko: reason, trust",
    ]
    jonas.saves()
    assert errors(jonas) == ["Please choose one person, and at most 3."]
    jonas.fills(known=window(jonas).options("known")[:1], words="You did this.").saves()
    assert text(jonas) == "Wanjiru: asked, each alone. You hear it here when somebody helps."
    deliver()
    after(workspace, deliver, 20 * HOURS)
    wanjiru = workspace.person("wanjiru")
    asked = wanjiru.expects(text="Somebody asks whether you could help")
    assert asked.shown.startswith(f'Jonas thought of you: Amina asks "{QUESTION}" Could you help?')
    assert 'Jonas: "You did this."' in asked.shown
    assert asked.buttons == ["I can help", "Not now"]
    assert "Asked: Wanjiru." in jonas.messages[0].shown
    assert "Who might know?" not in leila.opens_home().home.text
    assert "Could you help?" in wanjiru.opens_home().home.text
    wanjiru.clicks("Not now", on=asked)
    deliver()
    assert wanjiru.messages[0].shown == "Not now, then. Thank you for saying so."
    assert "Wanjiru: not now. Only facilitators see this." in jonas.messages[0].shown
    assert "Who might know?" in leila.opens_home().home.text
    for who, sees in (("amina", False), ("tom", False), ("leila", True)):
        lines = window_of(commons, workspace, who, notice_id)["lines"]
        assert ("Wanjiru" in str(lines)) is sees, who

    jonas.closes()
    jonas.clicks("Leave it be", on=jonas.messages[0])
    deliver()
    assert jonas.messages[0].buttons == ["Find someone", "I can help"]
    assert "Who might know?" not in leila.opens_home().home.text
    helps(commons, workspace, "tom", notice_id)
    deliver()
    workspace.group("amina", "tom").expects(text="somebody can help")
    assert jonas.messages[0].shown == f'Somebody is talking with Amina about "{QUESTION}".'


def test_someone_else_is_picked_from_the_workspace(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    asks(commons, workspace, visibility="facilitators")
    deliver()
    jonas = workspace.person("jonas")
    told = jonas.expects(text="A question is waiting")
    assert told.shown.startswith(f'Amina asks quietly: "{QUESTION}" Only facilitators read it,')
    jonas.clicks("Find someone", on=told)
    jonas.fills(people=["priya"]).saves()
    assert text(jonas).startswith("Priya: asked, each alone.")
    after(workspace, deliver, 3 * DAYS)
    asked = workspace.person("priya").expects(text="Somebody asks whether you could help")
    priya = workspace.person("priya").clicks("I can help", on=asked).saves()
    assert text(priya) == HELPED
    deliver()
    workspace.group("amina", "priya").expects(text="Priya and Amina: somebody can help")
    assert "You are helping with" in workspace.person("priya").messages[0].shown


def test_answered_in_time_no_facilitator_is_bothered(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    helps(commons, workspace, "tom", asks(commons, workspace))
    deliver()
    workspace.group("amina", "tom").expects(text="somebody can help")
    settled = asks(commons, workspace, words="Who has a key?")
    ends(commons, workspace, settled)
    after(workspace, deliver, 5 * DAYS)

    assert shown(workspace.person("jonas")) == []
    assert shown(workspace.person("leila")) == []


def test_who_does_not_facilitate_any_more_hands_it_on(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    asks(commons, workspace)
    after(workspace, deliver, 4 * DAYS)
    jonas, leila = workspace.person("jonas"), workspace.person("leila")
    jonas.expects(text="A question is waiting")
    with commons.database.transaction() as db:
        by = member(db, workspace, "leila")
        read_as(db, person(by))
        name_facilitators(db, by, [by.slack_id], now=commons.clock.now())
    after(workspace, deliver, 24 * HOURS)

    leila.expects(text="A question is waiting")
    assert shown(jonas) == []


def test_the_people_on_an_experiment_are_asked_each_alone(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment = experiment_of(commons, workspace, "amina", "tom", "mikko")
    workspace.clock.advance(HOURS)
    notice_id = asks(commons, workspace, visibility="circle", experiment_id=experiment.id)
    deliver()
    for who in ("tom", "mikko"):
        asked = workspace.person(who).expects(text="Somebody asks whether you could help")
        assert asked.shown.startswith(f'Amina asks "{QUESTION}" Could you help?')
    tom = workspace.person("tom").opens_home().clicks("Not now", on="home")
    assert text(tom) == "Thank you for saying so. The one who asks does not see it."
    after(workspace, deliver, 5 * DAYS)
    told = workspace.person("amina").expects(text="A question is waiting")
    assert "You could ask everyone, or quietly the facilitators" in told.shown
    assert shown(workspace.person("jonas")) == []
    mikko = workspace.person("mikko")
    mikko.clicks("I can help", on=mikko.messages[0]).saves()
    deliver()
    workspace.group("amina", "mikko").expects(text="somebody can help")
    assert window_of(commons, workspace, "amina", notice_id)["lines"] == [
        "Mikko is talking with you about it.",
        "What would help most: Ideas",
    ]


def test_taken_down_the_helper_is_told_where_they_talk(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace)
    helps(commons, workspace, "tom", notice_id)
    deliver()
    group = workspace.group("amina", "tom")
    met = group.expects(text="somebody can help")
    ends(commons, workspace, notice_id, "take_down")
    deliver()
    assert group.messages[0].shown == (
        "What was asked here was taken down. Thank you for having offered to help."
    )
    workspace.person("tom").closes()
    tom = workspace.person("tom")
    post = on_the_board(commons, workspace, help_button(notice_id))
    tom.clicks("I can help", on=post).expects(shown="That can't be read any more")
    del met
    after(workspace, deliver, 20 * DAYS)
    assert shown(workspace.person("amina")) == []


def test_narrowed_while_somebody_reads_it(commons: Commons, workspace: Workspace) -> None:
    notice_id = asks(commons, workspace)
    post = on_the_board(commons, workspace, help_button(notice_id))
    tom = workspace.person("tom").clicks("I can help", on=post)
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        said = Said("ask", QUESTION, wish="ideas", visibility="facilitators")
        notices.edit(db, amina, notice_id, said, now=commons.clock.now())
    tom.fills(words="Gladly.").saves()

    [said_] = errors(tom)
    assert said_.startswith("That can't be read any more")
    assert window(tom).field("words").value == "Gladly."


def test_nobody_could_help_and_it_is_asked_whether_to_ask_again(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    again, go = asks(commons, workspace), asks(commons, workspace, words="Who has a key?")
    after(workspace, deliver, 17 * DAYS)
    for who in ("jonas", "leila"):
        workspace.person(who).expects(text="A question is waiting")
    with commons.database.transaction() as db:
        notices.end_what_is_past(db, now=commons.clock.now())
    after(workspace, deliver, 2 * DAYS)
    amina = workspace.person("amina")
    both = amina.expects(text="What you asked has come to its day And one more thing.")
    assert f'"{QUESTION}" stood as long as it was to' in both.shown
    assert '"Who has a key?" stood as long as it was to' in both.shown
    assert both.buttons == ["Ask again", "Let it go"] * 2
    amina.clicks("Ask again", on=both, index=0).clicks("Let it go", on=both, index=1)
    deliver()
    assert shown(amina) == [f'"{QUESTION}" is asked again.\nLet go. Thank you for having asked.']
    with commons.database.transaction(person(as_member(commons, workspace, "amina"))) as db:
        states = [the(db, each).state for each in (again, go)]
        assert states == ["standing", "expired"]
    assert [shown(workspace.person(each)) for each in ("jonas", "leila")] == [
        [],  # it is asked anew: his turn begins again
        ['"Who has a key?" is not asked any more. There is nothing to do.'],
    ]


def test_asked_again_and_nobody_could_it_rings_again(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    asks(commons, workspace)
    amina, lock = workspace.person("amina"), "What you asked has come to its day"
    for _ in range(2):
        after(workspace, deliver, 18 * DAYS)
        for who in ("jonas", "leila"):
            if shown(workspace.person(who)):
                workspace.person(who).expects(text="A question is waiting")
        with commons.database.transaction() as db:
            notices.end_what_is_past(db, now=commons.clock.now())
        after(workspace, deliver, 3 * DAYS)
        amina.clicks("Ask again", on=amina.expects(text=lock))
        deliver()

    assert shown(amina) == [f'"{QUESTION}" is asked again.'] * 2


@pytest.mark.parametrize("days", [0, 15])
def test_asked_again_and_helped_it_is_not_asked_a_third_time(
    commons: Commons, workspace: Workspace, deliver: Deliver, days: int
) -> None:
    """Settled at once, or when its time is over."""
    notice_id = asks(commons, workspace)
    after(workspace, deliver, 17 * DAYS)
    workspace.person("jonas").expects(text="A question is waiting")
    with commons.database.transaction() as db:
        notices.end_what_is_past(db, now=commons.clock.now())
    after(workspace, deliver, 2 * DAYS)
    amina = workspace.person("amina")
    amina.clicks("Ask again", on=amina.expects(text="What you asked has come to its day"))
    helps(commons, workspace, "tom", notice_id)
    deliver()
    workspace.group("amina", "tom").expects(text="somebody can help")
    assert shown(amina) == [f'"{QUESTION}" is asked again.']
    after(workspace, deliver, days * DAYS)
    with commons.database.transaction() as db:
        notices.end_what_is_past(db, now=commons.clock.now())
    ends(commons, workspace, notice_id)
    deliver()
    assert shown(amina) == []


def test_what_happened_next(commons: Commons, workspace: Workspace, deliver: Deliver) -> None:
    notice_id = asks(commons, workspace)
    for who in ("tom", "mikko"):
        helps(commons, workspace, who, notice_id).closes()
    deliver()
    for who in ("tom", "mikko"):
        workspace.group("amina", who).expects(text="somebody can help")
    ends(commons, workspace, notice_id)
    after(workspace, deliver, 13 * DAYS)
    amina = workspace.person("amina")
    assert shown(amina) == []
    after(workspace, deliver, 4 * DAYS)
    asked = amina.expects(text="A question you asked: what happened next?")
    assert asked.shown.startswith(
        f'Two weeks ago Tom and Mikko helped with what you asked: "{QUESTION}"'
    )
    assert asked.buttons == ["Write a sentence", "Not this time"]
    assert "What happened next?" in amina.opens_home().home.text

    amina.clicks("Write a sentence", on=asked)
    assert window(amina).options("who") == [
        "Tom and Mikko",
        "Tom and Mikko and everyone, perhaps in the digest",
    ]
    amina.fills(words="Mrs Hale came, and stayed.").saves()
    assert title(amina) == "One question first"
    amina.fills(words="They came, and stayed.").saves(times=2)
    assert text(amina) == (
        'You wrote: "They came, and stayed." Those who helped hear it, and nobody else.'
        "\nTake it back"
    )
    deliver()
    after(workspace, deliver, 20 * HOURS)
    for who in ("tom", "mikko"):
        told = workspace.person(who).expects(text="What happened next, from someone you helped")
        assert told.shown.startswith(
            f'Amina asked "{QUESTION}", and you helped. What happened next: '
            '"They came, and stayed."'
        )
    assert window_of(commons, workspace, "tom", notice_id)["lines"][0] == (
        'What happened next: "They came, and stayed."'
    )
    assert "came" not in str(window_of(commons, workspace, "priya", notice_id))
    assert amina.messages[0].buttons == ["Change it", "Take it back"]
    amina.closes()
    amina.clicks("Change it", on=amina.messages[0])
    amina.fills(words="They came and they stayed.").saves()
    deliver()
    assert '"They came and they stayed."' in workspace.person("tom").messages[0].shown
    amina.clicks("Take it back", on="window")
    assert text(amina).startswith("Nobody can read it any more")
    deliver()
    assert shown(workspace.person("tom")) == []
    amina.closes()
    amina.clicks("Not this time", on=amina.messages[0])
    deliver()
    assert shown(amina) == ["That's fine. You will not be asked again."]
    after(workspace, deliver, 30 * DAYS)
    assert len(amina.messages) == 1


def test_an_unnamed_asker_stays_unnamed_when_they_tell(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    notice_id = asks(commons, workspace, unnamed=True)
    helps(commons, workspace, "tom", notice_id)
    deliver()
    workspace.group("jonas", "tom").expects(text="somebody can help")
    workspace.person("amina").expects(text="Somebody can help")
    ends(commons, workspace, notice_id)
    after(workspace, deliver, 18 * DAYS)
    amina = workspace.person("amina")
    asked = amina.expects(text="A question you asked: what happened next?")
    amina.clicks("Write a sentence", on=asked)
    amina.fills(words="It went well.", who="Tom and everyone, without your name").saves()
    deliver()
    after(workspace, deliver, 20 * HOURS)
    told = workspace.person("tom").expects(text="What happened next, from someone you helped")
    assert told.shown.startswith(f'Whoever asked asked "{QUESTION}"')
    assert "Amina" not in told.shown


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_shown_as_typed_and_rings_nobody_else(
    commons: Commons, workspace: Workspace, deliver: Deliver, typed: str
) -> None:
    typed = typed.strip()
    notice_id = asks(commons, workspace, words=typed, more=typed)
    helps(commons, workspace, "tom", notice_id, words=typed)
    deliver()
    met = workspace.group("amina", "tom").expects(text="Tom and Amina: somebody can help")
    assert "".join(leaves(met.blocks)).count(typed) == 3
    assert sorted(met.rings) == ["@UAMINA000", "@UTOM00000"]
    assert typed not in met.text


def test_a_reader_finds_what_they_may_do(commons: Commons, workspace: Workspace) -> None:
    notice_id = asks(commons, workspace)
    with commons.database.transaction() as db:
        mikko = member(db, workspace, "mikko")
        read_as(db, person(mikko))
        help_with(db, mikko, notice_id, "", beside=False, now=commons.clock.now())
        part, ask = help_by(db, notice_id, mikko.id), ask_of(db, notice_id)
        assert part is not None
        assert ask is not None
    ways = {
        who: window_of(commons, workspace, who, notice_id)["ways"]
        for who in ("amina", "mikko", "tom", "jonas")
    }

    assert ways == {
        "amina": ["That's settled"],
        "mikko": ["I can't after all"],
        "tom": ["I can help"],
        "jonas": ["I can help", "Find someone"],
    }


def test_the_window_opens_over_what_was_there(commons: Commons, workspace: Workspace) -> None:
    """In a window of a notice, too, as notices and the digest do it."""
    notice_id = asks(commons, workspace)

    @commons.app.action(f"{OPEN}_of_a_test")
    def show(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        view = modal("An ask", actions(help_button(notice_id)), close="Close")
        client.views_open(trigger_id=body["trigger_id"], view=view)

    post = on_the_board(commons, workspace, button("Open", f"{OPEN}_of_a_test"))
    tom = workspace.person("tom").clicks("Open", on=post).clicks("I can help", on="window")
    assert len(tom.windows) == 2
    tom.saves()
    assert text(tom) == HELPED
