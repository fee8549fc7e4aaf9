"""What became different about a session, told to everyone concerned, once, with what changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.people import Member
from storage.workshops import Slot, Workshop

MOVED, CANCELLED, CHANGED = "moved", "cancelled", "changed"


def tell(
    db: Session,
    by: Member,
    workshop: Workshop,
    what: str,
    *,
    slot: Slot | None = None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
) -> None:
    """A change of an open session, by whoever made it: `moved` (`slot` from `starts_at`, in ISO
    format, to another), `cancelled` (`slot`, or all of it; `after` has the `reason`), `changed`
    (what else matters to who comes: `title`, `link`, `recording`, `sharing_rule`).
    """
    del db, by, workshop, what, slot, before, after, now  # not built yet
