"""Who carries which delivery, and until when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, and_, false, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from storage.deliveries import HOMES, NOTICEBOARD, Delivery

Conditions = tuple[ColumnElement[bool], ...]

# What many wait for, or two, comes before letters to each: thousands of those may be due.
_FIRST: tuple[ColumnElement[bool], ...] = (
    Delivery.addressee == NOTICEBOARD,
    Delivery.addressee == HOMES,
    Delivery.with_id.is_not(None),
)


def due_together(
    db: Session,
    *,
    now: datetime,
    lease_now: datetime,
    rooms: Collection[str] | None,
    resting: Collection[str] = (),
    limit: int,
) -> Sequence[Delivery]:
    """What is due to one addressee to whom nobody is saying anything, in the order in which it was
    planned: a reply after the post that it answers. To a person, what is said anew (an edit, a
    calendar file brought up to date) comes last, since the words that explain it are new.

    `rooms` are the kinds that have a channel to go to (None: all have), the others wait. Slack
    asked to leave those who are `resting` alone: HOMES, or with NOTICEBOARD all the others.
    """
    free = (*_due(now, lease_now), *_awake(resting), _has_room(rooms))
    free = (*free, Delivery.addressee.not_in(_spoken_to(db, lease_now)))
    addressee = _whom_next(db, free)
    if addressee is None:
        return ()
    # Rows that a save is writing at this instant are passed over: they come at the next look.
    theirs = select(Delivery).where(*free, Delivery.addressee == addressee)
    is_anew = and_(Delivery.member_id.is_not(None), Delivery.shown > 0)
    oldest = theirs.order_by(is_anew, Delivery.id).limit(limit)
    oldest = oldest.with_for_update(skip_locked=True)
    return db.scalars(oldest.execution_options(populate_existing=True)).all()


def is_due(db: Session, *, now: datetime, lease_now: datetime) -> bool:
    """False while there is nothing to carry: a look that keeps nobody from writing."""
    return db.scalar(select(Delivery.id).where(*_due(now, lease_now)).limit(1)) is not None


def claim_delivery(
    db: Session,
    delivery: Delivery,
    *,
    claim: str,
    now: datetime,
    lease_now: datetime,
    until: datetime,
) -> bool:
    """True for exactly one of all who try at the same time (a conditional update)."""
    taken = (
        update(Delivery)
        .where(Delivery.id == delivery.id, *_due(now, lease_now))
        .values(claim=claim, claimed_until=until)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", db.execute(taken)).rowcount == 1


def claimed_delivery(db: Session, delivery_id: int, claim: str) -> Delivery | None:
    """The row, if this claim still holds it."""
    held = select(Delivery).where(Delivery.id == delivery_id, Delivery.claim == claim)
    return db.scalar(held.with_for_update())


def is_spoken_to(db: Session, addressee: str, lease_now: datetime) -> bool:
    """Somebody says something to them at this moment."""
    return addressee in _spoken_to(db, lease_now)


def may_be_out(db: Session, addressee: str) -> bool:
    """Something was begun for them of which nobody knows yet whether they have it. What waits for a
    person (`held`) may wait for ever.
    """
    begun = select(Delivery.id).where(
        Delivery.addressee == addressee,
        Delivery.shown < Delivery.wanted,
        Delivery.begun_at.is_not(None),
        Delivery.ts.is_(None),
        or_(Delivery.held.is_(None), Delivery.held == ""),
    )
    return db.scalar(begun.limit(1)) is not None


def _whom_next(db: Session, free: Conditions) -> str | None:
    oldest = select(Delivery.addressee).order_by(Delivery.due_at, Delivery.id).limit(1)
    for first in _FIRST:
        found = db.scalar(oldest.where(*free, first))
        if found is not None:
            return found
    return db.scalar(oldest.where(*free))


def _spoken_to(db: Session, lease_now: datetime) -> Sequence[str]:
    claimed = select(Delivery.addressee).where(Delivery.claim.is_not(None))
    return db.scalars(claimed.where(Delivery.claimed_until >= lease_now)).all()


def _awake(resting: Collection[str]) -> Conditions:
    if NOTICEBOARD in resting:
        return (Delivery.addressee == HOMES if HOMES not in resting else false(),)
    return (Delivery.addressee != HOMES,) if HOMES in resting else ()


def _has_room(rooms: Collection[str] | None) -> ColumnElement[bool]:
    if rooms is None:
        return Delivery.id.is_not(None)
    return or_(
        Delivery.addressee != NOTICEBOARD, Delivery.channel.is_not(None), Delivery.kind.in_(rooms)
    )


def _due(now: datetime, lease_now: datetime) -> Conditions:
    """Whoever was left without a word from Slack has no claim, and is let rest for a while."""
    return (
        Delivery.shown < Delivery.wanted,
        Delivery.due_at <= now,
        or_(Delivery.held.is_(None), Delivery.held == ""),
        or_(Delivery.claimed_until.is_(None), Delivery.claimed_until < lease_now),
    )
