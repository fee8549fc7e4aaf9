"""Reminders of sessions as people get them, and how they choose them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Commons
from bot.visibility import Keeper, read_as
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.handlers import Deliver, text, value
from tests.handlers.seats import STARTS, Sessions

DAYS, HOURS = timedelta(days=1), timedelta(hours=1)
TITLE = "Whose idea shall we work on?"
ALL = ["A week before", "The day before", "An hour before", "At the start, with the link"]


@pytest.fixture
def sessions(commons: Commons, workspace: Workspace) -> Sessions:
    workspace.clock.advance(
        datetime(2027, 1, 5, 10, tzinfo=UTC).timestamp() - workspace.clock.now()
    )
    return Sessions(commons, workspace)


@pytest.fixture
def amina(workspace: Workspace, sessions: Sessions) -> Person:
    """With a place on Thursday 14 January, 08:00 her time."""
    amina = workspace.person("amina")
    sessions.signs_up(amina)
    amina.expects(shown="Open the file")
    return amina


def it_is(sessions: Sessions, workspace: Workspace, moment: datetime) -> int:
    workspace.clock.advance(moment.timestamp() - workspace.clock.now())
    return sessions.carries()


def test_the_day_before_and_the_link_at_the_start_and_nothing_else(
    sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    it_is(sessions, workspace, datetime(2027, 1, 13, 16, 1, tzinfo=UTC))
    before = amina.expects(text=f"Tomorrow, 08:00, London time: {TITLE}")
    assert before.shown.splitlines()[0] == f"Tomorrow, 08:00, London time: {TITLE}"
    assert before.buttons == ["Join link", "I can't come"]
    assert "meet.example" not in before.text + before.shown

    it_is(sessions, workspace, STARTS - timedelta(minutes=9))
    start = amina.expects(shown=f"It begins at 08:00, London time: {TITLE}")
    assert start.buttons == ["Join link"]
    amina.clicks("Join link", on=start)
    assert it_is(sessions, workspace, STARTS + 7 * DAYS) == 0


def test_the_link_still_comes_when_commons_was_away_at_the_start(
    sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    it_is(sessions, workspace, STARTS - 12 * HOURS)
    amina.expects(shown="Tomorrow, 08:00")
    it_is(sessions, workspace, STARTS + timedelta(minutes=5))
    amina.expects(shown=f"It begins at 08:00, London time: {TITLE}")


def test_a_jump_of_a_week_says_nothing_stale(
    sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    it_is(sessions, workspace, STARTS + DAYS)

    assert len(amina.messages) == 1


def test_two_copies_and_a_restart_say_it_once(
    sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    it_is(sessions, workspace, STARTS - 12 * HOURS)
    amina.expects(shown="Tomorrow, 08:00")
    sessions.looks_again()

    assert sessions.carries() == 0
    assert len(amina.messages) == 2


def test_who_left_is_not_reminded(sessions: Sessions, workspace: Workspace, amina: Person) -> None:
    sessions.signs_up(amina, state="left")
    amina.expects(shown="take it out")
    it_is(sessions, workspace, STARTS - HOURS)
    it_is(sessions, workspace, STARTS - timedelta(minutes=1))

    assert len(amina.messages) == 2


def test_who_leaves_after_it_was_said_is_led_there_no_more(
    sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    it_is(sessions, workspace, datetime(2027, 1, 13, 16, 1, tzinfo=UTC))
    before = amina.expects(text=f"Tomorrow, 08:00, London time: {TITLE}")
    sessions.signs_up(amina, state="left")
    amina.expects(shown="take it out")

    assert before.text not in [each.text for each in amina.messages]


def test_moved_after_it_was_said_it_is_said_again(
    commons: Commons, sessions: Sessions, workspace: Workspace, amina: Person
) -> None:
    it_is(sessions, workspace, STARTS - 12 * HOURS)
    amina.expects(shown="Tomorrow, 08:00")
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        slot = sessions.slot(db)
        slot.starts_at, slot.ends_at = slot.starts_at + 4 * DAYS, slot.ends_at + 4 * DAYS
        sessions.follow(db, amina)
    it_is(sessions, workspace, STARTS + 2 * HOURS)
    amina.expects(shown="up to date")
    it_is(sessions, workspace, STARTS + DAYS + 9 * HOURS)

    amina.expects(shown=f"On Monday, 08:00, London time: {TITLE}")


def test_who_holds_it_is_reminded_and_not_asked_to_stay_away(
    commons: Commons, sessions: Sessions, workspace: Workspace
) -> None:
    jonas = workspace.person("jonas")
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        sessions.follow(db, jonas)
    it_is(sessions, workspace, STARTS - 12 * HOURS)
    for _ in range(2):
        jonas.expects(shown="Open the file")

    found = jonas.expects(shown="Tomorrow, 09:00, Copenhagen time")
    assert found.buttons == ["Join link", "Open"]
    jonas.expects(shown="Tomorrow, 21:00, Copenhagen time")


def test_each_chooses_their_own(sessions: Sessions, workspace: Workspace, amina: Person) -> None:
    amina.opens_home().clicks("My settings", on="home").clicks("Change messages")
    assert value(amina, "reminders") == ["day", "start"]
    amina.fills(reminders=["An hour before"]).saves()
    assert "Before a session I write to you: an hour before." in text(amina)
    amina.closes(everything=True)
    it_is(sessions, workspace, STARTS - timedelta(minutes=59))
    amina.expects(shown=f"Today, 08:00, London time: {TITLE}")
    it_is(sessions, workspace, STARTS - timedelta(minutes=5))
    assert len(amina.messages) == 2

    amina.clicks("My settings", on="home").clicks("Change messages")
    amina.fills(reminders=[]).saves()
    assert "Before a session I do not write to you." in text(amina)


def test_all_four_come_in_their_order(
    sessions: Sessions, workspace: Workspace, amina: Person, deliver: Deliver
) -> None:
    del deliver
    amina.opens_home().clicks("My settings", on="home").clicks("Change messages")
    amina.fills(reminders=ALL).saves().closes(everything=True)
    it_is(sessions, workspace, datetime(2027, 1, 7, 9, 1, tzinfo=UTC))
    amina.expects(shown=f"On Thursday 14 January, 08:00, London time: {TITLE}")
    for moment in (STARTS - 15 * HOURS, STARTS - HOURS, STARTS - timedelta(minutes=10)):
        it_is(sessions, workspace, moment + timedelta(seconds=5))

    for said in ("Tomorrow, 08:00", "Today, 08:00", "It begins at 08:00"):
        amina.expects(shown=said)
