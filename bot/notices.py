"""The noticeboard: short notices that stand for a while, one post each, and then say that they
ended. What is special about asks is in asks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from bot import asks
from bot.deliveries import NOTICE, refresh, show, show_homes
from bot.digests import follow
from bot.errors import Refusal
from bot.searches import fold
from bot.selections import ASKS, NEXT, NOTICES
from bot.teams import is_on_team
from bot.visibility import CIRCLE, FACILITATORS, GROUP, Keeper, eyes_of
from bot.watches import next_host
from storage.asks import ask_of, loop_closure_of
from storage.experiments import Experiment, experiment_by_id
from storage.notices import (
    Byline,
    Notice,
    authors_of,
    byline_of,
    notice_by_id,
    notice_by_origin,
    notices_past,
)
from storage.people import Member, all_members, facilitators

ASK = "ask"
KINDS = (ASK, "offer", "event", "news", "question", "resource", "thanks")
STANDING, SETTLED, EXPIRED, TAKEN_DOWN = "standing", "settled", "expired", "taken_down"
DAYS = (7, 14, 30, 90)
AS_IT_STANDS = 0  # in an edit: until the day that it has
USUALLY = 14
ENDED_AT_ONCE = 50
# What could be read as more than an address is none: Slack takes it as it is.
_ADDRESS = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What stands in the form when it is saved. `wish` (what would help most) and `unnamed` are for
    asks; `experiment_id` says whose circle, at the level `circle`; `carrier_id` who was named as
    the one who would carry an unnamed one.
    """

    kind: str
    words: str
    more: str = ""
    link: str = ""
    days: int = USUALLY
    visibility: str = GROUP
    experiment_id: int | None = None
    unnamed: bool = False
    wish: str = ""
    carrier_id: int | None = None


def put_up(db: Session, by: Member, said: Said, *, origin: str | None, now: datetime) -> Notice:
    """Put a notice up. The same window saved twice is one. Raises Refusal."""
    saved = notice_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    _check(db, by, said)
    if said.days not in DAYS:
        raise Refusal("experiments.unknown_choice")
    notice = Notice(kind=said.kind, state=STANDING, created_at=now, shared_at=now, origin=origin)
    _fill(notice, said, now)
    notice.carrier_id = _carrier(db, by, said)
    db.add(notice)
    db.flush()
    db.add(Byline(notice_id=notice.id, member_id=by.id, unnamed=said.unnamed))
    db.flush()
    if said.kind == ASK:
        asks.begin(db, by, notice, said.wish, now=now)
    _tell(db, notice, [by], now=now)
    return notice


def edit(db: Session, by: Member, notice_id: int, said: Said, *, now: datetime) -> Notice:
    """Change it, in its one post; what it is (`kind`) stays. Raises Refusal for anyone else's, and
    for what ended.
    """
    notice = own(db, by, notice_id)
    if notice.state != STANDING:
        raise Refusal("notices.ended")
    _check(db, by, said)
    if said.kind != notice.kind:
        raise Refusal("experiments.unknown_choice", field="kind")
    byline = _byline(db, notice)
    narrows = notice.visibility == GROUP != said.visibility or said.unnamed > byline.unnamed
    if said.visibility == CIRCLE or said.visibility != notice.visibility:
        notice.shared_at = now  # who reads it was chosen anew
    _fill(notice, said, now)
    byline.unnamed = said.unnamed
    notice.carrier_id = _carrier(db, by, said, notice.carrier_id)
    db.flush()
    if notice.kind == ASK:
        asks.changed(db, by, notice, said.wish, now=now)
    _tell(db, notice, all_members(db) if narrows else [by], now=now)
    return notice


