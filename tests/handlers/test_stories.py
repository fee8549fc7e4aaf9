"""What a presenter lays out before a session, in Slack: chosen, written, shared, taken back."""

from typing import Any

import pytest

from bot.app import Commons
from bot.presenters import release
from bot.stories import save
from bot.times import cancel
from bot.visibility import person, read_as
from handlers.stories import story_lines
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.experiments import experiment_by_id
from storage.signups import Signup
from storage.workshops import Workshop, slots_of, workshop_by_id
from templates.blocks import Block
from templates.stories.views import lay_out_button
from tests.cast import NOW, a_session, reflect
from tests.handlers import buttons, experiment_of, member, text, title, window
from tests.handlers.test_ideas import IN_JANUARY, posted

WHY, WONDER = "Why we began", "What we still wonder: questions for you"


@pytest.fixture
def workshop(commons: Commons, workspace: Workspace) -> Workshop:
    """A sharing session about Amina's experiment, to which Tom comes; Mere does not."""
    experiment = experiment_of(commons, workspace, "amina", visibility="only_me")
    with commons.database.transaction() as db:
        jonas, amina, tom = (member(db, workspace, each) for each in ("jonas", "amina", "tom"))
        member(db, workspace, "mere")
        read_as(db, person(amina))
        about = experiment_by_id(db, experiment.id)
        assert about is not None
        workshop = a_session(
            db, jonas, IN_JANUARY, kind="sharing", presenter=amina, experiment=about
        )
        read_as(db, person(jonas))
        db.add(
            Signup(
                workshop_id=workshop.id, slot_id=slots_of(db, workshop.id)[0].id, member_id=tom.id,
                coming_as="listen", state="coming", created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        return workshop


@pytest.fixture(autouse=True)
def the_board(workspace: Workspace) -> Any:
    yield
    board = workspace.channel("noticeboard")
    for each in board.messages:
        board.expects(text=each.text)


def reflects(commons: Commons, workspace: Workspace, *words: str) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        about = experiment_by_id(db, 1)
        for each in words:
            reflect(db, amina, each, experiment=about, at=commons.clock.now())


def lines(commons: Commons, workspace: Workspace, who: str, workshop: Workshop) -> list[Block]:
    """What the session's window has of it for this reader."""
    with commons.database.transaction() as db:
        reader = member(db, workspace, who)
        read_as(db, person(reader))
        found = workshop_by_id(db, workshop.id)
        assert found is not None
        return story_lines(db, reader, found, commons.clock.now())


def lays_out(commons: Commons, workspace: Workspace, workshop: Workshop) -> Person:
    post = posted(commons, workspace, lay_out_button(workshop.id))
    return workspace.person("amina").clicks("Lay out my story", on=post)


def reads(commons: Commons, workspace: Workspace, who: str, workshop: Workshop) -> Person:
    """The button as it stands in the window; whoever has none presses that of another."""
    [line] = lines(commons, workspace, "tom", workshop)
    return workspace.person(who).clicks("Read it", on=posted(commons, workspace, line["accessory"]))


def test_from_own_reflections_and_the_trail_to_those_who_signed_up(
    commons: Commons, workspace: Workspace, workshop: Workshop
) -> None:
    reflects(commons, workspace, "They *wept*, <!channel>.", "For me alone.")
    amina = lays_out(commons, workspace, workshop)
    assert "Which of your reflections belong in it?" in text(amina)
    assert "nobody sees the story before you share it" in text(amina)
    amina.fills(reflections=["30 November: They *wept*, <!channel>."]).saves()
    assert title(amina) == "My story"
    assert window(amina).field("why").value == (
        "Families tell their story once, to one person.\n\nThey *wept*, <!channel>."
    )
    assert window(amina).field("wonder").value == (
        "What changes when a first visit has no time limit?"
    )
    amina.fills(tried="We sat down.").saves(times=2)
    assert "Your story is kept, for you alone." in text(amina)
    assert lines(commons, workspace, "tom", workshop) == []

    amina.clicks("Share it")
    assert "Whoever comes, waits for a place or reads along can read this" in text(amina)
    assert "They *wept*, <!channel>." in text(amina)
    amina.saves()
    assert title(amina) == "Shared"
    assert buttons(amina) == ["Change it", "Take it back"]
    tom = reads(commons, workspace, "tom", workshop)
    assert title(tom) == "Amina's story"
    assert "We sat down." in text(tom)
    assert "For me alone." not in text(tom)
    assert lines(commons, workspace, "mere", workshop) == []
    mere = reads(commons, workspace, "mere", workshop)
    mere.expects(text="It is not shared any more.")

    amina.clicks("Take it back")
    assert "It is yours alone again." in text(amina)
    assert lines(commons, workspace, "tom", workshop) == []


def test_without_reflections_the_boxes_are_there_at_once(
    commons: Commons, workspace: Workspace, workshop: Workshop
) -> None:
    amina = lays_out(commons, workspace, workshop)

    assert title(amina) == "My story"
    assert [each.label for each in window(amina).fields] == [
        WHY,
        "What we came to understand",
        "Deciding with others",
        "What we tried, and what did not work",
        "What became usual",
        WONDER,
    ]
    amina.fills(why="", wonder="").saves()
    assert buttons(amina) == ["Change it"], "nothing to share yet"
    amina.closes(everything=True)
    again = lays_out(commons, workspace, workshop)
    assert [each.value for each in window(again).fields] == [None] * 6


def test_nobody_else_lays_it_out(
    commons: Commons, workspace: Workspace, workshop: Workshop
) -> None:
    post = posted(commons, workspace, lay_out_button(workshop.id))
    jonas = workspace.person("jonas").clicks("Lay out my story", on=post)

    jonas.expects(text="That is for whoever the session is about.")


def test_written_in_two_windows_both_are_shown(
    commons: Commons, workspace: Workspace, workshop: Workshop
) -> None:
    amina = lays_out(commons, workspace, workshop)
    with commons.database.transaction() as db:
        author = member(db, workspace, "amina")
        read_as(db, person(author))
        other = {"why": "In the other.", "usual": "Only there."}
        save(db, author, workshop.id, other, origin=None, now=commons.clock.now())
    amina.fills(why="In this one.").saves()
    assert "Someone changed this while you were writing." in text(amina)
    assert "Theirs: In the other." in text(amina)
    found = window(amina).field("What became usual").value
    assert found == "Only there.", "what only one touched is theirs"
    amina.saves().clicks("Change it")
    assert window(amina).field("why").value == "In this one."


def test_before_others_read_it_it_is_asked_who_could_be_recognised(
    commons: Commons, workspace: Workspace, workshop: Workshop
) -> None:
    amina = lays_out(commons, workspace, workshop)
    amina.fills(why="Mrs Hale on the fourth floor.").saves()
    assert "Your story is kept, for you alone." in text(amina)
    amina.clicks("Share it").saves()
    assert "Could someone be recognised?" in text(amina)
    assert lines(commons, workspace, "tom", workshop) == []
    amina.saves()
    assert title(amina) == "Shared"
    amina.clicks("Change it").fills(tried="Ring 020 7946 0123.").saves()
    assert "Could someone be recognised?" in text(amina)
    assert "020" not in text(reads(commons, workspace, "tom", workshop))
    amina.saves()
    assert "Those who signed up read it as it is now." in text(amina)


def test_shared_too_late_it_is_said_where_there_is_nothing_to_fill_in(
    commons: Commons, workspace: Workspace, workshop: Workshop
) -> None:
    amina = lays_out(commons, workspace, workshop).saves(times=2)
    amina.clicks("Share it")
    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        read_as(db, person(jonas))
        release(db, jonas, workshop.id, now=commons.clock.now())
    amina.saves()
    assert "Families tell their story once" in text(amina)
    assert text(amina).startswith("That is for whoever the session is about.")


@pytest.mark.parametrize("what", ["released", "cancelled"])
def test_what_was_laid_out_stays_with_its_author_when_it_is_not_told_there(
    commons: Commons, workspace: Workspace, workshop: Workshop, what: str
) -> None:
    lays_out(commons, workspace, workshop).fills(tried="We sat down.").saves(times=2)
    now = commons.clock.now()
    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        read_as(db, person(jonas))
        if what == "released":
            release(db, jonas, workshop.id, now=now)
        else:
            cancel(db, jonas, workshop.id, None, reason="We are few.", now=now)
    [line] = lines(commons, workspace, "amina", workshop)
    post = posted(commons, workspace, line["accessory"])
    amina = workspace.person("amina").clicks("Read it", on=post)
    assert title(amina) == "Amina's story"
    assert "We sat down." in text(amina)
    for who in ("tom", "jonas"):
        assert lines(commons, workspace, who, workshop) == []
    tom = workspace.person("tom").clicks("Read it", on=post)
    tom.expects(text="That is for whoever the session is about.")
