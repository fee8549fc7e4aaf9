"""How the settings of the digest are arranged, for facilitators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from templates import plain, words
from templates.blocks import Block, View, actions, button, context, modal, section
from templates.dates import day
from templates.forms import Channel, Choice, Day, Form, Text, draw

if TYPE_CHECKING:
    from storage.digests import DigestBreak

SAVE_ARRANGEMENT = "digests.save_arrangement"
BREAKS = "digests.breaks"
ADD_BREAK = "digests.add_break"
REMOVE_BREAK = "digests.remove_break"

ARRANGEMENT: Form = {
    "channel": Channel(),
    "weekday": Choice(),
    "hour": Choice(),
    "zone": Choice(),
    "other_zone": Text(64, optional=True),
    "country": Text(60, optional=True),
}
BREAK: Form = {"first": Day(), "last": Day()}
MOST_ZONES = 100  # slack-facts §1.4


@dataclass(frozen=True)
class Arranged:
    """How it is now."""

    channel: str | None
    weekday: int
    hour: int
    zone: str
    country: str


def settings_form(now: Arranged, zones: Sequence[str]) -> View:
    """`zones` are those that people of the group live in."""
    said = words("digests/settings")
    weekdays = words("dates/dates").weekdays
    clocks = sorted({now.zone, *zones}, key=lambda each: (each != now.zone, each))
    initial = {
        "channel": now.channel,
        "weekday": str(now.weekday),
        "hour": str(now.hour),
        "zone": now.zone,
        "country": now.country,
    }
    options = {
        "weekday": {str(number): name for number, name in enumerate(weekdays)},
        "hour": {str(hour): plain(said.hour(hour)) for hour in range(24)},
        "zone": {each: each.replace("_", " ") for each in clocks[:MOST_ZONES]},
    }
    return modal(
        said.title,
        context(said.intro),
        *draw(ARRANGEMENT, said.fields, initial=initial, options=options),
        actions(button(said.days_without, BREAKS)),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_ARRANGEMENT,
    )


def settings_saved(when: str) -> View:
    """`when` the next comes, "" while there is none."""
    said = words("digests/settings")
    line = section(said.saved(when) if when else said.saved_nothing)
    return modal(said.saved_title, line, close=said.done)


def breaks_form(breaks: Sequence["DigestBreak"], when: str) -> View:
    """The days without a digest, and two boxes to add some. `when` the next comes."""
    said = words("digests/settings")
    lines = [_break(each) for each in breaks] or [section(said.no_breaks)]
    next_one = [context(plain(said.saved(when)))] if when else []
    return modal(
        said.breaks_title,
        context(said.breaks_intro),
        *lines,
        *next_one,
        *draw(BREAK, said.break_fields, initial={}),
        submit=said.add,
        close=said.done,
        callback_id=ADD_BREAK,
    )


def _break(each: "DigestBreak") -> Block:
    said = words("digests/settings")
    first, last = day(each.first, "UTC"), day(each.last, "UTC")
    return section(said.days(first, last), button(said.remove, REMOVE_BREAK, str(each.id)))
