"""Wall-clock times in people's zones, also on the nights when the clocks change."""

from datetime import UTC, date, datetime

import pytest

from bot.hours import at_hour, local_day, next_workday_hour

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
    assert next_workday_hour(utc(now), 16, zone) == utc(due)


def test_an_hour_that_the_clocks_skip_comes_an_hour_on() -> None:
    """On 29 March 2026 there is no 01:30 in London."""
    assert at_hour(date(2026, 3, 29), 1, LONDON) == utc("2026-03-29T01:00")
