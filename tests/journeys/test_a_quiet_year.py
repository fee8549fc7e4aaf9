"""A year of being asked how it goes, in thirteen zones, with two flights: by the clock of each,
never too often, and whoever leaves it alone is let be.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

import pytest

from bot.app import Commons
from bot.preferences import KINDS, choose_messages
from sandbox.workspaces import Workspace
from tests.journeys.quiet_years import Days, QuietYear

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOST_IN_A_WEEK = 2
FRIDAY, SATURDAY = 4, 5
NIGHT = (time(0), time(4))  # in which the clocks change

LIVES = {
    "amina": Days("Europe/London"),
    "jonas": Days("Australia/Lord_Howe", country="AU"),
    "leila": Days("Africa/Cairo", country="EG", weekend=frozenset({FRIDAY, SATURDAY})),
    "tom": Days("Australia/Adelaide", country="AU"),
    "priya": Days("Asia/Kolkata", country="IN"),
    "wanjiru": Days("Africa/Nairobi", country="KE"),
    "mikko": Days("Europe/Helsinki", country="FI"),
    "ana": Days("Pacific/Apia", country="WS", begins=time(8), ends=time(16)),
    "mere": Days("Pacific/Auckland", *NIGHT, country="NZ", weekend=frozenset({2, 3})),
    "sunita": Days("Asia/Kathmandu", country="NP", begins=time(22), ends=time(23, 30)),
    "diego": Days("America/Bogota", country="CO"),
    "siobhan": Days("America/St_Johns", *NIGHT, country="CA", weekend=frozenset({1, 2})),
}  # fmt: skip
ANSWERS = {"amina": HOUR, "jonas": 5 * DAY, "priya": 2 * HOUR, "mikko": HOUR, "siobhan": HOUR,
           "wanjiru": 3 * DAY}  # fmt: skip
SILENT = ("leila", "tom", "sunita")


@pytest.fixture
def year(commons: Commons, workspace: Workspace) -> Iterator[QuietYear]:
    year = QuietYear(commons, workspace)
    for handle, days in LIVES.items():
        year.joins(handle, days, answers_after=ANSWERS.get(handle))
        year.tries(handle, {"jonas": "weekly", "siobhan": "weekly"}.get(handle, ""))
    for title in ("Keys for night staff", "Corridors without signs"):
        year.tries("priya", title=title)
    yield year
    for handle in year.handles:
        for each in year.heard(handle):
            each.post.expected = True


def test_a_year_of_being_asked(year: QuietYear) -> None:
    year.until("03-20")
    year.changes("amina", zone="America/New_York")  # a flight west
    year.changes("mere", pauses=True)
    year.until("04-03")
    year.changes("mikko", zone="Pacific/Auckland")  # east, a day before the clocks go back there
    year.until("06-01")
    year.changes("mere", pauses=False)
    year.changes("ana", away_until=date(2027, 8, 2))
    year.changes("sunita", begins=time(13), ends=time(14))
    year.acts("diego", lambda db, by: choose_messages(
        db, by, rhythm="when_i_ask", kinds=KINDS, now=year.now))  # fmt: skip
    year.until("07-05")
    year.is_down_until("07-14")
    back = year.now
    year.until("10-30")
    year.changes("mikko", zone="Europe/Helsinki")
    year.changes("amina", zone="Europe/London")
    year.until("12-29")

    try:
        nobody_was_disturbed(year)
        each_turn_came_once(year)
        after_a_week_of_being_down_one_message_came(year, back)
        whoever_is_silent_is_let_be(year)
        whoever_answers_is_asked_at_their_rhythm(year)
        several_at_once_are_one_message(year)
    except AssertionError:
        print(year.table())  # noqa: T201  # what the year was like
        raise


def nobody_was_disturbed(year: QuietYear) -> None:
    for handle in year.handles:
        heard = year.heard(handle)
        assert heard, handle
        for each in heard:
            assert each.days.against(each.at) == "", (handle, f"{each.there}")
        for each in heard:
            after = [it for it in heard if each.at <= it.at < each.at + WEEK]
            assert len(after) <= MOST_IN_A_WEEK, (handle, f"{each.there}")
    assert {each.there.date() for each in year.heard("ana")}.isdisjoint(
        date(2027, 6, 1) + timedelta(days=n) for n in range(62)
    )
    assert [each for each in year.heard("diego") if each.there.date() > date(2027, 6, 1)] == []


def each_turn_came_once(year: QuietYear) -> None:
    stand = Counter(
        (each.post.channel, each.post.ts) for who in year.handles for each in year.heard(who)
    )
    said = [(turn, delivery) for turn, delivery in year.asked() if delivery and delivery.ts]
    assert set(stand) == {(delivery.channel, delivery.ts) for _, delivery in said}
    assert len(said) == len({turn.id for turn, _ in said}) > len(LIVES)


def after_a_week_of_being_down_one_message_came(year: QuietYear, back: datetime) -> None:
    came = {
        handle: len([it for it in year.heard(handle) if back <= it.at < back + DAY])
        for handle in year.handles
    }
    assert max(came.values()) == 1, came


def whoever_is_silent_is_let_be(year: QuietYear) -> None:
    for handle in SILENT:
        first, *rest = [each.at for each in year.heard(handle)]
        gaps = [later - earlier for earlier, later in pairwise([first, *rest])]
        assert all(gap > 13 * DAY - 9 * HOUR for gap in gaps[:2]), (handle, gaps)
        assert all(gap > 24 * DAY for gap in gaps[3:]), (handle, gaps)
        assert year.rhythms()[handle] == ["monthly"], handle


def whoever_answers_is_asked_at_their_rhythm(year: QuietYear) -> None:
    assert {who: year.rhythms()[who] for who in ANSWERS if who != "priya"} == {
        "amina": ["fortnightly"],
        "jonas": ["weekly"],
        "mikko": ["fortnightly"],
        "siobhan": ["weekly"],
        "wanjiru": ["fortnightly"],
    }
    # Jonas takes five days for it: not two days later, but at half of his rhythm after he told.
    usual = {"amina": 14, "jonas": 9, "mikko": 14, "siobhan": 7, "wanjiru": 14}
    for handle, days in usual.items():
        heard = [each.there.date() for each in year.heard(handle)]
        gaps = [(later - earlier).days for earlier, later in pairwise(heard)]
        assert median(gaps) == days, (handle, gaps)
        assert min(gaps) >= days - 2, (handle, gaps)


def several_at_once_are_one_message(year: QuietYear) -> None:
    mine = [each for each in year.asked() if each[1] and each[1].ts]
    of_priya = {each.post.ts for each in year.heard("priya")}
    carried = Counter(delivery.ts for _, delivery in mine if delivery and delivery.ts in of_priya)
    assert set(carried.values()) == {3}, carried
