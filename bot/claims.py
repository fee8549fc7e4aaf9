"""Who carries a delivery: claimed by one, until the lease lapses. How that ended is in
bot/outcomes.py.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import DIGEST, Claimed
from bot.peace import UNASKED, is_a_letter, keep
from bot.rides import A_MOMENT, carries, gather, set_free
from storage.claims import claim_delivery, claimed_delivery, due_together, is_spoken_to, may_be_out
from storage.deliveries import Delivery, riders_of
from storage.people import member_if_free
from storage.programme import Programme, programme

# Longer than the courier's time-out on Slack (10 s), so that a lapsed lease means a dead courier
# or an answer that never came, not a slow one.
LEASE = timedelta(seconds=30)
CLAIMED_AT_ONCE = 10  # at a message a second they are said before their lease lapses


def claim(
    db: Session, *, now: datetime, lease_now: datetime, resting: Collection[str] = ()
) -> list[Claimed]:
    """Take what is due to one addressee, for one courier only, until its lease lapses. `resting`
    are those whom Slack asked to leave alone (storage/claims.py).
    """
    while True:
        taken = claim_one(db, now=now, lease_now=lease_now, resting=resting)
        if taken is not None:
            return taken


def claim_one(
    db: Session, *, now: datetime, lease_now: datetime, resting: Collection[str] = ()
) -> list[Claimed] | None:
    """As `claim`; None where all that is due to this addressee waits, or is not said any more, and
    there may be others. Whoever calls it commits before it looks further: thousands may be away.
    """
    group = programme(db)
    due = due_together(
        db,
        now=now,
        lease_now=lease_now,
        rooms=_rooms(group),
        resting=resting,
        limit=CLAIMED_AT_ONCE,
    )
    if not due:
        return []
    in_time = _in_time(db, [*due, *set_free(db, due, now=now)], now=now)
    in_time = _one_after_another(db, in_time, now=now, lease_now=lease_now)
    in_time = gather(db, keep(db, in_time, now=now), now=now)
    db.flush()
    taken = [_claim_one(db, each, group, now, lease_now) for each in in_time]
    return [each for each in taken if each is not None] or None


def renew(db: Session, taken: Claimed, *, lease_now: datetime) -> bool:
    """Just before it is said: is it still ours? The wait for its turn may have outlived the lease.
    If it is, the lease begins anew.
    """
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return False
    delivery.claimed_until = lease_now + LEASE
    return True


def begin_post(
    db: Session,
    taken: Claimed,
    *,
    channel: str,
    thread: str | None = None,
    now: datetime,
    lease_now: datetime,
) -> bool:
    """As `renew`, before it is posted: from here on it may be out, and whoever has to look for it
    looks there. Nothing that was begun before is outstanding: it was looked for.
    """
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return False
    delivery.claimed_until = lease_now + LEASE
    delivery.begun_at = now
    delivery.channel = channel
    delivery.thread = thread
    delivery.ts = None
    return True


def _in_time(db: Session, due: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    late = [each for each in due if _is_late(db, each, now)]
    for each in late:
        each.shown = each.wanted
    return [each for each in due if each not in late]


def _one_after_another(
    db: Session, due: list[Delivery], *, now: datetime, lease_now: datetime
) -> list[Delivery]:
    """Of what is unasked a second courier takes nothing at the same instant (PostgreSQL), nor does
    anyone while an earlier message may be out, which counts once it is found: that would be once
    too much. Nobody is waited for here, while rows of theirs are held.
    """
    unasked = [each for each in due if each.kind in UNASKED and is_a_letter(each)]
    if not unasked:
        return due
    first = unasked[0]
    is_ours = first.member_id is not None and member_if_free(db, first.member_id) is not None
    is_free = is_ours and not is_spoken_to(db, first.addressee, lease_now)
    if is_free and not may_be_out(db, first.addressee):
        return due
    for each in unasked:
        each.due_at = now + A_MOMENT
    return [each for each in due if each not in unasked]


def _is_late(db: Session, delivery: Delivery, now: datetime) -> bool:
    """A late reminder is dropped, not sent stale; one that stands is edited, or comes down. What
    carries others may be out with them.
    """
    if delivery.expires_at is None or delivery.ts is not None or delivery.expires_at > now:
        return False
    return not riders_of(db, delivery.id)


def _rooms(group: Programme) -> Collection[str] | None:
    """What has a channel to go to, by its kind; None: everything."""
    if group.noticeboard is not None:
        return None
    return {DIGEST} if group.digest_channel is not None else ()


def _claim_one(
    db: Session, delivery: Delivery, group: Programme, now: datetime, lease_now: datetime
) -> Claimed | None:
    token = uuid.uuid4().hex
    until = lease_now + LEASE
    if not claim_delivery(db, delivery, claim=token, now=now, lease_now=lease_now, until=until):
        return None
    is_on_board = delivery.member_id is None and delivery.under is None
    of_its_own = group.digest_channel if delivery.kind == DIGEST else None
    riders = riders_of(db, delivery.id) if _may_have_riders(delivery) else ()
    claimed = Claimed(
        id=delivery.id,
        claim=token,
        kind=delivery.kind,
        subject_id=delivery.subject_id,
        member_id=delivery.member_id,
        with_id=delivery.with_id,
        under=delivery.under,
        addressee=delivery.addressee,
        token=delivery.token,
        wanted=delivery.wanted,
        channel=delivery.channel,
        ts=delivery.ts,
        noticeboard=(of_its_own or group.noticeboard) if is_on_board else None,
        looked_for_since=delivery.begun_at,
        thread=delivery.thread,
    )
    also = [replace(claimed, id=it.id, kind=it.kind, subject_id=it.subject_id) for it in riders]
    return replace(claimed, riders=tuple(also))


def _may_have_riders(delivery: Delivery) -> bool:
    """Not asked of the many letters that go out alone."""
    may_be_out = delivery.ts is not None or delivery.begun_at is not None
    return delivery.addressee.startswith("member:") and (may_be_out or carries(delivery))
