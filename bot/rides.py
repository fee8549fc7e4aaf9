"""Several things that are due to one person become one message: the first carries the rest, which
ride on it from then on. Each stays a delivery of its own; the message is composed of all of them.

What has words in a message stands where it does, and the first of them carries the others. What
has none stands nowhere, and goes out in a message of its own once it has.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.peace import UNASKED, is_a_letter
from storage.deliveries import (
    Delivery,
    delivery_by_id,
    delivery_if_free,
    hand_over,
    riders_if_free,
)

# More is no message any more, it is a list of things to do. So many check-ins fit into one message,
# if names are not very long (templates/deliveries/views.py).
MOST_TOGETHER = 4
A_MOMENT = timedelta(seconds=1)  # until somebody else has written what they are writing


@dataclass(frozen=True)
class Parts:
    """What became of each thing in one message, by the ids of deliveries: `said` in it, `crowded`
    out of it, or `broken`. The others had nothing to say (any more).
    """

    said: Collection[int]
    crowded: Collection[int] = ()
    broken: Collection[int] = ()


def set_free(db: Session, due: Iterable[Delivery], *, now: datetime) -> list[Delivery]:
    """Nothing of these is out yet, nor may be: what rides on them may be said now or not, as
    anything else may, and rides again. Returns what of it is due.
    """
    free = riders_if_free(db, [each.id for each in due if carries(each)])
    for each in free:
        _free(each)
    return [each for each in free if each.due_at <= now and not each.held]


def gather(db: Session, due: Iterable[Delivery], *, now: datetime) -> list[Delivery]:
    """Of what may be said to one addressee now, what is said in messages of its own. One of them
    may carry others; what finds no room in it waits for the next, which may have to wait longer.
    """
    out, together = [], []
    for each in due:
        if each.rides_on is not None:
            _ask_anew(db, each, now)
        elif carries(each):
            together.append(each)
        else:
            out.append(each)
    first, *others = _in_one_message(together) or (None,)
    if first is None:
        return out
    for each in others:
        each.rides_on, each.shown = first.id, each.wanted
    return [first, *out]


def stand_apart(db: Session, carrier: Delivery, parts: Parts | None, *, now: datetime) -> None:
    """Each stands where its words do, if it has any. Without `parts` nothing was composed: what
    stands goes on standing, and the rest is not said any more.
    """
    again = {*parts.crowded, *parts.broken} if parts is not None else set()
    for each in _riders(db, carrier, again):
        if parts is not None and each.id in again:
            _free(each, failed=each.id in parts.broken)
        elif carrier.ts is None or (parts is not None and each.id not in parts.said):
            _stand_nowhere(each)
        else:
            _stand_with(each, carrier)
    if parts is not None and carrier.id not in parts.said:
        hand_over(db, carrier)
        _stand_nowhere(carrier)
        if carrier.id in again:
            _free(carrier, failed=True)
            carrier.due_at = now


def go_alone(db: Session, carrier: Delivery) -> None:
    """Slack refused the message: each tries it alone, so that one of them stops no other."""
    for each in riders_if_free(db, [carrier.id]):
        _free(each, failed=True)


def carries(delivery: Delivery) -> bool:
    """True for what others may ride on, or may ride itself: what is said unasked, or had to wait,
    and neither stands nor may be out.
    """
    may = delivery.kind in UNASKED or delivery.waits_since is not None
    return may and is_a_letter(delivery)


def _in_one_message(together: list[Delivery]) -> list[Delivery]:
    """What failed before goes alone, after the others."""
    in_order = sorted(together, key=lambda each: each.id)
    fresh = [each for each in in_order if each.attempts == 0]
    return fresh[:MOST_TOGETHER] or in_order[:1]


def _ask_anew(db: Session, rider: Delivery, now: datetime) -> None:
    """What it says changed: the message that it rides on is brought up to date."""
    carrier = delivery_if_free(db, rider.rides_on or 0)
    if carrier is None:
        rider.due_at = now + A_MOMENT
    elif _came_to_nothing(carrier):
        _free(rider)
    else:
        if carrier.shown >= carrier.wanted:
            carrier.wanted += 1
            carrier.due_at = now
        rider.shown = rider.wanted
        _stand_with(rider, carrier)


def _came_to_nothing(carrier: Delivery) -> bool:
    if carrier.ts is not None:
        return False
    return carrier.shown >= carrier.wanted or bool(carrier.held and carrier.begun_at is None)


def _riders(db: Session, carrier: Delivery, again: Collection[int]) -> Sequence[Delivery]:
    """Who waits for nobody locks nobody out: whose row a save is writing at this instant is looked
    after when that save asks for it anew. What goes out again must not be missed.
    """
    free = riders_if_free(db, [carrier.id])
    missed = set(again) - {carrier.id} - {each.id for each in free}
    return [*free, *(delivery_by_id(db, each) for each in sorted(missed))]


def _stand_with(rider: Delivery, carrier: Delivery) -> None:
    rider.channel, rider.ts, rider.put_up_at = carrier.channel, carrier.ts, carrier.put_up_at
    rider.attempts, rider.waits_since = 0, None


def _stand_nowhere(delivery: Delivery) -> None:
    delivery.channel = delivery.thread = delivery.ts = delivery.rides_on = None


def _free(rider: Delivery, *, failed: bool = False) -> None:
    """It is said in another message."""
    _stand_nowhere(rider)
    rider.shown = min(rider.shown, rider.wanted - 1)
    rider.attempts = int(failed)
