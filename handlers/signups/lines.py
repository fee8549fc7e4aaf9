"""How a session stands for somebody, and who comes: for its window, as its reader may know."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot import attendances as rules
from bot.signups import COMES, LEFT, LISTEN, READS, WAITS, places_of
from bot.workshops import CANCELLED, DRAFT, OPEN, may_hold, times_to_come
from storage.people import Member, members_by_ids
from storage.signups import Signup, signup_of, signups_of
from storage.workshops import Workshop, join_link_of, slot_by_id, slots_of
from templates.blocks import Block
from templates.signups import lines as views
from templates.signups.saved import Standing
from templates.signups.times import Time


def my_part(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: how it stands for the reader, with what they can do about it."""
    if workshop.state in {DRAFT, CANCELLED}:
        return []
    part = signup_of(db, workshop.id, member.id)
    here = standing_of(db, member, workshop, part, now)
    if here is not None:
        return views.comes_or_waits(here)
    if part is not None and part.state == COMES:  # it has begun, or is over
        return []
    may_sign_up = workshop.state == OPEN and bool(times_to_come(db, workshop, now=now))
    if part is not None and part.state == READS:
        lost = part.slot_id is not None
        return views.reads_along(workshop.id, lost_time=lost, may_sign_up=may_sign_up)
    return views.has_no_part(workshop.id, may_sign_up=may_sign_up)


def standing_of(
    db: Session, member: Member, workshop: Workshop, part: Signup | None, now: datetime
) -> Standing | None:
    """Of who comes or waits, while that is to come; None for everybody else."""
    if part is None or part.state in {LEFT, READS} or part.slot_id is None:
        return None
    slot = next((it for it in times_to_come(db, workshop, now=now) if it.id == part.slot_id), None)
    if slot is None or workshop.state != OPEN:
        return None
    places = places_of(db, workshop)[slot.id]
    waits = part.state == WAITS
    return Standing(
        workshop=workshop,
        part=part,
        time=Time(slot, places, member.time_zone),
        now=now,
        before=rules.before(db, part) if waits else 0,
        may_take=waits and rules.may_take(places, slot, now=now),
        has_link=bool(join_link_of(db, workshop.id)),
    )


def who_comes(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: who comes, for those who come; who waits and who reads the notes, for
    whoever holds it. What is not theirs to read is not there for them.
    """
    mine = signup_of(db, workshop.id, member.id)
    holds = may_hold(db, member, workshop.id)
    if workshop.state in {DRAFT, CANCELLED} or not (holds or (mine and mine.state == COMES)):
        return []
    parts = signups_of(db, workshop.id)
    people = members_by_ids(db, [each.member_id for each in parts])
    places = places_of(db, workshop)
    times = [
        Time(each, places[each.id], member.time_zone)
        for each in slots_of(db, workshop.id)
        if each.state != CANCELLED
    ]

    def names(state: str, time: Time | None = None) -> list[tuple[str, bool]]:
        there = [each for each in parts if each.state == state]
        if time is not None:
            there = [each for each in there if each.slot_id == time.slot.id]
        return [
            (people[each.member_id].name, each.coming_as == LISTEN)
            for each in _in_line(there)
            if people[each.member_id].name
        ]

    coming = [(each, names(COMES, each)) for each in times]
    waiting = [(each, names(WAITS, each)) for each in times] if holds else []
    reading = names(READS) if holds else []
    return views.who_comes(now, coming, waiting, reading, holds=holds)


def times_of(db: Session, member: Member, workshop: Workshop, now: datetime) -> Sequence[Time]:
    """Those to choose from, as they stand, in the member's own zone."""
    places = places_of(db, workshop)
    there = times_to_come(db, workshop, now=now)
    return [Time(each, places[each.id], member.time_zone) for each in there]


def time_of(db: Session, member: Member, workshop: Workshop, slot_id: int) -> Time:
    slot = slot_by_id(db, slot_id)
    if slot is None:
        raise LookupError(f"Time {slot_id} cannot be read.")
    return Time(slot, places_of(db, workshop)[slot_id], member.time_zone)


def _in_line(parts: Sequence[Signup]) -> Sequence[Signup]:
    """Who waits stands in the order of waiting, everybody else as they came."""

    def turn(part: Signup) -> tuple[float, int]:
        since = part.waiting_since
        return (since.timestamp() if since is not None else 0, part.id)

    return sorted(parts, key=turn)
