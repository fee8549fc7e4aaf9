"""Plans, claims and settles everything that Commons says on its own account. A row is written in
the transaction of the fact that causes it; posting it is the courier's (handlers/deliveries.py).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.rights import must_facilitate
from storage.database import PLANNED
from storage.deliveries import (
    Delivery,
    claim_delivery,
    claimed_delivery,
    delivery_by_occasion,
    due_deliveries,
    held_deliveries,
    want_deliveries_under,
    want_delivery,
)
from storage.people import Member, facilitators
from storage.programme import programme

# Longer than the courier's time-out on Slack (10 s), so that a lapsed lease means a dead courier
# or an answer that never came, not a slow one.
LEASE = timedelta(seconds=30)
# After an attempt that ended without a word, how long until it is looked into; twice as long after
# each further one.
FIRST_LOOK = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=30)
MOST_ATTEMPTS = 50  # with the waits above: about a day
CLAIMED_AT_ONCE = 10  # a Home waits for the batch before it, at a second a message

# What is said, where more than one module has to know.
HOME, NOTICE, DIGEST = "home", "notices.post", "digests.post"
DOORWAY, BOOKMARK = "doorway.post", "doorway.bookmark"


@dataclass(frozen=True)
class Claimed:
    """What the courier has to know about a delivery while it carries it.

    `channel` and `ts` are where it stands or goes; a post afresh goes to `noticeboard`, unless it
    is for members, or goes `under` another post. `looked_for_since` is set when an earlier attempt
    may have posted it: since then.
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
    planned = Delivery(
        occasion=occasion(kind, subject_id),
        kind=kind,
        subject_id=subject_id,
        member_id=member_id,
        with_id=with_id,
        under=under,
        token=uuid.uuid4().hex,
        wanted=1,
        shown=0,
        due_at=at or now,
        expires_at=expires_at,
        attempts=0,
        created_at=now,
    )
    want_delivery(db, planned)


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
        )


def refresh_under(db: Session, kind: str, subject_id: int, *, now: datetime) -> None:
    """Bring up to date, or take down, all that stands in the thread of a standing post."""
    want_deliveries_under(db, occasion(kind, subject_id), now=now)


def was_planned(db: Session, kind: str, subject_id: int) -> bool:
    return delivery_by_occasion(db, occasion(kind, subject_id)) is not None


def was_shown(db: Session, kind: str, subject_id: int) -> bool:
    """True when a post about it went out at some time, wherever it is now."""
    delivery = delivery_by_occasion(db, occasion(kind, subject_id))
    return delivery is not None and delivery.put_up_at is not None


def standing(db: Session, occasion: str) -> Delivery | None:
    """The post of an occasion, if it stands in Slack or is on its way there."""
    known = delivery_by_occasion(db, occasion)
    if known is None or (known.ts is None and (known.held or known.shown >= known.wanted)):
        return None
    return known


def show_home(db: Session, member: Member, *, now: datetime) -> None:
    """Draw a member's Home again."""
    show(db, HOME, member.id, member_id=member.id, now=now)


def claim(db: Session, *, now: datetime, lease_now: datetime) -> list[Claimed]:
    """Take what is due, each for one courier only, until its lease lapses."""
    group = programme(db)
    rooms = {DIGEST: group.digest_channel or group.noticeboard}
    due = due_deliveries(
        db,
        now=now,
        lease_now=lease_now,
        noticeboard=group.noticeboard is not None,
        limit=CLAIMED_AT_ONCE,
    )
    claimed = []
    for delivery in due:
        room = rooms.get(delivery.kind, group.noticeboard)
        taken = None
        if not _has_expired(delivery, now):
            taken = _claim_one(db, delivery, room, now, lease_now)
        if taken is not None:
            claimed.append(taken)
    return claimed


def renew(db: Session, taken: Claimed, *, lease_now: datetime) -> bool:
    """Just before it is said: is it still ours? The wait for its turn may have outlived the lease.
    If it is, the lease begins anew.
    """
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return False
    delivery.claimed_until = lease_now + LEASE
    return True


def begin_post(db: Session, taken: Claimed, *, channel: str, lease_now: datetime) -> bool:
    """As `renew`, before it is posted in `channel`: whoever has to look for it looks there."""
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return False
    delivery.claimed_until = lease_now + LEASE
    delivery.channel = channel
    delivery.ts = None
    return True