def stand_longer(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """It stands for the usual time from now on, if that is longer. Raises Refusal for anyone
    else's, and for what ended.
    """
    notice = own(db, by, notice_id)
    if notice.state != STANDING:
        raise Refusal("notices.ended")
    if can_stand_longer(notice, now=now):
        notice.stands_until, notice.updated_at = now + timedelta(days=USUALLY), now
        db.flush()
        _tell(db, notice, [by], now=now)
    return notice


def can_stand_longer(notice: Notice, *, now: datetime) -> bool:
    """A day and more would come to it."""
    return notice.stands_until + timedelta(days=1) <= now + timedelta(days=USUALLY)


def take_down(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """It is its author's alone from now on, and its post says that it is gone. Twice is once."""
    notice = own(db, by, notice_id)
    if notice.state == STANDING:
        _end(db, notice, TAKEN_DOWN, now)
    elif notice.state != TAKEN_DOWN:  # it had ended: what stays of it goes, too
        notice.state, notice.updated_at = TAKEN_DOWN, now
        db.flush()
        if notice.kind == ASK:
            asks.ended(db, notice, now=now)
    else:
        return notice
    _tell(db, notice, all_members(db), now=now)
    return notice


def put_up_again(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """What ended stands again, for as long as usual. Raises Refusal for anyone else's, and where
    those who were to read it are not there any more.
    """
    notice = own(db, by, notice_id)
    if notice.state == STANDING:
        return notice
    said = said_of(db, notice)
    _check(db, by, said)
    notice.carrier_id = _carrier(db, by, said, notice.carrier_id)
    notice.state, notice.ended_at = STANDING, None
    notice.shared_at = notice.updated_at = now
    notice.stands_until = now + timedelta(days=USUALLY)
    db.flush()
    if notice.kind == ASK:
        asks.reopened(db, by, notice, now=now)
    _tell(db, notice, [by], now=now)
    return notice


def settle(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """An ask found what it asked for. Twice is once. Raises Refusal for anyone else's."""
    notice = own(db, by, notice_id)
    if notice.kind == ASK and notice.state == STANDING:
        _end(db, notice, SETTLED, now)
        _tell(db, notice, [by], now=now)
    return notice


def end_what_is_past(db: Session, *, now: datetime) -> int:
    """What stood as long as it was to, as many as one transaction should hold: how many those
    were. For the clock.
    """
    with eyes_of(db, Keeper()):
        past = notices_past(db, now, limit=ENDED_AT_ONCE)
        for notice in past:
            _end(db, notice, EXPIRED, now)
            refresh(db, NOTICE, notice.id, now=now)
        follow(db, (ASKS, NOTICES), [each.id for each in past], now=now)
        authors = authors_of(db, past)
    show_homes(db, authors.values(), now=now)
    return len(past)


def said_of(db: Session, notice: Notice) -> Said:
    """What its author would find in the form."""
    ask = ask_of(db, notice.id) if notice.kind == ASK else None
    return Said(
        kind=notice.kind,
        words=notice.words,
        more=notice.more,
        link=notice.link,
        days=AS_IT_STANDS,
        visibility=notice.visibility,
        experiment_id=notice.experiment_id,
        unnamed=_byline(db, notice).unnamed,
        wish=ask.wish if ask is not None else "",
        carrier_id=notice.carrier_id,
    )


def own(db: Session, by: Member, notice_id: int) -> Notice:
    """The member's own one. Raises Refusal for anything else."""
    notice, byline = notice_by_id(db, notice_id), byline_of(db, notice_id)
    if notice is None or byline is None or byline.member_id != by.id:
        raise Refusal("notices.not_yours" if notice is not None else "notices.nothing_there")
    return notice


def readable(db: Session, notice_id: int) -> Notice:
    """Raises Refusal for what the reader may not read (any more)."""
    notice = notice_by_id(db, notice_id)
    if notice is None:
        is_down = was_taken_down(db, notice_id)
        raise Refusal("notices.taken_down" if is_down else "notices.nothing_there")
    return notice


def known_kind(kind: str) -> str:
    """Raises Refusal for what no menu of ours offers."""
    if kind not in KINDS:
        raise Refusal("experiments.unknown_choice")
    return kind


def was_taken_down(db: Session, notice_id: int) -> bool:
    """Whether what everybody could read was taken down by its author: that much everybody may
    know, and nothing besides.
    """
    with eyes_of(db, Keeper()):
        notice = notice_by_id(db, notice_id)
    return notice is not None and (notice.state, notice.visibility) == (TAKEN_DOWN, GROUP)


def carriers(db: Session, by: Member) -> Sequence[Member]:
    """The facilitators who could carry what comes back to an unnamed ask."""
    return [each for each in facilitators(db) if each.id != by.id]


def _check(db: Session, by: Member, said: Said) -> None:
    """Slack's client offers what there is; a forged save may hold anything."""
    is_ask = said.kind == ASK
    if said.kind not in KINDS or said.days not in {AS_IT_STANDS, *DAYS}:
        raise Refusal("experiments.unknown_choice")
    if not said.words:
        raise Refusal("forms.empty", field="words")
    if said.link and not is_address(said.link):
        raise Refusal("notices.no_link", field="link")
    if said.visibility not in ({GROUP, FACILITATORS, CIRCLE} if is_ask else {GROUP}):
        raise Refusal("experiments.unknown_choice", field="who")
    if said.unnamed and (not is_ask or said.visibility != GROUP):
        raise Refusal("experiments.unknown_choice", field="who")
    if (said.unnamed or said.visibility == FACILITATORS) and not carriers(db, by):
        raise Refusal("notices.nobody_to_carry", field="who")
    if said.visibility == CIRCLE and not _circle_of(db, by, said.experiment_id):
        raise Refusal("notices.unknown_who", field="who")
    if is_ask and said.wish not in asks.WISHES:
        raise Refusal("experiments.unknown_choice", field="wish")


def is_address(link: str) -> bool:
    """An address of the web, and nothing that only looks like one."""
    try:
        return bool(_ADDRESS.fullmatch(link) and urlsplit(link).hostname)
    except ValueError:
        return False


def _byline(db: Session, notice: Notice) -> Byline:
    found = byline_of(db, notice.id)
    if found is None:
        raise LookupError(f"Notice {notice.id} has no byline that its author can read.")
    return found


def _circle_of(db: Session, by: Member, experiment_id: int | None) -> Experiment | None:
    experiment = experiment_by_id(db, experiment_id) if experiment_id else None
    return experiment if experiment is not None and is_on_team(db, by, experiment) else None


def _carrier(db: Session, by: Member, said: Said, before: int | None = None) -> int | None:
    """Who carries what comes back: whoever does already, or was named in the form, while they can;
    else the next one.
    """
    if not said.unnamed:
        return None
    could = {each.id for each in carriers(db, by)}
    named = [each for each in (before, said.carrier_id) if each in could]
    return named[0] if named else next_host(db, by)


def _fill(notice: Notice, said: Said, now: datetime) -> None:
    notice.words, notice.more, notice.link = said.words, said.more, said.link
    notice.visibility = said.visibility
    notice.experiment_id = said.experiment_id if said.visibility == CIRCLE else None
    notice.updated_at = now
    if said.days != AS_IT_STANDS:
        notice.stands_until = now + timedelta(days=said.days)
    notice.folded = fold(said.words, said.more)


def _end(db: Session, notice: Notice, state: str, now: datetime) -> None:
    notice.state, notice.ended_at, notice.updated_at = state, now, now
    db.flush()
    if notice.kind == ASK:
        asks.ended(db, notice, now=now)


def _tell(db: Session, notice: Notice, members: Sequence[Member], *, now: datetime) -> None:
    """Its one post follows, and these people's Homes. Everybody's where something is taken from
    them; what came or ended stands in a Home when that is next opened.
    """
    if notice.visibility == GROUP and notice.state == STANDING:
        show(db, NOTICE, notice.id, now=now)
    else:
        refresh(db, NOTICE, notice.id, now=now)
    follow(db, (ASKS, NOTICES), [notice.id], now=now)
    came_of_it = loop_closure_of(db, notice.id) if notice.kind == ASK else None
    if came_of_it is not None:  # it is told with what was asked, and with its name
        follow(db, (NEXT,), [came_of_it.id], now=now)
    quiet = notice.kind == ASK and notice.visibility == FACILITATORS
    show_homes(db, [*members, *(facilitators(db) if quiet else ())], now=now)
