"""What the facilitators can see about a member, besides what everyone can: not a list that somebody
keeps, but what the gate lets a facilitator read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.hours import A_DAY, local_day
from bot.rights import must_facilitate
from bot.visibility import Person, eyes_of
from bot.workshops import holders_of
from storage.disclosures import OWN, own_ids, workshops_with_need_of
from storage.people import Member, members_who_say_how
from storage.workshops import Workshop, workshops_by_ids

# Nobody has this number: a facilitator, and a member, with nothing to do with anything.
NOBODY = 0


@dataclass(frozen=True)
class Need:
    """Who reads what would help a member take part in a session."""

    workshop: Workshop
    readers: Sequence[Member]


def seen_by_facilitators(db: Session, member: Member) -> Mapping[str, int]:
    """How many pieces of a member's own facilitators may read and others in the group may not, by
    table.
    """
    with eyes_of(db, Person(NOBODY, facilitator=True)):
        theirs = {kind: own_ids(db, kind, member.id) for kind in OWN}
    with eyes_of(db, Person(NOBODY)):
        everyones = {kind: own_ids(db, kind, member.id) for kind in OWN}
    beyond = {kind.__tablename__: len(theirs[kind] - everyones[kind]) for kind in OWN}
    return {kind: number for kind, number in beyond.items() if number}


def needs_of(db: Session, member: Member) -> list[Need]:
    """What they wrote for sessions about what would help them, and who reads it."""
    workshops = workshops_by_ids(db, workshops_with_need_of(db, member.id))
    return [Need(each, holders_of(db, each)) for each in workshops.values()]


def who_say_how(db: Session, by: Member, *, now: datetime) -> Sequence[Member]:
    """Who said how they take part, or that they are away. Raises Refusal for anyone but a
    facilitator.
    """
    must_facilitate(by)
    # Somewhere it may be yesterday still: who is away there is looked at by their own clock.
    return members_who_say_how(db, after=local_day(now, "UTC") - A_DAY)
