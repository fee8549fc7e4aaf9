"""A member's peace: when they may be written to, how often, and of what. It is asked in one place,
just before something is carried to them (bot/claims.py), so that what they set counts at once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import asks, cards, changes, holders, ideas, reminders, runsheets, takeaways, thanks
from bot.calendars import FILE
from bot.cycles import WAKE
from bot.deliveries import CHECK_IN, HOME, QUESTION, TOLD_BACK, TROUBLE
from bot.digests import PREVIEW
from bot.hours import at_work, local_day, week_of
from bot.news import NEWS
from bot.places import PLACE
from bot.rounds import CLOSES
from bot.watches import WAITING
from bot.writeups import HOW, OFFERED, SENT, UNANSWERED
from storage.deliveries import Delivery, want_at_once
from storage.people import Member, members_by_ids

# What Commons begins of its own accord, by the kind of messages that a member may do without. It
# comes while they work, and not too often.
UNASKED = {
    CHECK_IN: "check_ins",
    QUESTION: "questions",
    TOLD_BACK: "questions",  # what became of a question that they may not have answered
    takeaways.ASKED: "afterwards",
    asks.AGAIN: "what_next",
    asks.WHAT_NEXT: "what_next",
    thanks.ROUND: "thanks",
}
# What they signed up for, hold or look after: it waits until they are there and at work, and is no
# interruption that counts.
AT_WORK = frozenset({
    WAITING,  # an ask that nobody answers, to who looks after it
    NEWS,  # ideas that came in
    CLOSES,  # a question to the group has closed, to who tells what was heard
    HOW,  # how was the session that they held?
    UNANSWERED,  # what they wrote of a session waits for its presenter
    SENT,  # the notes of a session that they signed up to
})  # fmt: skip
# Somebody said it to them, or they themselves for this day: it comes when it is said, but not while
# they are away or pause.
FROM_PEOPLE = frozenset({
    asks.INVITED, asks.CARRIED, asks.RETURNED, asks.TOLD,  # who helps whom, and how it went on
    cards.WELCOME, cards.ASKED, cards.ANSWERED, cards.TOLD, cards.SAME,  # about an experiment
    ideas.TOLD, ideas.ANOTHER_TIME,  # what became of an idea that they offered
    OFFERED,  # may this be told of the session that they presented at?
    PREVIEW,  # the digest goes out at its hour, whatever theirs are
    WAKE,  # the day on which they wanted to come back to it
})  # fmt: skip
# It cannot wait: a session that they come to or hold, or somebody who needs them.
ALWAYS = frozenset({
    PLACE, changes.TOLD, FILE, holders.GIVEN, runsheets.GIVEN, runsheets.RUNSHEET,
    *(reminders.COMES_KIND.format(which) for which in reminders.ALL),
    *(reminders.HOLDS_KIND.format(which) for which in reminders.ALL),
    thanks.WISH,  # after a hard day somebody would like to talk, with this facilitator
    TROUBLE,  # something does not go out, until a facilitator does something about it
})  # fmt: skip

# How often they may be written to unasked: so many times within so long. None: never.
RHYTHMS: dict[str, tuple[int, timedelta] | None] = {
    "as_it_comes": (2, timedelta(days=7)),  # domain (g): at most two a week
    "weekly": (1, timedelta(days=7)),
    "fortnightly": (1, timedelta(days=14)),
    "monthly": (1, timedelta(days=28)),
    "when_i_ask": None,
}
# Between two, whatever the clocks and their zone do: at most one a day.
APART = timedelta(hours=20)
LOOK_AGAIN = timedelta(days=1)  # whether a pause is over; a setting that is saved asks at once
LONGEST_LOOK = timedelta(days=366)  # whoever is away for longer is looked at again


def soonest(member: Member, kind: str, *, now: datetime) -> datetime | None:
    """When this may be said to them: now, or later; None: not at all."""
    if kind in ALWAYS:
        return now
    setting = UNASKED.get(kind)
    if setting is not None and not may_be_asked(member, setting):
        return None
    there = _is_back(member, now)
    if setting is not None:
        return at_work(max(there, _free_at(member)), week_of(member))
    waits = kind in AT_WORK or there > now
    return at_work(there, week_of(member)) if waits else now


def may_be_asked(member: Member, setting: str) -> bool:
    """False where they want none of these, or nothing at all that they did not ask for."""
    return setting not in member.unwanted and RHYTHMS[member.rhythm] is not None


def keep(db: Session, due: Iterable[Delivery], *, now: datetime) -> list[Delivery]:
    """Of what is due to one addressee, what may be said now. The rest waits, or is not said at all
    any more.
    """
    out, letters = [], [each for each in due if is_a_letter(each)]
    members = members_by_ids(db, [each.member_id for each in letters if each.member_id])
    for each in due:
        at: datetime | None = now
        if each in letters:
            at = soonest(members[each.member_id or 0], each.kind, now=now)
        if at is None:
            each.shown = each.wanted
        elif at > now:
            each.due_at, each.waits_since = at, each.waits_since or now
        else:
            out.append(each)
    return out


def is_a_letter(delivery: Delivery) -> bool:
    """New to one person alone. What stands is edited at any time: an edit rings nobody. What may be
    out is looked for.
    """
    is_to_one = delivery.member_id is not None and delivery.with_id is None
    is_new = delivery.ts is None and delivery.begun_at is None and delivery.rides_on is None
    return is_to_one and is_new and delivery.kind != HOME


def said_again_at(
    db: Session, member_id: int, kinds: Iterable[str], *, now: datetime
) -> datetime | None:
    """It may have been out, and is not: when it may go out after all; None: not at all."""
    member = members_by_ids(db, [member_id])[member_id]
    found = [soonest(member, each, now=now) for each in kinds]
    return min((each for each in found if each is not None), default=None)


def wrote(member: Member, *, now: datetime) -> None:
    """They were written to, unasked."""
    member.wrote_before_at, member.wrote_at = member.wrote_at, now


def letters_follow(db: Session, member: Member, *, now: datetime) -> None:
    """They set something else: what waited for them is looked at anew."""
    want_at_once(db, member.id, now=now)


def _is_back(member: Member, now: datetime) -> datetime:
    """When they are neither away nor pause; as far as anybody knows."""
    at = now if member.paused_at is None else now + LOOK_AGAIN
    if member.away_until is None:
        return at
    week = week_of(member)
    return max(at, week.opens(min(member.away_until, local_day(now + LONGEST_LOOK, week.zone))))


def _free_at(member: Member) -> datetime:
    """When they were left alone for long enough."""
    pace = RHYTHMS[member.rhythm]
    if pace is None or member.wrote_at is None:
        return member.created_at
    times, within = pace
    first = member.wrote_at if times == 1 else member.wrote_before_at
    alone = member.wrote_at + APART
    return alone if first is None else max(alone, first + within)
