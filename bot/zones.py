"""What the clocks of a group show when something begins, from west to east: where it is night, and
where the clocks change just before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.countries import country_names, country_of_zone, named_zones
from bot.hours import at_hour, local_day

NIGHT_BEGINS, NIGHT_ENDS = 23, 6  # by the clock there
_EVENING = 18
UTC_ZONE = "UTC"


@dataclass(frozen=True)
class Clocks:
    """What the clocks of some zones show when a session begins; `night` where part of it falls
    into the night there.
    """

    zones: Sequence[str]
    starts: datetime
    night: bool


@dataclass(frozen=True)
class ClockChange:
    """Somewhere the clocks change in the night before a session, or during it."""

    zone: str
    forward: bool


def is_zone(name: str) -> bool:
    """True for the name of a time zone that this machine knows."""
    return name in _zones()


def clocks_of(starts: datetime, ends: datetime, zones: Iterable[str]) -> list[Clocks]:
    """From west to east; zones whose clocks show the same stand together."""
    found: dict[tuple[timedelta, bool], list[str]] = {}
    for zone in sorted(set(zones)):
        offset = starts.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        found.setdefault((offset, is_night(starts, ends, zone)), []).append(zone)
    return [
        Clocks(there, starts.astimezone(ZoneInfo(there[0])), night)
        for (_, night), there in sorted(found.items())
    ]


def is_night(starts: datetime, ends: datetime, zone: str) -> bool:
    """True where any part of it is between 23:00 and 06:00 there."""
    if not NIGHT_ENDS <= starts.astimezone(ZoneInfo(zone)).hour < NIGHT_BEGINS:
        return True
    return at_hour(local_day(starts, zone), NIGHT_BEGINS, zone) < ends


def clock_changes(starts: datetime, ends: datetime, zones: Iterable[str]) -> list[ClockChange]:
    """Where the clocks change between the evening before and its end."""
    found = []
    for zone in sorted(set(zones)):
        evening = at_hour(local_day(starts, zone) - timedelta(days=1), _EVENING, zone)
        before, after = (each.astimezone(ZoneInfo(zone)).utcoffset() for each in (evening, ends))
        if before is not None and after is not None and before != after:
            found.append(ClockChange(zone, forward=before < after))
    return found


def zones_in(country: str) -> list[str]:
    """The zones of a country (ISO 3166), as the list that comes with them names them."""
    return [each for each in named_zones() if country_of_zone(each) == country]


@dataclass(frozen=True)
class Place:
    """A zone to choose, and the country that it lies in ("" for none)."""

    zone: str
    country: str


def places_by_clock(
    now: datetime, *, besides: Iterable[str] = ()
) -> list[tuple[datetime, list[Place]]]:
    """All zones that people name their place by, from west to east, with what clocks there show
    now; with some `besides`, such as one under an old name.
    """
    names = country_names()
    found: dict[timedelta, list[Place]] = {}
    for zone in sorted({*named_zones(), UTC_ZONE, *filter(is_zone, besides)}):
        offset = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        place = Place(zone, names.get(country_of_zone(zone), ""))
        found.setdefault(offset, []).append(place)
    return [(now.astimezone(timezone(each)), found[each]) for each in sorted(found)]


@cache
def _zones() -> frozenset[str]:
    """Asked once: each time, thousands of files would be looked at."""
    return frozenset(available_timezones())
