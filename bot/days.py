"""What the clock says around each time of a session: the run sheet the working day before, where
notes go when it starts, and afterwards what stays with people and how it was.

What is due is a query, and what was said is a row: each bears the time that it was said of
(`expires_at`), so that a session that moved is told of anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import WORKSHOP, occasion, show
from bot.hours import Week, at_work, week_of
from bot.notes import THREAD
from bot.runsheets import RUNSHEET, before_it_starts, is_at_hand
from bot.signups import COMES
from bot.takeaways import ASKED
from bot.workshops import CANCELLED, HOLDS
from bot.writeups import HOW, first_roles
from storage.deliveries import deliveries_of, want_messages
from storage.people import Member, members_by_ids
from storage.signups import Signup, all_signups_of
from storage.workshops import Role, Slot, roles_of, slots_around, slots_by_workshop

BEFORE, AFTERWARDS = timedelta(days=5), timedelta(days=8)  # what is looked at: weekends and zones
TOLD_FOR = timedelta(days=14)
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """One thing to be said, and until when there is a point in it."""

    kind: str
    subject_id: int
    at: datetime
    until: datetime
    member_id: int | None = None
    under: str | None = None

    @property
    def occasion(self) -> str:
        return occasion(self.kind, self.subject_id)


@dataclass(frozen=True)
class _Known:
    slots: Mapping[int, Sequence[Slot]]
    roles: Sequence[Role]
    signups: Mapping[int, Sequence[Signup]]
    people: Mapping[int, Member]

    def week(self, member_id: int) -> Week:
        return week_of(self.people[member_id])


def is_due(db: Session, *, now: datetime) -> list[Due]:
    """What was not planned yet, or for another time than it has now. Read by the keeper."""
    around = slots_around(db, now - AFTERWARDS, now + BEFORE)
    known = _known(db, around)
    found = [due for slot in around for due in _of_one_time(known, slot, now)]
    found += [due for slots in known.slots.values() for due in _of_all(known, slots, now)]
    planned = {
        each.occasion: each.expires_at
        for each in deliveries_of(db, [each.occasion for each in found])
    }
    return [each for each in found if planned.get(each.occasion) != each.until]


def plan(db: Session, *, now: datetime) -> None:
    due = is_due(db, now=now)
    # What has begun nobody can sign up to any more: the announcement stops offering it.
    want_messages(db, {each.under for each in due if each.under is not None}, to=(), now=now)
    for each in due:
        show(
            db,
            each.kind,
            each.subject_id,
            at=each.at,
            member_id=each.member_id,
            under=each.under,
            expires_at=each.until,
            now=now,
        )


def _known(db: Session, around: Sequence[Slot]) -> _Known:
    ids = {each.workshop_id for each in around}
    slots = slots_by_workshop(db, ids)
    roles = roles_of(db, [each.id for some in slots.values() for each in some])
    signups = all_signups_of(db, ids)
    concerned = {each.member_id for each in roles}
    concerned |= {each.member_id for some in signups.values() for each in some}
    return _Known(slots, roles, signups, members_by_ids(db, sorted(concerned)))


def _of_one_time(known: _Known, slot: Slot, now: datetime) -> Iterator[Due]:
    if now < slot.starts_at:
        yield from _run_sheets(known, slot, now)
        return
    under = occasion(WORKSHOP, slot.workshop_id)
    if now < slot.ends_at:
        yield Due(THREAD, slot.id, now, slot.ends_at, under=under)
        return
    yield Due(THREAD, slot.id, now, slot.ends_at + TOLD_FOR, under=under)
    for each in known.signups[slot.workshop_id]:
        if each.slot_id == slot.id and each.state == COMES:
            at = at_work(now, known.week(each.member_id))
            yield Due(ASKED, each.id, at, slot.ends_at + TOLD_FOR, each.member_id)


def _run_sheets(known: _Known, slot: Slot, now: datetime) -> Iterator[Due]:
    for each in known.roles:
        week = known.week(each.member_id)
        if each.slot_id != slot.id or each.role != HOLDS or not is_at_hand(slot, week, now=now):
            continue
        at = before_it_starts(slot, week, now=now)
        yield Due(RUNSHEET, each.id, at, slot.ends_at, each.member_id)


def _of_all(known: _Known, slots: Sequence[Slot], now: datetime) -> Iterator[Due]:
    """How was it? Once all times are over, to each who held one."""
    ends = max((each.ends_at for each in slots if each.state != CANCELLED), default=now)
    if ends >= now:
        return
    ids = {each.id for each in slots if each.state != CANCELLED}
    mine = [each for each in known.roles if each.slot_id in ids]
    for member_id, role in first_roles(mine).items():
        at = at_work(max(now, ends + AN_HOUR), known.week(member_id))
        yield Due(HOW, role.id, at, ends + TOLD_FOR, member_id)
