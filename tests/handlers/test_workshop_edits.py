"""Changing a session that is open: on one page, in small forms, by whoever holds it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.app import Commons
from bot.deliveries import WORKSHOP, was_planned
from bot.edits import change
from bot.times import cancel, set_times
from bot.visibility import Keeper
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.signups import Signup
from storage.workshops import Workshop, slots_of, workshop_by_id
from templates.blocks import button
from templates.workshops.checks import CANCEL, CHANGE, CHANGE_HOLDERS, CHANGE_SOME, CHANGE_TIMES
from tests.cast import a_session
from tests.conftest import MONDAY
from tests.handlers import errors, member, text, title, value, window
from tests.handlers.test_asks import on_the_board

pytestmark = pytest.mark.usefixtures("commons")

FIRST, SECOND = MONDAY + timedelta(weeks=6), MONDAY + timedelta(weeks=6, hours=12)
WORDS, WHEN, PLAN, RULE, RECORDING, ACCESS, PLACES, HOLDERS, LINK = range(9)


def is_open(commons: Commons, workspace: Workspace, **more: Any) -> None:
    """A session of Jonas's, with its two times."""
    with commons.database.transaction() as db:
        a_session(db, member(db, workspace, "jonas"), FIRST, SECOND, at=MONDAY, **more)
        member(db, workspace, "leila").facilitator = True


def changes(commons: Commons, workspace: Workspace, handle: str = "jonas") -> Person:
    """At the page from which it is changed."""
    post = on_the_board(commons, workspace, button("Change it", CHANGE, "1"))
    return workspace.person(handle).clicks("Change it", on=post)


def comes(commons: Commons, workspace: Workspace, *handles: str) -> None:
    with commons.database.transaction(Keeper()) as db:
        for handle in handles:
            row = Signup(
                workshop_id=1,
                slot_id=slots_of(db, 1)[0].id,
                member_id=member(db, workspace, handle).id,
                coming_as="take_part",
                state="coming",
                created_at=MONDAY,
                updated_at=MONDAY,
            )
            db.add(row)


def as_it_is(commons: Commons) -> Workshop:
    with commons.database.read(Keeper()) as db:
        found = workshop_by_id(db, 1)
    assert found is not None
    return found


def test_everything_is_changed_from_one_page(commons: Commons, workspace: Workspace) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace)
    assert title(jonas) == "Change this session"
    filled: dict[int, tuple[dict[str, Any], str]] = {
        WORDS: ({"title": "Another name"}, "Another name"),
        PLAN: ({"agenda": "20 Walk"}, "Plan: 1 part, 20 minutes"),
        PLACES: ({"places": "7"}, "Places: 7"),
        LINK: ({"link": "https://example.org/x"}, "Link for joining: https://example.org/x"),
        WHEN: ({"first": FIRST + timedelta(days=7)}, "Second time, Monday 18 January 2027"),
    }
    for index, (entries, said) in filled.items():
        jonas.clicks("Change", index=index).fills(entries).saves()
        assert text(jonas).startswith("Saved.")
        assert said in text(jonas)
    with commons.database.read(Keeper()) as db:
        assert was_planned(db, WORKSHOP, 1)
        assert slots_of(db, 1)[1].starts_at == FIRST + timedelta(days=7)


def test_two_who_change_the_same_see_both_and_lose_nothing(
    commons: Commons, workspace: Workspace
) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace).clicks("Change", index=WORDS)
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        hers = {"title": "Leila's name", "purpose": "Leila's purpose."}
        change(db, leila, 1, hers, now=commons.bot.now())
    jonas.fills(title="Jonas's name").saves()

    assert "Someone changed this while you were writing." in text(jonas)
    assert "Theirs: Leila's name" in text(jonas)
    assert (window(jonas).submit, window(jonas).close) == ("Use mine", "Use theirs")
    jonas.saves()
    assert "Jonas's name" in text(jonas)
    assert (as_it_is(commons).title, as_it_is(commons).purpose) == (
        "Jonas's name",
        "Leila's purpose.",
    )


def test_two_who_change_different_things_ask_nobody(commons: Commons, workspace: Workspace) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace).clicks("Change", index=PLAN)
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        change(db, leila, 1, {"title": "Leila's name"}, now=commons.bot.now())
    jonas.fills(agenda="90 Work").saves()

    assert text(jonas).startswith("Saved.\nLeila's name")


def test_a_choice_that_somebody_else_made_is_told_in_words(
    commons: Commons, workspace: Workspace
) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace).clicks("Change", index=RULE)
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        change(db, leila, 1, {"sharing_rule": "open"}, now=commons.bot.now())
    jonas.fills(sharing_rule="Nothing: it stays with those who were there").saves()

    assert "Theirs: Anything, with names" in text(jonas)


def test_a_time_that_somebody_else_moved_is_shown_beside_mine(
    commons: Commons, workspace: Workspace
) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace).clicks("Change", index=WHEN)
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        hers = {1: FIRST + timedelta(days=1), 2: SECOND + timedelta(days=1)}
        set_times(db, leila, 1, hers, now=commons.bot.now())
    jonas.fills(first=FIRST + timedelta(days=2)).saves()

    assert "Theirs: Tuesday 12 January 2027, 11:00" in text(jonas)
    jonas.saves()
    with commons.database.read(Keeper()) as db:
        assert [each.starts_at for each in slots_of(db, 1)] == [
            SECOND + timedelta(days=1),
            FIRST + timedelta(days=2),
        ]


