"""Entries of calendars, as rows."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import Keeper, read_as
from storage.calendars import CalendarEntry, entries_of, entry_by_id, standing_entries_of
from storage.database import Database
from storage.people import Member, member_by_feed
from storage.workshops import Workshop, slots_of
from tests.cast import NOW, a_session, join


def entry(
    db: Session, workshop: Workshop, member: Member, uid: str, state: str = "standing"
) -> CalendarEntry:
    [slot] = slots_of(db, workshop.id)
    made = CalendarEntry(
        member_id=member.id,
        workshop_id=workshop.id,
        slot_id=slot.id,
        uid=uid,
        sequence=0,
        state=state,
        holds="",
        changed_at=NOW,
    )
    db.add(made)
    db.flush()
    return made


def test_they_are_found_by_session_and_by_member(database: Database) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        amina, tom = join(db, "amina"), join(db, "tom")
        one, other = a_session(db, tom), a_session(db, tom)
        first = entry(db, one, amina, "1")
        second = entry(db, other, amina, "2")
        third = entry(db, one, tom, "3")
        gone = entry(db, one, amina, "4", state="cancelled")

        assert entries_of(db, one.id, [amina.id, tom.id]) == [first, third, gone]
        assert entries_of(db, one.id, [tom.id]) == [third]
        assert standing_entries_of(db, amina.id) == [first, second]
        assert (entry_by_id(db, third.id), entry_by_id(db, 0)) == (third, None)


def test_a_uid_is_one_events(database: Database) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        amina = join(db, "amina")
        workshop = a_session(db, amina)
        entry(db, workshop, amina, "1")
        with pytest.raises(IntegrityError), db.begin_nested():
            entry(db, workshop, amina, "1")


def test_an_address_is_one_members(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        amina.feed = "secret"
        db.flush()

        assert member_by_feed(db, "secret") == amina
        assert member_by_feed(db, "") is None
        tom.feed = "secret"
        with pytest.raises(IntegrityError), db.begin_nested():
            db.flush()
        tom.feed = None
