"""How a change of a session is told: what was, what is, and what it means for who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from templates import plain, words
from templates.blocks import Block, Message, actions, button, context, message, quote, rich
from templates.dates import clock, month, span
from templates.reminders.views import JOIN
from templates.signups.views import LEAVE, sign_up_button
from templates.workshops.views import open_button

FINE = "changes.fine"
COMES, WAITS, ELSEWHERE = "coming", "waiting", "elsewhere"


@dataclass(frozen=True)
class Time:
    """A time of the session."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Moved:
    """`part` is what the reader has there: a place, one in the queue, or one at the other time."""

    was: datetime
    now: Time
    part: str


@dataclass(frozen=True)
class Told:
    """A message to one person. `cancelled` are times; with `is_over`, all of it. `other` is one
    that they could sign up to; `is_fine` when they said so; `added` are times that it has besides.
    """

    telling_id: int
    workshop_id: int
    title: str
    moved: Sequence[Moved]
    cancelled: Sequence[Time]
    is_over: bool
    reasons: Sequence[str]
    other: Time | None
    changed: Sequence[tuple[str, str, str]]
    link: str
    is_fine: bool
    added: Sequence[Time] = ()


def told(it: Told, zone: str, *, now: datetime) -> Message:
    said = words("changes/told")
    what = "cancelled" if it.is_over or it.cancelled else "moved" if it.moved else "changed"
    after = [context(said.noted)] if it.is_fine else [actions(*_ways(it))]
    return message(
        said.lock(said.locks[what], it.title),
        rich(said.title(it.title)),
        *(rich(each) for each in _lines(it, zone, now)),
        *(quote(each) for each in it.reasons if each),
        *([rich(said.other(_when(it.other, zone, now)))] if it.other else []),
        *after,
    )


def _lines(it: Told, zone: str, now: datetime) -> list[str]:
    said = words("changes/told")
    lines = [said.all_cancelled] if it.is_over else []
    lines += [said.cancelled(_when(each, zone, now)) for each in it.cancelled]
    lines += [_moved(each, zone, now) for each in it.moved]
    lines += [said.added(_when(each, zone, now)) for each in it.added]
    return lines + [_value(*each) for each in it.changed]


def _moved(it: Moved, zone: str, now: datetime) -> str:
    said = words("changes/told")
    moved = said.other_moved if it.part == ELSEWHERE else said.moved
    was, tail = was_at(it.was, it.now.starts_at, zone), said.tails.get(it.part, "")
    line: str = moved(_when(it.now, zone, now), was, tail)
    return line


def was_at(was: datetime, starts: datetime, zone: str) -> str:
    """What is different: "the 14th", "14 January", "10:00", or day and clock."""
    here = ZoneInfo(zone)
    then, there = was.astimezone(here), starts.astimezone(here)
    other_month = (then.year, then.month) != (there.year, there.month)
    return plain(
        words("changes/told").was(
            then.day if then.date() != there.date() else 0,
            month(was, zone) if other_month else "",
            clock(was, zone) if then.time() != there.time() else "",
        )
    )


def _value(name: str, was: str, is_now: str) -> str:
    """A rule and a recording by the words that people chose them by."""
    labels = {
        "recording": words("workshops/kinds").recordings,
        "sharing_rule": words("workshops/kinds").rules,
    }.get(name, {})
    if name == "lasts":
        labels = {each: words("workshops/kinds").length(int(each)) for each in (was, is_now)}
    line: str = words("changes/told").values(name, labels.get(was, was), labels.get(is_now, is_now))
    return line


def _ways(it: Told) -> list[Block]:
    """The yes and the no look the same."""
    said = words("changes/told")
    ways = [button(said.join, JOIN, style="primary", url=it.link)] if it.link else []
    ways += [button(said.fine, FINE, str(it.telling_id))]
    if it.other:
        return [*ways, sign_up_button(it.workshop_id)]
    if any(each.part in {COMES, WAITS} for each in it.moved):
        return [*ways, button(said.let_go, LEAVE, str(it.workshop_id))]
    if it.added:
        return [*ways, sign_up_button(it.workshop_id)]
    return [*ways, open_button(it.workshop_id)]


def _when(time: Time, zone: str, now: datetime) -> str:
    return span(time.starts_at, time.ends_at, zone, now=now)
