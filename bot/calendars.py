"""What stands in people's own calendars: one event each, with a UID for life; and the address by
which a calendar asks for all of them.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.changes import told_at
from bot.deliveries import Letter, show_letters
from bot.hours import heard_at, week_of
from bot.signups import COMES, is_there_by_role
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, COMING, OPEN
from storage.calendars import CalendarEntry, entries_of
from storage.people import Member, members_by_ids
from storage.programme import programme
from storage.signups import signups_of
from storage.workshops import Slot, Workshop, join_link_of, roles_of, slots_of

FILE = "calendars.file"
STANDING, TAKEN_OUT = "standing", "cancelled"  # states of an entry


@dataclass(frozen=True)
class _Plan:
    """How the session stands: who is to have which of its times, and what a file would say."""

    workshop: Workshop
    slots: Mapping[int, Slot]
    wanted: Mapping[int, Sequence[int]]  # by member
    unasked: frozenset[int]  # members who did not ask for it just now and may be asleep
    marks: Mapping[int, str]  # by slot
    team: str
    now: datetime

    def is_past(self, entry: CalendarEntry) -> bool:
        return self.slots[entry.slot_id].ends_at <= self.now


def calendars_follow(
    db: Session,
    workshop: Workshop,
    member_ids: Iterable[int],
    *,
    unasked: Collection[int] = (),
    now: datetime,
) -> None:
    """What these people have of the session in their calendars is as it should be: whoever has a
    place, or holds one of its times, has it there; others have it no more. To those who did not ask
    for it a file comes as news does, in their working hours, and so after the words about it.
    """
    ids = sorted(set(member_ids))
    with eyes_of(db, Keeper()):
        db.flush()
        plan = _plan(db, workshop, ids, unasked, now)
        members = members_by_ids(db, ids)
        entries = entries_of(db, workshop.id, ids)
        news = []
        for each in ids:
            own = [entry for entry in entries if entry.member_id == each]
            news += _follow(db, plan, members[each], own)
        db.flush()
        show_letters(db, [_letter(plan, entry, at) for entry, at in news], now=now)


def give_address(by: Member) -> str:
    """The secret in the address of their calendar, made anew: an older one leads nowhere."""
    by.feed = secrets.token_urlsafe(32)
    return by.feed


def take_address(by: Member) -> None:
    """Their calendar has no address any more."""
    by.feed = None


def _plan(
    db: Session, workshop: Workshop, ids: Sequence[int], unasked: Collection[int], now: datetime
) -> _Plan:
    slots = {each.id: each for each in slots_of(db, workshop.id)}
    coming = [
        each.id
        for each in slots.values()
        if workshop.state == OPEN and each.state == COMING and now < each.ends_at
    ]
    parts = {each.member_id: each for each in signups_of(db, workshop.id)}
    held = {
        (each.member_id, each.slot_id)
        for each in roles_of(db, coming)
        if is_there_by_role(each, parts.get(each.member_id))
    }
    come = [each for each in parts.values() if each.state == COMES]
    has = held | {(each.member_id, each.slot_id) for each in come if each.slot_id is not None}
    link = join_link_of(db, workshop.id)
    return _Plan(
        workshop,
        slots,
        wanted={each: [slot for slot in coming if (each, slot) in has] for each in ids},
        unasked=frozenset({*unasked, *(it.member_id for it in come if it.given_at is not None)}),
        marks={each: _mark(workshop, slots[each], link) for each in slots},
        team=(programme(db).team or "local").lower(),
        now=now,
    )


def _follow(
    db: Session, plan: _Plan, member: Member, entries: Sequence[CalendarEntry]
) -> list[tuple[CalendarEntry, datetime]]:
    """The entries of which there is news, and when to tell. What is over stays as it was."""
    live = [each for each in entries if each.state == STANDING and not plan.is_past(each)]
    there: dict[int, CalendarEntry] = {}
    for each in live:
        there.setdefault(each.slot_id, each)
    wanted = plan.wanted[member.id]
    spare = [each for each in live if each.slot_id not in wanted or each is not there[each.slot_id]]
    old = [each for each in entries if each.state == TAKEN_OUT]
    news = [_renew(plan, member, there[each]) for each in wanted if each in there]
    missing = [each for each in wanted if each not in there]
    news += [_put_in(db, plan, member, each, spare, old) for each in missing]
    news += [_take_out(plan, member, each) for each in spare]
    return [each for each in news if each is not None]


def _renew(
    plan: _Plan, member: Member, entry: CalendarEntry
) -> tuple[CalendarEntry, datetime] | None:
    """It stays; a new file only where it would say something else."""
    if entry.holds == plan.marks[entry.slot_id]:
        return None
    _change(plan, entry)
    return entry, _with_the_change(plan, member, entry)


def _put_in(
    db: Session,
    plan: _Plan,
    member: Member,
    slot_id: int,
    spare: list[CalendarEntry],
    old: list[CalendarEntry],
) -> tuple[CalendarEntry, datetime]:
    """Another time of the same session is the same event, moved; one that comes back was there."""
    old.sort(key=lambda each: each.slot_id != slot_id)
    entry = spare.pop(0) if spare else old.pop(0) if old else None
    if entry is None:
        uid = f"{uuid.uuid4().hex}@commons.{plan.team}"
        entry = CalendarEntry(
            member_id=member.id, workshop_id=plan.workshop.id, uid=uid, sequence=-1
        )
        db.add(entry)
    entry.slot_id, entry.state = slot_id, STANDING
    _change(plan, entry)
    starts = plan.slots[slot_id].starts_at
    is_asked = member.id not in plan.unasked
    return entry, plan.now if is_asked else heard_at(plan.now, starts, week_of(member))


def _take_out(plan: _Plan, member: Member, entry: CalendarEntry) -> tuple[CalendarEntry, datetime]:
    entry.state = TAKEN_OUT
    _change(plan, entry)
    is_cancelled = plan.workshop.state != OPEN or plan.slots[entry.slot_id].state == CANCELLED
    return entry, _with_the_change(plan, member, entry) if is_cancelled else plan.now


def _change(plan: _Plan, entry: CalendarEntry) -> None:
    entry.sequence += 1
    entry.holds, entry.changed_at = plan.marks[entry.slot_id], plan.now


def _with_the_change(plan: _Plan, member: Member, entry: CalendarEntry) -> datetime:
    """In one breath with the message that tells what changed."""
    return told_at(plan.now, plan.slots[entry.slot_id].starts_at, week_of(member))


def _letter(plan: _Plan, entry: CalendarEntry, at: datetime) -> Letter:
    until = plan.slots[entry.slot_id].ends_at
    return Letter(FILE, entry.id, entry.member_id, at=at, expires_at=until)


def _mark(workshop: Workshop, slot: Slot, link: str) -> str:
    """What a file would say, as a mark to compare: nobody's words are kept twice."""
    said = [slot.starts_at.isoformat(), slot.ends_at.isoformat(), workshop.title]
    said += [workshop.purpose, workshop.sharing_rule, link]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
