"""How a session's time is said: when it is there, whether it is full, and who waits for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from templates import plain, words
from templates.blocks import OPTION
from templates.dates import span

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


def time_option(time: Time, *, is_mine: bool) -> str:
    """Such as "Thursday 14 January, 10:00 to 13:00, Helsinki time (full; one person waiting)": as
    much of it as an option has room for (slack-facts §1.4), and that it is full at any rate.
    """
    said, slot = words("signups/times"), time.slot
    is_full = time.places.is_full and not is_mine
    whole = span(slot.starts_at, slot.ends_at, time.zone, now=slot.starts_at)  # without the year
    without_zone = whole.rpartition(", ")[0]
    tries = [
        plain(said.option(each, is_full, waiting))
        for each, waiting in (
            (whole, time.places.waiting),
            (without_zone, time.places.waiting),
            (whole, 0),
        )
    ]
    return next((each for each in tries if len(each) <= OPTION), tries[-1])
