"""What people do about their own part in a session: sign up, change, leave, read along, and answer
when a place came free.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import needs
from bot.deliveries import refresh, show_homes
from bot.errors import Refusal
from bot.places import CUT_OFF, PLACE, give_free_places, give_up, others_follow
from bot.signups import COMES, LEFT, LISTEN, READS, TAKE_PART, WAITS, Places, places_of
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, COMING, DRAFT, OPEN, readable, times_to_come
from storage.people import Member
from storage.signups import (
    Signup,
    end_of_line,
    how_many_before,
    signup_as_it_is,
    signup_by_id,
)
from storage.workshops import Slot, Workshop, locked_workshop, slot_by_id

WAYS = (TAKE_PART, LISTEN)
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Wish:
    """What the form asks: which time, how to come, and what would help."""

    slot_id: int
    coming_as: str
    need: str = ""


def to_sign_up_to(db: Session, workshop_id: int) -> Workshop:
    """Raises Refusal for what nobody can sign up to (any more)."""
    return _open(readable(db, workshop_id))


def sign_up(db: Session, by: Member, workshop_id: int, wish: Wish, *, now: datetime) -> Signup:
    """A place, if there is one; else they wait for it, at the end of the line, and give up one that
    they had at another time. Twice is once. Raises Refusal for what is not there to be chosen.
    """
    workshop = _open(_locked(db, workshop_id))
    slot = _chosen(db, workshop, wish, now=now)
    part = signup_as_it_is(db, workshop.id, by.id) or _begin(db, by, workshop, now)
    part.coming_as, part.updated_at = wish.coming_as, now
    if (part.slot_id, part.state) == (slot.id, COMES):
        part.given_at = None
    else:
        _find_place(db, workshop, part, slot, now=now)
    db.flush()
    needs.keep(db, part.id, wish.need, now=now)
    refresh(db, PLACE, part.id, now=now)
    given = give_free_places(db, workshop, now=now)
    others_follow(db, workshop, [by.id, *(each.member_id for each in given)], now=now)
    return part


def would_give_up(
    db: Session, by: Member, workshop_id: int, wish: Wish, *, now: datetime
) -> Slot | None:
    """The time at which they have a place and would have none, since what they chose is full."""
    workshop = _open(_locked(db, workshop_id))
    slot = _chosen(db, workshop, wish, now=now)
    part = signup_as_it_is(db, workshop.id, by.id)
    if part is None or part.state != COMES or part.slot_id in {None, slot.id}:
        return None
    had = next((it for it in times_to_come(db, workshop, now=now) if it.id == part.slot_id), None)
    return had if places_of(db, workshop)[slot.id].is_full else None


def leave(db: Session, by: Member, workshop_id: int, *, now: datetime) -> str:
    """One click; whoever waits has their place. Returns what they left: a place, the line, or the
    notes; LEFT, where there was nothing to leave (any more). Raises Refusal once it has begun.
    """
    workshop = _locked(db, workshop_id)
    part = signup_as_it_is(db, workshop.id, by.id)
    if part is None or part.state == LEFT:
        return LEFT
    had = part.state
    if had != READS:
        _must_be_to_come(db, workshop, part, now=now)
    give_up(db, part, now=now)
    given = give_free_places(db, workshop, now=now)
    others_follow(db, workshop, [by.id, *(each.member_id for each in given)], now=now)
    return had


def just_notes(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Signup:
    """The notes come to them; to whoever comes or waits they come anyway."""
    workshop = _locked(db, workshop_id)
    _must_stand(workshop)
    part = signup_as_it_is(db, workshop.id, by.id) or _begin(db, by, workshop, now)
    if part.state == LEFT:
        part.state, part.slot_id, part.updated_at = READS, None, now
        db.flush()
        show_homes(db, [by], now=now)
    return part


def take_notes_back(db: Session, by: Member, workshop_id: int, *, now: datetime) -> str:
    """They do not come after all. Returns what is: a place is not lost by this."""
    workshop = _locked(db, workshop_id)
    part = signup_as_it_is(db, workshop.id, by.id)
    if part is None or part.state != READS:
        return LEFT if part is None else part.state
    leave(db, by, workshop_id, now=now)
    return LEFT


def take_free_place(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Signup:
    """Shortly before the start nobody is given one: whoever waits and looks may take it."""
    workshop = _locked(db, workshop_id)
    part = signup_as_it_is(db, workshop.id, by.id)
    if part is None or part.state not in {COMES, WAITS} or part.slot_id is None:
        raise Refusal("signups.not_waiting")
    if part.state == COMES and part.given_at is None:
        return part  # pressed twice
    wish = Wish(part.slot_id, part.coming_as, needs.need_of(db, part.id))
    return sign_up(db, by, workshop_id, wish, now=now)


def come(db: Session, by: Member, signup_id: int, *, now: datetime) -> Signup:
    """Yes to a place that came free. Raises Refusal where it is theirs no more."""
    workshop, part = _own(db, by, signup_id)
    if part.state != COMES:
        raise Refusal("signups.not_yours_now")
    _must_be_to_come(db, workshop, part, now=now)
    if part.given_at is not None:
        part.given_at, part.updated_at = None, now
        db.flush()
        refresh(db, PLACE, part.id, now=now)
        others_follow(db, workshop, [by.id], now=now)
    return part


def let_go(db: Session, by: Member, signup_id: int, *, now: datetime) -> Signup:
    """No to it: the next in line has it, and they are not given one again unless they ask."""
    workshop, part = _own(db, by, signup_id)
    leave(db, by, workshop.id, now=now)
    return part


def before(db: Session, part: Signup) -> int:
    """How many wait there for longer than they do."""
    with eyes_of(db, Keeper()):
        return how_many_before(db, part)


def may_take(places: Places, slot: Slot, *, now: datetime) -> bool:
    """True while there is a place for whoever takes it: the line is not asked any more."""
    return not places.is_full and slot.starts_at - CUT_OFF <= now < slot.starts_at


def _locked(db: Session, workshop_id: int) -> Workshop:
    workshop = locked_workshop(db, workshop_id)
    if workshop is None:
        raise Refusal("workshops.gone")
    return workshop


def _must_stand(workshop: Workshop) -> None:
    if workshop.state == DRAFT:
        raise Refusal("signups.not_open_yet")
    if workshop.state == CANCELLED:
        raise Refusal("signups.cancelled")


def _open(workshop: Workshop) -> Workshop:
    _must_stand(workshop)
    if workshop.state != OPEN:
        raise Refusal("signups.over")
    return workshop


def _chosen(db: Session, workshop: Workshop, wish: Wish, *, now: datetime) -> Slot:
    slot = slot_by_id(db, wish.slot_id)
    if slot is None or slot.workshop_id != workshop.id:
        raise Refusal("signups.no_such_time", field="slot")
    if slot.state == CANCELLED:
        raise Refusal(
            "signups.time_cancelled", field="slot", others=_has_others(db, workshop, slot, now)
        )
    if slot.state != COMING or slot.starts_at <= now:
        others = _has_others(db, workshop, slot, now)
        raise Refusal("signups.begun", field="slot", others=others)
    if wish.coming_as not in WAYS:
        raise Refusal("signups.no_such_way", field="coming_as")
    return slot


def _has_others(db: Session, workshop: Workshop, slot: Slot, now: datetime) -> bool:
    return any(each is not slot for each in times_to_come(db, workshop, now=now))


def _begin(db: Session, by: Member, workshop: Workshop, now: datetime) -> Signup:
    part = Signup(
        workshop_id=workshop.id,
        member_id=by.id,
        coming_as=TAKE_PART,
        state=LEFT,
        created_at=now,
        updated_at=now,
    )
    db.add(part)
    db.flush()
    return part


def _find_place(
    db: Session, workshop: Workshop, part: Signup, slot: Slot, *, now: datetime
) -> None:
    part.given_at = None
    if not places_of(db, workshop)[slot.id].is_full:
        part.slot_id, part.state, part.waiting_since = slot.id, COMES, None
    elif (part.slot_id, part.state) != (slot.id, WAITS):
        with eyes_of(db, Keeper()):
            last = end_of_line(db, slot.id)
        # A moved clock must not let anybody in before those who were there.
        part.waiting_since = now if last is None else max(now, last + _A_MOMENT)
        part.slot_id, part.state = slot.id, WAITS


def _must_be_to_come(db: Session, workshop: Workshop, part: Signup, *, now: datetime) -> None:
    _must_stand(workshop)
    slot = slot_by_id(db, part.slot_id) if part.slot_id is not None else None
    if slot is not None and slot.starts_at <= now:
        raise Refusal("signups.has_begun")


def _own(db: Session, by: Member, signup_id: int) -> tuple[Workshop, Signup]:
    found = signup_by_id(db, signup_id)
    if found is None or found.member_id != by.id:
        raise Refusal("signups.somebody_elses")
    workshop = _locked(db, found.workshop_id)
    part = signup_as_it_is(db, workshop.id, by.id)
    return workshop, part or found
