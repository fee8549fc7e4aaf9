"""Dates as people read them, in the reader's own zone, where Slack cannot do it: its own dates do
not work in plain text (slack-facts §6).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from templates import plain, words


def day(moment: datetime | date, zone: str, *, now: datetime | None = None) -> str:
    """Such as "3 November"; with its year when that is not this one, or nobody says which is."""
    here = ZoneInfo(zone)
    that = moment.astimezone(here).date() if isinstance(moment, datetime) else moment
    said = words("dates/dates")
    year = 0 if now and that.year == now.astimezone(here).year else that.year
    return plain(said.day(that.day, said.months[that.month - 1], year))


def clock(moment: datetime, zone: str) -> str:
    """What a clock shows there, such as "10:40"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def city(zone: str) -> str:
    """The city that a zone is named after; "" where it is named after none."""
    area, _, rest = zone.partition("/")
    return rest.rpartition("/")[2].replace("_", " ") if area != "Etc" else ""


def span(starts: datetime, ends: datetime, zone: str, *, now: datetime | None = None) -> str:
    """Such as "Thursday 14 January, 10:00 to 13:00, Helsinki time"; with the day on which it ends
    where that is another one.
    """
    here, said = ZoneInfo(zone), words("dates/dates")
    first, last = starts.astimezone(here), ends.astimezone(here)
    ends_on = weekday(ends, zone) if last.date() != first.date() else ""
    begins = said.weekday(weekday(starts, zone), day(starts, zone, now=now))
    clocks = (clock(starts, zone), clock(ends, zone))
    return plain(said.span(begins, *clocks, ends_on, city(zone)))


def weekday(moment: datetime, zone: str) -> str:
    """Such as "Thursday"."""
    return str(words("dates/dates").weekdays[moment.astimezone(ZoneInfo(zone)).weekday()])


def month(moment: datetime, zone: str) -> str:
    """Such as "November"."""
    return str(words("dates/dates").months[moment.astimezone(ZoneInfo(zone)).month - 1])
