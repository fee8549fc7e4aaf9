"""Sessions: drafted and opened by facilitators, held by whoever they give them to, and over when
the clock says so. Who comes is in signups, what is told of changes in changes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from bot.deliveries import WORKSHOP, refresh, show, show_homes
from bot.digests import follow
from bot.errors import Refusal
from bot.runsheets import runsheets_follow
from bot.selections import SESSIONS
from storage.people import Member, members_by_ids
from storage.workshops import (
    Role,
    Slot,
    Workshop,
    is_holder,
    locked_workshop,
    roles_of,
    slots_of,
    workshop_by_id,
)

DRAFT, OPEN, HAPPENED, CANCELLED = "draft", "open", "happened", "cancelled"
COMING, OVER = "coming", "over"  # and CANCELLED: the states of one of its times
HOLDS, PRESENTS = "facilitator", "presenter"


def readable(db: Session, workshop_id: int) -> Workshop:
    """Raises Refusal for what the reader may not read (any more)."""
    workshop = workshop_by_id(db, workshop_id)
    if workshop is None:
        raise Refusal("workshops.gone")
    return workshop


def may_hold(db: Session, member: Member, workshop_id: int) -> bool:
    """True for the facilitators, and for whoever was given this one to hold."""
    return member.facilitator or is_holder(db, workshop_id, member.id)


def held(db: Session, by: Member, workshop_id: int) -> Workshop:
    """The session, for whoever holds it to look at. Raises Refusal for everybody else."""
    workshop = readable(db, workshop_id)
    if not may_hold(db, by, workshop_id):
        raise Refusal("workshops.holders_only")
    return workshop


def to_hold(db: Session, by: Member, workshop_id: int) -> Workshop:
    """The session, to be changed by who may, with whoever else changes it made to wait. Raises
    Refusal for everybody else.
    """
    workshop = locked_workshop(db, workshop_id)
    if workshop is None:
        raise Refusal("workshops.gone")
    if not may_hold(db, by, workshop_id):
        raise Refusal("workshops.holders_only")
    return workshop


def holders_of(db: Session, workshop: Workshop) -> Sequence[Member]:
    """Who holds it, at any of its times, first come first."""
    slots = [each.id for each in slots_of(db, workshop.id)]
    ids = [each.member_id for each in roles_of(db, slots) if each.role == HOLDS]
    members = members_by_ids(db, ids)
    return [members[each] for each in dict.fromkeys(ids)]


def times_to_come(db: Session, workshop: Workshop, *, now: datetime) -> Sequence[Slot]:
    """The times to which one can still sign up."""
    slots = slots_of(db, workshop.id)
    return [each for each in slots if each.state == COMING and now < each.starts_at]


def announcement_follows(
    db: Session, workshop: Workshop, *, now: datetime, homes: Iterable[Member] = ()
) -> None:
    """Its one post, the digest in which it stands, and these people's Homes."""
    if workshop.state == OPEN:
        show(db, WORKSHOP, workshop.id, now=now)
    else:
        refresh(db, WORKSHOP, workshop.id, now=now)
    follow(db, (SESSIONS,), [workshop.id], now=now)
    runsheets_follow(db, workshop, now=now)
    show_homes(db, homes, now=now)


def keep_apart(slots: Sequence[Slot], *, field: str) -> None:
    """Raises Refusal where two of these times meet each other."""
    ordered = sorted(slots, key=lambda each: each.starts_at)
    for one, two in pairwise(ordered):
        if one.starts_at == two.starts_at:
            raise Refusal("workshops.same_time", field=field)
        if two.starts_at < one.ends_at:
            raise Refusal("workshops.times_meet", field=field)


def hold(db: Session, slot_ids: Sequence[int], member: Member) -> Role:
    """They hold these times from now on; the first of their parts."""
    roles = [Role(slot_id=each, member_id=member.id, role=HOLDS) for each in slot_ids]
    for each in roles:
        db.add(each)
        db.flush()
    return roles[0]
