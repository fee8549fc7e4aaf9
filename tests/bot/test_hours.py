"""Wall-clock times in people's zones, also on the nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import (
    Week,
    at_hour,
    at_work,
    both_at_work,
    heard_at,
    last_at_work,
    local_day,
    next_workday_hour,
    workday_before,
)

LONDON, AUCKLAND = "Europe/London", "Pacific/Auckland"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_is_the_readers_own() -> None:
    evening = utc("2026-03-02T12:00")

    assert local_day(evening, LONDON) == date(2026, 3, 2)
    assert local_day(evening, AUCKLAND) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        ("2026-03-02T09:00", LONDON, "2026-03-02T16:00"),  # the same afternoon
        ("2026-03-02T16:00", LONDON, "2026-03-03T16:00"),  # exactly then: the next one
        ("2026-03-06T17:00", LONDON, "2026-03-09T16:00"),  # over a weekend
        ("2026-03-27T17:00", LONDON, "2026-03-30T15:00"),  # clocks went forward in between
        ("2026-10-23T17:00", LONDON, "2026-10-26T16:00"),  # and back
        ("2026-03-06T04:00", AUCKLAND, "2026-03-09T03:00"),  # it is Friday evening there
    ],
)
def test_the_next_working_afternoon(now: str, zone: str, due: str) -> None:
    assert next_workday_hour(utc(now), 16, Week(zone)) == utc(due)


def test_an_hour_that_the_clocks_skip_comes_an_hour_on() -> None:
    """On 29 March 2026 there is no 01:30 in London."""
    assert at_hour(date(2026, 3, 29), 1, LONDON) == utc("2026-03-29T01:00")


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-03-02T09:00", LONDON, "2026-03-02T09:00"),  # they have just begun
        ("2026-03-02T16:59", LONDON, "2026-03-02T16:59"),
        ("2026-03-02T17:00", LONDON, "2026-03-03T09:00"),  # they have just gone
        ("2026-03-02T06:00", LONDON, "2026-03-02T09:00"),
        ("2026-03-28T12:00", LONDON, "2026-03-30T08:00"),  # the clocks go forward that Sunday
        ("2026-03-01T21:00", AUCKLAND, "2026-03-01T21:00"),  # Monday morning there
    ],
)
def test_people_are_spoken_to_while_they_work(now: str, zone: str, then: str) -> None:
    assert at_work(utc(now), Week(zone)) == utc(then)


@pytest.mark.parametrize(
    ("now", "starts", "then"),
    [
        ("2026-03-05T20:00", "2026-03-10T09:00", "2026-03-06T09:00"),
        ("2026-03-06T18:00", "2026-03-11T09:00", "2026-03-09T09:00"),  # after the weekend
        ("2026-03-06T18:00", "2026-03-08T17:00", "2026-03-06T18:00"),  # they may be packing
        # What begins on Monday morning would have begun when they are at work again.
        ("2026-03-06T18:00", "2026-03-09T09:00", "2026-03-06T18:00"),
        ("2026-03-06T18:00", "2026-03-10T08:59", "2026-03-06T18:00"),
    ],
)
def test_a_change_is_heard_of_before_it_matters(now: str, starts: str, then: str) -> None:
    assert heard_at(utc(now), utc(starts), Week(LONDON)) == utc(then)


@pytest.mark.parametrize(
    ("now", "one", "other", "begins", "ends"),
    [
        ("2026-03-02T10:00", LONDON, LONDON, "2026-03-02T09:00", "2026-03-02T17:00"),
        ("2026-03-02T10:00", LONDON, "Asia/Kolkata", "2026-03-02T09:00", "2026-03-02T11:30"),
        ("2026-03-02T11:15", LONDON, "Asia/Kolkata", "2026-03-03T09:00", "2026-03-03T11:30"),
        ("2026-03-06T18:00", LONDON, "America/New_York", "2026-03-09T13:00", "2026-03-09T17:00"),
        # In these weeks New York has changed its clocks, and London has not.
        ("2026-03-27T18:00", LONDON, "America/New_York", "2026-03-30T13:00", "2026-03-30T16:00"),
        ("2026-03-02T10:00", "America/Los_Angeles", AUCKLAND, "2026-03-02T20:00",
         "2026-03-03T01:00"),
    ],
)  # fmt: skip
def test_when_both_are_at_work_next(now: str, one: str, other: str, begins: str, ends: str) -> None:
    assert both_at_work(utc(now), Week(one), Week(other)) == (utc(begins), utc(ends))
    assert both_at_work(utc(now), Week(other), Week(one)) == (utc(begins), utc(ends))


def test_hours_that_never_meet_are_none() -> None:
    assert both_at_work(utc("2026-03-02T10:00"), Week(LONDON), Week(AUCKLAND)) is None
    # A quarter of an hour is no meeting.
    kathmandu, st_johns = Week("Asia/Kathmandu"), Week("America/St_Johns")
    assert both_at_work(utc("2026-03-02T10:00"), kathmandu, st_johns) is None


NIGHTS = Week(LONDON, begins=time(22), ends=time(6))


def test_whose_work_goes_on_past_midnight_meets_whoever_is_there_then() -> None:
    """From ten to six in London, from eight to four in Auckland: an hour earlier in summer."""
    there = Week(AUCKLAND, begins=time(11), ends=time(19))

    assert both_at_work(utc("2026-03-03T03:00"), NIGHTS, there) == (
        utc("2026-03-02T22:00"), utc("2026-03-03T06:00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("week", "then"),
    [
        (Week(LONDON, begins=time(10, 30)), "2026-03-03T10:30"),  # they begin later
        (Week(LONDON, begins=time(6), ends=time(8)), "2026-03-03T07:00"),  # they have gone
        (Week(LONDON, begins=time(6, 30), ends=time(6, 45)), "2026-03-03T06:30"),
        (NIGHTS, "2026-03-02T22:00"),
        (Week(LONDON, begins=time(8), ends=time(8)), "2026-03-03T09:00"),
        (Week(LONDON, weekend=frozenset(range(7))), "2026-03-03T09:00"),
        (Week(LONDON, weekend=frozenset({0, 1, 2})), "2026-03-05T09:00"),
        (Week(LONDON, country="XX"), "2026-03-03T09:00"),
        (Week("Mars/Olympus_Mons"), "2026-03-03T09:00"),
    ],
)
def test_an_hour_of_ours_is_as_near_to_it_as_they_work(week: Week, then: str) -> None:
    assert next_workday_hour(utc("2026-03-02T12:00"), 9, week) == utc(then)


def test_on_the_night_that_skips_their_hours_they_do_not_work() -> None:
    """From half past one to two in London: at one it is two."""
    week = Week(LONDON, begins=time(1, 30), ends=time(2), weekend=frozenset())

    assert at_work(utc("2026-03-28T12:00"), week) == utc("2026-03-30T00:30")


@settings(deadline=None)
@given(
    st.builds(
        Week,
        zone=st.sampled_from(
            [LONDON, AUCKLAND, "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"]
        ),
        begins=st.times(),
        ends=st.times(),
        weekend=st.frozensets(st.integers(0, 6)),
        country=st.sampled_from(["", "GB", "NP", "XX"]),
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis adds it
    st.integers(0, 23),
)
def test_whatever_their_week_is_nothing_is_in_the_past_nor_for_ever(
    week: Week, now: datetime, hour: int
) -> None:
    then = at_work(now, week)
    assert now <= then < now + timedelta(days=30)
    assert at_work(then, week) == then, "and once it has come, it may be said"
    assert now < next_workday_hour(now, hour, week) < now + timedelta(days=30)
    assert last_at_work(now, week) <= now
    assert workday_before(now, hour, week) < now + timedelta(days=1)
