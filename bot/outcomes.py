"""How a delivery ended: settled, kept for another try, or held for a person to look at. Who carries
it is in bot/claims.py.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import HOME, TROUBLE, Claimed, tell_facilitators, troubles_change
from bot.peace import UNASKED, wrote
from bot.rides import Parts, go_alone, stand_apart
from storage.claims import claimed_delivery
from storage.deliveries import Delivery, delivery_by_id, stands_somewhere
from storage.people import Member, lock_member

# After an attempt that ended without a word, how long until it is looked into; twice as long after
# each further one. Slack may still be at it when we stop waiting.
FIRST_LOOK = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
MOST_ATTEMPTS = 50  # with the waits above: about a day
# What is broken in us, or does not come right by itself, is told after some minutes.
BROKEN, MOST_BROKEN = "broken", 5

# Nobody is told that these did not go out: a Home may not exist, and the message that tells about
# what failed would tell about itself.
SPARED = {HOME, TROUBLE}


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


def _is_unasked(taken: Claimed, parts: Parts | None) -> bool:
    said = (taken, *taken.riders)
    return any(each.kind in UNASKED for each in said if parts is None or each.id in parts.said)


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
