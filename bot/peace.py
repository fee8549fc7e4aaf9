"""A member's peace: when they may be written to, how often, and of what. It is asked in one place,
just before something is carried to them (bot/claims.py), so that what they set counts at once.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.asks import AGAIN, WHAT_NEXT
from bot.calendars import FILE
from bot.changes import TOLD
from bot.deliveries import CHECK_IN, HOME, QUESTION, TOLD_BACK, TROUBLE
from bot.hours import at_work, week_of
from bot.places import PLACE
from bot.reminders import ALL, COMES_KIND, HOLDS_KIND
from bot.runsheets import GIVEN, RUNSHEET
from bot.takeaways import ASKED
from bot.thanks import ROUND
from storage.deliveries import Delivery, want_at_once
from storage.people import Member, members_by_ids

# What Commons begins of its own accord, by the kind of messages that a member may do without.
UNASKED = {
    CHECK_IN: "check_ins",
    QUESTION: "questions",
    TOLD_BACK: "questions",
    ASKED: "afterwards",
    AGAIN: "what_next",
    WHAT_NEXT: "what_next",
    ROUND: "thanks",
}
# About what they signed up to, hold or look after: it cannot wait, nor be done without.
ALWAYS: Collection[str] = {
    PLACE, TOLD, FILE, GIVEN, RUNSHEET, TROUBLE,
    *(kind.format(which) for kind in (COMES_KIND, HOLDS_KIND) for which in ALL),
}  # fmt: skip

# How often they may be written to unasked: so many times within so long. None: never.
RHYTHMS: dict[str, tuple[int, timedelta] | None] = {
    "as_it_comes": (2, timedelta(days=7)),  # domain (g): at most two a week
    "weekly": (1, timedelta(days=7)),
    "fortnightly": (1, timedelta(days=14)),
    "monthly": (1, timedelta(days=28)),
    "when_i_ask": None,
}
LOOK_AGAIN = timedelta(days=1)  # whether a pause is over; a setting that is saved asks at once


def soonest(member: Member, kind: str, *, now: datetime) -> datetime | None:
    """When this may be said to them: now, or later; None: not at all."""
    if kind in ALWAYS:
        return now
    setting = UNASKED.get(kind)
    if setting is not None and not may_be_asked(member, setting):
        return None
    at = now if member.paused_at is None else now + LOOK_AGAIN
    week = week_of(member)
    if member.away_until is not None:
        at = max(at, week.opens(member.away_until))
    if setting is None:
        return at if at == now else at_work(at, week)
    return at_work(max(at, _free_at(member)), week)


def may_be_asked(member: Member, setting: str) -> bool:
    """False where they want none of these, or nothing at all that they did not ask for."""
    return setting not in member.unwanted and RHYTHMS[member.rhythm] is not None


def keep(db: Session, due: Iterable[Delivery], *, now: datetime) -> list[Delivery]:
    """Of what is due to one addressee, what may be said now. The rest waits, or is not said at all
    any more.
    """
    out, first = [], [each for each in due if _is_a_letter(each)]
    members = members_by_ids(db, [each.member_id for each in first if each.member_id is not None])
    for each in due:
        at: datetime | None = now
        if each in first and each.member_id is not None:
            at = soonest(members[each.member_id], each.kind, now=now)
        if at is None:
            each.shown = each.wanted
        elif at > now:
            each.due_at, each.waits_since = at, each.waits_since or now
        else:
            out.append(each)
    return out


def wrote(member: Member, *, now: datetime) -> None:
    """They were written to, unasked."""
    member.wrote_before_at, member.wrote_at = member.wrote_at, now


def letters_follow(db: Session, member: Member, *, now: datetime) -> None:
    """They set something else: what waited for them is looked at anew."""
    want_at_once(db, member.id, now=now)


def _is_a_letter(delivery: Delivery) -> bool:
    """New to one person alone. What stands is edited at any time: an edit rings nobody. What may be
    out is looked for.
    """
    is_to_one = delivery.member_id is not None and delivery.with_id is None
    is_new = delivery.ts is None and delivery.begun_at is None
    return is_to_one and is_new and delivery.kind != HOME


def _free_at(member: Member) -> datetime:
    """When they were left alone for long enough."""
    pace = RHYTHMS[member.rhythm]
    times, within = pace if pace is not None else (1, timedelta())
    last = member.wrote_at if times == 1 else member.wrote_before_at
    return last + within if last is not None else member.created_at
