"""Ideas for sessions in Slack: offered, talked about, chosen, and what becomes of the others."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import Commons
from bot.ideas import Offer, change
from bot.visibility import person, read_as
from handlers.ideas import idea_lines
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.experiments import Experiment
from storage.workshops import Workshop, workshop_by_id
from templates.blocks import actions
from templates.ideas.choices import release_button
from templates.ideas.views import ideas_button, offer_button, offer_experiment_button
from templates.workshops.views import open_button
from tests.cast import a_session
from tests.handlers import Deliver, buttons, errors, experiment_of, member, text, title, window

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
WEDNESDAY = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
IN_JANUARY = datetime(2027, 1, 14, 8, 0, tzinfo=UTC)
HOURS, DAYS = 3600, 24 * 3600
IDEA = "Let the clerk book the visit, and see who calls."
SESSION = "Whose idea shall we work on?"


@pytest.fixture(autouse=True)
def on_a_wednesday_morning(commons: Commons, workspace: Workspace) -> None:
    """Everybody in Europe is at work. Leila facilitates, too."""
    workspace.clock.advance(WEDNESDAY.timestamp() - workspace.clock.now())
    with commons.database.transaction() as db:
        for each in ("jonas", "amina", "tom", "mere"):
            member(db, workspace, each)
        member(db, workspace, "leila").facilitator = True


@pytest.fixture(autouse=True)
def the_board(workspace: Workspace) -> Any:
    """What stands on the board is others' own."""
    yield
    board = workspace.channel("noticeboard")
    for each in board.messages:
        board.expects(text=each.text)


def session(commons: Commons, workspace: Workspace, **more: Any) -> Workshop:
    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        read_as(db, person(jonas))
        return a_session(db, jonas, more.pop("at", IN_JANUARY), **more)


def posted(commons: Commons, workspace: Workspace, *buttons: dict[str, Any]) -> Message:
    """Buttons as they stand in a channel, for everyone."""
    channel = workspace.channel("hallway")
    commons.bot.slack.chat_postMessage(
        channel=channel.id, text="Here", blocks=[actions(*buttons)], **QUIET
    )
    return channel.expects(text="Here")


def offers(
    commons: Commons, workspace: Workspace, who: str, workshop: Workshop | None = None, **said: Any
) -> Person:
    about = workshop.id if workshop is not None else None
    post = posted(commons, workspace, offer_button(about))
    offerer = workspace.person(who).clicks("Offer your idea", on=post)
    return offerer.fills({"words": IDEA, **said}).saves()


def ideas(commons: Commons, workspace: Workspace, who: str = "jonas") -> Person:
    post = posted(commons, workspace, ideas_button())
    return workspace.person(who).clicks("Ideas for sessions", on=post)


def chooses(commons: Commons, workspace: Workspace, **which: Any) -> Person:
    jonas = ideas(commons, workspace)
    return jonas.clicks("Choose for a session", **which).saves()


def said_to(somebody: Person) -> list[Message]:
    """What they were told, but for the calendar file that comes with a place: whoever presents has
    one.
    """
    somebody.expects(shown="Open the file to put it in your calendar")
    return [each for each in somebody.messages if not each.files]


def told(workspace: Workspace, *handles: str, words: str) -> None:
    for each in handles:
        workspace.person(each).expects(text=words)


def session_says(
    commons: Commons, workspace: Workspace, who: str, workshop_id: int
) -> Sequence[str]:
    """What the session's window says of ideas to this reader, and its buttons."""
    with commons.database.transaction() as db:
        reader = member(db, workspace, who)
        read_as(db, person(reader))
        workshop = workshop_by_id(db, workshop_id)
        assert workshop is not None
        blocks = idea_lines(db, reader, workshop, commons.clock.now())
    said = [each["text"]["text"] for each in blocks if each["type"] == "section"]
    ways = [each for block in blocks for each in block.get("elements", ())]
    ways += [each["accessory"] for each in blocks if "accessory" in each]
    return [*said, *(each["text"]["text"] for each in ways)]


