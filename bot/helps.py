"""Who helps with an ask: claimed without a race, given back, asked for, and brought together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.asks import (
    ASKED,
    CARRIED,
    DECLINED,
    GIVEN_BACK,
    HELPING,
    INVITED,
    MEETING,
    OPEN,
    RETURNED,
    TALKING,
    TOGETHER,
    asker_of,
)
from bot.deliveries import NOTICE, refresh, show, show_homes
from bot.digests import follow
from bot.errors import Refusal
from bot.hours import at_work, week_of
from bot.selections import ASKS
from bot.visibility import Keeper, eyes_of
from bot.watches import next_host, watch, watch_follows
from storage.asks import (
    Ask,
    Help,
    ask_of,
    help_by,
    help_by_id,
    helps_with,
    locked_ask,
    parts_of,
    remove_help,
)
from storage.notices import Notice, byline_of, notice_by_id
from storage.people import Member, facilitators, members_by_ids


@dataclass(frozen=True)
class Offer:
    """What somebody could help with, and whom they would meet: the asker, or who carries it."""

    notice: Notice
    ask: Ask
    partner: Member
    carried: bool
    mine: Help | None


def offer(db: Session, by: Member, notice_id: int) -> Offer:
    """Raises Refusal for one's own, for what ended, and for what `by` may not read (any more)."""
    notice, ask = readable_ask(db, notice_id), ask_of(db, notice_id)
    if ask is None:
        raise Refusal("asks.gone")
    asker = asker_of(db, notice_id)
    if asker.id == by.id:
        raise Refusal("asks.yours")
    mine = help_by(db, notice_id, by.id)
    helping = mine is not None and mine.state == HELPING
    if notice.state != "standing" and not helping:
        raise Refusal("asks.ended")
    partner = _partner(db, by, notice, asker)
    if mine is not None and helping and mine.with_id is not None:
        partner = members_by_ids(db, [mine.with_id])[mine.with_id]
    return Offer(notice, ask, partner, carried=partner.id != asker.id, mine=mine)


def readable_ask(db: Session, notice_id: int) -> Notice:
    """Raises Refusal for what the reader may not read (any more), and for what is no ask."""
    notice = notice_by_id(db, notice_id)
    if notice is None or notice.kind != "ask":
        raise Refusal("asks.gone")
    return notice


def help_with(
    db: Session, by: Member, notice_id: int, words: str, *, beside: bool, now: datetime
) -> Help | None:
    """Somebody helps, and the two meet. Helping twice is helping once. None when somebody else was
    a moment quicker, unless they would help `beside` others. Raises Refusal as `offer`.
    """
    ask = locked_ask(db, notice_id)
    offered = offer(db, by, notice_id)
    if offered.mine is not None and offered.mine.state == HELPING:
        return offered.mine
    if ask is None or (ask.state != OPEN and not beside):
        return None
    if offered.mine is not None and offered.mine.state == GIVEN_BACK:
        remove_help(db, offered.mine)  # they meet anew: what was said then stays said
    helping = help_by(db, notice_id, by.id) or Help(
        notice_id=notice_id, member_id=by.id, state=ASKED, words="", since=now
    )
    helping.with_id, helping.state = offered.partner.id, HELPING
    helping.words, helping.since = words, now
    ask.state = TALKING
    db.add(helping)
    db.flush()
    refresh(db, INVITED, helping.id, now=now)
    show(db, MEETING, helping.id, now=now, member_id=by.id, with_id=offered.partner.id)
    asker = asker_of(db, notice_id)
    if offered.carried:
        at = at_work(now, week_of(asker))
        show(db, CARRIED, helping.id, now=now, at=at, member_id=asker.id)
    others_follow(db, notice_id, [asker, by], now=now)
    return helping


