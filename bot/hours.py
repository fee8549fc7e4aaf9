"""Wall-clock times in people's zones, computed from now: a restart or a moved clock changes
nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.countries import country_of_zone, public_holidays
from storage.people import USUAL_HOURS, USUAL_WEEKEND, Member

WEEKEND = frozenset(USUAL_WEEKEND)  # Saturday and Sunday
WORK_BEGINS, WORK_ENDS = USUAL_HOURS  # by the clock there
MORNING = 9  # when most begin
SOON, A_DAY = timedelta(days=2), timedelta(days=1)
AN_HOUR = timedelta(hours=1)
A_WEEK = 7
SHORTEST_MEETING = timedelta(minutes=30)
# Nobody is off for longer; a week without a working day would be looked through for ever.
_LONGEST_BREAK = 370


@dataclass(frozen=True)
class Week:
    """When somebody works: by the clock of `zone`, from one time to another (of the next day, where
    that is not later), not on the weekend (0 is Monday; a week of nothing else has none), nor on
    the public holidays of `country` (ISO 3166; "": nobody's).
    """

    zone: str
    begins: time = WORK_BEGINS
    ends: time = WORK_ENDS
    weekend: frozenset[int] = WEEKEND
    country: str = ""

    def has(self, day: date) -> bool:
        """True for a working day."""
        if day.weekday() in self.weekend and len(self.weekend) < A_WEEK:
            return False
        return not self.country or day not in public_holidays(self.country, day.year)

    def opens(self, day: date) -> datetime:
        return at_time(day, self.begins, self.zone)

    def closes(self, day: date) -> datetime:
        until = day if self.begins < self.ends else day + A_DAY
        return at_time(until, self.ends, self.zone)

    def at(self, day: date, hour: int) -> datetime:
        """That hour of that day, as near to it as they work."""
        last = max(self.opens(day), self.closes(day) - AN_HOUR)
        return min(max(at_hour(day, hour, self.zone), self.opens(day)), last)

    def days_from(self, day: date) -> Iterator[date]:
        """Working days, `day` perhaps the first."""
        found = (day + timedelta(days=each) for each in range(_LONGEST_BREAK))
        yield from filter(self.has, found)

    def days_until(self, day: date) -> Iterator[date]:
        """The same backwards."""
        found = (day - timedelta(days=each) for each in range(_LONGEST_BREAK))
        yield from filter(self.has, found)


def week_of(member: Member) -> Week:
    """As they set it, or as most people work where they live."""
    country = member.country
    return Week(
        zone=member.time_zone,
        begins=member.works_from,
        ends=member.works_until,
        weekend=frozenset(member.weekend),
        country=country_of_zone(member.time_zone) if country is None else country,
    )


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """UTC for one that this machine does not know (any more): one person's zone must never keep
    what is for others from going out.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(zone_of(zone)).date()


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """That hour of that day there. An hour that the clocks skip is the one after it."""
    return at_time(day, time(hour), zone)


def at_time(day: date, at: time, zone: str) -> datetime:
    """As `at_hour`."""
    return datetime.combine(day, at, zone_of(zone)).astimezone(UTC)


def next_workday_hour(now: datetime, hour: int, week: Week) -> datetime:
    """The first time after `now` that the clock there shows `hour` on a working day."""
    days = week.days_from(local_day(now, week.zone))
    return next(at for at in (week.at(day, hour) for day in days) if at > now)


def workday_before(moment: datetime, hour: int, week: Week) -> datetime:
    """That hour of the last working day before the day of `moment` there."""
    return week.at(next(week.days_until(local_day(moment, week.zone) - A_DAY)), hour)


def at_work(now: datetime, week: Week) -> datetime:
    """Now, if they work at this hour; else when they begin again."""
    # The day before may go on past midnight. On a night when the clocks skip their hours, they
    # may end before they begin.
    for day in week.days_from(local_day(now, week.zone) - A_DAY):
        opens, closes = week.opens(day), week.closes(day)
        if max(opens, now) < closes:
            return max(now, opens)
    return now


def last_at_work(moment: datetime, week: Week) -> datetime:
    """That moment, if they work then; else the last hour before it in which they do."""
    if at_work(moment, week) == moment:
        return moment
    for day in week.days_until(local_day(moment, week.zone)):
        last = max(week.opens(day), week.closes(day) - AN_HOUR)
        if last <= moment:
            return last
    return moment


def heard_at(now: datetime, starts: datetime, week: Week) -> datetime:
    """When they should hear of a change to what `starts` then: at work, or at once where it is so
    near that they may be packing; also before a weekend, after which it would be as near.
    """
    at = at_work(now, week)
    return now if starts - now <= SOON or starts - at < A_DAY else at


def both_at_work(now: datetime, week: Week, other: Week) -> tuple[datetime, datetime] | None:
    """The next time, within a week, that both work; None where there is none."""
    theirs = _working_times(now, other)
    shared = [
        (max(begins, other_begins), min(ends, other_ends))
        for begins, ends in _working_times(now, week)
        for other_begins, other_ends in theirs
    ]
    long = [each for each in shared if each[1] - max(each[0], now) >= SHORTEST_MEETING]
    return min(long, default=None)


def _working_times(now: datetime, week: Week) -> list[tuple[datetime, datetime]]:
    first = local_day(now, week.zone) - A_DAY  # it may go on past midnight
    days = [first + timedelta(days=each) for each in range(A_WEEK + 2)]
    return [(week.opens(day), week.closes(day)) for day in days if week.has(day)]
