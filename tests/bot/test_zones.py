"""What clocks show in the group's zones: the night, another day, nights on which they change."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.zones import clock_changes, clocks_of, is_night, is_zone

THREE_HOURS = timedelta(hours=3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown(starts: str, hours: float, *zones: str) -> list[tuple[str, str, bool]]:
    begins = at(starts)
    return [
        (", ".join(each.zones), f"{each.starts:%a %H:%M}", each.night)
        for each in clocks_of(begins, begins + timedelta(hours=hours), zones)
    ]


def test_clocks_stand_from_west_to_east_and_nights_are_marked() -> None:
    zones = ("Europe/London", "Pacific/Auckland", "Asia/Kolkata", "America/St_Johns",
             "America/New_York", "Europe/Lisbon", "Asia/Kathmandu")  # fmt: skip

    assert shown("2027-01-14T08:00", 3, *zones) == [
        ("America/New_York", "Thu 03:00", True),
        ("America/St_Johns", "Thu 04:30", True),
        ("Europe/Lisbon, Europe/London", "Thu 08:00", False),
        ("Asia/Kolkata", "Thu 13:30", False),
        ("Asia/Kathmandu", "Thu 13:45", False),
        ("Pacific/Auckland", "Thu 21:00", True),  # it ends at midnight there
    ]
    assert shown("2027-01-14T20:00", 3, "Pacific/Auckland", "Asia/Kolkata") == [
        ("Asia/Kolkata", "Fri 01:30", True),
        ("Pacific/Auckland", "Fri 09:00", False),
    ]


@pytest.mark.parametrize(
    ("starts", "hours", "night"),
    [
        ("2027-01-14T20:00", 3, False),  # it ends as the night begins
        ("2027-01-14T20:01", 3, True),
        ("2027-01-14T05:59", 1, True),
        ("2027-01-14T06:00", 1, False),
        ("2027-01-14T23:00", 1, True),
        ("2027-01-14T00:00", 1, True),
    ],
)
def test_the_night_is_from_eleven_to_six(starts: str, hours: int, *, night: bool) -> None:
    begins = at(starts)

    assert is_night(begins, begins + timedelta(hours=hours), "Europe/London") is night


@pytest.mark.parametrize(
    ("starts", "changes"),
    [
        ("2027-03-27T08:00", []),  # the day before
        ("2027-03-28T08:00", [("Europe/Helsinki", True), ("Europe/London", True)]),
        ("2027-03-28T00:30", [("Europe/Helsinki", True), ("Europe/London", True)]),  # during it
        ("2027-03-29T08:00", []),
        ("2027-10-31T08:00", [("Europe/Helsinki", False), ("Europe/London", False)]),
        ("2027-11-07T15:00", [("America/St_Johns", False)]),
        ("2027-04-03T20:00", [("Pacific/Auckland", False)]),  # a Sunday morning there
        ("2027-09-25T20:00", [("Pacific/Auckland", True)]),
    ],
)
def test_where_the_clocks_change_in_the_night_before_is_known(
    starts: str, changes: list[tuple[str, bool]]
) -> None:
    zones = ["Europe/London", "Europe/Helsinki", "Asia/Kolkata", "Pacific/Auckland",
             "America/St_Johns"]  # fmt: skip
    found = clock_changes(at(starts), at(starts) + THREE_HOURS, zones)

    assert [(each.zone, each.forward) for each in found] == changes


def test_a_zone_is_one_that_the_clocks_of_this_machine_know() -> None:
    assert is_zone("Pacific/Auckland")
    assert [each for each in ("", "Europe", "Mars/Phobos", "/etc/passwd") if is_zone(each)] == []
