"""Wall-clock times in people's zones, computed from now: a restart or a moved clock changes
nothing.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKDAYS = range(5)  # Monday to Friday
WORK_BEGINS, WORK_ENDS = 9, 17  # by the clock there
LAST_HOUR = WORK_ENDS - 1
SOON, A_DAY = timedelta(days=2), timedelta(days=1)
WEEK = 7
SHORTEST_MEETING = timedelta(minutes=30)


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """That hour of that day there. An hour that the clocks skip is the one after it."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def next_workday_hour(now: datetime, hour: int, zone: str) -> datetime:
    """The first time after `now` that the clock there shows `hour` on a working day."""
    day = local_day(now, zone)
    while day.weekday() not in WORKDAYS or at_hour(day, hour, zone) <= now:
        day += timedelta(days=1)
    return at_hour(day, hour, zone)


def workday_before(moment: datetime, hour: int, zone: str) -> datetime:
    """That hour of the last working day before the day of `moment` there."""
    day = local_day(moment, zone) - timedelta(days=1)
    while day.weekday() not in WORKDAYS:
        day -= timedelta(days=1)
    return at_hour(day, hour, zone)


def at_work(now: datetime, zone: str) -> datetime:
    """Now, if people work there at this hour; else when they begin again."""
    day = local_day(now, zone)
    begins, ends = at_hour(day, WORK_BEGINS, zone), at_hour(day, WORK_ENDS, zone)
    if day.weekday() in WORKDAYS and begins <= now < ends:
        return now
    return next_workday_hour(now, WORK_BEGINS, zone)


def last_at_work(moment: datetime, zone: str) -> datetime:
    """That moment, if people work there then; else the last hour before it in which they do."""
    if at_work(moment, zone) == moment:
        return moment
    day = local_day(moment, zone)
    while day.weekday() not in WORKDAYS or at_hour(day, LAST_HOUR, zone) > moment:
        day -= timedelta(days=1)
    return at_hour(day, LAST_HOUR, zone)


def heard_at(now: datetime, starts: datetime, zone: str) -> datetime:
    """When people there should hear of a change to what `starts` then: at work, or at once where
    it is so near that they may be packing; also before a weekend, after which it would be as near.
    """
    at = at_work(now, zone)
    return now if starts - now <= SOON or starts - at < A_DAY else at


def both_at_work(now: datetime, zone: str, other: str) -> tuple[datetime, datetime] | None:
    """The next time, within a week, that people in both zones work; None where there is none."""
    theirs = _working_times(now, other)
    shared = [
        (max(begins, other_begins), min(ends, other_ends))
        for begins, ends in _working_times(now, zone)
        for other_begins, other_ends in theirs
    ]
    long = [each for each in shared if each[1] - max(each[0], now) >= SHORTEST_MEETING]
    return min(long, default=None)


def _working_times(now: datetime, zone: str) -> list[tuple[datetime, datetime]]:
    first = local_day(now, zone)
    days = [first + timedelta(days=each) for each in range(WEEK + 1)]
    return [
        (at_hour(day, WORK_BEGINS, zone), at_hour(day, WORK_ENDS, zone))
        for day in days
        if day.weekday() in WORKDAYS
    ]
