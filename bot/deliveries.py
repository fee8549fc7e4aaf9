"""Plans everything that Commons says on its own account. A row is written in the transaction of the
fact that causes it; who carries it is bot/claims.py's, posting it the courier's
(handlers/deliveries.py).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.rights import must_facilitate
from storage.database import PLANNED
from storage.deliveries import (
    HOMES,
    NOTICEBOARD,
    Delivery,
    delivery_by_occasion,
    hand_over,
    held_deliveries,
    let_riders_go,
    want_deliveries,
    want_deliveries_under,
)
from storage.people import Member, facilitators

# What is said, where more than one module has to know.
HOME, NOTICE, DIGEST, TROUBLE = "home", "notices.post", "digests.post", "deliveries.trouble"
WORKSHOP = "workshops.post"
DOORWAY, BOOKMARK = "doorway.post", "doorway.bookmark"
CHECK_IN = "checkins.asked"  # how is it going? Its subject is a turn
QUESTION, TOLD_BACK = "questions.asked", "questions.told"  # their subject is who was asked


@dataclass(frozen=True)
class Claimed:
    """What the courier has to know about a delivery while it carries it.

    `riders` are others whose words stand in the same message (bot/rides.py). `channel` and `ts` are
    where it stands; a post afresh goes to `noticeboard`, unless it is for
    members, or goes `under` another post. `looked_for_since` is set when an earlier attempt may
    have posted it: since then, in `channel` and `thread`.
    """

    id: int
    claim: str
    kind: str
    subject_id: int
    member_id: int | None
    with_id: int | None
    under: str | None
    addressee: str
    token: str
    wanted: int
    channel: str | None
    ts: str | None
    noticeboard: str | None
    looked_for_since: datetime | None
    thread: str | None = None
    riders: tuple["Claimed", ...] = ()


def show(
    db: Session,
    kind: str,
    subject_id: int,
    *,
    now: datetime,
    at: datetime | None = None,
    member_id: int | None = None,
    with_id: int | None = None,
    under: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Say it, or, where it stands already, bring it up to date. Saying it twice is saying it once.

    Without `member_id` it goes to the noticeboard, perhaps into the thread `under` a standing post
    (its occasion); with `with_id`, to a conversation of the two. `at` is when, if not now.
    """
    planned = _plan(kind, subject_id, now=now, at=at, member_id=member_id, with_id=with_id)
    planned.under, planned.expires_at = under, expires_at
    want_deliveries(db, [planned])


@dataclass(frozen=True)
class Letter:
    """Something for one member, to be said at its time or not at all any more."""

    kind: str
    subject_id: int
    member_id: int
    at: datetime
    expires_at: datetime | None = None


def show_letters(db: Session, letters: Iterable[Letter], *, now: datetime) -> None:
    """As `show`, for many at once: what everyone who comes to a session is told."""
    planned = []
    for each in letters:
        plan = _plan(each.kind, each.subject_id, now=now, at=each.at, member_id=each.member_id)
        plan.expires_at = each.expires_at
        planned.append(plan)
    want_deliveries(db, planned)


def occasion(kind: str, subject_id: int) -> str:
    """Why something is said: one delivery each."""
    return f"{kind}:{subject_id}"


def refresh(db: Session, kind: str, subject_id: int, *, now: datetime) -> None:
    """Bring a standing post up to date, or take it down; where none was planned, nothing."""
    known = delivery_by_occasion(db, occasion(kind, subject_id))
    if known is not None:
        show(
            db,
            kind,
            subject_id,
            now=now,
            at=max(known.due_at, now),
            member_id=known.member_id,
            with_id=known.with_id,
            under=known.under,
            expires_at=known.expires_at,
        )


def leave_as_it_is(db: Session, kind: str, subject_id: int) -> None:
    """What stands is said no more, and the next time it is in a message of its own: an edit rings
    nobody.
    """
    known = delivery_by_occasion(db, occasion(kind, subject_id))
    if known is not None and known.ts is not None and known.claim is None:
        hand_over(db, known)  # what else stands in that message goes on standing there
        known.channel = known.thread = known.ts = known.rides_on = None
        known.token = uuid.uuid4().hex
        db.flush()


