"""Reminders of sessions: the day before, the link at the start, and others by each member's own
choice. Each is planned with the time that it is about, and looks again when it is said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import Letter, leave_as_it_is, occasion, show_letters
from bot.hours import Week, last_at_work, local_day, week_of
from bot.signups import COMES, is_there_by_role
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, COMING, OPEN
from storage.calendars import sessions_ahead_of
from storage.deliveries import Delivery, deliveries_of, want_messages
from storage.people import Member, members_by_ids
from storage.signups import signups_of
from storage.workshops import Slot, Workshop, roles_of, slots_of, workshops_by_ids

WEEK, DAY, HOUR, START = "week", "day", "hour", "start"
ALL = (WEEK, DAY, HOUR, START)
# What is said to who comes (of their sign-up), and to who holds it (of their role).
COMES_KIND, HOLDS_KIND = "reminders.{}", "reminders.holds_{}"

BEFORE = {
    WEEK: timedelta(days=7),
    DAY: timedelta(days=1),
    HOUR: timedelta(hours=1),
    START: timedelta(minutes=10),
}
# Before the start, when the next one comes anyway, or it is no use any more. The link is of use for
# a while after it, to who looks for it then; Commons may have been away for some minutes.
STALE = {
    WEEK: timedelta(days=2),
    DAY: timedelta(minutes=30),
    HOUR: timedelta(minutes=10),
    START: -timedelta(minutes=15),
}
HALF_A_DAY, WEEKEND = timedelta(hours=12), timedelta(days=3)


@dataclass(frozen=True)
class Occasion:
    """Why somebody is reminded of a time: it is their sign-up's, or that of a role of theirs."""

    kind: str
    subject_id: int
    member: Member
    slot: Slot

    def kind_of(self, which: str) -> str:
        return self.kind.format(which)


def reminders_follow(
    db: Session, workshop: Workshop, member_ids: Iterable[int], *, now: datetime
) -> None:
    """What these people are reminded of is as it should be: whoever has a place is, as they chose,
    at the time that it has now; others are not.
    """
    ids = sorted(set(member_ids))
    with eyes_of(db, Keeper()):
        db.flush()
        due = [*_occasions(db, workshop, ids, now)]
        letters = [letter for each in due for letter in _letters(each)]
        keys = [occasion(each.kind, each.subject_id) for each in letters]
        known = {each.occasion: each for each in deliveries_of(db, keys)}
        fresh = [each for each in letters if _is_to_be_planned(db, each, known, now)]
        show_letters(db, fresh, now=now)
        want_messages(db, _said_in_vain(db, workshop, ids), to=(), now=now)


def choose(db: Session, by: Member, wanted: Sequence[str], *, now: datetime) -> None:
    """Which of them they want, from now on, of what they have signed up to already, too."""
    chosen = [each for each in ALL if each in wanted]
    if chosen == by.reminders:
        return
    by.reminders = chosen
    reminders_of_follow(db, by, now=now)


def reminders_of_follow(db: Session, member: Member, *, now: datetime) -> None:
    """As `reminders_follow`, for one member, of all that they come to or hold: what they want, or
    their days, are other ones.
    """
    with eyes_of(db, Keeper()):
        ahead = workshops_by_ids(db, sessions_ahead_of(db, member.id))
        for each in sorted(ahead):
            reminders_follow(db, ahead[each], [member.id], now=now)


def due_at(which: str, starts: datetime, week: Week) -> datetime:
    """When it is said. Those of a day and more come at work, and before the day itself."""
    moment = starts - BEFORE[which]
    if which in (HOUR, START):
        return moment
    at = last_at_work(moment, week)
    if at == moment or which == WEEK:
        return at
    later = last_at_work(starts - HALF_A_DAY, week)
    return later if local_day(later, week.zone) < local_day(starts, week.zone) else at


def expires_at(which: str, starts: datetime) -> datetime:
    return starts - STALE[which]


def is_due(which: str, slot: Slot, member: Member, *, now: datetime) -> bool:
    """True while it may be said: they want it, and it is neither too soon nor too late by now."""
    if which not in member.reminders or slot.state != COMING:
        return False
    starts = slot.starts_at
    # Their zone may be another than when it was planned: a weekend more or less is no matter.
    slack = WEEKEND if which in (WEEK, DAY) else timedelta()
    soonest = due_at(which, starts, week_of(member)) - slack
    return soonest <= now < expires_at(which, starts)


def _occasions(
    db: Session, workshop: Workshop, ids: Sequence[int], now: datetime
) -> Iterator[Occasion]:
    """One for each time that somebody has, as who comes, or else by their role."""
    if workshop.state != OPEN:
        return
    slots = {
        each.id: each
        for each in slots_of(db, workshop.id)
        if each.state == COMING and now < each.starts_at
    }
    members = members_by_ids(db, ids)
    parts = {each.member_id: each for each in signups_of(db, workshop.id)}
    come = {
        (each.member_id, each.slot_id): each.id
        for each in parts.values()
        if each.member_id in members and each.state == COMES and each.slot_id in slots
    }
    for (member_id, slot_id), signup_id in come.items():
        yield Occasion(COMES_KIND, signup_id, members[member_id], slots[slot_id or 0])
    for role in roles_of(db, list(slots)):
        is_theirs = is_there_by_role(role, parts.get(role.member_id))
        if is_theirs and role.member_id in members and (role.member_id, role.slot_id) not in come:
            yield Occasion(HOLDS_KIND, role.id, members[role.member_id], slots[role.slot_id])


def _said_in_vain(db: Session, workshop: Workshop, ids: Sequence[int]) -> list[str]:
    """What may have been said to these people of a time that is theirs no more, or is not at all:
    it would still lead them there.
    """
    is_off = workshop.state == CANCELLED
    cancelled = {each.id for each in slots_of(db, workshop.id) if each.state == CANCELLED}
    gone = [
        each.id
        for each in signups_of(db, workshop.id)
        if each.member_id in ids and (is_off or each.state != COMES or each.slot_id in cancelled)
    ]
    return [occasion(COMES_KIND.format(which), each) for each in gone for which in ALL]


def _letters(why: Occasion) -> Iterator[Letter]:
    starts, member = why.slot.starts_at, why.member
    for which in ALL:
        if which in member.reminders:
            at = due_at(which, starts, week_of(member))
            until = expires_at(which, starts)
            yield Letter(why.kind_of(which), why.subject_id, member.id, at=at, expires_at=until)


def _is_to_be_planned(
    db: Session, letter: Letter, known: Mapping[str, Delivery], now: datetime
) -> bool:
    """Not what would be said at once: whoever has just signed up knows. What was said of another
    time stays as it is, and is said again; of this one, it is brought up to date where it stands.
    """
    before = known.get(occasion(letter.kind, letter.subject_id))
    if before is not None and before.ts is not None:
        if before.expires_at == letter.expires_at:
            return letter.expires_at is not None and now < letter.expires_at
        leave_as_it_is(db, letter.kind, letter.subject_id)
    return now < letter.at
