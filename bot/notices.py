"""The noticeboard: short notices that stand for a while, one post each, and then say that they
ended. What is special about asks is in asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import asks
from bot.deliveries import NOTICE, refresh, show, show_home
from bot.digests import follow
from bot.errors import Refusal
from bot.searches import fold
from bot.selections import ASKS, NOTICES
from bot.teams import is_on_team
from bot.visibility import CIRCLE, FACILITATORS, GROUP, Keeper, eyes_of
from storage.experiments import Experiment, experiment_by_id
from storage.notices import Byline, Notice, byline_of, notice_by_id, notice_by_origin, notices_past
from storage.people import Member, all_members, facilitators

ASK = "ask"
KINDS = (ASK, "offer", "event", "news", "question", "resource", "thanks")
STANDING, SETTLED, EXPIRED, TAKEN_DOWN = "standing", "settled", "expired", "taken_down"
DAYS = (7, 14, 30, 90)
USUALLY = 14
ENDED_AT_ONCE = 50


@dataclass(frozen=True)
class Said:
    """What stands in the form when it is saved. `wish` (what would help most) and `unnamed` are for
    asks; `experiment_id` says whose circle, at the level `circle`.
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


def put_up(db: Session, by: Member, said: Said, *, origin: str | None, now: datetime) -> Notice:
    """Put a notice up. The same window saved twice is one. Raises Refusal."""
    saved = notice_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    _check(db, by, said)
    notice = Notice(kind=said.kind, state=STANDING, created_at=now, origin=origin)
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
    narrows = notice.visibility == GROUP != said.visibility
    _fill(notice, said, now)
    _byline(db, notice).unnamed = said.unnamed
    notice.carrier_id = _carrier(db, by, said)
    db.flush()
    if notice.kind == ASK:
        asks.changed(db, by, notice, said.wish, now=now)
    _tell(db, notice, all_members(db) if narrows else [by], now=now)
    return notice


def take_down(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """It is its author's alone from now on, and its post says that it is gone. Twice is once."""
    notice = own(db, by, notice_id)
    if notice.state != TAKEN_DOWN:
        _end(db, notice, TAKEN_DOWN, now)
    return notice


def put_up_again(db: Session, by: Member, notice_id: int, *, now: datetime) -> Notice:
    """What ended stands again, for as long as usual. Raises Refusal for anyone else's."""
    notice = own(db, by, notice_id)
    if notice.state == STANDING:
        return notice
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
    return notice


def end_what_is_past(db: Session, *, now: datetime) -> None:
    """What stood as long as it was to. For the clock."""
    with eyes_of(db, Keeper()):
        for notice in notices_past(db, now, limit=ENDED_AT_ONCE):
            _end(db, notice, EXPIRED, now)


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
        raise Refusal("notices.nothing_there")
    return notice


def carriers(db: Session, by: Member) -> Sequence[Member]:
    """The facilitators who could carry what comes back to an unnamed ask."""
    return [each for each in facilitators(db) if each.id != by.id]


def _check(db: Session, by: Member, said: Said) -> None:
    """Slack's client offers what there is; a forged save may hold anything."""
    is_ask = said.kind == ASK
    if said.kind not in KINDS or said.days not in DAYS:
        raise Refusal("experiments.unknown_choice")
    if said.visibility not in ({GROUP, FACILITATORS, CIRCLE} if is_ask else {GROUP}):
        raise Refusal("experiments.unknown_choice", field="who")
    if said.unnamed and (not is_ask or said.visibility != GROUP):
        raise Refusal("experiments.unknown_choice", field="who")
    if (said.unnamed or said.visibility == FACILITATORS) and not carriers(db, by):
        raise Refusal("notices.nobody_to_carry", field="who")
    if said.visibility == CIRCLE and not _circle_of(db, by, said.experiment_id):
        raise Refusal("reflections.not_on_it", field="who", ref=f"E-{said.experiment_id}")
    if is_ask and said.wish not in asks.WISHES:
        raise Refusal("experiments.unknown_choice", field="wish")


def _byline(db: Session, notice: Notice) -> Byline:
    found = byline_of(db, notice.id)
    if found is None:
        raise LookupError(f"Notice {notice.id} has no byline that its author can read.")
    return found


def _circle_of(db: Session, by: Member, experiment_id: int | None) -> Experiment | None:
    experiment = experiment_by_id(db, experiment_id) if experiment_id else None
    return experiment if experiment is not None and is_on_team(db, by, experiment) else None


def _carrier(db: Session, by: Member, said: Said) -> int | None:
    return asks.next_host(db, by) if said.unnamed else None


def _fill(notice: Notice, said: Said, now: datetime) -> None:
    notice.words, notice.more, notice.link = said.words, said.more, said.link
    notice.visibility = said.visibility
    notice.experiment_id = said.experiment_id if said.visibility == CIRCLE else None
    notice.shared_at = notice.updated_at = now
    notice.stands_until = now + timedelta(days=said.days)
    notice.folded = fold(said.words, said.more)


def _end(db: Session, notice: Notice, state: str, now: datetime) -> None:
    notice.state, notice.ended_at, notice.updated_at = state, now, now
    db.flush()
    if notice.kind == ASK:
        asks.ended(db, notice, now=now)
    _tell(db, notice, all_members(db), now=now)


def _tell(db: Session, notice: Notice, members: Sequence[Member], *, now: datetime) -> None:
    """Its one post follows, and these people's Homes: last of all and in one order, or two who save
    at once wait for each other (PostgreSQL).
    """
    if notice.visibility == GROUP and notice.state == STANDING:
        show(db, NOTICE, notice.id, now=now)
    else:
        refresh(db, NOTICE, notice.id, now=now)
    follow(db, (ASKS, NOTICES), [notice.id], now=now)
    for member in members:
        show_home(db, member, now=now)