def refresh_under(db: Session, kind: str, subject_id: int, *, now: datetime) -> None:
    """Bring up to date, or take down, all that stands in the thread of a standing post."""
    want_deliveries_under(db, occasion(kind, subject_id), now=now)


def was_planned(db: Session, kind: str, subject_id: int) -> bool:
    return delivery_by_occasion(db, occasion(kind, subject_id)) is not None


def was_shown(db: Session, kind: str, subject_id: int) -> bool:
    """True when a post about it went out at some time, wherever it is now."""
    delivery = delivery_by_occasion(db, occasion(kind, subject_id))
    return delivery is not None and delivery.put_up_at is not None


def was_said(db: Session, kind: str, subject_id: int) -> bool:
    """True when the courier carried it at some time, also where nothing of ours tells where it is
    (a file).
    """
    delivery = delivery_by_occasion(db, occasion(kind, subject_id))
    return delivery is not None and delivery.shown > 0


def standing(db: Session, occasion: str) -> Delivery | None:
    """The post of an occasion, if it stands in Slack or is on its way there."""
    known = delivery_by_occasion(db, occasion)
    if known is None or known.ts is not None or known.rides_on is not None:
        return known
    return None if known.held or known.shown >= known.wanted else known


def show_home(db: Session, member: Member, *, now: datetime) -> None:
    """Draw a member's Home again."""
    show(db, HOME, member.id, member_id=member.id, now=now)


def show_homes(db: Session, members: Iterable[Member], *, now: datetime) -> None:
    """Draw these Homes again. Last of all, and in one order, or two who save at once wait for each
    other (PostgreSQL). All at once: thousands one by one took longer than others wait for a writer.
    """
    ids = sorted({each.id for each in members})
    want_deliveries(db, [_plan(HOME, each, now=now, member_id=each) for each in ids])


def try_again(db: Session, by: Member, *, now: datetime) -> None:
    """Let go of everything that is held. Raises Refusal for anyone but a facilitator."""
    must_facilitate(by)
    release_all(db, now=now)


def release_all(db: Session, *, now: datetime) -> None:
    """Something changed that may have been the cause: whatever is held is tried again."""
    held = [each for each in held_deliveries(db) if each.held]
    for delivery in held:
        delivery.held = ""
        delivery.attempts = 0
        delivery.due_at = now
    if held:
        db.info[PLANNED] = True
        troubles_change(db, now=now)


def drop(db: Session, by: Member, *, now: datetime) -> None:
    """What is held is not said any more. Raises Refusal for anyone but a facilitator."""
    must_facilitate(by)
    dropped = [each for each in held_deliveries(db) if each.held]
    let_riders_go(db, [each.id for each in dropped if each.ts is None])
    for delivery in dropped:
        delivery.held = delivery.begun_at = None
        delivery.shown = delivery.wanted
        if delivery.ts is None:
            delivery.channel = delivery.thread = None
    troubles_change(db, now=now)


def tell_facilitators(db: Session, *, now: datetime) -> None:
    """Something is wrong: each has one message about all of it, and sees it in their Home."""
    for member in facilitators(db):
        show_home(db, member, now=now)
        show(db, TROUBLE, member.id, member_id=member.id, now=now)


def troubles_change(db: Session, *, now: datetime) -> None:
    """Something is less wrong: who was told of it sees that."""
    for member in facilitators(db):
        show_home(db, member, now=now)
        refresh(db, TROUBLE, member.id, now=now)


def _plan(
    kind: str,
    subject_id: int,
    *,
    now: datetime,
    at: datetime | None = None,
    member_id: int | None = None,
    with_id: int | None = None,
) -> Delivery:
    return Delivery(
        occasion=occasion(kind, subject_id),
        kind=kind,
        subject_id=subject_id,
        member_id=member_id,
        with_id=with_id,
        addressee=_addressee(kind, member_id, with_id),
        token=uuid.uuid4().hex,
        wanted=1,
        shown=0,
        due_at=at or now,
        attempts=0,
        created_at=now,
    )


def _addressee(kind: str, member_id: int | None, with_id: int | None) -> str:
    """To one of them one thing is said at a time. All Homes are one: Slack takes fewer of them."""
    if kind == HOME:
        return HOMES
    if member_id is None:
        return NOTICEBOARD
    return f"member:{member_id}" if with_id is None else f"talk:{member_id}:{with_id}"
