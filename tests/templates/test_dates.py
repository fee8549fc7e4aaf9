"""Days as people say them, in the reader's own zone."""

from datetime import UTC, date, datetime

from templates.dates import day

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_day_of_this_year_needs_no_year() -> None:
    assert day(datetime(2026, 2, 3, 8, 0, tzinfo=UTC), "Europe/London", now=NOW) == "3 February"
    assert day(date(2025, 11, 3), "Europe/London", now=NOW) == "3 November 2025"


def test_the_same_instant_is_another_day_elsewhere() -> None:
    evening = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)

    assert day(evening, "Europe/London", now=NOW) == "31 December 2025"
    assert day(evening, "Pacific/Auckland", now=NOW) == "1 January"
