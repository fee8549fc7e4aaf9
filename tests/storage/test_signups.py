"""Queries about who comes, who waits, and what would help them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.people import Member
from storage.signups import (
    AccessNeed,
    Signup,
    access_need_of,
    access_needs_in,
    access_needs_past,
    counts_by_slot,
    end_of_line,
    given_in,
    given_to,
    how_many_before,
    next_in_line,
    sessions_to_come_of,
    signup_as_it_is,
    signup_by_id,
    signup_of,
    signups_of,
    signups_to_come,
)
from storage.workshops import Slot, Workshop, slots_of
from tests.cast import NOW, a_session, join

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def held(db: Session, *, days: int = 7, state: str = "open") -> tuple[Workshop, Slot]:
    jonas = join(db, "jonas", facilitator=True)
    read_as(db, Keeper())
    workshop = a_session(db, jonas, NOW + days * DAY, state=state)
    return workshop, slots_of(db, workshop.id)[0]


def part(db: Session, slot: Slot, handle: str, state: str, **more: object) -> Signup:
    row = Signup(
        workshop_id=slot.workshop_id,
        slot_id=slot.id if state in {"coming", "waiting"} else None,
        member_id=join(db, handle).id,
        coming_as="take_part",
        state=state,
        created_at=NOW,
        updated_at=NOW,
        **more,
    )
    db.add(row)
    db.flush()
    return row


def test_the_line_is_in_the_order_of_waiting(database: Database) -> None:
    with database.transaction() as db:
        workshop, slot = held(db)
        assert end_of_line(db, slot.id) is None
        last = part(db, slot, "amina", "waiting", waiting_since=NOW + 3 * MINUTE)
        first = part(db, slot, "tom", "waiting", waiting_since=NOW + MINUTE)
        beside = part(db, slot, "priya", "waiting", waiting_since=NOW + 3 * MINUTE)
        part(db, slot, "mikko", "coming")
        part(db, slot, "ana", "left")
        part(db, slot, "leila", "reading")

        assert next_in_line(db, slot.id) == [first, last, beside]
        assert next_in_line(db, slot.id, limit=1) == [first]
        assert [how_many_before(db, each) for each in (first, last, beside)] == [0, 1, 2]
        assert end_of_line(db, slot.id) == NOW + 3 * MINUTE
        assert counts_by_slot(db, [slot.id]) == {(slot.id, "waiting"): 3, (slot.id, "coming"): 1}
        assert counts_by_slot(db, []) == {}
        assert len(signups_of(db, workshop.id)) == 6


def test_a_part_is_read_as_others_left_it(database: Database) -> None:
    with database.transaction() as db:
        workshop, slot = held(db)
        mine = part(db, slot, "amina", "coming")
    with database.read(Keeper()) as reads:
        seen = signup_of(reads, workshop.id, mine.member_id)
        reads.commit()
        with database.transaction(Keeper()) as db:
            there = signup_by_id(db, mine.id)
            assert there is not None
            there.state = "left"
        assert seen is not None
        assert seen.state == "coming"
        assert signup_as_it_is(reads, workshop.id, mine.member_id) is seen
        assert seen.state == "left"


def test_places_that_came_free_and_wait_for_a_yes(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        workshop, later = held(db, days=9)
        _, soon = held(db, days=2)
        _, cancelled = held(db, days=3, state="cancelled")
        given = {each: part(db, each, "amina", "coming", given_at=NOW) for each in (later, soon)}
        part(db, cancelled, "amina", "coming", given_at=NOW)
        part(db, later, "tom", "coming")

        assert given_in(db, workshop.id) == [given[later]]
        assert given_to(db, amina.id, now=NOW, limit=9) == [given[soon], given[later]]
        assert given_to(db, amina.id, now=NOW, limit=1) == [given[soon]]
        assert given_to(db, amina.id, now=soon.starts_at, limit=9) == [given[later]]
        assert given_to(db, join(db, "tom").id, now=NOW, limit=9) == []
        assert [each.slot_id for each in signups_to_come(db, amina.id, limit=2)] == [
            soon.id,
            cancelled.id,
        ]
        assert list(sessions_to_come_of(db, amina.id)) == [workshop.id, soon.workshop_id]
        given[soon].state = "left"
        assert list(sessions_to_come_of(db, amina.id)) == [workshop.id]


def test_what_would_help_is_read_by_its_writer_and_who_holds_it(database: Database) -> None:
    def seen(reader: Member) -> list[tuple[str, str]]:
        read_as(db, person(reader))
        return [(who.name, need.words) for who, need in access_needs_in(db, slot.id)]

    with database.transaction() as db:
        _, slot = held(db)
        people = {each: join(db, each) for each in ("amina", "tom", "priya")}
        leila = join(db, "leila", facilitator=True)
        for handle, state in (("amina", "coming"), ("tom", "coming"), ("priya", "waiting")):
            signup = part(db, slot, handle, state, waiting_since=NOW)
            db.add(AccessNeed(signup_id=signup.id, words=f"{handle}'s", written_at=NOW))
        db.flush()

        assert seen(join(db, "jonas", facilitator=True)) == [
            ("Amina", "amina's"),
            ("Tom", "tom's"),
        ]
        assert seen(people["amina"]) == [("Amina", "amina's")]
        assert (seen(people["priya"]), seen(leila)) == ([], [])
        read_as(db, Keeper())
        past = access_needs_past(db, slot.ends_at, limit=2)
        assert [each.words for each in past] == ["amina's", "tom's"]
        assert access_needs_past(db, slot.ends_at - MINUTE, limit=2) == []
        assert access_need_of(db, 999) is None
