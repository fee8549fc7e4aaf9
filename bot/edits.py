"""Changing a session: its words, what its kind supplied, the link. When it is stands in times, who
holds it in holders.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.calendars import calendars_follow
from bot.changes import CHANGED, tell
from bot.errors import Refusal
from bot.names import one_line
from bot.notices import is_address
from bot.places import places_follow
from bot.presenters import ideas_follow
from bot.reminders import reminders_follow
from bot.signups import LEFT, places_of
from bot.supplies import length, read_plan, read_supplies, supplies_of, supply, written
from bot.visibility import Keeper, eyes_of
from bot.workshops import (
    CANCELLED,
    COMING,
    DRAFT,
    HAPPENED,
    HOLDS,
    OPEN,
    PRESENTS,
    announcement_follows,
    keep_apart,
    to_hold,
)
from storage.people import Member, members_by_ids
from storage.signups import signups_of
from storage.workshops import (
    Slot,
    Workshop,
    join_link_of,
    roles_of,
    set_join_link,
    slots_of,
)

LONGEST_TITLE, LONGEST_PURPOSE, LONGEST_LINK = 80, 500, 1000
# What matters to who comes.
_TOLD = ("title", "lasts", "link", "recording", "sharing_rule")


def to_change(db: Session, by: Member, workshop_id: int) -> Workshop:
    """As `to_hold`. Raises Refusal for what is over or cancelled, too."""
    workshop = to_hold(db, by, workshop_id)
    if workshop.state == HAPPENED:
        raise Refusal("workshops.is_over")
    if workshop.state == CANCELLED:
        raise Refusal("workshops.is_cancelled")
    return workshop


def answers_of(db: Session, workshop: Workshop) -> dict[str, str]:
    """All that stands in the forms about it, as whoever asks may know it."""
    return {
        "title": workshop.title,
        "purpose": workshop.purpose,
        "link": join_link_of(db, workshop.id),
        **written(supplies_of(workshop)),
    }


def change(
    db: Session, by: Member, workshop_id: int, answers: Mapping[str, str], *, now: datetime
) -> Workshop:
    """Some of its answers are others from now on; who comes hears of what matters to them. Raises
    Refusal for anyone but who holds it, and at the field.
    """
    workshop = to_change(db, by, workshop_id)
    before = answers_of(db, workshop)
    after = {**before, **answers}
    given = read_supplies(after)
    after |= {"title": one_line(after["title"]), **written(given)}
    if after == before:
        return workshop
    check_words(after)
    _check_places(db, by, workshop, given["places"])
    workshop.title, workshop.purpose = after["title"], after["purpose"]
    supply(workshop, given)
    workshop.updated_at = now
    slots = end_by_plan(db, workshop)
    lasted = length(read_plan(before["agenda"]))
    before["lasts"], after["lasts"] = str(lasted), str(length(workshop.agenda))
    keep_apart([each for each in slots if each.state != CANCELLED], field="agenda")
    set_join_link(db, workshop.id, after["link"])
    told = [name for name in _TOLD if before[name] != after[name]]
    if workshop.state == OPEN and told:
        was, is_now = ({name: each[name] for name in told} for each in (before, after))
        tell(db, by, workshop, CHANGED, before=was, after=is_now, now=now)
    all_follow(db, by, workshop, now=now)
    return workshop


def all_follow(
    db: Session, by: Member, workshop: Workshop, *, besides: Collection[int] = (), now: datetime
) -> None:
    """What somebody did to it is seen by all: whose idea it is about; what others see of it, have
    in their calendars and are reminded of; `besides` those whom it concerns now (member ids).
    """
    ideas_follow(db, workshop, now=now)
    if workshop.state != DRAFT:
        places_follow(db, workshop, now=now)
    ids = sorted({*concerned(db, workshop), *besides})
    if workshop.state != DRAFT:
        others = [each for each in ids if each != by.id]
        calendars_follow(db, workshop, ids, unasked=others, now=now)
        reminders_follow(db, workshop, ids, now=now)
    homes = members_by_ids(db, ids).values()
    announcement_follows(db, workshop, now=now, homes=homes)


def concerned(db: Session, workshop: Workshop) -> set[int]:
    """Who comes, waits, reads along, holds it or presents (member ids)."""
    with eyes_of(db, Keeper()):
        signed_up = {each.member_id for each in signups_of(db, workshop.id) if each.state != LEFT}
        slots = [each.id for each in slots_of(db, workshop.id)]
        by_role = [each for each in roles_of(db, slots) if each.role in (HOLDS, PRESENTS)]
        return signed_up | {each.member_id for each in by_role}


def check_words(answers: Mapping[str, str]) -> None:
    """Raises Refusal at the field: a save may be forged."""
    for field, most in (("title", LONGEST_TITLE), ("purpose", LONGEST_PURPOSE)):
        if not answers[field]:
            raise Refusal("forms.empty", field=field)
        if len(answers[field]) > most:
            raise Refusal("forms.too_long", field=field, limit=most, length=len(answers[field]))
    if "link" in answers:
        check_link(answers["link"])


def check_link(link: str) -> None:
    """Empty is none yet. Raises Refusal for what is no address of the web."""
    if link and (not is_address(link) or len(link) > LONGEST_LINK):
        raise Refusal("workshops.no_link", field="link")


def end_by_plan(db: Session, workshop: Workshop) -> Sequence[Slot]:
    """Times that are not over take as long as the plan does."""
    lasts = timedelta(minutes=length(workshop.agenda))
    slots = slots_of(db, workshop.id)
    for each in slots:
        if each.state == COMING:
            each.ends_at = each.starts_at + lasts
    return slots


def _check_places(db: Session, by: Member, workshop: Workshop, places: int | None) -> None:
    """Nobody loses a place because there are fewer."""
    if places is None:
        return
    taken = places_of(db, workshop)
    for slot in slots_of(db, workshop.id):
        if slot.state == COMING and taken[slot.id].coming > places:
            at = slot.starts_at.astimezone(ZoneInfo(by.time_zone))
            coming = taken[slot.id].coming
            raise Refusal("workshops.places_taken", field="places", coming=coming, at=at)
