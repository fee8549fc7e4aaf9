"""All of a session on one page, for whoever holds it; the small forms come back to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.times import BOOKED_AHEAD
from bot.workshops import DRAFT, holders_of
from bot.zones import clock_changes, clocks_of
from handlers.windows import about, is_full, show_afterwards
from storage.kinds import workshop_kind
from storage.people import Member, zones_known
from storage.programme import programme
from storage.workshops import Slot, Workshop, join_link_of, slots_of
from templates.blocks import View
from templates.workshops import checks as views
from templates.workshops.checks import Sheet, Standing


def page(db: Session, member: Member, workshop: Workshop, *, note: str = "", now: datetime) -> View:
    """*Check, then open* for a draft, else the page from which it is changed."""
    draw = views.check_page if workshop.state == DRAFT else views.change_page
    return draw(_sheet(db, member, workshop, now), member.time_zone, note=note, now=now)


def remembered(body: Mapping[str, Any], workshop: Workshop) -> dict[str, Any]:
    """What a small form that is opened from the page remembers: also whether it stands in the
    page's place, where Slack has no room on top of it.
    """
    return {"workshop": workshop.id, "in_place": is_full(body)}


def come_back(ack: Ack, client: WebClient, view: Mapping[str, Any], after: View) -> None:
    """The small form goes, and the page that it was opened from says what is new."""
    below = view.get("previous_view_id")
    if about(view).get("in_place") or not below:
        ack(response_action="update", view=after)
        return
    ack()
    show_afterwards(client, str(below), after)


def in_letters(answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers as their versions are compared: times in ISO format, choices one after the other."""
    return {name: _letters(each) for name, each in answers.items()}


def _letters(answer: Any) -> str:
    if isinstance(answer, datetime):
        return answer.isoformat()
    return ",".join(answer) if isinstance(answer, list) else answer or ""


def _sheet(db: Session, member: Member, workshop: Workshop, now: datetime) -> Sheet:
    kind = workshop_kind(db, workshop.kind)
    zones = {member.time_zone, *zones_known(db)}
    slots = slots_of(db, workshop.id)
    first = min((each.starts_at for each in slots), default=now)
    return Sheet(
        workshop=workshop,
        kind=kind.name if kind is not None else workshop.kind,
        times=[_standing(each, zones) for each in slots],
        holders=[each.name for each in holders_of(db, workshop)],
        link=join_link_of(db, workshop.id),
        channel=programme(db).noticeboard,
        soon=first < now + BOOKED_AHEAD,
    )


def _standing(slot: Slot, zones: set[str]) -> Standing:
    clocks = clocks_of(slot.starts_at, slot.ends_at, zones)
    return Standing(slot, clocks, clock_changes(slot.starts_at, slot.ends_at, zones))