def test_an_idea_is_offered_from_a_session_and_its_facilitators_hear_once(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace)
    post = posted(commons, workspace, offer_button(workshop.id))
    amina = workspace.person("amina").clicks("Offer your idea", on=post)
    assert title(amina) == "Offer your idea"
    assert f"For {SESSION}" in text(amina)
    assert "Jonas and Leila will talk with you first. If it isn't this time, it stays yours" in (
        text(amina)
    )
    assert "Jonas and Leila can read this. Nobody else." in text(amina)

    amina.fills(words=IDEA, people="Tom, perhaps").saves(times=2)
    assert title(amina) == "Your idea"
    assert "Your idea is with Jonas and Leila." in text(amina)
    assert buttons(amina) == ["Change it", "Take it back", "Put it down as an experiment"]
    offers(commons, workspace, "tom")
    deliver()
    for each in ("jonas", "leila"):
        news = workspace.person(each).expects(text="Ideas for sessions")
        assert news.shown.splitlines()[0] == "Ideas for sessions were offered."
        assert "clerk" not in news.shown
        assert "Ideas for sessions were offered." in workspace.person(each).opens_home().home.text
    assert "Your idea for a session: Let the clerk" in amina.opens_home().home.text

    jonas = workspace.person("jonas").clicks("Look", on="home")
    assert text(jonas).count(IDEA) == 2, "twice saved is once; Tom's is another"
    assert "Amina offered on 2 December for Whose idea shall we work on?" in text(jonas)
    assert "In it together: Tom, perhaps" in text(jonas)


def test_only_facilitators_see_them_side_by_side(commons: Commons, workspace: Workspace) -> None:
    offers(commons, workspace, "amina")
    tom = ideas(commons, workspace, "tom")

    [said] = tom.sees
    assert said.text == "Only facilitators can do this. You could ask one of them."
    tom.expects(text="Only facilitators")


