"""Days as people say them, in the reader's own zone."""

from datetime import UTC, date, datetime

from templates.dates import city, clock, day, span

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


def test_a_span_says_the_day_the_clocks_and_whose_they_are() -> None:
    starts = datetime(2027, 1, 14, 8, 0, tzinfo=UTC)
    ends, evening = starts.replace(hour=11), starts.replace(hour=20)

    said = span(starts, ends, "Europe/Helsinki", now=starts)
    assert said == "Thursday 14 January, 10:00 to 13:00, Helsinki time"
    over_midnight = span(evening, evening.replace(hour=23), "Europe/Helsinki", now=starts)
    assert over_midnight == "Thursday 14 January, 22:00 to Friday 01:00, Helsinki time"
    assert span(starts, ends, "UTC", now=NOW) == "Thursday 14 January 2027, 08:00 to 11:00, UTC"
