"""Who does what at one time of a session: given by whoever holds it, or taken by one who comes."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.hours import week_of
from bot.runsheets import GIVEN, PARTS, before_it_starts, runsheets_follow
from bot.signups import COMES
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, HOLDS, readable, to_hold
from storage.people import Member, members_by_ids
from storage.signups import signup_of
from storage.workshops import (
    Role,
    Slot,
    Workshop,
    locked_workshop,
    remove_role,
    role_by_id,
    roles_of,
    slot_by_id,
)


def give(
    db: Session, by: Member, slot_id: int, part: str, member_id: int, *, now: datetime
) -> Role:
    """Somebody who comes has this part from now on, and hears of it once. Raises Refusal."""
    slot = slot_to_come(db, slot_id, now=now)
    workshop = to_hold(db, by, slot.workshop_id)
    member = members_by_ids(db, [member_id]).get(member_id)
    if member is None or not is_there(db, workshop, slot, member):
        raise Refusal("runsheets.not_coming", field="who")
    role = _assign(db, slot, part, member)
    if member.id != by.id and role.given_by is None and role.answered_at is None:
        role.given_by = by.id
        db.flush()
        at = before_it_starts(slot, week_of(member), now=now)
        until = slot.starts_at
        show(db, GIVEN, role.id, member_id=member.id, at=at, expires_at=until, now=now)
    runsheets_follow(db, workshop, now=now)
    return role


def take_away(db: Session, by: Member, role_id: int, *, now: datetime) -> Slot:
    """It is open again. Twice is once."""
    role, slot = _part(db, role_id)
    workshop = to_hold(db, by, slot.workshop_id)
    _remove(db, workshop, role, now=now)
    return slot


def take(db: Session, by: Member, slot_id: int, part: str, *, now: datetime) -> Role:
    """Somebody who comes takes an open part. Raises Refusal, also where another was quicker."""
    slot = slot_to_come(db, slot_id, now=now)
    workshop = _locked(db, slot)
    if not is_there(db, workshop, slot, by):
        raise Refusal("runsheets.only_who_comes")
    role = _assign(db, slot, part, by)
    runsheets_follow(db, workshop, now=now)
    return role


def accept(db: Session, by: Member, role_id: int, *, now: datetime) -> Slot:
    """*Gladly*, to a part that was given to them."""
    role, slot = _own(db, by, role_id)
    role.answered_at = role.answered_at or now
    db.flush()
    runsheets_follow(db, readable(db, slot.workshop_id), now=now)
    return slot


def give_back(db: Session, by: Member, role_id: int, *, now: datetime) -> Slot:
    """*Rather not*: it is open again, and nobody asks why."""
    role, slot = _own(db, by, role_id)
    _remove(db, _locked(db, slot), role, now=now)
    return slot


def is_there(db: Session, workshop: Workshop, slot: Slot, member: Member) -> bool:
    """They come at that time, or hold it."""
    with eyes_of(db, Keeper()):
        signup = signup_of(db, workshop.id, member.id)
        roles = roles_of(db, [slot.id])
    comes = signup is not None and signup.state == COMES and signup.slot_id == slot.id
    return comes or any(each.member_id == member.id and each.role == HOLDS for each in roles)


def slot_to_come(db: Session, slot_id: int, *, now: datetime) -> Slot:
    """Raises Refusal for a time that is over, or does not take place."""
    slot = slot_by_id(db, slot_id)
    if slot is None:
        raise Refusal("workshops.gone")
    if slot.state == CANCELLED or slot.ends_at <= now:
        raise Refusal("runsheets.over")
    return slot


def _assign(db: Session, slot: Slot, part: str, member: Member) -> Role:
    if part not in PARTS:
        raise Refusal("errors.nothing_there")
    with eyes_of(db, Keeper()):
        has_it = next((each for each in roles_of(db, [slot.id]) if each.role == part), None)
    if has_it is not None and has_it.member_id == member.id:
        return has_it
    if has_it is not None:
        name = members_by_ids(db, [has_it.member_id])[has_it.member_id].name
        raise Refusal("runsheets.taken", field="part", who=name)
    role = Role(slot_id=slot.id, member_id=member.id, role=part)
    db.add(role)
    db.flush()
    return role


def _remove(db: Session, workshop: Workshop, role: Role, *, now: datetime) -> None:
    if role.role not in PARTS:
        raise Refusal("errors.nothing_there")
    removed = role.id
    remove_role(db, removed)
    refresh(db, GIVEN, removed, now=now)
    runsheets_follow(db, workshop, now=now)


def _own(db: Session, by: Member, role_id: int) -> tuple[Role, Slot]:
    role, slot = _part(db, role_id)
    if role.member_id != by.id:
        raise Refusal("runsheets.not_yours")
    return role, slot


def _part(db: Session, role_id: int) -> tuple[Role, Slot]:
    role = role_by_id(db, role_id)
    slot = slot_by_id(db, role.slot_id) if role is not None else None
    if role is None or slot is None:
        raise Refusal("runsheets.not_yours")
    return role, slot


def _locked(db: Session, slot: Slot) -> Workshop:
    workshop = locked_workshop(db, slot.workshop_id)
    if workshop is None:
        raise Refusal("workshops.gone")
    return workshop
