"""Who carries which delivery, and until when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    CursorResult,
    Select,
    and_,
    bindparam,
    false,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from storage.deliveries import HOMES, NOTICEBOARD, Delivery
from storage.statements import KEPT, once

Conditions = tuple[ColumnElement[bool], ...]
_Moment = datetime | BindParameter[datetime]

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
    asked = {
        "now": now,
        "lease_now": lease_now,
        "spoken_to": _spoken_to(db, lease_now),
        "rooms": rooms or (),
    }
    *whom_next, theirs = _free(frozenset(resting), are_all_open=rooms is None)
    for each in whom_next:
        addressee = db.scalar(each, asked)
        if addressee is not None:
            return db.scalars(theirs, {**asked, "addressee": addressee, "most": limit}).all()
    return ()


def is_due(db: Session, *, now: datetime, lease_now: datetime) -> bool:
    """False while there is nothing to carry: a look that keeps nobody from writing."""
    return _any_due.scalar(db, now=now, lease_now=lease_now) is not None


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
    return _held.scalar(db, delivery_id=delivery_id, claim=claim)


@once
def _held(delivery_id: Any, claim: Any) -> Select[Delivery]:
    held = select(Delivery).where(Delivery.id == delivery_id, Delivery.claim == claim)
    return held.with_for_update()


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


@cache
def _free(resting: frozenset[str], *, are_all_open: bool) -> Sequence[Select[Any]]:
    """To whom something is due, those of `_FIRST` before the others; and the last asks what is."""
    due = _due(bindparam("now"), bindparam("lease_now"))
    free = (*due, *_awake(resting), _has_room(are_all_open=are_all_open))
    free = (*free, Delivery.addressee.not_in(bindparam("spoken_to", expanding=True)))
    oldest = select(Delivery.addressee).where(*free).order_by(Delivery.due_at, Delivery.id).limit(1)
    # Rows that a save is writing at this instant are passed over: they come at the next look.
    theirs = select(Delivery).where(*free, Delivery.addressee == bindparam("addressee"))
    is_anew = and_(Delivery.member_id.is_not(None), Delivery.shown > 0)
    theirs = theirs.order_by(is_anew, Delivery.id).limit(bindparam("most"))
    theirs = theirs.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    all_ = (*(oldest.where(first) for first in _FIRST), oldest, theirs)
    return tuple(each.execution_options(**{KEPT: True}) for each in all_)


def _spoken_to(db: Session, lease_now: datetime) -> Sequence[str]:
    return _claimed.scalars(db, lease_now=lease_now)


def _awake(resting: Collection[str]) -> Conditions:
    if NOTICEBOARD in resting:
        return (Delivery.addressee == HOMES if HOMES not in resting else false(),)
    return (Delivery.addressee != HOMES,) if HOMES in resting else ()


def _has_room(*, are_all_open: bool) -> ColumnElement[bool]:
    if are_all_open:
        return Delivery.id.is_not(None)
    return or_(
        Delivery.addressee != NOTICEBOARD,
        Delivery.channel.is_not(None),
        Delivery.kind.in_(bindparam("rooms", expanding=True)),
    )


def _due(now: _Moment, lease_now: _Moment) -> Conditions:
    """Whoever was left without a word from Slack has no claim, and is let rest for a while."""
    return (
        Delivery.shown < Delivery.wanted,
        Delivery.due_at <= now,
        or_(Delivery.held.is_(None), Delivery.held == ""),
        or_(Delivery.claimed_until.is_(None), Delivery.claimed_until < lease_now),
    )


@once
def _any_due(now: Any, lease_now: Any) -> Select[int]:
    return select(Delivery.id).where(*_due(now, lease_now)).limit(1)


@once
def _claimed(lease_now: Any) -> Select[str]:
    claimed = select(Delivery.addressee).where(Delivery.claim.is_not(None))
    return claimed.where(Delivery.claimed_until >= lease_now)
