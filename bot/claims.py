"""Who carries a delivery, and how that ended: claimed by one, settled, or kept for another try."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import DIGEST, HOME, TROUBLE, Claimed, tell_facilitators, troubles_change
from bot.peace import UNASKED, is_a_letter, keep, wrote
from bot.rides import A_MOMENT, Parts, carries, gather, go_alone, set_free, stand_apart
from storage.claims import claim_delivery, claimed_delivery, due_together, is_spoken_to, may_be_out
from storage.deliveries import Delivery, delivery_by_id, riders_of, stands_somewhere
from storage.people import Member, lock_member, member_if_free
from storage.programme import Programme, programme

# Longer than the courier's time-out on Slack (10 s), so that a lapsed lease means a dead courier
# or an answer that never came, not a slow one.
LEASE = timedelta(seconds=30)
# After an attempt that ended without a word, how long until it is looked into; twice as long after
# each further one. Slack may still be at it when we stop waiting.
FIRST_LOOK = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
MOST_ATTEMPTS = 50  # with the waits above: about a day
# What is broken in us, or does not come right by itself, is told after some minutes.
BROKEN, MOST_BROKEN = "broken", 5
CLAIMED_AT_ONCE = 10  # at a message a second they are said before their lease lapses

# Nobody is told that these did not go out: a Home may not exist, and the message that tells about
# what failed would tell about itself.
SPARED = {HOME, TROUBLE}


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


def settle(
    db: Session,
    taken: Claimed,
    *,
    channel: str | None,
    ts: str | None,
    parts: Parts | None = None,
    now: datetime,
) -> bool:
    """It stands in Slack at `channel` and `ts`; without `ts`, it is meant to stand nowhere. False
    when it was not ours any more. `parts` are those of a message of several.
    """
    is_letter = taken.ts is None and ts is not None and taken.with_id is None
    # Whoever does something meanwhile holds their own row first (PostgreSQL).
    member = lock_member(db, taken.member_id) if is_letter and taken.member_id else None
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return False
    if member is not None and _is_unasked(taken, parts):
        wrote(member, now=now)
    was_held, was_put_up_at = delivery.held is not None, delivery.put_up_at
    delivery.shown = taken.wanted
    is_new = delivery.ts != ts
    delivery.channel = channel
    delivery.ts = ts
    delivery.attempts = 0
    delivery.held = delivery.waits_since = None
    if ts:
        delivery.put_up_at = now if is_new else delivery.put_up_at
        _remember_where(db, delivery)
    _release(delivery)
    if taken.riders:
        stand_apart(db, delivery, parts, now=now)
    if ts and delivery.ts is None:
        delivery.put_up_at = was_put_up_at  # the others were, without it
    if was_held:
        troubles_change(db, now=now)
    return True


def is_surplus(db: Session, taken: Claimed, ts: str) -> bool:
    """What we posted after all stands elsewhere by now, or is meant to stand nowhere: whoever took
    it over when our lease had lapsed did not find it, and settled it.
    """
    delivery = delivery_by_id(db, taken.id)
    if delivery.ts is not None:
        return delivery.ts != ts
    if taken.riders and stands_somewhere(db, [each.id for each in taken.riders], ts):
        return False  # it left the message to another
    return delivery.begun_at is None and delivery.shown >= delivery.wanted


def put_off(db: Session, taken: Claimed, *, wait: timedelta, now: datetime) -> None:
    """Slack said for certain that this attempt came to nothing, and when to come back."""
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    _release(delivery, began=_outstanding(delivery, taken))
    delivery.due_at = now + wait


def leave(db: Session, taken: Claimed, *, reason: str, lease_now: datetime, now: datetime) -> None:
    """Nobody knows whether it happened: it rests, longer each time, and then is looked into. After
    about a day (a few minutes, where we are broken) it is held, for a person to look at.
    """
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    began = delivery.begun_at
    _release(delivery, began=began)
    delivery.attempts += 1
    if delivery.attempts >= (MOST_BROKEN if reason == BROKEN else MOST_ATTEMPTS):
        _hold(db, delivery, reason, now)
        return
    doublings = min(delivery.attempts - 1, 10)
    delivery.claimed_until = lease_now + min(FIRST_LOOK * 2**doublings, LONGEST_WAIT)


def hold(db: Session, taken: Claimed, *, reason: str, now: datetime) -> None:
    """Slack refused it, and would again: it waits for a person, and facilitators are told why."""
    delivery = claimed_delivery(db, taken.id, taken.claim)
    if delivery is None:
        return
    _release(delivery, began=_outstanding(delivery, taken))
    _hold(db, delivery, reason, now)


def remember_direct(db: Session, member_id: int, channel: str) -> None:
    """Their messages with Commons were opened."""
    db.get_one(Member, member_id).direct = channel


def forget_direct(db: Session, member_id: int) -> None:
    """Their messages with Commons are not where they were."""
    db.get_one(Member, member_id).direct = None


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


def _is_unasked(taken: Claimed, parts: Parts | None) -> bool:
    said = (taken, *taken.riders)
    return any(each.kind in UNASKED for each in said if parts is None or each.id in parts.said)


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


def _outstanding(delivery: Delivery, taken: Claimed) -> datetime | None:
    """What this attempt began came to nothing. What an earlier one began is as unknown as before,
    unless this one came as far as to post it: then it had looked.
    """
    began = taken.looked_for_since
    return began if delivery.begun_at == began else None


def _hold(db: Session, delivery: Delivery, reason: str, now: datetime) -> None:
    if delivery.kind in SPARED:
        delivery.shown = delivery.wanted
        return
    if delivery.ts is None and delivery.begun_at is None:
        go_alone(db, delivery)
    delivery.held = reason
    tell_facilitators(db, now=now)


def _remember_where(db: Session, delivery: Delivery) -> None:
    """Their messages with Commons have an address of their own from the first one on."""
    if delivery.member_id is not None and delivery.with_id is None:
        member = db.get_one(Member, delivery.member_id)
        if member.direct != delivery.channel:
            member.direct = delivery.channel


def _release(delivery: Delivery, *, began: datetime | None = None) -> None:
    """Nobody's any more. `began` stays where an earlier attempt may have posted it."""
    delivery.claim = None
    delivery.claimed_until = None
    delivery.begun_at = began
    if began is None and delivery.ts is None:
        delivery.channel = delivery.thread = None  # the next attempt goes where it should then
