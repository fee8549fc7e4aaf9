"""What whoever holds a session has at hand on the day, and who does what in it, as rows: both
follow who comes. Giving and taking a part is in roles.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import WORKSHOP, refresh, refresh_under
from bot.hours import MORNING, Week, at_work, workday_before
from bot.visibility import Keeper, eyes_of
from storage.signups import Signup, signups_of
from storage.workshops import Role, Slot, Workshop, remove_role, roles_of, slots_of

RUNSHEET = "runsheets.post"  # to one who holds it; its subject is their role
GIVEN = "runsheets.given"  # to whom a part was given; as above
# The parts that anybody who comes may have.
PARTS = ("host", "timekeeper", "note_taker", "friend")


def runsheets_follow(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """Who comes, or when it is, changed: whoever does not come has no part in it any more, and what
    was said of it is brought up to date.
    """
    with eyes_of(db, Keeper()):
        roles = roles_of(db, [each.id for each in slots_of(db, workshop.id)])
        gone = _without_a_place(roles, signups_of(db, workshop.id))
        for each in gone:
            remove_role(db, each.id)
    for each in roles:
        refresh(db, RUNSHEET, each.id, now=now)
        refresh(db, GIVEN, each.id, now=now)
    refresh_under(db, WORKSHOP, workshop.id, now=now)


def is_at_hand(slot: Slot, week: Week, *, now: datetime) -> bool:
    """From the working day before until it is over."""
    return sheet_from(slot, week) <= now < slot.ends_at


def sheet_from(slot: Slot, week: Week) -> datetime:
    return workday_before(slot.starts_at, MORNING, week)


def before_it_starts(slot: Slot, week: Week, *, now: datetime) -> datetime:
    """When somebody is at work again, if that is before it starts; else now."""
    soon = at_work(now, week)
    return soon if soon < slot.starts_at else now


def _without_a_place(roles: Sequence[Role], signups: Sequence[Signup]) -> list[Role]:
    there = {(each.slot_id, each.member_id) for each in signups if each.state == "coming"}
    there |= {(each.slot_id, each.member_id) for each in roles if each.role == "facilitator"}
    return [
        each for each in roles if each.role in PARTS and (each.slot_id, each.member_id) not in there
    ]
