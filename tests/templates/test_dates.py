"""Days as people say them, in the reader's own zone."""

from datetime import UTC, date, datetime

from templates.dates import city, clock, day, long_day, span, weekday, whose_time

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_day_of_this_year_needs_no_year() -> None:
    assert day(datetime(2026, 2, 3, 8, 0, tzinfo=UTC), "Europe/London", now=NOW) == "3 February"
    assert day(date(2025, 11, 3), "Europe/London", now=NOW) == "3 November 2025"


def test_the_same_instant_is_another_day_elsewhere() -> None:
    evening = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)

    assert day(evening, "Europe/London", now=NOW) == "31 December 2025"
    assert day(evening, "Pacific/Auckland", now=NOW) == "1 January"


def test_a_clock_and_the_city_it_hangs_in() -> None:
    evening = datetime(2026, 1, 15, 10, 40, tzinfo=UTC)

    assert (clock(evening, "Europe/London"), city("Europe/London")) == ("10:40", "London")
    assert clock(evening, "Pacific/Auckland") == "23:40"
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert [city(each) for each in ("UTC", "Etc/GMT+5")] == ["", ""]


def test_a_span_names_the_day_the_hours_and_whose_clock_it_is() -> None:
    starts = datetime(2026, 1, 15, 20, 0, tzinfo=UTC)
    ends = datetime(2026, 1, 15, 23, 0, tzinfo=UTC)

    assert span(starts, ends, "Europe/London", now=NOW) == (
        "Thursday 15 January, 20:00 to 23:00, London time"
    )
    assert span(starts, ends, "Europe/Helsinki", now=NOW) == (
        "Thursday 15 January, 22:00 to Friday 01:00, Helsinki time"
    )
    assert span(starts, ends, "Etc/GMT+5") == "Thursday 15 January 2026, 15:00 to 18:00, -05"
    assert (long_day(starts, "UTC"), weekday(starts, "Pacific/Auckland")) == (
        "Thursday 15 January 2026",
        "Friday",
    )
    assert [whose_time(starts, each) for each in ("UTC", "Asia/Kolkata")] == [
        "UTC",
        "Kolkata time",
    ]