def test_refusals_stand_under_their_fields(commons: Commons, workspace: Workspace) -> None:
    is_open(commons, workspace)
    comes(commons, workspace, "amina", "tom")
    jonas = changes(commons, workspace).clicks("Change", index=PLACES).fills(places="1").saves()
    assert errors(jonas) == [
        "2 people have a place at 11:00. It can be that many, or more."  # Copenhagen
    ]
    jonas.closes().clicks("Change", index=LINK).fills(link="room 12").saves()
    assert errors(jonas)[0].startswith("That is not an address of the web")
    jonas.closes().clicks("Change", index=WHEN).fills(first=MONDAY - timedelta(days=4)).saves()
    assert window(jonas).errors == {
        "When?": "That time has passed. Did you mean Thursday 3 December?"
    }
    jonas.fills(first=FIRST, second=None).saves()
    assert "A time that people may have signed up for is not emptied." in errors(jonas)[0]


def test_cancelling_asks_once_more_says_who_is_told_and_is_done_once(
    commons: Commons, workspace: Workspace
) -> None:
    is_open(commons, workspace)
    comes(commons, workspace, "amina", "tom", "priya")
    jonas = changes(commons, workspace).clicks("Cancel the session")
    assert (window(jonas).submit, window(jonas).close) == ("Cancel it", "Keep it")
    assert "3 people are told." in text(jonas)
    assert window(jonas).options("which") == [
        "All of it",
        "Monday 11 January 2027, 11:00 to 14:00, Copenhagen time",
        "Monday 11 January 2027, 23:00 to Tuesday 02:00, Copenhagen time",
    ]
    jonas.fills(which="Monday 11 January 2027, 23:00 to Tuesday 02:00, Copenhagen time").saves()
    assert "The other time of Whose idea shall we work on? stays as it is." in text(jonas)
    jonas.closes(everything=True)

    jonas = changes(commons, workspace)
    assert "Second time, Monday 11 January 2027: cancelled" in text(jonas)
    jonas.clicks("Cancel the session").fills(reason="The presenter is ill.").saves(times=2)
    assert "is cancelled. Everyone concerned hears of it once." in text(jonas)
    assert (as_it_is(commons).state, as_it_is(commons).reason) == (
        "cancelled",
        "The presenter is ill.",
    )


def test_what_is_over_is_said_to_be_by_the_clock(commons: Commons, workspace: Workspace) -> None:
    is_open(commons, workspace)
    page = changes(commons, workspace)
    workspace.clock.advance((SECOND - MONDAY + timedelta(hours=4)).total_seconds())
    for _ in range(2):
        commons.heartbeat.tick(commons.bot.now())

    assert as_it_is(commons).state == "happened"
    page.clicks("Change", index=PLAN).fills(agenda="10 x").saves()
    assert errors(page) == [
        "This session is over, so it stays as it was. Its notes are still open."
    ]


def test_a_form_of_a_session_that_was_cancelled_keeps_its_words(
    commons: Commons, workspace: Workspace
) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace).clicks("Change", index=WORDS).fills(title="My words")
    with commons.database.transaction(Keeper()) as db:
        leila = member(db, workspace, "leila")
        cancel(db, leila, 1, None, reason="", now=commons.bot.now())
    jonas.saves()
    assert "This session was cancelled, so it stays as it was." in errors(jonas)[0]
    assert value(jonas, "title") == "My words"


@pytest.mark.parametrize(
    "action_id", [CHANGE, CHANGE_TIMES, CHANGE_HOLDERS, CANCEL, *CHANGE_SOME.values()]
)
def test_a_button_of_somebody_elses_is_answered_with_a_sentence(
    commons: Commons, workspace: Workspace, action_id: str
) -> None:
    is_open(commons, workspace)
    post = on_the_board(commons, workspace, button("Press", action_id, "1"))
    tom = workspace.person("tom").clicks("Press", on=post)
    tom.expects(shown="Only the facilitators and whoever holds this session can change that.")
    assert tom.window is None


def test_whoever_held_it_saves_nothing_any_more(commons: Commons, workspace: Workspace) -> None:
    is_open(commons, workspace)
    leila = changes(commons, workspace, "leila").clicks("Change", index=WORDS).fills(title="Mine")
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = False
    leila.saves()
    assert "Only the facilitators and whoever holds this session" in errors(leila)[0]
    assert as_it_is(commons).title == "Whose idea shall we work on?"


def test_machines_hold_no_session(commons: Commons, workspace: Workspace) -> None:
    is_open(commons, workspace)
    jonas = changes(commons, workspace).clicks("Change", index=HOLDERS)
    jonas.fills(holders=[]).saves()
    assert len(errors(jonas)) == 1
    jonas.fills(holders=["jonas", "tom"]).saves()
    assert "Held by: Jonas and Tom" in text(jonas)
