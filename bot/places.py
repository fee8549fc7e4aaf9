"""Who is given a place that is free: whoever waits, in their order. Everybody here holds the
session's row meanwhile.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.calendars import calendars_follow
from bot.deliveries import leave_as_it_is, refresh, show, show_homes
from bot.hours import at_work, week_of
from bot.needs import forget
from bot.reminders import reminders_follow
from bot.signups import COMES, LEFT, READS, WAITS, places_of
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, OPEN, announcement_follows, times_to_come
from storage.people import Member, members_by_ids
from storage.signups import (
    Signup,
    given_in,
    next_in_line,
    sessions_to_come_of,
    signup_as_it_is,
    signups_of,
)
from storage.workshops import Slot, Workshop, locked_workshop, slot_by_id, slots_of

PLACE = "signups.place"  # what is said of a place that came free
# Nobody is given a place so shortly before the start that they could not come any more.
CUT_OFF = timedelta(hours=2)
# Whoever would only hear of it later than this before the start, hears it at once, at any hour.
A_WHILE = timedelta(hours=6)


def places_follow(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """Its places or times changed: what is free goes to who waits. Who was in a time that is not
    any more has lost it, and reads along; they are not moved to the other time by us.
    """
    with eyes_of(db, Keeper()):
        changed = _lose_cancelled(db, workshop, now=now)
        _tell(db, workshop, given_in(db, workshop.id), now=now)  # perhaps at another hour by now
        changed += give_free_places(db, workshop, now=now)
    if changed:
        others_follow(db, workshop, [each.member_id for each in changed], now=now)


def gone_from_slack(db: Session, member_id: int, *, now: datetime) -> None:
    """They left Slack: their places go to who waits."""
    with eyes_of(db, Keeper()):
        # All of them are locked first, in one order, or two who leave could wait for each other.
        ids = sessions_to_come_of(db, member_id)
        workshops = [each for it in ids if (each := locked_workshop(db, it)) is not None]
        changed: list[tuple[Workshop, list[int]]] = []
        for workshop in workshops:
            part = signup_as_it_is(db, workshop.id, member_id)
            if part is not None and not _is_over(db, part, now):
                give_up(db, part, now=now)
                given = give_free_places(db, workshop, now=now)
                changed.append((workshop, [member_id, *(each.member_id for each in given)]))
        for workshop, ids in changed:
            _records_follow(db, workshop, ids, now=now)
        people = members_by_ids(db, [each for _, ids in changed for each in ids])
        show_homes(db, people.values(), now=now)


def give_free_places(db: Session, workshop: Workshop, *, now: datetime) -> Sequence[Signup]:
    """What is free goes to who waits, in their order, and each is told; not so shortly before the
    start that it could come to nothing. Returns who was given one. The session's row is locked.
    """
    if workshop.state != OPEN:
        return ()
    with eyes_of(db, Keeper()):
        db.flush()
        places = places_of(db, workshop)
        given = [
            each
            for slot in times_to_come(db, workshop, now=now)
            if now < slot.starts_at - CUT_OFF and places[slot.id].may_give
            for each in next_in_line(db, slot.id, limit=places[slot.id].free)
        ]
        for each in given:
            each.state, each.waiting_since = COMES, None
            each.given_at = each.updated_at = now
        db.flush()
        for each in given:
            leave_as_it_is(db, PLACE, each.id)  # of another time that they were given one
        _tell(db, workshop, given, now=now)
    return given


def give_up(db: Session, part: Signup, *, now: datetime) -> None:
    """Somebody's part ends, and what would have helped them is forgotten at once."""
    part.state, part.slot_id, part.waiting_since, part.given_at = LEFT, None, None, None
    part.updated_at = now
    forget(db, part.id)
    db.flush()
    refresh(db, PLACE, part.id, now=now)


def others_follow(
    db: Session, workshop: Workshop, member_ids: Iterable[int], *, now: datetime
) -> None:
    """What follows from it that these people's places changed: their calendars and reminders, what
    the announcement says of places, and their Homes.
    """
    ids = list(dict.fromkeys(member_ids))
    with eyes_of(db, Keeper()):
        _records_follow(db, workshop, ids, now=now)
        show_homes(db, members_by_ids(db, ids).values(), now=now)


def _records_follow(
    db: Session, workshop: Workshop, member_ids: Sequence[int], *, now: datetime
) -> None:
    calendars_follow(db, workshop, member_ids, now=now)
    reminders_follow(db, workshop, member_ids, now=now)
    if workshop.places is not None:  # without a limit there is nothing to see on it
        announcement_follows(db, workshop, now=now)


def _lose_cancelled(db: Session, workshop: Workshop, *, now: datetime) -> list[Signup]:
    """Where all of it is cancelled, that says everything, and who came stays as it was."""
    if workshop.state != OPEN:
        return []
    cancelled = {each.id for each in slots_of(db, workshop.id) if each.state == CANCELLED}
    lost = [
        each
        for each in signups_of(db, workshop.id)
        if each.slot_id in cancelled and each.state in {COMES, WAITS}
    ]
    for each in lost:
        each.state, each.waiting_since, each.given_at = READS, None, None
        each.updated_at = now
    db.flush()
    for each in lost:
        refresh(db, PLACE, each.id, now=now)
    return lost


def _tell(db: Session, workshop: Workshop, given: Sequence[Signup], *, now: datetime) -> None:
    """That a place is theirs: in their working hours, if that leaves them time to say no."""
    if not given:
        return
    slots = {each.id: each for each in slots_of(db, workshop.id)}
    members = members_by_ids(db, [each.member_id for each in given])
    for part in given:
        if part.slot_id is None or workshop.state != OPEN:
            refresh(db, PLACE, part.id, now=now)
            continue
        slot, member = slots[part.slot_id], members[part.member_id]
        show(
            db,
            PLACE,
            part.id,
            now=now,
            at=_time_to_tell(member, slot, now),
            member_id=member.id,
            expires_at=slot.starts_at,
        )


def _time_to_tell(member: Member, slot: Slot, now: datetime) -> datetime:
    at = at_work(now, week_of(member))
    return at if at <= slot.starts_at - A_WHILE else now


def _is_over(db: Session, part: Signup, now: datetime) -> bool:
    slot = slot_by_id(db, part.slot_id) if part.slot_id is not None else None
    return slot is not None and slot.ends_at <= now
