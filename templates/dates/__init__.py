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


def long_day(moment: datetime, zone: str, *, now: datetime | None = None) -> str:
    """Such as "Thursday 14 January"."""
    return plain(words("dates/dates").long_day(weekday(moment, zone), day(moment, zone, now=now)))


def weekday(moment: datetime, zone: str) -> str:
    """Such as "Thursday"."""
    return str(words("dates/dates").weekdays[moment.astimezone(ZoneInfo(zone)).weekday()])


def span(starts: datetime, ends: datetime, zone: str, *, now: datetime | None = None) -> str:
    """Such as "Thursday 14 January, 10:00 to 13:00, Helsinki time"; where it ends on another day,
    that is named.
    """
    begun, over = weekday(starts, zone), weekday(ends, zone)
    return plain(
        words("dates/dates").span(
            long_day(starts, zone, now=now),
            clock(starts, zone),
            over if over != begun else "",
            clock(ends, zone),
            whose_time(starts, zone),
        )
    )


def whose_time(moment: datetime, zone: str) -> str:
    """Such as "Helsinki time", or the zone's own short name where no city is named after it."""
    name = city(zone)
    return (
        plain(words("dates/dates").time_of(name))
        if name
        else f"{moment.astimezone(ZoneInfo(zone)):%Z}"
    )


def clock(moment: datetime, zone: str) -> str:
    """What a clock shows there, such as "10:40"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def city(zone: str) -> str:
    """The city that a zone is named after; "" where it is named after none."""
    area, _, rest = zone.partition("/")
    return rest.rpartition("/")[2].replace("_", " ") if area != "Etc" else ""


def month(moment: datetime, zone: str) -> str:
    """Such as "November"."""
    return str(words("dates/dates").months[moment.astimezone(ZoneInfo(zone)).month - 1])
