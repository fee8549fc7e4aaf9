"""Wall-clock times in people's zones, also on the nights when the clocks change."""

from datetime import UTC, date, datetime

import pytest

from bot.hours import Week, at_hour, at_work, both_at_work, heard_at, local_day, next_workday_hour

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
