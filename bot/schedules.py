"""On which days, and when, the digest comes out: wall-clock, computed from the settings alone, so
that a restart or a moved clock changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.countries import public_holidays
from bot.hours import WEEKEND, at_hour

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Schedule:
    """Every week on `weekday` (0 is Monday) at `hour` in `zone`. A day within `breaks`, or a public
    holiday of `country`, gives way to the next that is free, and on which people work.
    """

    weekday: int
    hour: int
    zone: str
    country: str = ""
    breaks: tuple[tuple[date, date], ...] = ()

    def at(self, day: date) -> datetime:
        return at_hour(day, self.hour, self.zone)

    def preview_at(self, day: date) -> datetime:
        """The day before, at the same hour by the clock there."""
        return self.at(day - ONE_DAY)

    def day_after(self, day: date) -> date:
        """The first day after `day` that has a digest. Several that give way to one day are one."""
        planned = day - (day.weekday() - self.weekday) % 7 * ONE_DAY
        moved = self._free_from(planned)
        return moved if moved > day else self._free_from(planned + ONE_WEEK)

    def latest(self, day: date, now: datetime) -> date:
        """The last of `day` and the days after it that have a digest, up to `now`."""
        following = self.day_after(day)
        while self.at(following) <= now:
            day, following = following, self.day_after(following)
        return day

    def _free_from(self, day: date) -> date:
        while not (self._is_usual(day) and self._is_free(day)):
            day += ONE_DAY
        return day

    def _is_usual(self, day: date) -> bool:
        return day.weekday() not in WEEKEND or day.weekday() == self.weekday

    def _is_free(self, day: date) -> bool:
        if any(first <= day <= last for first, last in self.breaks):
            return False
        return not self.country or day not in public_holidays(self.country, day.year)
