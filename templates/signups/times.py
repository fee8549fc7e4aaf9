"""How a session's time is said: when it is there, whether it is full, and who waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from templates import plain, words
from templates.blocks import OPTION
from templates.dates import city, clock, span, weekday

if TYPE_CHECKING:
    from bot.signups import Places
    from storage.workshops import Slot


@dataclass(frozen=True)
class Time:
    """One time of a session, as it stands, in its reader's zone."""

    slot: "Slot"
    places: "Places"
    zone: str

    def said(self, now: datetime) -> str:
        return span(self.slot.starts_at, self.slot.ends_at, self.zone, now=now)


def is_one_day(times: Sequence[Time]) -> bool:
    """All of them begin on the same day there: it is said once, above them."""
    return len({_day(each.slot.starts_at, each.zone) for each in times}) == 1


def time_option(time: Time, *, mine: str, dated: bool) -> str:
    """Such as "Thursday 10:00 to 13:00, Helsinki time (full; one person waiting)", `dated` with its
    day; as much of it as an option has room for (slack-facts §1.4), and that it is full at any
    rate. `mine` is how the reader stands there: to who has a place it is not full.
    """
    said, slot = words("signups/times"), time.slot
    # Without the year: there is no room for it.
    dated_span = span(slot.starts_at, slot.ends_at, time.zone, now=slot.starts_at)
    whole = dated_span if dated else _on_that_day(time)
    if mine == "waiting" and time.places.is_full:
        return next(it for it in (plain(said.waited_for(whole)), whole) if len(it) <= OPTION)
    is_full = time.places.is_full and mine != "coming"
    without_zone = whole.rpartition(", ")[0]
    tries = [
        plain(said.option(each, is_full, waiting))
        for each, waiting in (
            (whole, time.places.waiting),
            (without_zone, time.places.waiting),
            (whole, 0),
        )
    ]
    return next(each for each in tries if len(each) <= OPTION)


def _on_that_day(time: Time) -> str:
    starts, ends, zone = time.slot.starts_at, time.slot.ends_at, time.zone
    on = weekday(ends, zone) if _day(starts, zone) != _day(ends, zone) else ""
    clocks = (clock(starts, zone), on, clock(ends, zone))
    return plain(words("signups/times").on_that_day(weekday(starts, zone), *clocks, city(zone)))


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
