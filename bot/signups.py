"""Who comes to a session, who waits for a place, and who reads along. Places never oversell:
whoever changes anything about them holds the session's row meanwhile. Who is given a place is in
places, what people do about their own part in attendances.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.visibility import Keeper, eyes_of
from bot.workshops import HOLDS, PRESENTS
from storage.signups import Signup, counts_by_slot
from storage.workshops import Role, Workshop, slots_by_workshop

COMES, WAITS, READS, LEFT = "coming", "waiting", "reading", "left"
TAKE_PART, LISTEN = "take_part", "listen"


@dataclass(frozen=True)
class Places:
    """How one time stands: how many come and wait, and how many may come (None: no limit)."""

    coming: int
    waiting: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        return self.limit is not None and self.coming >= self.limit

    @property
    def free(self) -> int | None:
        """How many more may come; None: as many as like to."""
        return None if self.limit is None else max(self.limit - self.coming, 0)

    @property
    def may_give(self) -> bool:
        """Somebody waits, and there is a place for them."""
        return self.waiting > 0 and not self.is_full


def is_there_by_role(role: Role, part: Signup | None) -> bool:
    """Whoever holds a time is there; so is whoever presents, where all places were taken before
    them. Who has a place comes by that, and who let it go does not.
    """
    if role.role == HOLDS:
        return True
    return role.role == PRESENTS and (part is None or part.state not in (COMES, LEFT))


def places_of(db: Session, workshop: Workshop) -> Mapping[int, Places]:
    """How each of its times stands. Numbers only: anybody may know them."""
    return places_of_all(db, [workshop])


def places_of_all(db: Session, workshops: Collection[Workshop]) -> Mapping[int, Places]:
    """The same of several sessions, in one look."""
    limits = {each.id: each.places for each in workshops}
    if not limits:
        return {}
    with eyes_of(db, Keeper()):
        slots = [each for times in slots_by_workshop(db, limits).values() for each in times]
        counts = counts_by_slot(db, [each.id for each in slots])
    return {
        each.id: Places(
            counts.get((each.id, COMES), 0),
            counts.get((each.id, WAITS), 0),
            limits[each.workshop_id],
        )
        for each in slots
    }
