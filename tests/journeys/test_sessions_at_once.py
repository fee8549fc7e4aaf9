"""Everything about a session at the same instant: people leave, come and are given places while it
is moved, cancelled, and has more places or fewer.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import attendances, edits, places, times
from bot.attendances import Wish
from bot.errors import Refusal
from bot.visibility import Keeper, person, read_as
from storage.calendars import CalendarEntry
from storage.database import Database
from storage.signups import Signup
from storage.workshops import Workshop, slots_of
from tests.cast import NOW, a_session, join

WEEK = timedelta(weeks=1)
STARTS = NOW + 3 * WEEK
PLACES, ROUNDS, TRIES = 2, 2, 9
Act = Callable[[Session], object]


def as_(db: Session, handle: str) -> Any:
    member = join(db, handle, facilitator=handle in {"jonas", "leila"})
    read_as(db, person(member))
    return member


def signs_up(handle: str, workshop_id: int, slot_id: int) -> Act:
    wish = Wish(slot_id, "take_part")
    return lambda db: attendances.sign_up(db, as_(db, handle), workshop_id, wish, now=NOW)


def leaves(handle: str, workshop_id: int) -> Act:
    return lambda db: attendances.leave(db, as_(db, handle), workshop_id, now=NOW)


def prepared(database: Database) -> tuple[int, list[int]]:
    """Two have a place at the first time, two wait there; one comes to the second."""
    with database.transaction() as db:
        jonas = as_(db, "jonas")
        starts = (STARTS, STARTS + timedelta(hours=12))
        found = a_session(db, jonas, *starts, places=PLACES, link="https://meet.example/x")
        workshop_id, slots = found.id, [each.id for each in slots_of(db, found.id)]
        for each in ("leila", "wanjiru"):
            as_(db, each)
    for each in ("amina", "tom", "priya", "mikko", "ana"):
        with database.transaction() as db:
            signs_up(each, workshop_id, slots[each == "ana"])(db)
    return workshop_id, slots


def at_once(database: Database, *acts: Act) -> list[str]:
    """What was refused; anything else that is raised is not expected."""
    ready, broke, refused = threading.Barrier(len(acts)), list[Exception](), list[str]()

    def run(act: Act) -> None:
        ready.wait()
        for _ in range(TRIES):
            try:
                with database.transaction() as db:
                    act(db)
            except Refusal as no:
                refused.append(no.name)
            except TimeoutError:  # as below
                continue
            except OperationalError as error:
                if "statement timeout" in str(error):  # they would press Save again
                    continue
                broke.append(error)
            except Exception as error:  # noqa: BLE001  # it is looked at below
                broke.append(error)
            return

    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert broke == []
    return refused


@pytest.mark.parametrize("cancels", [0, 1, None])
def test_it_is_as_if_one_came_after_the_other(database: Database, cancels: int | None) -> None:
    moved = {1: STARTS + WEEK, 2: STARTS + WEEK + timedelta(hours=12)}
    for _ in range(ROUNDS):
        workshop_id, slots = prepared(database)
        which = slots[cancels] if cancels is not None else None
        refused = at_once(
            database,
            leaves("amina", workshop_id),
            leaves("priya", workshop_id),
            signs_up("wanjiru", workshop_id, slots[0]),
            signs_up("tom", workshop_id, slots[1]),
            lambda db, it=workshop_id: edits.change(  # type: ignore[misc]
                db, as_(db, "jonas"), it, {"places": "3"}, now=NOW
            ),
            lambda db, it=workshop_id: times.set_times(  # type: ignore[misc]
                db, as_(db, "leila"), it, moved, now=NOW
            ),
            lambda db, it=workshop_id, slot=which: times.cancel(  # type: ignore[misc]
                db, as_(db, "jonas"), it, slot, reason="Ill.", now=NOW
            ),
            lambda db: places.gone_from_slack(db, join(db, "mikko").id, now=NOW),
        )
        assert {each.partition(".")[0] for each in refused} <= {"signups", "workshops"}
        is_consistent(database, workshop_id)


def is_consistent(database: Database, workshop_id: int) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        workshop = db.scalars(select(Workshop).where(Workshop.id == workshop_id)).one()
        slots = {each.id: each for each in slots_of(db, workshop_id)}
        parts = [each for each in db.scalars(select(Signup)) if each.workshop_id == workshop_id]
        coming = [each for each in parts if each.state == "coming"]
        waiting = [each for each in parts if each.state == "waiting"]
        for slot in slots.values():
            there = [each for each in coming if each.slot_id == slot.id]
            assert len(there) <= (workshop.places or 0), "nobody too many"
            if any(each.slot_id == slot.id for each in waiting) and workshop.state == "open":
                assert len(there) == workshop.places, "nobody waits for a place that is free"
        if workshop.state == "open":
            assert {slots[each.slot_id or 0].state for each in [*coming, *waiting]} <= {"coming"}
        entries = db.scalars(select(CalendarEntry).where(CalendarEntry.workshop_id == workshop_id))
        shown = {(each.member_id, each.slot_id) for each in entries if each.state == "standing"}
        held = {join(db, "jonas").id}
        assert {each for each in shown if each[0] not in held} == (
            {(each.member_id, each.slot_id) for each in coming}
            if workshop.state == "open"
            else set()
        )
