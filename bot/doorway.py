"""The doorway: one message on the noticeboard with a button for everything, and the bookmark that
leads to it. Each that goes up has a number of its own; the one before comes down only after it
stands, so that there is always one.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import BOOKMARK, DOORWAY, occasion, refresh, show, was_planned
from bot.errors import Refusal
from bot.rights import must_facilitate
from storage.deliveries import Delivery, deliveries_of, delivery_by_occasion
from storage.people import Member
from storage.programme import programme

# A free plan hides messages after 90 days (slack-facts §7.1), and holidays last a week.
LASTS = timedelta(days=80)


def open_doorway(db: Session, *, now: datetime) -> None:
    """A new one, on the noticeboard as it is by then."""
    group = programme(db)
    group.doorway += 1
    show(db, DOORWAY, group.doorway, now=now)


def put_up_again(db: Session, by: Member, *, now: datetime) -> str:
    """A facilitator misses it, and returns the channel where it goes up. While one is on its way
    there is no other. Raises Refusal for anyone else.
    """
    must_facilitate(by)
    group = programme(db)
    if group.noticeboard is None:
        raise Refusal("doorway.no_noticeboard")
    known = _numbered(db, group.doorway)
    if known is not None and _is_on_its_way(known):
        refresh(db, DOORWAY, group.doorway, now=now)
    else:
        open_doorway(db, now=now)
    return group.noticeboard


def look_after(db: Session, *, now: datetime) -> None:
    """At each start: as this version says it; and if it is gone, that is found out."""
    refresh(db, DOORWAY, programme(db).doorway, now=now)


def needs_keeping(db: Session, *, now: datetime) -> bool:
    """True when there is something for `keep` to do. For the clock."""
    group = programme(db)
    if group.noticeboard is None or group.doorway == 0:
        return group.noticeboard is not None
    known = _numbered(db, group.doorway)
    if known is None or _is_on_its_way(known):
        return False
    return _has_gone(known, now) or not was_planned(db, BOOKMARK, group.doorway)


def keep(db: Session, *, now: datetime) -> None:
    """What is gone, or would be hidden soon, is replaced; where a new one stands, the bookmark
    leads to it and those before it come down. For the clock.
    """
    if not needs_keeping(db, now=now):
        return
    number = programme(db).doorway
    known = _numbered(db, number)
    if known is None or _has_gone(known, now):
        open_doorway(db, now=now)
        return
    for each in deliveries_of(db, [*_all(db, DOORWAY), *_all(db, BOOKMARK)]):
        is_before = each.subject_id != number if each.kind == DOORWAY else _is_left(each, known)
        if each.ts is not None and is_before:
            refresh(db, each.kind, each.subject_id, now=now)
    show(db, BOOKMARK, number, under=occasion(DOORWAY, number), now=now)


def is_to_stand(db: Session, number: int, *, stands: bool) -> bool:
    """The newest, and until that stands, the one that does."""
    newest = programme(db).doorway
    if number == newest:
        return True
    return stands and standing_doorway(db) is None


def standing_doorway(db: Session) -> Delivery | None:
    """The newest one, where it stands by now."""
    known = _numbered(db, programme(db).doorway)
    return known if known is not None and known.ts is not None else None


def bookmarks(db: Session) -> list[str]:
    """The ids, in Slack, of what we ever put above a channel."""
    return [each.ts for each in deliveries_of(db, _all(db, BOOKMARK)) if each.ts is not None]


def _is_left(bookmark: Delivery, doorway: Delivery) -> bool:
    """In a channel where there was a doorway; where there is one, the same leads to the new."""
    return bookmark.channel != doorway.channel


def _numbered(db: Session, number: int) -> Delivery | None:
    return delivery_by_occasion(db, occasion(DOORWAY, number))


def _all(db: Session, kind: str) -> list[str]:
    return [occasion(kind, number) for number in range(1, programme(db).doorway + 1)]


def _is_on_its_way(known: Delivery) -> bool:
    """Or held, for a person to look at."""
    return known.ts is None and known.shown < known.wanted


def _has_gone(known: Delivery, now: datetime) -> bool:
    """It stood and does not any more, or will soon be hidden: Slack counts from when it was posted,
    which was no earlier than it was planned, and an edit since makes it no younger. One that
    facilitators let go before it stood is not replaced at once: they said so.
    """
    has_stood = known.put_up_at is not None
    return (known.ts is None and has_stood) or now - known.created_at >= LASTS
