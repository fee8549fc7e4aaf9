"""When sessions are: their one or two times, moving a time, cancelling it, and when it is over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.changes import ADDED, MOVED, tell
from bot.changes import CANCELLED as IS_CANCELLED
from bot.edits import all_follow, to_change
from bot.errors import Refusal
from bot.supplies import length
from bot.visibility import Keeper, eyes_of
from bot.workshops import (
    CANCELLED,
    COMING,
    DRAFT,
    HAPPENED,
    OPEN,
    OVER,
    announcement_follows,
    hold,
    holders_of,
    keep_apart,
    to_hold,
)
from storage.people import Member
from storage.workshops import (
    Slot,
    Workshop,
    locked_workshop,
    remove_slot,
    slots_of,
    workshops_past,
)

FIRST, SECOND = 1, 2  # the positions of its times
FIELDS = {FIRST: "first", SECOND: "second"}
FARTHEST = timedelta(days=2 * 366)
BOOKED_AHEAD = timedelta(weeks=5)  # interpreters and captions often are (domain B8)
ENDED_AT_ONCE = 20
_WEEK = timedelta(weeks=1)


def check_start(starts: datetime, zone: str, *, field: str, now: datetime) -> None:
    """Raises Refusal for a time that has passed, with the day that may have been meant by someone
    in `zone`, and for one that is too far away.
    """
    if starts <= now:
        meant = _next_such_day(starts, zone, now)
        raise Refusal("workshops.time_passed", field=field, day=meant)
    if starts > now + FARTHEST:
        raise Refusal("workshops.too_far", field=field)


def set_times(
    db: Session,
    by: Member,
    workshop_id: int,
    times: Mapping[int, datetime | None],
    *,
    now: datetime,
) -> Workshop:
    """Its times, by position, are these from now on: those that are the same stay, others are
    moved, and a second may be added. Raises Refusal for anyone but who holds it, and at the field.
    """
    workshop = to_change(db, by, workshop_id)
    slots = {each.position: each for each in slots_of(db, workshop.id)}
    before = {position: (each, each.starts_at) for position, each in slots.items()}
    new = {
        position: starts
        for position, starts in times.items()
        if starts != (slots[position].starts_at if position in slots else None)
    }
    for position, starts in new.items():
        _place(db, by, workshop, slots.get(position), position, starts, now=now)
    if not new:
        return workshop
    workshop.updated_at = now
    db.flush()
    standing = [each for each in slots_of(db, workshop.id) if each.state != CANCELLED]
    keep_apart(standing, field=FIELDS[max(new)])
    if workshop.state == OPEN:
        _tell(db, by, workshop, before, new, now=now)
    _put_in_order(db, standing)
    all_follow(db, by, workshop, now=now)
    return workshop


def _put_in_order(db: Session, slots: Sequence[Slot]) -> None:
    """The first is the one that comes first: moved past each other, they change their numbers, and
    everybody stays in the one that they are in.
    """
    positions = [each.position for each in slots]
    ordered = sorted(slots, key=lambda each: each.starts_at)
    if ordered == list(slots):
        return
    for each in slots:
        each.position = -each.position  # no two of a session may have one number, not for a moment
    db.flush()
    for position, each in zip(positions, ordered, strict=True):
        each.position = position
    db.flush()


def cancel(
    db: Session,
    by: Member,
    workshop_id: int,
    slot_id: int | None,
    *,
    reason: str,
    now: datetime,
) -> Workshop:
    """One of its times is not, or all that are to come. It stays readable, and everyone concerned
    is told. Twice is once. Raises Refusal for anyone but who holds it, and for what is over.
    """
    workshop = to_hold(db, by, workshop_id)
    if workshop.state == CANCELLED:
        return workshop
    if workshop.state == HAPPENED:
        raise Refusal("workshops.is_over")
    if workshop.state == DRAFT:
        raise Refusal("workshops.draft_is_thrown_away")
    slots = slots_of(db, workshop.id)
    chosen = [each for each in slots if slot_id in {None, each.id}]
    if not chosen:
        raise Refusal("workshops.gone")
    going = [each for each in chosen if each.state == COMING and now < each.starts_at]
    if not going:
        if any(each.state == CANCELLED for each in chosen):
            return workshop
        raise Refusal("workshops.has_begun")
    _end(workshop, slots, going, reason)
    workshop.updated_at = now
    db.flush()
    one = going[0] if workshop.state != CANCELLED and len(going) == 1 else None
    told = {each.position: each.starts_at.isoformat() for each in going}
    tell(
        db,
        by,
        workshop,
        IS_CANCELLED,
        slot=one,
        before={"starts_at": told[min(told)]},
        after={"reason": reason},
        now=now,
    )
    all_follow(db, by, workshop, now=now)
    return workshop


def end_what_is_over(db: Session, *, now: datetime) -> int:
    """Times whose end has passed are over, and sessions of which none is coming have happened; as
    many as one transaction should hold: how many those were. For the clock. Twice is once.
    """
    with eyes_of(db, Keeper()):
        past = workshops_past(db, now, limit=ENDED_AT_ONCE)
        # All of them are locked first: what is written of one, whoever changes another waits for.
        workshops = [locked_workshop(db, each) for each in past]
        for workshop in workshops:
            if workshop is not None and workshop.state == OPEN:
                _pass(db, workshop, now=now)
    return len(past)


def _pass(db: Session, workshop: Workshop, *, now: datetime) -> None:
    slots = slots_of(db, workshop.id)
    for each in slots:
        if each.state == COMING and each.ends_at <= now:
            each.state = OVER
    if not any(each.state == COMING for each in slots):
        workshop.state = HAPPENED
    workshop.updated_at = now
    db.flush()
    announcement_follows(db, workshop, now=now, homes=holders_of(db, workshop))


def _end(workshop: Workshop, slots: Sequence[Slot], going: Sequence[Slot], reason: str) -> None:
    for each in going:
        each.state = CANCELLED
    if any(each.state == COMING for each in slots):
        return
    if any(each.state == OVER for each in slots):
        workshop.state = HAPPENED
        return
    workshop.state, workshop.reason = CANCELLED, reason


def _place(
    db: Session,
    by: Member,
    workshop: Workshop,
    slot: Slot | None,
    position: int,
    starts: datetime | None,
    *,
    now: datetime,
) -> None:
    field = FIELDS[position]
    is_draft = workshop.state == DRAFT
    if starts is None:
        if not is_draft or position == FIRST:
            raise Refusal("workshops.cancel_it", field=field)
        if slot is not None:
            remove_slot(db, slot)
        return
    if slot is not None and not is_draft and (slot.state != COMING or slot.starts_at <= now):
        raise Refusal("workshops.has_begun", field=field)
    check_start(starts, by.time_zone, field=field, now=now)
    ends = starts + timedelta(minutes=length(workshop.agenda))
    if slot is not None:
        slot.starts_at, slot.ends_at, slot.state = starts, ends, COMING
        return
    add_slot(db, workshop, position, starts, holders_of(db, workshop))


def add_slot(
    db: Session, workshop: Workshop, position: int, starts: datetime, holders: Sequence[Member]
) -> None:
    ends = starts + timedelta(minutes=length(workshop.agenda))
    slot = Slot(
        workshop_id=workshop.id, position=position, starts_at=starts, ends_at=ends, state=COMING
    )
    db.add(slot)
    db.flush()
    for each in holders:
        hold(db, [slot.id], each)


def _tell(
    db: Session,
    by: Member,
    workshop: Workshop,
    before: Mapping[int, tuple[Slot, datetime]],
    new: Mapping[int, datetime | None],
    *,
    now: datetime,
) -> None:
    for slot in slots_of(db, workshop.id):
        if slot.position in new and slot.position not in before:
            starts = {"starts_at": slot.starts_at.isoformat()}
            tell(db, by, workshop, ADDED, slot=slot, before={}, after=starts, now=now)
    for position in sorted(new.keys() & before.keys()):
        slot, was = before[position]
        tell(
            db,
            by,
            workshop,
            MOVED,
            slot=slot,
            before={"starts_at": was.isoformat()},
            after={"starts_at": slot.starts_at.isoformat()},
            now=now,
        )


def _next_such_day(starts: datetime, zone: str, now: datetime) -> date:
    """The next day on which that weekday's clock there will show that time."""
    there = starts.astimezone(ZoneInfo(zone)).replace(fold=0)
    weeks = max(1, (now - starts) // _WEEK)
    while there + weeks * _WEEK <= now:  # by the wall clock: weeks may be an hour longer
        weeks += 1
    return (there + weeks * _WEEK).date()
