"""Wall-clock times in people's zones, computed from now: a restart or a moved clock changes
nothing.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKDAYS = range(5)  # Monday to Friday


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