def test_they_talk_first_in_a_conversation_of_their_own(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    offers(commons, workspace, "amina")
    deliver()
    told(workspace, "jonas", "leila", words="Ideas for sessions")
    jonas = ideas(commons, workspace).clicks("Talk about it")
    assert "Amina and you hear it now" in text(jonas)
    assert "You talk with them about it." in text(jonas), "the list itself says so"
    deliver()
    met = workspace.group("amina", "jonas").expects(text="Jonas and Amina: an idea for a session")
    assert sorted(met.rings) == ["@UAMINA000", "@UJONAS000"]
    assert f'would like to talk about your idea for a session: "{IDEA}"' in met.shown
    assert workspace.person("leila").messages == [], "there is nothing to do for her"

    leila = ideas(commons, workspace, "leila")
    assert "Jonas talks with them about it." in text(leila)
    assert buttons(leila) == ["Choose for a session"]
    amina = workspace.person("amina").clicks("Open the idea", on=met)
    assert "Jonas would like to talk with you about it, or is doing so." in text(amina)
    amina.clicks("Take it back")
    assert "Nobody else can read it any more." in text(amina)
    deliver()
    [met] = workspace.group("amina", "jonas").messages
    assert met.shown == "Amina took the idea back. Go on talking here as long as you like."


def test_across_the_world_they_meet_when_the_other_is_at_work(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    offers(commons, workspace, "mere")
    deliver()
    told(workspace, "jonas", "leila", words="Ideas for sessions")
    jonas = ideas(commons, workspace).clicks("Talk about it")

    assert "when Mere is at work again" in text(jonas)
    assert "2 December, 21:00, your time." in text(jonas), "it is nine o'clock in Auckland then"
    deliver()
    assert [each.text for each in jonas.messages] == []
    workspace.clock.advance(10 * HOURS)
    deliver()
    workspace.group("mere", "jonas").expects(text="Jonas and Mere: an idea for a session")


def test_one_is_chosen_and_the_others_stay_for_another_time(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace, kind="sharing", link="https://example.org/meet")
    offers(commons, workspace, "amina", workshop)
    offers(commons, workspace, "tom", workshop, words="Quiet rooms.")
    assert session_says(commons, workspace, "amina", workshop.id) == [
        "You offered an idea for it.", "Offer your idea", "Your idea",
    ]  # fmt: skip
    assert session_says(commons, workspace, "jonas", workshop.id) == [
        "It is about nobody's idea yet. Yours could be it, alone or together with others.",
        "Offer your idea", "Ideas for sessions",
    ]  # fmt: skip
    jonas = ideas(commons, workspace).clicks("Choose for a session", index=0)
    assert f'Amina offers: "{IDEA}"' in text(jonas)
    assert "Nobody has talked with Amina yet, as far as I know." in text(jonas)
    assert "Everyone will see on the announcement: Amina brings an idea." in text(jonas)
    jonas.saves(times=2)
    assert text(jonas) == (
        f"{SESSION} is about Amina's idea now. Amina hears it in their working hours."
    )
    jonas.closes()
    assert f"{SESSION} is about Amina's idea." in text(jonas), "the list below, too"
    assert IDEA not in text(jonas)
    deliver()

    amina, tom = workspace.person("amina"), workspace.person("tom")
    chosen = amina.expects(text=f"{SESSION} is about your idea")
    assert "on 14 January 2027 is about your idea." in chosen.shown
    assert "You have a place" in chosen.shown
    assert chosen.buttons == [
        "Lay out my story", "Put it down as an experiment", "Open", "Open the idea",
    ]  # fmt: skip
    other = tom.expects(text="About the idea you offered")
    assert other.shown.splitlines()[0] == (
        f"This time {SESSION} is about somebody else's idea. Yours stays with us and may be next; "
        "the facilitators would still like to talk about it."
    )
    assert "Amina" not in other.shown
    assert other.buttons == ["Keep it", "Take it back"]
    tom.clicks("Keep it", on=other)
    deliver()
    said_to(amina)
    [other] = tom.messages
    assert "Thank you. Yours stays with the ideas for the next sessions." in other.shown
    assert session_says(commons, workspace, "tom", workshop.id) == []
    assert session_says(commons, workspace, "amina", workshop.id) == ["It is about your idea."]
    assert session_says(commons, workspace, "leila", workshop.id) == [
        "Choose someone else",
    ]  # fmt: skip


def test_whoever_is_chosen_at_night_hears_why_before_the_calendar_file_comes(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace, link="https://example.org/meet")
    offers(commons, workspace, "mere", workshop)
    chooses(commons, workspace)
    deliver()
    mere = workspace.person("mere")
    assert mere.messages == [], "in Auckland it is eleven at night"
    workspace.clock.advance(10 * HOURS)
    deliver()
    told, file = mere.messages
    assert told.text == f"{SESSION} is about your idea"
    assert file.files
    mere.expects(text=told.text)
    mere.expects(shown="Open the file to put it in your calendar")


def test_what_everyone_will_see_names_only_what_everyone_may_read(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session(commons, workspace)
    experiment = experiment_of(commons, workspace, "amina", visibility="group")
    hidden = experiment_of(commons, workspace, "tom", visibility="only_me", title="Secret")
    for who, which in (("amina", experiment), ("tom", hidden)):
        post = posted(commons, workspace, offer_experiment_button(which.id))
        offerer = workspace.person(who).clicks("Offer it for a session", on=post)
        assert str(window(offerer).field("words").value).startswith(f"{which.title}: What changes")
        assert "if it is one of your experiments, its people too" in text(offerer)
        offerer.saves()
    deliver()
    told(workspace, "jonas", "leila", words="Ideas for sessions")

    jonas = ideas(commons, workspace)
    assert "E-1 · Longer first visits" in text(jonas)
    assert "It is an experiment that its people have not opened to you." in text(jonas)
    jonas.clicks("Choose for a session", index=0)
    assert "Everyone will see on the announcement: Amina brings E-1 · Longer first visits." in (
        text(jonas)
    )
    jonas.closes().clicks("Choose for a session", index=1)
    assert "Everyone will see on the announcement: Tom brings an idea." in text(jonas)


def test_in_the_experiments_window_it_is_offered_and_was_the_subject(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace)
    experiment: Experiment = experiment_of(commons, workspace, "amina", "tom", visibility="group")
    amina = workspace.person("amina").types("/experiment E-1").clicks("Offer it for a session")
    amina.saves().closes(everything=True)
    tom = workspace.person("tom").types("/experiment E-1")
    assert "Offered for a session." in text(tom)
    assert "Offer it for a session" not in buttons(tom)
    mere = workspace.person("mere").types("/experiment E-1")
    assert "Offered for a session." not in text(mere)
    chooses(commons, workspace)
    mere.closes().types("/experiment E-1")
    assert f"{SESSION} on 14 January 2027 is about it." in text(mere)
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "jonas")))
        found = workshop_by_id(db, workshop.id)
        assert found is not None
        found.state = "happened"
    mere.closes().types("/experiment E-1")
    assert f"Was the subject of {SESSION} on 14 January 2027." in text(mere)
    assert experiment.ref == "E-1"
    deliver()
    amina.expects(text=f"{SESSION} is about your idea")
    said_to(amina)


def test_a_chosen_offer_becomes_an_experiment_in_a_step(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace)
    amina = offers(commons, workspace, "amina", workshop)
    chooses(commons, workspace)
    deliver()
    chosen = amina.expects(text=f"{SESSION} is about your idea")
    amina.closes().clicks("Put it down as an experiment", on=chosen)
    assert value_of(amina, "title") == IDEA
    given = {"purpose": "Calm.", "question": "Who calls?", "stage": "Just an idea"}
    amina.fills(given, visibility="Everyone in the group").saves(times=2)
    assert title(amina) == "E-1 is on the board"
    deliver()

    post = posted(commons, workspace, open_button(workshop.id))
    tom = workspace.person("tom").clicks("Open", on=post)
    assert text(tom).count("Amina brings") == 1
    assert "Amina brings E-1 · Let the clerk book the visit" in text(tom)
    [chosen] = said_to(amina)
    assert "Put it down as an experiment" not in chosen.buttons


