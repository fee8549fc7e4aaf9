"""Countries: which one a zone lies in, and its public holidays."""

from datetime import date
from zoneinfo import available_timezones

import pytest

from bot.countries import country_code, country_names, country_of_zone, public_holidays


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/London", "GB"),
        ("Asia/Kathmandu", "NP"),
        ("Asia/Katmandu", "NP"),  # as it was written once
        ("Asia/Calcutta", "IN"),
        ("US/Pacific", "US"),
        ("Australia/LHI", "AU"),
        ("Pacific/Apia", "WS"),
        ("Atlantic/Reykjavik", "IS"),
        ("Europe/Oslo", "NO"),  # its clocks are Berlin's
        ("Africa/Timbuktu", ""),  # and these Abidjan's, which are many countries'
        ("Etc/GMT+3", ""),
        ("EET", ""),
        ("UTC", ""),
        ("Mars/Olympus_Mons", ""),
        ("", ""),
    ],
)
def test_a_zone_lies_in_a_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country


def test_every_country_that_a_zone_lies_in_has_a_name() -> None:
    found = {country_of_zone(each) for each in available_timezones()} - {""}

    assert found <= country_names().keys()
    assert len(found) > 240


@pytest.mark.parametrize(
    ("code", "day", "is_off"),
    [
        ("FI", date(2026, 12, 6), True),
        ("FI", date(2026, 12, 7), False),
        ("GB", date(2026, 12, 28), True),  # instead of Saturday the 26th
        ("GB-SCT", date(2026, 11, 30), True),
        ("GB", date(2026, 11, 30), False),
        ("NZ", date(2027, 2, 8), True),  # instead of Saturday the 6th
        ("US", date(2027, 12, 31), True),  # New Year's Day of the year after
    ],
)
def test_public_holidays(code: str, day: date, *, is_off: bool) -> None:
    assert (day in public_holidays(code, day.year)) is is_off


@pytest.mark.parametrize("code", ["XX", "XKX", "", "-", "GB-XXX", "DE-BY-1", "\0", "🇬🇧"])
def test_a_country_without_a_calendar_has_none(code: str) -> None:
    assert public_holidays(code, 2026) == frozenset()
    assert country_code(code) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Finland", "FI"), ("fi", "FI"), ("New Zealand", "NZ"), ("gb-sct", "GB-SCT"), ("Mars", None)],
)
def test_a_country_is_typed_by_its_name_or_code(typed: str, code: str | None) -> None:
    assert country_code(typed) == code
