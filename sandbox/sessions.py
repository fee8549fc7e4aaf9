"""The example group's sessions: one to come, and one that happened. As rows, since nobody was told
of them at the time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.deliveries import WORKSHOP, show
from bot.workshops import HAPPENED, HOLDS, OPEN, OVER
from storage.kinds import workshop_kind
from storage.notes import Learning, Writeup
from storage.people import Member
from storage.signups import Signup
from storage.workshops import Role, Slot, Workshop, workshop_by_origin

COMING = "coming"
A_WEEK, THURSDAY = timedelta(weeks=1), 3


def hold_session(
    db: Session, row: Mapping[str, Any], people: Mapping[str, Member], now: datetime
) -> None:
    """`row` is as in the example's file, `people` are those whom it names."""
    origin = f"example:{row['title']}"
    if workshop_by_origin(db, origin) is not None:
        return
    opened_at = now - timedelta(days=row["days"])
    workshop = _workshop(db, row, people[row["by"]], opened_at, origin)
    db.add(workshop)
    db.flush()
    slots = [
        _slot(workshop, position, starts_at, timedelta(minutes=row["minutes"]), now)
        for position, starts_at in enumerate(_thursdays(row, now), start=1)
    ]
    db.add_all(slots)
    db.flush()
    hosts = [people[each] for each in (row["by"], *row.get("with", ()))]
    db.add_all(
        Role(slot_id=slot.id, member_id=each.id, role=HOLDS) for slot in slots for each in hosts
    )
    coming = [people[each] for each in row["coming"]]
    db.add_all(_signup(workshop, slots[0], each, opened_at) for each in coming)
    if slots[-1].ends_at <= now:
        workshop.state = HAPPENED
        db.add_all(_what_came_of_it(row, workshop, slots[-1].ends_at + timedelta(days=1)))
    db.flush()
    if workshop.state == OPEN:
        show(db, WORKSHOP, workshop.id, now=now)


def _workshop(
    db: Session, row: Mapping[str, Any], by: Member, opened_at: datetime, origin: str
) -> Workshop:
    kind = workshop_kind(db, row["kind"])
    return Workshop(
        kind=row["kind"],
        title=row["title"],
        purpose=row["purpose"],
        agenda=list(kind.agenda) if kind is not None else [],
        sharing_rule="no_names",
        recording="none",
        access=["captions", "breaks"],
        places=row.get("places"),
        state=OPEN,
        reason="",
        created_by=by.id,
        created_at=opened_at,
        updated_at=opened_at,
        opened_at=opened_at,
        origin=origin,
    )


def _thursdays(row: Mapping[str, Any], now: datetime) -> Sequence[datetime]:
    """Its times, on the Thursday of that week, whole hours UTC."""
    day = (now + row["weeks"] * A_WEEK).date()
    day += timedelta(days=THURSDAY - day.weekday())
    return [datetime.combine(day, time(hour), UTC) for hour in row["hours"]]


def _slot(
    workshop: Workshop, position: int, starts_at: datetime, length: timedelta, now: datetime
) -> Slot:
    ends_at = starts_at + length
    state = OVER if ends_at <= now else COMING
    return Slot(
        workshop_id=workshop.id,
        position=position,
        starts_at=starts_at,
        ends_at=ends_at,
        state=state,
    )


def _signup(workshop: Workshop, slot: Slot, member: Member, then: datetime) -> Signup:
    return Signup(
        workshop_id=workshop.id,
        slot_id=slot.id,
        member_id=member.id,
        coming_as="take_part",
        state=COMING,
        created_at=then,
        updated_at=then,
    )


def _what_came_of_it(
    row: Mapping[str, Any], workshop: Workshop, then: datetime
) -> Sequence[Writeup | Learning]:
    writeup = Writeup(
        workshop_id=workshop.id,
        words=row["writeup"],
        written_by=workshop.created_by,
        state="sent",
        updated_at=then,
        sent_at=then,
    )
    learning = Learning(
        workshop_id=workshop.id,
        words=row["learning"],
        context=row["learned_where"],
        written_by=workshop.created_by,
        state="group",
        created_at=then,
        updated_at=then,
    )
    return [writeup, learning]
