"""On which days the digest comes out: over years, clock changes, holidays and breaks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.countries import country_code, public_holidays
from bot.hours import local_day
from bot.schedules import Schedule

ZONES = ("Europe/London", "America/St_Johns", "Pacific/Auckland")
DAY = timedelta(days=1)
MONDAYS = Schedule(weekday=0, hour=9, zone="Europe/London")


def days_of(schedule: Schedule, first: date, last: date) -> list[date]:
    days = [schedule.day_after(first - DAY)]
    while days[-1] <= last:
        days.append(schedule.day_after(days[-1]))
    return days[:-1]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("weekday", [0, 6])
def test_a_year_of_weeks_has_one_each_at_the_same_hour_of_the_clock_there(
    zone: str, hour: int, weekday: int
) -> None:
    schedule = Schedule(weekday=weekday, hour=hour, zone=zone)
    days = days_of(schedule, date(2027, 1, 1), date(2027, 12, 31))
    moments = [schedule.at(day) for day in days]

    assert [each.weekday() for each in days] == [weekday] * 52
    assert [local_day(each, zone) for each in moments] == days
    hours = {_local(each, zone).hour for each in moments}
    assert hours <= {hour, hour + 1}, "an hour that does not exist is the one after it"
    assert [later - earlier for earlier, later in pairwise(days)] == [7 * DAY] * 51
    assert moments == sorted(set(moments))
    assert all(schedule.preview_at(day) < schedule.at(day) for day in days)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "hour", "day", "at"),
    [
        # The night when the clocks go forward, and the one when they go back.
        ("Europe/London", 1, date(2027, 3, 28), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("Europe/London", 1, date(2027, 10, 31), datetime(2027, 10, 31, 0, tzinfo=UTC)),
        ("America/St_Johns", 2, date(2027, 3, 14), datetime(2027, 3, 14, 5, 30, tzinfo=UTC)),
        ("America/St_Johns", 1, date(2027, 11, 7), datetime(2027, 11, 7, 3, 30, tzinfo=UTC)),
        ("Pacific/Auckland", 2, date(2027, 9, 26), datetime(2027, 9, 25, 14, tzinfo=UTC)),
        ("Pacific/Auckland", 2, date(2027, 4, 4), datetime(2027, 4, 3, 13, tzinfo=UTC)),
    ],
)
def test_an_hour_that_the_night_skips_or_doubles(
    zone: str, hour: int, day: date, at: datetime
) -> None:
    assert Schedule(weekday=6, hour=hour, zone=zone).at(day) == at


def test_a_holiday_gives_way_to_the_next_working_day() -> None:
    schedule = Schedule(weekday=0, hour=9, zone="Europe/London", country="GB-ENG")

    easter = days_of(schedule, date(2027, 3, 22), date(2027, 4, 7))
    assert easter == [date(2027, 3, 22), date(2027, 3, 30), date(2027, 4, 5)]
    christmas = days_of(schedule, date(2027, 12, 20), date(2028, 1, 5))
    assert christmas == [date(2027, 12, 20), date(2027, 12, 29), date(2028, 1, 4)]


def test_several_that_give_way_to_the_same_day_are_one() -> None:
    august = (date(2027, 8, 2), date(2027, 8, 25))
    schedule = Schedule(weekday=0, hour=9, zone="Europe/London", breaks=(august,))

    days = days_of(schedule, date(2027, 7, 26), date(2027, 9, 1))
    assert days == [date(2027, 7, 26), date(2027, 8, 26), date(2027, 8, 30)]


def test_a_break_until_friday_ends_in_the_monday() -> None:
    week = (date(2027, 8, 2), date(2027, 8, 6))
    schedule = Schedule(weekday=0, hour=9, zone="Europe/London", breaks=(week,))

    assert schedule.day_after(date(2027, 7, 26)) == date(2027, 8, 9)


def test_a_group_may_choose_a_sunday() -> None:
    schedule = Schedule(weekday=6, hour=9, zone="Europe/London")
    assert schedule.day_after(date(2027, 1, 1)) == date(2027, 1, 3)
    broken = Schedule(6, 9, "Europe/London", breaks=((date(2027, 1, 3), date(2027, 1, 3)),))
    assert broken.day_after(date(2027, 1, 1)) == date(2027, 1, 4)


def test_the_latest_that_was_missed() -> None:
    monday = date(2027, 1, 4)
    at_nine = datetime(2027, 1, 25, 9, tzinfo=UTC)

    assert MONDAYS.latest(monday, at_nine - timedelta(seconds=1)) == date(2027, 1, 18)
    assert MONDAYS.latest(monday, at_nine) == date(2027, 1, 25)
    assert MONDAYS.latest(monday, datetime(2027, 1, 4, 8, tzinfo=UTC)) == monday


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("FI", "FI"),
        ("fi", "FI"),
        ("Finland", "FI"),
        ("united kingdom", "GB"),
        ("New Zealand", "NZ"),
        ("GB-SCT", "GB-SCT"),
        ("Atlantis", None),
        ("GB-ZZ", None),
        ("-", None),
        ("<!channel>", None),
        ("E" * 60, None),
    ],
)
def test_a_country_by_its_name_or_its_letters(typed: str, code: str | None) -> None:
    assert country_code(typed) == code


def test_holidays_of_nowhere_are_none() -> None:
    assert public_holidays("ZZ", 2027) == frozenset()


_BREAKS = st.lists(
    st.tuples(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.integers(0, 40)), max_size=5
)


@given(
    weekday=st.integers(0, 6),
    country=st.sampled_from(["", "GB-SCT", "NZ", "US"]),
    spans=_BREAKS,
    day=st.dates(date(2026, 12, 1), date(2027, 12, 31)),
)
def test_as_a_plain_calendar_says(
    weekday: int, country: str, spans: list[tuple[date, int]], day: date
) -> None:
    """Beside a slow and simple reckoning: every planned day moves on until it is free."""
    breaks = tuple((first, first + days * DAY) for first, days in spans)
    schedule = Schedule(weekday, 9, "Europe/London", country, breaks)

    def is_free(each: date) -> bool:
        usual = each.weekday() < 5 or each.weekday() == weekday
        within = any(first <= each <= last for first, last in breaks)
        return usual and not within and each not in public_holidays(country, each.year)

    def moved(each: date) -> date:
        while not is_free(each):
            each += DAY
        return each

    around = [day + number * DAY for number in range(-300, 300)]
    planned = sorted({moved(each) for each in around if each.weekday() == weekday})
    assert schedule.day_after(day) == next(each for each in planned if each > day)
