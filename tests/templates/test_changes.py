"""How changes and reminders are worded, in anybody's zone, whatever people typed."""

from datetime import UTC, datetime, timedelta

import pytest

from templates.blocks import Message
from templates.changes.views import COMES, Moved, Time, Told, told, was_at
from templates.reminders.views import ahead, begins, when

NOW = datetime(2027, 1, 5, 10, tzinfo=UTC)
STARTS = datetime(2027, 1, 21, 8, tzinfo=UTC)
HOSTILE = "<!channel> *bold* <@U1> & {{ 7 }}"
DAYS, HOURS = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("was", "zone", "said"),
    [
        (STARTS - 7 * DAYS, "Europe/Helsinki", "the 14th"),
        (STARTS - 20 * DAYS, "Europe/Helsinki", "the 1st"),
        (STARTS + DAYS, "Europe/Helsinki", "the 22nd"),
        (STARTS + 2 * DAYS, "Europe/Helsinki", "the 23rd"),
        (STARTS - 2 * HOURS, "Europe/Helsinki", "08:00"),
        (STARTS - 7 * DAYS + HOURS, "Europe/Helsinki", "the 14th, 11:00"),
        (STARTS - 28 * DAYS, "Europe/Helsinki", "24 December"),
        # Another day in London is the same one in Auckland.
        (STARTS - 9 * HOURS, "Pacific/Auckland", "12:00"),
        (STARTS - 9 * HOURS, "Europe/London", "the 20th, 23:00"),
    ],
)
def test_it_says_what_was_different(was: datetime, zone: str, said: str) -> None:
    assert was_at(was, STARTS, zone) == said


def test_over_a_change_of_clocks_the_same_hour_is_the_same() -> None:
    """10:00 in London, the Sunday before and after: an hour apart in UTC."""
    before = datetime(2027, 3, 25, 10, tzinfo=UTC)

    assert was_at(before, datetime(2027, 4, 1, 9, tzinfo=UTC), "Europe/London") == "25 March"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (STARTS - HOURS, "Today, 10:00, Helsinki time"),
        (STARTS - 11 * HOURS, "Tomorrow, 10:00, Helsinki time"),
        (STARTS - 3 * DAYS, "On Thursday, 10:00, Helsinki time"),
        (STARTS - 7 * DAYS, "On Thursday 21 January, 10:00, Helsinki time"),
        (STARTS - 30 * DAYS, "On Thursday 21 January 2027, 10:00, Helsinki time"),
    ],
)
def test_a_reminder_says_the_real_day(now: datetime, said: str) -> None:
    assert when(STARTS, "Europe/Helsinki", now=now) == said


def test_a_zone_without_a_city_is_utc() -> None:
    assert when(STARTS, "Etc/UTC", now=STARTS) == "Today, 08:00, UTC"


def test_no_words_ring_or_format_anything() -> None:
    time = Time(STARTS, STARTS + 3 * HOURS)
    news = Told(
        telling_id=1,
        workshop_id=2,
        title=HOSTILE,
        moved=[Moved(STARTS - DAYS, time, COMES)],
        cancelled=[time],
        is_over=False,
        reasons=[HOSTILE],
        other=time,
        changed=[("title", HOSTILE, HOSTILE)],
        link="https://meet.example/1",
        is_fine=False,
    )
    said = [
        told(news, "Europe/Helsinki", now=NOW),
        ahead(2, HOSTILE, STARTS, "Europe/Helsinki", link="", holds=False, now=NOW),
        begins(2, HOSTILE, STARTS, "Europe/Helsinki", link=""),
    ]

    for each in said:
        assert "<!channel>" not in each.text
        assert kinds(each) <= {"text"}
        assert HOSTILE in [leaf["text"] for leaf in leaves(each)]


def leaves(message: Message) -> list[dict[str, str]]:
    rich = [each for each in message.blocks if each["type"] == "rich_text"]
    return [leaf for block in rich for part in block["elements"] for leaf in part["elements"]]


def kinds(message: Message) -> set[str]:
    return {leaf["type"] for leaf in leaves(message)}
