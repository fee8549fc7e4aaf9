"""Asks never die unanswered: whose turn it is to look for an answer, and from when on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.hours import at_work, week_of
from bot.rights import must_facilitate
from bot.visibility import CIRCLE, FACILITATORS, Keeper, eyes_of
from storage.asks import (
    Ask,
    Watch,
    asks_held_by_nobody,
    asks_to_look_after,
    locked_ask,
    open_asks_by_host,
    watch_of,
)
from storage.notices import Notice, byline_of, lock_notice, notice_by_id
from storage.people import Member, facilitators, members_by_ids

WAITING = "asks.waiting"
UNANSWERED = timedelta(days=3)
ASKED_LATELY = timedelta(days=7)  # how long somebody who was asked may take to say


def next_host(db: Session, by: Member, *, keeps: int | None = None) -> int | None:
    """The facilitator who looks after an ask of `by`, not they themselves: the one who does
    already (`keeps`), or of the others who has the fewest that wait.
    """
    hosts = [each.id for each in facilitators(db) if each.id != by.id]
    if keeps in hosts:
        return keeps
    with eyes_of(db, Keeper()):
        loads = open_asks_by_host(db)
    return min(hosts, key=lambda each: (loads.get(each, 0), each), default=None)


def watch(db: Session, notice: Notice, ask: Ask, asker_id: int, *, now: datetime) -> None:
    """Nobody helps: from its day on it is somebody's to look for an answer. What only the people
    on an experiment may read comes back to its asker. Planning it twice is planning it once.
    """
    member_id = asker_id if notice.visibility == CIRCLE else ask.host_id
    if member_id is None:
        return  # it stands in the Home of whoever comes to facilitate
    week = week_of(members_by_ids(db, [member_id])[member_id])
    quiet = notice.visibility == FACILITATORS
    due_at = at_work(ask.open_since + (timedelta() if quiet else UNANSWERED), week)
    known = watch_of(db, notice.id)
    if known is not None and (known.member_id, known.due_at) == (member_id, due_at):
        refresh(db, WAITING, known.id, now=now)
        return
    watching = Watch(notice_id=notice.id, member_id=member_id, due_at=due_at)
    db.add(watching)
    db.flush()
    if known is not None:
        refresh(db, WAITING, known.id, now=now)
    at = at_work(max(due_at, now), week) if quiet else max(due_at, now)
    show(db, WAITING, watching.id, now=now, at=at, member_id=member_id)


def watch_follows(db: Session, notice_id: int, *, now: datetime) -> None:
    """Something changed: what was said to whoever looks after it says so."""
    known = watch_of(db, notice_id)
    if known is not None:
        refresh(db, WAITING, known.id, now=now)


def look_after_all(db: Session, *, now: datetime) -> None:
    """The facilitators changed: what nobody looks after, or carries, any more goes to another."""
    with eyes_of(db, Keeper()):
        for notice_id in asks_held_by_nobody(db):
            lock_notice(db, notice_id)
            notice, ask = notice_by_id(db, notice_id), locked_ask(db, notice_id)
            byline = byline_of(db, notice_id)
            if notice is None or ask is None or byline is None or ask.state == "closed":
                continue
            asker = members_by_ids(db, [byline.member_id])[byline.member_id]
            ask.host_id = next_host(db, asker, keeps=ask.host_id)
            if byline.unnamed:
                notice.carrier_id = ask.host_id
            db.flush()
            if ask.state == "open":
                watch(db, notice, ask, asker.id, now=now)


def leave_be(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """A facilitator chose to do nothing. It stands where it stands. Raises Refusal for others."""
    must_facilitate(by)
    notice, ask = notice_by_id(db, notice_id), locked_ask(db, notice_id)
    if notice is None or ask is None:
        raise Refusal("asks.gone")
    ask.left = True
    watch_follows(db, notice_id, now=now)
    return notice


def to_look_after(db: Session, member: Member, *, now: datetime, limit: int) -> Sequence[Notice]:
    """What waits for a facilitator; nothing for anyone else."""
    if not member.facilitator:
        return ()
    return asks_to_look_after(
        db, but_of=member.id, since=now - UNANSWERED, asked_since=now - ASKED_LATELY, limit=limit
    )
