"""What happened next: asked once after an ask ended, told to those who helped, and if the asker
likes, to the group.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.asks import A_FORTNIGHT, AGAIN, HELPING, TOLD, WHAT_NEXT, asker_of
from bot.deliveries import occasion, refresh, show, show_home, standing
from bot.digests import follow
from bot.errors import Refusal
from bot.hours import at_work, week_of
from bot.selections import NEXT
from bot.visibility import CIRCLE, GROUP
from storage.asks import (
    Help,
    LoopClosure,
    asks_to_tell_of,
    helps_with,
    locked_ask,
    loop_closure_by_origin,
    loop_closure_of,
)
from storage.notices import Notice, notice_by_id
from storage.people import Member, members_by_ids

IN_HOME = timedelta(days=30)  # how long Home offers it


def could_tell(db: Session, by: Member, notice_id: int) -> Notice:
    """The asker's own that ended and has somebody to hear of it. Raises Refusal for anything
    else.
    """
    notice = _own(db, by, notice_id)
    if notice.state not in {"settled", "expired"}:
        raise Refusal("asks.goes_on")
    if not levels(db, notice):
        raise Refusal("asks.nobody_to_tell")
    return notice


def tell(
    db: Session,
    by: Member,
    notice_id: int,
    words: str,
    level: str,
    *,
    origin: str,
    now: datetime,
) -> LoopClosure:
    """Say what happened next, or say it better. The same window saved twice is one. Raises Refusal
    as `could_tell`.
    """
    saved = loop_closure_by_origin(db, origin)
    if saved is not None:
        return saved
    locked_ask(db, notice_id)
    notice = could_tell(db, by, notice_id)
    if level not in levels(db, notice):
        raise Refusal("experiments.unknown_choice", field="who")
    closure = loop_closure_of(db, notice_id) or LoopClosure(notice_id=notice_id)
    closure.words, closure.visibility = words, level
    closure.shared_at, closure.origin = now, origin
    db.add(closure)
    db.flush()
    for each in helps_with(db, notice_id):
        if each.state == HELPING:
            _tell_one(db, each, now=now)
    _others_follow(db, by, closure, now=now)
    return closure


def take_back(db: Session, by: Member, notice_id: int, *, now: datetime) -> None:
    """As if it had never been told. Twice is once. Raises Refusal for anyone but the asker."""
    _own(db, by, notice_id)
    locked_ask(db, notice_id)
    closure = loop_closure_of(db, notice_id)
    if closure is None:
        return
    db.delete(closure)
    db.flush()
    for each in helps_with(db, notice_id):
        refresh(db, TOLD, each.id, now=now)
    _others_follow(db, by, closure, now=now)


def let_go(db: Session, by: Member, notice_id: int, *, now: datetime) -> None:
    """The asker has no more to say of it. Raises Refusal for anyone else."""
    _own(db, by, notice_id)
    ask = locked_ask(db, notice_id)
    if ask is None:
        raise Refusal("asks.gone")
    ask.let_go = True
    db.flush()
    refresh(db, AGAIN, notice_id, now=now)
    _asker_follows(db, by, notice_id, now=now)


def levels(db: Session, notice: Notice) -> Sequence[str]:
    """Who could hear it: those who helped, if any did; the group, where all could read what was
    asked and it is settled, or somebody helped.
    """
    helped = [CIRCLE] if those_who_helped(db, notice.id) else []
    for_all = notice.visibility == GROUP and (helped or notice.state == "settled")
    return [*helped, GROUP] if for_all else helped


def those_who_helped(db: Session, notice_id: int) -> Sequence[Member]:
    helped = [each.member_id for each in helps_with(db, notice_id) if each.state == HELPING]
    found = members_by_ids(db, helped)
    return [found[each] for each in helped]


def to_tell_of(db: Session, member: Member, *, now: datetime, limit: int) -> Sequence[Notice]:
    """A member's own that ended a fortnight ago, and of which they could tell."""
    until = now - A_FORTNIGHT
    return asks_to_tell_of(db, member.id, between=(until - IN_HOME, until), limit=limit)


def _own(db: Session, by: Member, notice_id: int) -> Notice:
    """What `by` asked. Raises Refusal for anyone else, and for what is not there."""
    notice = notice_by_id(db, notice_id)
    if notice is None:
        raise Refusal("asks.gone")
    if asker_of(db, notice_id).id != by.id:
        raise Refusal("asks.asker_only")
    return notice


def _tell_one(db: Session, part: Help, *, now: datetime) -> None:
    """In their hours; a change to what they have already rings nobody, and does not wait."""
    if standing(db, occasion(TOLD, part.id)) is not None:
        refresh(db, TOLD, part.id, now=now)
        return
    helper = members_by_ids(db, [part.member_id])[part.member_id]
    show(db, TOLD, part.id, now=now, at=at_work(now, week_of(helper)), member_id=helper.id)


def _others_follow(db: Session, by: Member, closure: LoopClosure, *, now: datetime) -> None:
    """The digest that told of it, and what its asker sees."""
    follow(db, (NEXT,), [closure.id], now=now)
    _asker_follows(db, by, closure.notice_id, now=now)


def _asker_follows(db: Session, by: Member, notice_id: int, *, now: datetime) -> None:
    refresh(db, WHAT_NEXT, notice_id, now=now)
    show_home(db, by, now=now)
