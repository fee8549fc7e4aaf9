"""Reminders of sessions: the day before, the link at the start, and others by each member's own
choice.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from storage.workshops import Workshop

WEEK, DAY, HOUR, START = "week", "day", "hour", "start"


def reminders_follow(
    db: Session, workshop: Workshop, member_ids: Iterable[int], *, now: datetime
) -> None:
    """What these people are reminded of is as it should be: whoever has a place is, as they chose,
    at the time that it has now; others are not.
    """
    del db, workshop, member_ids, now  # not built yet
