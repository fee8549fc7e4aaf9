"""Notes of a session, what is written up of it, and who decides what goes to others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import writeups
from bot.app import Commons
from bot.visibility import Keeper, Room, person, read_as
from handlers.cards import window as card_window
from handlers.notes import note_lines
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.notes import learnings_of, notes_of_workshop, writeup_of
from storage.people import member_by_slack_id
from storage.workshops import workshop_by_id
from tests.handlers import Deliver, buttons, errors, experiment_of, member, text, title, value
from tests.handlers.sessions import (
    TITLE,
    WEDNESDAY,
    after_it,
    beat,
    expect_the_board,
    lines,
    session_of,
    until,
)
from tests.templates.test_words import HOSTILE

HOW = "How was the session?"
SENT = "The notes of a session are there"
STAYS = "After the session: what stays with you?"


@pytest.fixture(autouse=True)
def the_board(workspace: Workspace) -> Iterator[None]:
    yield
    expect_the_board(workspace)


@pytest.fixture(autouse=True)
def what_is_not_told_here(workspace: Workspace) -> Iterator[None]:
    """Run sheets, and the question what stays, have tests of their own."""
    yield
    for who in ("amina", "tom", "jonas", "wanjiru", "priya"):
        for each in workspace.person(who).messages:
            if each.text.startswith((STAYS, "A session that you hold")):
                workspace.person(who).expects(text=each.text)


def thread(commons: Commons, workspace: Workspace, deliver: Deliver) -> Message:
    """The message under the announcement, once it has begun."""
    until(commons, workspace, deliver, WEDNESDAY + timedelta(minutes=1))
    [announcement] = workspace.channel("noticeboard").messages
    [post] = announcement.thread
    return post


def notes(workspace: Workspace, who: str, on: Message | None, words: str) -> Person:
    return workspace.person(who).clicks("Add a note", on=on).fills(words=words).saves()


def written_up(workspace: Workspace, said: Message) -> Person:
    jonas = workspace.person("jonas").clicks("Write it up", on=said)
    return jonas.fills(
        words="We drew it on the wall.",
        learnings="We found that clerks know.\n\nWe found that time is short.",
        context="In one town, in autumn.",
    ).saves(times=2)


def states(commons: Commons, workshop_id: int) -> dict[str, str]:
    with commons.database.transaction() as db:
        as_jonas(db)
        return {each.words: each.state for each in learnings_of(db, workshop_id)}


def as_jonas(db: Session) -> None:
    jonas = member_by_slack_id(db, "UJONAS000")
    assert jonas is not None
    read_as(db, person(jonas))


def test_notes_go_into_the_thread_and_are_read_by_those_who_signed_up(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina", reading=("priya",))
    beat(commons, deliver)
    [announcement] = workspace.channel("noticeboard").messages
    assert announcement.thread == []
    post = thread(commons, workspace, deliver)
    assert "Notes on this session go here." in post.shown
    amina = notes(workspace, "amina", post, "The clerks knew.")
    assert text(amina) == "It is in the notes.\nRead the notes"
    priya = workspace.person("priya").clicks("Read the notes", on=post)
    assert "The clerks knew." in text(priya)
    assert buttons(priya) == []
    priya.closes().clicks("Add a note", on=post)
    priya.expects(shown="Those who were there add notes.")
    wanjiru = workspace.person("wanjiru").clicks("Read the notes", on=post)
    said = wanjiru.expects(text="Notes are for those who signed up")
    assert said.buttons == ["Just send me the notes"]
    wanjiru.clicks("Add a note", on=post)
    wanjiru.expects(text="Notes are for those who signed up")
    until(commons, workspace, deliver, after_it(0.1))
    [post] = workspace.channel("noticeboard").messages[-1].thread
    assert "go here" not in post.shown
    assert post.buttons == ["Add a note", "Read the notes"]


def test_a_note_is_changed_and_taken_back_by_its_author_alone(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", "tom")
    post = thread(commons, workspace, deliver)
    amina = notes(workspace, "amina", post, "The clerks knew.")
    tom = workspace.person("tom").clicks("Read the notes", on=post)
    assert buttons(tom) == ["Add a note"]
    amina.clicks("Read the notes").clicks("Change")
    assert value(amina, "words") == "The clerks knew."
    amina.fills(words="The clerks knew more.").saves()
    assert "It is changed." in text(amina)
    amina.clicks("Read the notes").clicks("Take back")
    assert "It is out of the notes." in text(amina)
    with commons.database.read() as db:
        as_jonas(db)
        assert notes_of_workshop(db, workshop_id, limit=9) == []


@pytest.mark.parametrize("typed", [HOSTILE[0], HOSTILE[3], HOSTILE[5], "🎉" * 1500])
def test_what_is_noted_is_shown_as_typed(
    commons: Commons, workspace: Workspace, deliver: Deliver, typed: str
) -> None:
    session_of(commons, workspace, "amina")
    post = thread(commons, workspace, deliver)
    amina = notes(workspace, "amina", post, typed).clicks("Read the notes")
    assert typed in text(amina)


def test_somebody_recognisable_is_asked_about_first(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina")
    post = thread(commons, workspace, deliver)
    amina = notes(workspace, "amina", post, "Mrs Hale told us.")
    assert title(amina) == "One question first"
    amina.saves()
    assert "It is in the notes." in text(amina)


def test_before_it_there_is_nothing_to_note(commons: Commons, workspace: Workspace) -> None:
    workshop_id = session_of(commons, workspace, "amina")
    assert lines(commons, workspace, "amina", note_lines, workshop_id) is None


def test_the_second_time_sees_what_the_first_left(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", second=("tom",))
    post = thread(commons, workspace, deliver)
    assert post.text == "Notes on the first time"
    notes(workspace, "amina", post, "The clerks knew.")
    until(commons, workspace, deliver, after_it(1))
    tom = lines(commons, workspace, "tom", note_lines, workshop_id)
    assert tom is not None
    assert "What the first time left\nThe clerks knew." in tom.shown
    amina = lines(commons, workspace, "amina", note_lines, workshop_id)
    assert amina is not None
    assert "What the first time left" not in amina.shown


def test_it_is_written_up_and_sent_around(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "amina", reading=("priya",))
    post = thread(commons, workspace, deliver)
    notes(workspace, "amina", post, "The clerks knew.")
    until(commons, workspace, deliver, after_it(0.5))
    jonas = workspace.person("jonas")
    assert [each.text for each in jonas.messages if each.text == HOW] == []
    until(commons, workspace, deliver, after_it(1))
    said = jonas.expects(text=HOW)
    assert said.buttons == ["Write it up", "Not now"]
    jonas.clicks("Write it up", on=said)
    assert value(jonas, "words") == "The clerks knew."
    jonas.closes()
    jonas = written_up(workspace, said)
    assert buttons(jonas) == ["Send it around"]
    assert set(states(commons, workshop_id).values()) == {"draft"}
    deliver()
    assert [each for each in workspace.person("priya").messages if each.text == SENT] == []

    jonas.clicks("Send it around", index=0)
    assert "gets one message" in text(jonas)
    until(commons, workspace, deliver, after_it(20))  # Priya's day is over by now
    for who, ask in {"amina": [], "priya": ["Write a line", "Not this time"]}.items():
        told = workspace.person(who).expects(text=SENT)
        assert told.shown.startswith(f"The notes of {TITLE} are there.")
        assert told.buttons == ["Read", *ask]
        assert "wall" not in told.shown
    priya = workspace.person("priya")
    priya.clicks("Read", on=next(e for e in priya.messages if e.text == SENT))
    read = text(priya)
    assert "We drew it on the wall." in read
    assert "What was learned\n" in read
    assert [each for each in states(commons, workshop_id) if each not in read] == []
    assert set(states(commons, workshop_id).values()) == {"group"}
    with commons.database.read() as db:
        read_as(db, Room())
        assert len(learnings_of(db, workshop_id)) == 2
    [said] = [each for each in jonas.messages if each.text == HOW]
    assert "everyone who signed up has it" in said.shown


def test_the_presenter_reads_it_first_and_decides(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment = experiment_of(commons, workspace, "amina")
    workshop_id = session_of(commons, workspace, "tom", presenter="amina", experiment=experiment)
    until(commons, workspace, deliver, after_it(1))
    jonas = workspace.person("jonas")
    jonas = written_up(workspace, jonas.expects(text=HOW))
    assert buttons(jonas) == ["Show it to Amina"]
    jonas.clicks("Show it to Amina")
    deliver()
    amina, tom = workspace.person("amina"), workspace.person("tom")
    asked = amina.expects(text="What was written up of your session")
    amina.expects(text="How is E-1 going?")
    assert [each for each in tom.messages if each.text == SENT] == []
    amina.clicks("Read and decide", on=asked)
    assert value(amina, "words") == "We drew it on the wall."
    [first, second] = _boxes(commons, workshop_id)
    amina.fills({"words": "We drew it.", first: "We found that clerks know a lot.", second: ""})
    amina.saves(times=2)
    deliver()
    tom.expects(text=SENT)
    assert states(commons, workshop_id) == {
        "We found that clerks know a lot.": "group",
        "We found that time is short.": "withdrawn",
    }
    with commons.database.read() as db:
        tom_himself = member(db, workspace, "tom")
        read_as(db, person(tom_himself))
        writeup = writeup_of(db, workshop_id)
        assert writeup is not None
        assert writeup.words == "We drew it."
        view = card_window(db, tom_himself, experiment.id, commons.clock.now())
        shown = str(view["blocks"])
        assert "We found that clerks know a lot." in shown
        assert "time is short" not in shown
    mine = lines(commons, workspace, "amina", note_lines, workshop_id)
    assert mine is not None
    assert mine.buttons[-2:] == ["Where is it now?", "Open E-1"]


def _boxes(commons: Commons, workshop_id: int) -> list[str]:
    with commons.database.read() as db:
        as_jonas(db)
        return [f"learning_{each.id}" for each in learnings_of(db, workshop_id)]


def test_what_changed_meanwhile_is_shown_to_the_presenter(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    workshop_id = session_of(commons, workspace, "tom", presenter="amina")
    until(commons, workspace, deliver, after_it(1))
    jonas = workspace.person("jonas")
    said = jonas.expects(text=HOW)
    written_up(workspace, said).clicks("Show it to Amina").closes()
    deliver()
    amina = workspace.person("amina")
    amina.clicks(
        "Read and decide", on=amina.expects(text="What was written up of your session")
    ).fills(words="Mine.")
    again = lines(commons, workspace, "jonas", note_lines, workshop_id)
    jonas.clicks("Go on writing", on=again).fills(words="More of it.").saves()
    assert "Amina reads it as it is now" in text(jonas)
    amina.saves()
    assert "It was changed while you were reading." in text(amina)
    assert "There now: More of it." in text(amina)
    assert value(amina, "words") == "Mine."
    amina.saves()
    assert "gets one message" in text(amina)
    deliver()
    workspace.person("tom").expects(text=SENT)


def test_without_an_answer_nothing_is_sent_and_the_writer_is_told_once(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "tom", presenter="amina")
    until(commons, workspace, deliver, after_it(1))
    jonas = workspace.person("jonas")
    written_up(workspace, jonas.expects(text=HOW)).clicks("Show it to Amina")
    deliver()
    workspace.person("amina").expects(text="What was written up of your session")
    until(commons, workspace, deliver, after_it(1) + timedelta(days=8))
    said = jonas.expects(text="About what you wrote up")
    assert "Amina has not said yet" in said.shown
    assert [each for each in workspace.person("tom").messages if each.text == SENT] == []


def test_not_now_is_an_answer(commons: Commons, workspace: Workspace, deliver: Deliver) -> None:
    workshop_id = session_of(commons, workspace, "amina")
    until(commons, workspace, deliver, after_it(1))
    jonas = workspace.person("jonas")
    jonas.clicks("Not now", on=jonas.expects(text=HOW))
    deliver()
    [said] = [each for each in jonas.messages if each.text == HOW]
    assert said.shown == (
        f"That's fine. {TITLE} can be written up whenever you like: its window has the button."
    )
    shown = lines(commons, workspace, "jonas", note_lines, workshop_id)
    assert shown is not None
    assert "Write it up" in shown.buttons


def test_six_learnings_are_one_too_many(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    session_of(commons, workspace, "amina")
    until(commons, workspace, deliver, after_it(1))
    jonas = workspace.person("jonas")
    jonas.clicks("Write it up", on=jonas.expects(text=HOW))
    jonas.fills(words="W", learnings="\n".join("abcdef")).saves()
    assert errors(jonas) == ["5 at most, one to a line. Which matter most?"]
    jonas.fills(learnings="x" * 241).saves()
    assert "Could you shorten it to one sentence?" in errors(jonas)[0]
    jonas.fills(learnings="x" * 240).saves()
    assert buttons(jonas) == ["Send it around"]


def test_a_holder_cannot_send_what_the_presenter_has_not_seen(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    """Whatever the button said: the rule offers it."""
    workshop_id = session_of(commons, workspace, "tom", presenter="amina")
    until(commons, workspace, deliver, after_it(1))
    jonas = workspace.person("jonas")
    written_up(workspace, jonas.expects(text=HOW))
    now = commons.clock.now()
    with commons.database.transaction() as db:
        by = member(db, workspace, "jonas")
        read_as(db, person(by))
        for _ in range(2):
            assert writeups.pass_on(db, by, workshop_id, now=now).state == "offered"
        read_as(db, Keeper())
        assert workshop_by_id(db, workshop_id) is not None
    deliver()
    workspace.person("amina").expects(text="What was written up of your session")
