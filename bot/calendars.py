"""What stands in people's own calendars: one event each, with a UID for life."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from storage.workshops import Workshop


def calendars_follow(
    db: Session, workshop: Workshop, member_ids: Iterable[int], *, now: datetime
) -> None:
    """What these people have of the session in their calendars is as it should be: whoever has a
    place, or holds one of its times, has it there; others have it no more.
    """
    del db, workshop, member_ids, now  # not built yet
