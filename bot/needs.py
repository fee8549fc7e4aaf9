"""What would help people take part in a session: read by whoever holds it, and soon forgotten."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.workshops import holders_of
from storage.people import Member
from storage.signups import (
    AccessNeed,
    access_need_of,
    access_needs_in,
    access_needs_past,
)
from storage.workshops import Slot, Workshop

KEPT = timedelta(days=30)  # after the end of their time
FORGOTTEN_AT_ONCE = 100


def needs_of(db: Session, slot: Slot) -> Sequence[tuple[Member, str]]:
    """Of those who come to this time, with who they are, as the reader may know: only whoever
    holds the session.
    """
    return [(member, need.words) for member, need in access_needs_in(db, slot.id)]


def need_of(db: Session, signup_id: int) -> str:
    found = access_need_of(db, signup_id)
    return found.words if found is not None else ""


def keep(db: Session, signup_id: int, words: str, *, now: datetime) -> None:
    """Their need is this from now on; without words, none."""
    if not words:
        forget(db, signup_id)
        return
    need = access_need_of(db, signup_id)
    if need is None:
        db.add(AccessNeed(signup_id=signup_id, words=words, written_at=now))
    elif need.words != words:
        need.words, need.written_at = words, now
    db.flush()


def forget(db: Session, signup_id: int) -> None:
    need = access_need_of(db, signup_id)
    if need is not None:
        db.delete(need)
        db.flush()


def unnamed_holders(db: Session, workshop: Workshop, named: Collection[int]) -> Sequence[Member]:
    """Those who would read it and whom the form did not name, since they came to hold the session
    while it was open.
    """
    return [each for each in holders_of(db, workshop) if each.id not in named]


def forget_what_is_past(db: Session, *, now: datetime) -> int:
    """Returns how many were forgotten, `FORGOTTEN_AT_ONCE` at most."""
    past = access_needs_past(db, now - KEPT, limit=FORGOTTEN_AT_ONCE)
    for each in past:
        db.delete(each)
    db.flush()
    return len(past)
