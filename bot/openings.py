"""Opening a session: a facilitator outlines it, which keeps a draft; whoever holds the draft opens
sign-up, or throws it away.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.edits import all_follow, check_link, check_words, end_by_plan, to_change
from bot.errors import Refusal
from bot.kinds import offered_kind
from bot.names import one_line
from bot.presenters import ideas_follow
from bot.supplies import supplies_of, supply
from bot.times import FIRST, SECOND, add_slot, check_start, set_times
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, DRAFT, OPEN, hold, keep_apart, to_hold
from storage.ideas import ideas_about
from storage.people import Member
from storage.workshops import (
    Workshop,
    remove_workshop,
    set_join_link,
    slots_of,
    workshop_by_origin,
)


@dataclass(frozen=True)
class Outline:
    """What a facilitator says of it first; the rest comes from its kind."""

    kind: str
    title: str
    purpose: str
    first: datetime
    second: datetime | None = None


def must_open(by: Member) -> None:
    """Raises Refusal for anyone but a facilitator, with what they can do instead."""
    if not by.facilitator:
        raise Refusal("workshops.facilitators_only")


def draft(
    db: Session, by: Member, outline: Outline, *, origin: str | None, now: datetime
) -> Workshop:
    """Keep a draft of it, for the facilitators. The same window saved twice is one. Raises Refusal
    for anyone but a facilitator, and at the field.
    """
    must_open(by)
    saved = workshop_by_origin(db, origin) if origin else None
    if saved is not None:
        return redraft(db, by, saved.id, outline, now=now) if saved.state == DRAFT else saved
    kind = offered_kind(db, outline.kind)
    _check(by, outline, now=now)
    workshop = Workshop(
        kind=kind.code,
        title=one_line(outline.title),
        purpose=outline.purpose,
        state=DRAFT,
        reason="",
        created_by=by.id,
        created_at=now,
        updated_at=now,
        origin=origin,
    )
    supply(workshop, supplies_of(kind))
    db.add(workshop)
    db.flush()
    add_slot(db, workshop, FIRST, outline.first, [])
    slots = slots_of(db, workshop.id)
    hold(db, [each.id for each in slots], by)
    # The second is put in as whoever comes back to the draft does: by the same rules.
    set_times(db, by, workshop.id, {SECOND: outline.second}, now=now)
    all_follow(db, by, workshop, now=now)
    return workshop


def redraft(
    db: Session, by: Member, workshop_id: int, outline: Outline, *, now: datetime
) -> Workshop:
    """Outlined anew. Another kind brings what it supplies, in place of what there was. Raises
    Refusal for anyone but who holds it, at the field, and once sign-up is open.
    """
    workshop = _a_draft(db, by, workshop_id)
    _check(by, outline, now=now)
    if outline.kind != workshop.kind:
        kind = offered_kind(db, outline.kind)
        workshop.kind = kind.code
        supply(workshop, supplies_of(kind))
        end_by_plan(db, workshop)
    workshop.title, workshop.purpose = one_line(outline.title), outline.purpose
    workshop.updated_at = now
    db.flush()
    times = {FIRST: outline.first, SECOND: outline.second}
    set_times(db, by, workshop.id, times, now=now)
    keep_apart(slots_of(db, workshop.id), field="second")  # the plan may be longer now
    return workshop


def open_sign_up(
    db: Session, by: Member, workshop_id: int, *, link: str, now: datetime
) -> Workshop:
    """It is everyone's from now on: one message says so. Twice is once. Raises Refusal for anyone
    but who holds it, where a time has passed meanwhile, and for a link that is none.
    """
    workshop = to_change(db, by, workshop_id)
    if workshop.state == OPEN:
        return workshop
    check_link(link)
    for each in slots_of(db, workshop.id):
        check_start(each.starts_at, by.time_zone, field="link", now=now)
    set_join_link(db, workshop.id, link)
    workshop.state = OPEN
    workshop.opened_at = workshop.updated_at = now
    db.flush()
    all_follow(db, by, workshop, now=now)
    return workshop


def throw_away(db: Session, by: Member, workshop_id: int, *, now: datetime) -> None:
    """A draft is gone for good; ideas that were chosen for it wait again. Raises Refusal for anyone
    but who holds it, and once sign-up was open.
    """
    workshop = _a_draft(db, by, workshop_id)
    workshop.state = CANCELLED
    db.flush()
    ideas_follow(db, workshop, now=now)
    with eyes_of(db, Keeper()):  # also those that were taken back: they would keep it from going
        for each in ideas_about(db, workshop.id):
            each.workshop_id = each.chosen_for_id = None
    db.flush()
    remove_workshop(db, workshop)


def _a_draft(db: Session, by: Member, workshop_id: int) -> Workshop:
    workshop = to_hold(db, by, workshop_id)
    if workshop.state != DRAFT:
        raise Refusal("workshops.opened_already")
    return workshop


def _check(by: Member, outline: Outline, *, now: datetime) -> None:
    """Slack's client asks for what is needed; a forged save may hold anything."""
    check_words({"title": one_line(outline.title), "purpose": outline.purpose})
    check_start(outline.first, by.time_zone, field="first", now=now)
    if outline.second is None:
        return
    check_start(outline.second, by.time_zone, field="second", now=now)
    if outline.second < outline.first:
        raise Refusal("workshops.second_first", field="second")
