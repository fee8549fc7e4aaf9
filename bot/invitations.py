"""Who might help with an ask: asked by a facilitator, each alone, and free to say *Not now*."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.asks import ASKED, DECLINED, HELPING, INVITED, asker_of
from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.helps import others_follow, part_of, readable_ask
from bot.hours import at_work, week_of
from bot.rights import must_facilitate
from bot.visibility import CIRCLE
from bot.watches import ASKED_LATELY
from storage.asks import Help, help_by, locked_ask, remove_help
from storage.notices import Notice
from storage.people import Member, members_by_ids

MOST_AT_ONCE = 3  # to be asked by a facilitator in one go


def invite(
    db: Session, by: Member, notice_id: int, chosen: Sequence[int], words: str, *, now: datetime
) -> Sequence[Member]:
    """A facilitator asks people who might know. Raises Refusal as `to_find_for`, and for people who
    cannot be asked.
    """
    ask, notice = locked_ask(db, notice_id), to_find_for(db, by, notice_id)
    if ask is None:
        raise Refusal("asks.gone")
    if notice.state != "standing":
        raise Refusal("asks.ended")
    if not chosen or len(chosen) > MOST_AT_ONCE:
        raise Refusal("asks.choose_people", field="people", most=MOST_AT_ONCE)
    people = list(members_by_ids(db, chosen).values())
    for member in people:
        _may_be_asked(db, by, notice_id, member, now=now)
    for member in people:
        _ask_one(db, by, notice_id, member, words, now=now)
    ask.left = False
    db.flush()
    others_follow(db, notice_id, people, now=now)
    return people


def to_find_for(db: Session, by: Member, notice_id: int) -> Notice:
    """What a facilitator may find somebody for. Raises Refusal for anyone else, and for what is for
    the people on an experiment: only who asked makes it wider (B0), whoever is on it besides.
    """
    must_facilitate(by)
    notice = readable_ask(db, notice_id)
    if notice.visibility == CIRCLE:
        raise Refusal("asks.for_its_people")
    return notice


def decline(db: Session, by: Member, help_id: int, *, now: datetime) -> Help:
    """Whoever was asked says *Not now*; only facilitators see it. Raises Refusal for others."""
    found = part_of(db, by, help_id)
    locked_ask(db, found.notice_id)
    db.refresh(found)
    if found.state == ASKED:
        found.state = DECLINED
        db.flush()
        refresh(db, INVITED, found.id, now=now)
        others_follow(db, found.notice_id, [by], now=now)
    return found


def _may_be_asked(
    db: Session, by: Member, notice_id: int, member: Member, *, now: datetime
) -> None:
    if member.id == by.id:
        raise Refusal("asks.yourself", field="people")
    if member.id == asker_of(db, notice_id).id:
        raise Refusal("asks.asks_it", field="people", who=member.name)
    known = help_by(db, notice_id, member.id)
    if known is not None and known.state == HELPING:
        raise Refusal("asks.helps", field="people", who=member.name)
    if known is not None and known.state == DECLINED:
        raise Refusal("asks.not_now", field="people", who=member.name)
    if known is not None and _was_asked_lately(known, now) and known.asked_by != by.id:
        raise Refusal("asks.was_asked", field="people", who=member.name)


def _was_asked_lately(part: Help, now: datetime) -> bool:
    return part.state == ASKED and now - part.since < ASKED_LATELY


def _ask_one(
    db: Session, by: Member, notice_id: int, member: Member, words: str, *, now: datetime
) -> None:
    known = help_by(db, notice_id, member.id)
    if known is not None and _was_asked_lately(known, now):
        return  # the same save, come twice
    if known is not None:  # given back, or asked a while ago: they are asked anew
        refresh(db, INVITED, known.id, now=now)
        remove_help(db, known)
    asked = Help(notice_id=notice_id, member_id=member.id, state=ASKED, since=now)
    asked.asked_by, asked.words = by.id, words
    db.add(asked)
    db.flush()
    at = at_work(now, week_of(member))
    show(db, INVITED, asked.id, now=now, at=at, member_id=member.id)
