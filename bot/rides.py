"""Several things that are due to one person become one message: the first carries the rest, which
ride on it from then on. Each stays a delivery of its own; the message is composed of all of them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.peace import UNASKED
from storage.deliveries import Delivery, delivery_by_id

MOST_TOGETHER = 5  # they must fit into the 50 blocks of a message (slack-facts §1.1)


def gather(db: Session, due: Iterable[Delivery], *, now: datetime) -> list[Delivery]:
    """Of what may be said to one addressee now, what is said in messages of its own."""
    out: list[Delivery] = []
    first: Delivery | None = None
    together = 1
    for each in due:
        if each.rides_on is not None:
            _ask_anew(db, each, now)
        elif not _may_ride(each) or together == MOST_TOGETHER:
            out.append(each)
        elif first is None:
            first = each
            out.append(each)
        else:
            each.rides_on, each.shown = first.id, each.wanted
            together += 1
    return out


def stand_with(riders: Sequence[Delivery], carrier: Delivery) -> None:
    """What rides on a message stands where it does."""
    for each in riders:
        each.channel, each.ts, each.put_up_at = carrier.channel, carrier.ts, carrier.put_up_at


def _ask_anew(db: Session, rider: Delivery, now: datetime) -> None:
    """What it says changed: the message that it rides on is brought up to date."""
    carrier = delivery_by_id(db, rider.rides_on or 0)
    if carrier.shown >= carrier.wanted:
        carrier.wanted += 1
        carrier.due_at = now
    rider.shown = rider.wanted


def carries(delivery: Delivery) -> bool:
    """True for what may have others riding on it."""
    is_to_one = delivery.member_id is not None and delivery.with_id is None
    return is_to_one and (delivery.kind in UNASKED or delivery.waits_since is not None)


def _may_ride(delivery: Delivery) -> bool:
    """What is said unasked, and what had to wait; not what stands already, or may."""
    return carries(delivery) and delivery.ts is None and delivery.begun_at is None