def test_chosen_for_another_after_all_it_is_undone_politely(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace)
    amina = offers(commons, workspace, "amina", workshop)
    chooses(commons, workspace)
    deliver()
    first = amina.expects(text=f"{SESSION} is about your idea")
    post = posted(commons, workspace, release_button(workshop.id))
    tom = workspace.person("tom").clicks("Choose someone else", on=post)
    tom.expects(text="Only facilitators can do this.")
    leila = workspace.person("leila").clicks("Choose someone else", on=post)
    assert "If you go on, Amina hears that it will be another time" in text(leila)
    leila.saves(times=2)
    assert buttons(leila) == ["Ideas for sessions"]
    deliver()

    amina.expects(text="About the idea you offered")
    before, after = said_to(amina)
    assert "The session is not about it any more." in before.shown
    assert "Yours stays with us and may be next" in after.shown
    assert first.ts == before.ts
    leila.clicks("Ideas for sessions")
    assert "is about Amina's idea" not in text(leila)
    assert "It was not the one last time." in text(leila)


def test_taken_back_the_facilitators_hear_that_the_session_is_free(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace)
    amina = offers(commons, workspace, "amina", workshop)
    chooses(commons, workspace)
    deliver()
    chosen = amina.expects(text=f"{SESSION} is about your idea")
    amina.closes().clicks("Open the idea", on=chosen).clicks("Take it back")
    assert title(amina) == "Taken back"
    deliver()

    for each in ("jonas", "leila"):
        news = workspace.person(each).expects(text="Ideas for sessions")
        assert f"{SESSION} is about nobody's idea again" in news.shown
    assert session_says(commons, workspace, "amina", workshop.id)[-1] == "Offer your idea"
    [chosen] = said_to(amina)
    assert chosen.shown == "You took this idea back. That is fine."


def test_changing_it_in_two_windows_shows_both(commons: Commons, workspace: Workspace) -> None:
    first = offers(commons, workspace, "amina")
    first.clicks("Change it").fills(words="In one window.")
    opened = first.windows[-1].id
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        change(db, amina, 1, Offer("In the other.", ""), now=commons.clock.now())
    first.saves()
    assert "Someone changed this while you were writing." in text(first)
    assert "Theirs: In the other." in text(first)
    assert window(first).submit == "Use mine"
    first.saves()
    assert "In one window." in text(first)
    assert first.windows[-1].id == opened


def test_what_could_tell_who_it_was_is_asked_about_first(
    commons: Commons, workspace: Workspace
) -> None:
    amina = offers(commons, workspace, "amina", words="Mrs Hale on the fourth floor.")
    assert "Could someone be recognised?" in text(amina)
    amina.clicks("Change it")
    assert title(amina) == "Offer your idea"
    amina.fills(words="A neighbour.").saves()
    assert "A neighbour." in text(amina)


def test_an_empty_or_a_forged_offer_is_answered_in_words(
    commons: Commons, workspace: Workspace
) -> None:
    amina = offers(commons, workspace, "amina", words=" ")
    assert errors(amina) == ["A few words are needed here. A guess is fine."]
    button = {**offer_button(7), "value": "nonsense"}
    tom = workspace.person("tom").clicks("Offer your idea", on=posted(commons, workspace, button))
    tom.expects(text="There is nothing behind that button any more.")


def test_for_a_session_that_is_over_the_idea_may_be_for_another(
    commons: Commons, workspace: Workspace
) -> None:
    workshop = session(commons, workspace, state="happened")
    post = posted(commons, workspace, offer_button(workshop.id))
    amina = workspace.person("amina").clicks("Offer your idea", on=post)

    assert SESSION not in text(amina)
    amina.fills(words=IDEA).saves()
    assert "Your idea is with Jonas and Leila." in text(amina)


def value_of(somebody: Person, field: str) -> object:
    return window(somebody).field(field).value


def test_whoever_left_slack_leaves_the_session_free(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop = session(commons, workspace)
    amina = offers(commons, workspace, "amina", workshop)
    chooses(commons, workspace)
    amina.becomes(deleted=True)
    deliver()

    for each in ("jonas", "leila"):
        news = workspace.person(each).expects(text="Ideas for sessions")
        assert f"{SESSION} is about nobody's idea again" in news.shown
    assert "Offer your idea" in session_says(commons, workspace, "tom", workshop.id)