def settle(
    db: Session, taken: Claimed, *, channel: str | None, ts: str | None, now: datetime
) -> None:
    """It stands in Slack at `channel` and `ts`; without `ts`, it is meant to stand nowhere."""
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    _release(delivery)
    delivery.shown = taken.wanted
    delivery.channel = channel if ts else None
    delivery.ts = ts
    delivery.attempts = 0
    if ts:
        delivery.put_up_at = now


def put_off(db: Session, taken: Claimed, *, wait: timedelta, now: datetime) -> None:
    """Slack said for certain that this attempt came to nothing, and when to come back. Whether an
    earlier one did is as unknown as before.
    """
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    _release(delivery, began=taken.looked_for_since)
    delivery.due_at = now + wait


def leave(db: Session, taken: Claimed, *, reason: str, lease_now: datetime, now: datetime) -> None:
    """Nobody knows whether it happened: the claim stands, longer each time, and then is looked
    into. After about a day it is held, for a person to look at.
    """
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    delivery.attempts += 1
    if delivery.attempts >= MOST_ATTEMPTS:
        _hold(db, delivery, reason=reason, began=delivery.begun_at, now=now)
        return
    doublings = min(delivery.attempts - 1, 10)
    delivery.claimed_until = lease_now + min(FIRST_LOOK * 2**doublings, LONGEST_WAIT)


def hold(db: Session, taken: Claimed, *, reason: str, now: datetime) -> None:
    """Slack refused it, and would again: it waits for a person, and facilitators see why."""
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    _hold(db, delivery, reason=reason, began=taken.looked_for_since, now=now)


def try_again(db: Session, by: Member, *, now: datetime) -> None:
    """Let go of everything that is held. Raises Refusal for anyone but a facilitator."""
    must_facilitate(by)
    release_all(db, now=now)


def release_all(db: Session, *, now: datetime) -> None:
    """Something changed that may have been the cause: whatever is held is tried again."""
    held = held_deliveries(db)
    for delivery in held:
        delivery.held = None
        delivery.attempts = 0
        delivery.due_at = now
    if held:
        db.info[PLANNED] = True
        _tell_facilitators(db, now)


def held_for(db: Session, reader: Member) -> Sequence[Delivery]:
    """What a facilitator should know about; nothing for anyone else."""
    return held_deliveries(db) if reader.facilitator else ()


def _claim_one(
    db: Session, delivery: Delivery, noticeboard: str | None, now: datetime, lease_now: datetime
) -> Claimed | None:
    began, claim_token = delivery.begun_at, uuid.uuid4().hex
    is_on_board = delivery.member_id is None and delivery.under is None
    board = noticeboard if is_on_board else None
    channel = delivery.channel or board
    won = claim_delivery(
        db,
        delivery,
        claim=claim_token,
        channel=channel,
        now=now,
        lease_now=lease_now,
        until=lease_now + LEASE,
    )
    if not won:
        return None
    return Claimed(
        id=delivery.id,
        claim=claim_token,
        kind=delivery.kind,
        subject_id=delivery.subject_id,
        member_id=delivery.member_id,
        with_id=delivery.with_id,
        under=delivery.under,
        addressee=delivery.addressee,
        token=delivery.token,
        wanted=delivery.wanted,
        channel=channel,
        ts=delivery.ts,
        noticeboard=board,
        looked_for_since=began,
    )


def _has_expired(delivery: Delivery, now: datetime) -> bool:
    """A late reminder is dropped, not sent stale."""
    if delivery.expires_at is None or now < delivery.expires_at:
        return False
    delivery.shown = delivery.wanted
    return True


def _hold(
    db: Session, delivery: Delivery, *, reason: str, began: datetime | None, now: datetime
) -> None:
    _release(delivery, began=began)
    delivery.held = reason
    _tell_facilitators(db, now)


def _tell_facilitators(db: Session, now: datetime) -> None:
    for member in facilitators(db):
        show_home(db, member, now=now)


def _release(delivery: Delivery, *, began: datetime | None = None) -> None:
    """Nobody's any more. `began` stays where an earlier attempt may have posted it."""
    delivery.claim = None
    delivery.claimed_until = None
    delivery.begun_at = began
    if began is None and delivery.ts is None:
        delivery.channel = None  # it stands nowhere: the next attempt goes where it should then
