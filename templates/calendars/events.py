"""Calendar files (iCalendar, RFC 5545), as every calendar reads them: times in UTC, one event with
the same UID for life, and a number that rises with each change.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from templates import plain, words

_MAKER = "-//Commons//Sessions//EN"
ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Happening:
    """One session in one member's calendar, as they may read it; without `link` they have none."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    purpose: str
    sharing_rule: str
    link: str = ""
    is_cancelled: bool = False


def calendar_file(happening: Happening) -> bytes:
    """What puts it in, moves it there, or takes it out."""
    calendar = _calendar("CANCEL" if happening.is_cancelled else "PUBLISH")
    calendar.add_component(_event(happening))
    return bytes(calendar.to_ical())


def calendar_feed(happenings: Iterable[Happening]) -> bytes:
    """All of them, for a calendar that asks now and then."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", str(words("calendars/event").calendar))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for each in happenings:
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(happening: Happening) -> Event:
    event = Event()
    event.add("uid", happening.uid)
    event.add("sequence", happening.sequence)
    event.add("dtstamp", happening.changed_at)
    event.add("last-modified", happening.changed_at)
    event.add("dtstart", happening.starts_at)
    event.add("dtend", happening.ends_at)
    event.add("summary", one_line(happening.title))
    event.add("status", "CANCELLED" if happening.is_cancelled else "CONFIRMED")
    if happening.is_cancelled:
        return event
    event.add("description", _about(happening))
    link = one_line(happening.link)
    if link:
        event.add("location", link)
        event.add("url", link)
    return event


def _about(happening: Happening) -> str:
    rule = words("workshops/kinds").rules[happening.sharing_rule]
    said = words("calendars/event").about(_clean(happening.purpose), rule, one_line(happening.link))
    return plain(said)


def one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Without what no line of a file may hold: control characters, but for new lines. Unicode's own
    are lines to some and not to others.
    """
    lines = re.sub("\r\n|[\r\u2028\u2029]", "\n", text)
    return "".join(
        each for each in lines if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs"}
    )
