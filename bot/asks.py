"""Asks: looked after until somebody helps, and until it is told what happened next (domain B6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.asks import Ask, ask_of
from storage.notices import Notice
from storage.people import Member, facilitators

WISHES = ("listen", "questions", "experience", "ideas", "look_over", "challenge", "connect")
OPEN, TALKING, CLOSED = "open", "talking", "closed"


def begin(db: Session, by: Member, notice: Notice, wish: str, *, now: datetime) -> Ask:
    """Somebody asks: from now on it is looked after."""
    ask = Ask(
        notice_id=notice.id,
        wish=wish,
        state=OPEN,
        host_id=notice.carrier_id or next_host(db, by),
        open_since=now,
    )
    db.add(ask)
    db.flush()
    return ask


def changed(db: Session, by: Member, notice: Notice, wish: str, *, now: datetime) -> None:
    """Its author changed what it asks, or who reads it."""
    del by, now
    ask = _ask(db, notice)
    ask.wish = wish


def ended(db: Session, notice: Notice, *, now: datetime) -> None:
    """It stands no more: settled, expired or taken down."""
    ask = _ask(db, notice)
    ask.state, ask.closed_at = CLOSED, now


def reopened(db: Session, by: Member, notice: Notice, *, now: datetime) -> None:
    """It is asked again."""
    del by
    ask = _ask(db, notice)
    ask.state, ask.closed_at, ask.open_since = OPEN, None, now


def _ask(db: Session, notice: Notice) -> Ask:
    found = ask_of(db, notice.id)
    if found is None:
        raise LookupError(f"Notice {notice.id} is no ask that the reader may read.")
    return found


def next_host(db: Session, by: Member) -> int | None:
    """The facilitator who looks after the next ask of somebody: not they themselves."""
    hosts = [each.id for each in facilitators(db) if each.id != by.id]
    return hosts[0] if hosts else None