def give_back(db: Session, by: Member, help_id: int, *, now: datetime) -> Help:
    """The helper cannot after all. When nobody else helps, it waits again and is looked after anew.
    Twice is once. Raises Refusal for anyone else, and for what ended.
    """
    found = part_of(db, by, help_id)
    ask = locked_ask(db, found.notice_id)
    db.refresh(found)
    if found.state == GIVEN_BACK:
        return found
    notice = notice_by_id(db, found.notice_id)
    if found.state != HELPING or ask is None or notice is None or notice.state != "standing":
        raise Refusal("asks.ended")
    asker = _return(db, found, notice, ask, now=now)
    for kind in (MEETING, TOGETHER):
        refresh(db, kind, found.id, now=now)
    show(db, RETURNED, found.id, now=now, member_id=by.id, with_id=found.with_id)
    others_follow(db, notice.id, [asker, by], now=now)
    return found


def gone_from_slack(db: Session, member: Member, *, now: datetime) -> None:
    """They left, and their conversations with them: what they helped with waits again, and whom
    they talked with hears it.
    """
    with eyes_of(db, Keeper()):
        for part in parts_of(db, member.id):
            ask, notice = locked_ask(db, part.notice_id), notice_by_id(db, part.notice_id)
            db.refresh(part)
            if ask is None or notice is None or notice.state != "standing":
                continue
            if part.state == ASKED:
                part.state = DECLINED
                others_follow(db, notice.id, [], now=now)
            elif part.state == HELPING:
                asker = _return(db, part, notice, ask, now=now)
                show(db, RETURNED, part.id, now=now, member_id=part.with_id)
                others_follow(db, notice.id, [asker], now=now)


def tell_name(db: Session, by: Member, help_id: int, *, now: datetime) -> Help:
    """The asker lets this one helper know who asks: from now on the two talk. For everybody else
    the ask stays unnamed. Raises Refusal for anyone but the asker.
    """
    found = help_by_id(db, help_id)
    if found is None or asker_of(db, found.notice_id).id != by.id:
        raise Refusal("asks.asker_only")
    locked_ask(db, found.notice_id)
    db.refresh(found)
    if found.with_id == by.id:
        return found
    if found.state != HELPING:
        raise Refusal("asks.not_helping")
    found.with_id = by.id
    db.flush()
    for kind in (MEETING, CARRIED):
        refresh(db, kind, found.id, now=now)
    show(db, TOGETHER, found.id, now=now, member_id=found.member_id, with_id=by.id)
    return found


def part_of(db: Session, by: Member, help_id: int) -> Help:
    """The member's own part in an ask. Raises Refusal for anybody else's."""
    found = help_by_id(db, help_id)
    if found is None or found.member_id != by.id:
        raise Refusal("asks.helper_only")
    return found


def others_follow(db: Session, notice_id: int, members: Sequence[Member], *, now: datetime) -> None:
    """Its post, the digest it stands in, what the facilitator was told, and Homes."""
    watch_follows(db, notice_id, now=now)
    refresh(db, NOTICE, notice_id, now=now)
    follow(db, (ASKS,), [notice_id], now=now)
    show_homes(db, [*members, *facilitators(db)], now=now)


def _return(db: Session, part: Help, notice: Notice, ask: Ask, *, now: datetime) -> Member:
    """Where nobody else helps it waits again. Returns who asks."""
    part.state = GIVEN_BACK
    db.flush()
    asker = asker_of(db, notice.id)
    with eyes_of(db, Keeper()):
        others = [each for each in helps_with(db, notice.id) if each.state == HELPING]
    if not others:
        ask.state, ask.open_since, ask.left = OPEN, now, False
        db.flush()
        watch(db, notice, ask, asker.id, now=now)
    refresh(db, CARRIED, part.id, now=now)
    return asker


def _partner(db: Session, by: Member, notice: Notice, asker: Member) -> Member:
    """Whom a helper meets. Facilitators know who asks without a name."""
    with eyes_of(db, Keeper()):
        byline = byline_of(db, notice.id)
    if by.facilitator or byline is None or not byline.unnamed:
        return asker
    carrier = next_host(db, asker, keeps=notice.carrier_id)
    if carrier is None:
        raise Refusal("asks.nobody_carries")
    return members_by_ids(db, [carrier])[carrier]
