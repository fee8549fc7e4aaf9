"""All of a session on one page, for whoever holds it: *Check, then open*, and the page from which
it is changed when it is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from templates import words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    confirmation,
    context,
    divider,
    modal,
    rich,
    section,
)
from templates.dates import city, clock, long_day, weekday
from templates.forms import Form, Text, draw
from templates.workshops.forms import kind_name
from templates.workshops.views import open_button

if TYPE_CHECKING:
    from bot.zones import ClockChange, Clocks
    from storage.workshops import Slot, Workshop

CHECK = "workshops.check"  # of a draft; its value is the session's id
CHANGE = "workshops.change"  # of one that is open; likewise
OPEN_SIGN_UP = "workshops.open_sign_up"
KEEP_DRAFT = "workshops.keep_draft"
BACK = "workshops.back"
THROW_AWAY = "workshops.throw_away"
CANCEL = "workshops.cancel"
CHANGE_HOLDERS = "workshops.change_holders"
CHANGE_TIMES = "workshops.change_times"
# What is changed in small forms: the button of each.
CHANGE_SOME = {
    "words": "workshops.change_words",
    "plan": "workshops.change_plan",
    "rule": "workshops.change_rule",
    "recording": "workshops.change_recording",
    "access": "workshops.change_access",
    "places": "workshops.change_places",
    "link": "workshops.change_link",
}
LINK: Form = {"link": Text(1000, optional=True)}


@dataclass(frozen=True)
class Standing:
    """One of its times: what clocks show then, and where they change."""

    slot: "Slot"
    clocks: Sequence["Clocks"]
    changes: Sequence["ClockChange"]


@dataclass(frozen=True)
class Sheet:
    """All that the page says, read with the eyes of whoever holds it."""

    workshop: "Workshop"
    kind: str
    times: Sequence[Standing]
    holders: Sequence[str]
    link: str
    channel: str | None
    soon: bool


def check_page(sheet: Sheet, zone: str, *, note: str = "", now: datetime) -> View:
    """A draft, before it is opened. `note` is what happened a moment ago."""
    said = words("workshops/check")
    workshop, value = sheet.workshop, str(sheet.workshop.id)
    throwing = said.throwing
    throw = confirmation(
        throwing["title"], throwing["text"], yes=throwing["yes"], no=throwing["no"]
    )
    opening = rich(said.opening(sheet.channel)) if sheet.channel else section(said.opening_without)
    return modal(
        said.check_title,
        *_top(said, sheet, zone, note, now),
        *([context(said.soon)] if sheet.soon else []),
        divider(),
        section(said.from_kind),
        *_supplied(said, sheet),
        *draw(LINK, said.fields, initial={"link": sheet.link}),
        opening,
        context(said.kept_already),
        actions(
            button(said.keep, KEEP_DRAFT, value),
            button(said.back, BACK, value),
            button(said.throw_away, THROW_AWAY, value, confirm=throw),
        ),
        submit=said.open,
        close=said.close,
        callback_id=OPEN_SIGN_UP,
        remembers={"workshop": workshop.id, "revision": workshop.revision},
    )


def change_page(sheet: Sheet, zone: str, *, note: str = "", now: datetime) -> View:
    """One that is open."""
    said = words("workshops/check")
    return modal(
        said.change_title,
        *_top(said, sheet, zone, note, now),
        divider(),
        context(said.changeable),
        _item(said.words(), CHANGE_SOME["words"], sheet),
        _item(said.times(), CHANGE_TIMES, sheet),
        *_supplied(said, sheet),
        _item(said.link(sheet.link), CHANGE_SOME["link"], sheet),
        divider(),
        actions(button(said.cancel, CANCEL, str(sheet.workshop.id))),
        close=said.done,
        remembers={"workshop": sheet.workshop.id},
    )


def opened(workshop: "Workshop", channel: str | None) -> View:
    said = words("workshops/check")
    title = workshop.title
    told = said.opened(title, channel) if channel else said.opened_without(title)
    return modal(said.opened_title, rich(told), _way(workshop), close=said.done)


def kept(workshop: "Workshop") -> View:
    said = words("workshops/check")
    return modal(said.kept_title, rich(said.kept(workshop.title)), _way(workshop), close=said.done)


def thrown_away() -> View:
    said = words("workshops/check")
    return modal(said.thrown_title, section(said.thrown), close=said.done)


def let_go(workshop: "Workshop", holders: Sequence[str]) -> View:
    """Whoever gave it away holds it no more."""
    said = words("workshops/check")
    return modal(said.let_go_title, rich(said.let_go(workshop.title, holders)), close=said.done)


def ways_for_holder(workshop: "Workshop") -> list[Block]:
    """In its window, what whoever holds it can do next; nothing more once it is past."""
    said = words("workshops/check")
    value = str(workshop.id)
    if workshop.state == "draft":
        return [actions(button(said.check_button, CHECK, value, style="primary"))]
    if workshop.state == "open":
        return [actions(button(said.change_button, CHANGE, value))]
    return []


def _top(said: Any, sheet: Sheet, zone: str, note: str, now: datetime) -> list[Block]:
    workshop = sheet.workshop
    blocks = [section(note)] if note else []
    blocks.append(rich(said.name(workshop.title, kind_name(sheet.kind, workshop.agenda))))
    told: set[ClockChange] = set()
    for each in sheet.times:
        blocks += _time(said, each, zone, now)
        if each.slot.state == "coming":
            blocks += _clock_changes(said, [one for one in each.changes if one not in told])
            told |= set(each.changes)
    return blocks


def _time(said: Any, standing: Standing, zone: str, now: datetime) -> list[Block]:
    slot = standing.slot
    day = long_day(slot.starts_at, zone, now=now)
    if slot.state == "cancelled":
        return [rich(said.time_cancelled(slot.position, day))]
    if slot.state == "over":
        return [rich(said.time_over(slot.position, day))]
    clocks = [_clock(each, slot.starts_at, zone) for each in standing.clocks]
    return [rich(said.time(slot.position, day, clocks))]


def _clock_changes(said: Any, changes: Sequence["ClockChange"]) -> list[Block]:
    """Those of one night are said once, though both times come after it."""
    blocks = []
    for forward, tell in ((True, said.clocks_forward), (False, said.clocks_back)):
        places = [_place(each.zone) for each in changes if each.forward == forward]
        if places:
            blocks.append(context(tell(", ".join(places))))
    return blocks


def _clock(shown: "Clocks", starts: datetime, zone: str) -> dict[str, Any]:
    here, there = starts.astimezone(ZoneInfo(zone)).date(), shown.starts.date()
    return {
        "places": ", ".join(_place(each) for each in shown.zones),
        "clock": clock(starts, shown.zones[0]),
        "day": weekday(starts, shown.zones[0]) if there != here else "",
        "night": shown.night,
    }


def _place(zone: str) -> str:
    return city(zone) or "UTC"


def _supplied(said: Any, sheet: Sheet) -> list[Block]:
    workshop = sheet.workshop
    minutes = sum(each["minutes"] for each in workshop.agenda)
    return [
        _item(said.plan(workshop.agenda, minutes), CHANGE_SOME["plan"], sheet),
        _item(said.rule(workshop.sharing_rule), CHANGE_SOME["rule"], sheet),
        _item(said.recording(workshop.recording), CHANGE_SOME["recording"], sheet),
        _item(said.access(workshop.access), CHANGE_SOME["access"], sheet),
        _item(said.places(workshop.places or 0), CHANGE_SOME["places"], sheet),
        _item(said.holders(sheet.holders), CHANGE_HOLDERS, sheet),
    ]


def _item(text: str, action_id: str, sheet: Sheet) -> Block:
    said = words("workshops/check")
    return section(text, button(said.change, action_id, str(sheet.workshop.id)))


def _way(workshop: "Workshop") -> Block:
    return actions(open_button(workshop.id))
