"""Asks: looked after until somebody helps, and until it is told what happened next (domain B6)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import leave_as_it_is, refresh, show, was_shown
from bot.hours import at_work, next_workday_hour, week_of
from bot.visibility import CIRCLE, GROUP, Keeper, eyes_of
from bot.watches import next_host, watch, watch_follows
from storage.asks import Ask, Help, help_by, helps_with, locked_ask
from storage.notices import Notice, byline_of
from storage.people import Member, members_by_ids
from storage.teams import teammates_of

WISHES = ("listen", "questions", "experience", "ideas", "look_over", "challenge", "connect")
OPEN, TALKING, CLOSED = "open", "talking", "closed"
ASKED, HELPING, DECLINED, GIVEN_BACK = "asked", "helping", "declined", "given_back"

# What is said about one member's part in it; the subject is that part.
INVITED, MEETING, TOGETHER = "asks.invited", "asks.meeting", "asks.together"
CARRIED, RETURNED, TOLD = "asks.carried", "asks.returned", "asks.told"
# What is said to its asker, about the notice.
AGAIN, WHAT_NEXT = "asks.again", "asks.what_next"

A_FORTNIGHT = timedelta(days=14)
HOUR = 10


def begin(db: Session, by: Member, notice: Notice, wish: str, *, now: datetime) -> Ask:
    """Somebody asks: from now on it is looked after."""
    ask = Ask(
        notice_id=notice.id,
        wish=wish,
        state=OPEN,
        host_id=next_host(db, by, keeps=notice.carrier_id),
        open_since=now,
        left=False,
        let_go=False,
    )
    db.add(ask)
    db.flush()
    _ask_circle(db, by, notice, now=now)
    watch(db, notice, ask, by.id, now=now)
    return ask


def changed(db: Session, by: Member, notice: Notice, wish: str, *, now: datetime) -> None:
    """Its author changed what it asks, or who reads it. Those who were asked, or help, go on."""
    ask = _ask(db, notice)
    ask.wish = wish
    ask.host_id = next_host(db, by, keeps=notice.carrier_id or ask.host_id)
    db.flush()
    _ask_circle(db, by, notice, now=now)
    if ask.state == OPEN:
        watch(db, notice, ask, by.id, now=now)
    _messages_follow(db, notice, now=now)


def ended(db: Session, notice: Notice, *, now: datetime) -> None:
    """It stands no more: settled, expired or taken down. Where somebody helped, or it was settled
    on the board (in the thread, perhaps), its asker is asked once what happened next; where its
    time was over, whether to ask again.
    """
    ask = _ask(db, notice)
    ask.state, ask.closed_at = CLOSED, now
    db.flush()
    _messages_follow(db, notice, now=now)
    if notice.state == "taken_down":
        return
    asker = asker_of(db, notice.id)
    helped = any(each.state == HELPING for each in helps_with(db, notice.id))
    if helped or (notice.state == "settled" and notice.visibility == GROUP):
        if not was_shown(db, WHAT_NEXT, notice.id):
            at = next_workday_hour(now + A_FORTNIGHT, HOUR, week_of(asker))
            show(db, WHAT_NEXT, notice.id, now=now, at=at, member_id=asker.id)
    elif notice.state == "expired":
        at = at_work(now, week_of(asker))
        leave_as_it_is(db, AGAIN, notice.id)  # the last time it was asked
        show(db, AGAIN, notice.id, now=now, at=at, member_id=asker.id)


def reopened(db: Session, by: Member, notice: Notice, *, now: datetime) -> None:
    """It is asked again. Whoever helps goes on."""
    ask = _ask(db, notice)
    helped = any(each.state == HELPING for each in helps_with(db, notice.id))
    ask.state, ask.closed_at, ask.open_since = TALKING if helped else OPEN, None, now
    ask.left = ask.let_go = False
    ask.host_id = next_host(db, by, keeps=notice.carrier_id or ask.host_id)
    db.flush()
    _messages_follow(db, notice, now=now)
    _ask_circle(db, by, notice, anew=True, now=now)
    if ask.state == OPEN:
        watch(db, notice, ask, by.id, now=now)


def asker_of(db: Session, notice_id: int) -> Member:
    """Who asks, whoever may know: for the rules, which bring people together."""
    with eyes_of(db, Keeper()):
        byline = byline_of(db, notice_id)
    if byline is None:
        raise LookupError(f"Nobody put notice {notice_id} up.")
    return members_by_ids(db, [byline.member_id])[byline.member_id]


def _ask(db: Session, notice: Notice) -> Ask:
    found = locked_ask(db, notice.id)
    if found is None:
        raise LookupError(f"Notice {notice.id} is no ask that the reader may read.")
    return found


def _ask_circle(
    db: Session, by: Member, notice: Notice, *, now: datetime, anew: bool = False
) -> None:
    """Everybody who is on the experiment by now is asked, once; `anew`, whoever has not answered
    hears it again: an edit rings nobody.
    """
    if notice.visibility != CIRCLE or notice.experiment_id is None:
        return
    team = [each.member_id for each in teammates_of(db, notice.experiment_id)]
    for member in members_by_ids(db, [each for each in team if each != by.id]).values():
        asked = help_by(db, notice.id, member.id)
        if asked is None:
            asked = Help(notice_id=notice.id, member_id=member.id, state=ASKED, words="", since=now)
            db.add(asked)
            db.flush()
        elif not anew or asked.state != ASKED:
            continue
        leave_as_it_is(db, INVITED, asked.id)
        at = at_work(now, week_of(member))
        show(db, INVITED, asked.id, now=now, at=at, member_id=member.id)


def _messages_follow(db: Session, notice: Notice, *, now: datetime) -> None:
    """What was said to those who help, or were asked to, says how it stands now."""
    watch_follows(db, notice.id, now=now)
    for each in helps_with(db, notice.id):
        for kind in (INVITED, MEETING, TOGETHER, CARRIED, TOLD):
            refresh(db, kind, each.id, now=now)
    for kind in (AGAIN, WHAT_NEXT):
        if was_shown(db, kind, notice.id):
            refresh(db, kind, notice.id, now=now)
