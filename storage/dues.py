"""When something is planned for next, for whoever can move the clock: the sandbox."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.deliveries import Delivery
from storage.digests import Digest
from storage.turns import COMING, Turn

# What else has its time (sessions that begin and end, drafts that lapse) is looked for often.
_PLANNED = (
    select(Delivery.due_at).where(
        Delivery.shown < Delivery.wanted, or_(Delivery.held.is_(None), Delivery.held == "")
    ),
    select(Digest.due_at).where(Digest.state == COMING),
    select(Turn.due_at).where(Turn.state == COMING),
)


def next_due(db: Session, *, after: datetime) -> datetime | None:
    """None where nothing is planned. What is due already is somebody's work at this moment."""
    earliest = []
    for planned in _PLANNED:
        [moment] = planned.selected_columns
        found = db.scalar(planned.where(moment > after).order_by(moment).limit(1))
        earliest += [] if found is None else [found]
    return min(earliest, default=None)
