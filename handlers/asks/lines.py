"""What an ask says where others show it: on its post, in its window, and in Home."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.asks import ASKED, DECLINED, HELPING, TALKING
from bot.loops import to_tell_of
from bot.watches import to_look_after
from handlers.asks.waiting import inviter_of, waiting_of
from storage.asks import (
    Help,
    ask_of,
    helps_with,
    invitations_for,
    loop_closure_of,
)
from storage.notices import Notice, authors_of, byline_of, notice_by_id
from storage.people import Member, members_by_ids
from templates.asks import stories, waiting
from templates.asks.views import Standing, talking_line, window_lines, window_ways
from templates.blocks import Block

MOST_WAITING = 3


def ask_lines(db: Session, member: Member, notice: Notice) -> list[Block]:
    """What the window of an ask says besides its words: where it stands, as the reader may know."""
    here = _standing(db, member, notice)
    return window_lines(here) if here is not None else []


def ask_ways(db: Session, member: Member, notice: Notice) -> list[Block]:
    """The buttons of an ask's window besides the notice's own, for the one who opened it."""
    here = _standing(db, member, notice)
    return window_ways(here) if here is not None else []


def post_line(db: Session, notice: Notice) -> str:
    """What its post says of where it stands, for everyone: "" while nobody helps."""
    ask = ask_of(db, notice.id)
    if ask is None or ask.state != TALKING:
        return ""
    asker = authors_of(db, [notice]).get(notice.id)
    return talking_line(asker.name if asker is not None else "")


def waiting_lines(db: Session, member: Member, now: datetime) -> list[Block]:
    """What waits in Home, three at most: what a member was asked to help with, what a facilitator
    looks after, and what somebody could tell of.
    """
    lines = [_invitation(db, each) for each in invitations_for(db, member.id, limit=MOST_WAITING)]
    lines += [
        waiting.home_lines(here)
        for notice in to_look_after(db, member, now=now, limit=MOST_WAITING)
        if (here := waiting_of(db, notice)) is not None
    ]
    lines += [
        stories.home_lines(each) for each in to_tell_of(db, member, now=now, limit=MOST_WAITING)
    ]
    return [block for each in lines[:MOST_WAITING] for block in each]


def _invitation(db: Session, part: Help) -> list[Block]:
    notice = notice_by_id(db, part.notice_id)
    if notice is None:
        return []
    asker = authors_of(db, [notice]).get(notice.id)
    return waiting.invited_lines(part, notice, asker.name if asker else "", inviter_of(db, part))


def _standing(db: Session, member: Member, notice: Notice) -> Standing | None:
    """Read with the reader's eyes: others' parts in it are there for those who may know."""
    ask, byline = ask_of(db, notice.id), byline_of(db, notice.id)
    if ask is None:
        return None
    parts = helps_with(db, notice.id)
    mine = next((each for each in parts if each.member_id == member.id), None)
    ids = [each for part in parts for each in (part.member_id, part.with_id) if each is not None]
    ids += [each for each in (ask.host_id, byline.member_id if byline else None) if each]
    people = members_by_ids(db, ids)

    def names(state: str) -> list[str]:
        return [people[each.member_id].name for each in parts if each.state == state]

    return Standing(
        notice=notice,
        ask=ask,
        asker=people[byline.member_id].name if byline else "",
        is_own=byline is not None and byline.member_id == member.id,
        mine=mine,
        partner=people[mine.with_id].name if mine is not None and mine.with_id else "",
        host=people[ask.host_id].name if ask.host_id else "",
        helping=names(HELPING),
        asked=names(ASKED) if member.facilitator else [],
        declined=names(DECLINED) if member.facilitator else [],
        facilitates=member.facilitator,
        closure=loop_closure_of(db, notice.id),
    )
