"""A member's peace: when something may be said to them, by kind, setting, zone and season."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from bot.asks import INVITED, WHAT_NEXT
from bot.deliveries import CHECK_IN, QUESTION, TROUBLE, show
from bot.hours import week_of
from bot.peace import (
    ALWAYS,
    APART,
    AT_WORK,
    FROM_PEOPLE,
    RHYTHMS,
    UNASKED,
    letters_follow,
    soonest,
    wrote,
)
from bot.places import PLACE
from bot.thanks import ROUND
from bot.watches import WAITING
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member
from tests.cast import NOW, all_due, join

LONDON, LORD_HOWE, APIA = "Europe/London", "Australia/Lord_Howe", "Pacific/Apia"
ST_JOHNS, KATHMANDU, ADELAIDE = "America/St_Johns", "Asia/Kathmandu", "Australia/Adelaide"
FRIDAY_AND_SATURDAY, ALL_DAYS = [4, 5], list(range(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def member(zone: str = LONDON, /, **more: Any) -> Member:
    """As they are when they join, but for what a test says; nobody's holidays."""
    settings: dict[str, Any] = {
        "time_zone": zone,
        "created_at": utc("2020-01-01T00:00"),
        "works_from": time(9),
        "works_until": time(17),
        "weekend": [5, 6],
        "country": "",
        "rhythm": "as_it_comes",
        "unwanted": [],
    }
    return Member(**{**settings, **more})


def row(db_row: Delivery | None) -> Delivery:
    assert db_row is not None
    return db_row


def test_every_kind_is_one_of_four() -> None:
    kinds = [frozenset(UNASKED), AT_WORK, FROM_PEOPLE, frozenset(ALWAYS)]

    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))


@pytest.mark.parametrize(
    ("zone", "now", "then"),
    [
        (LONDON, "2026-03-02T09:00", "2026-03-02T09:00"),
        (LONDON, "2026-03-02T16:59", "2026-03-02T16:59"),
        (LONDON, "2026-03-02T17:00", "2026-03-03T09:00"),
        (LONDON, "2026-03-06T18:00", "2026-03-09T09:00"),
        (LONDON, "2026-03-28T12:00", "2026-03-30T08:00"),  # clocks go forward that Sunday
        (LONDON, "2026-10-24T12:00", "2026-10-26T09:00"),  # and back
        (LORD_HOWE, "2026-04-04T12:00", "2026-04-05T22:30"),  # back by half an hour
        (LORD_HOWE, "2026-10-03T12:00", "2026-10-04T22:00"),  # and forward
        (APIA, "2026-03-02T20:00", "2026-03-02T20:00"),  # Tuesday, nine o'clock
        (APIA, "2026-03-06T04:00", "2026-03-08T20:00"),  # Friday, five o'clock: over
        (ST_JOHNS, "2026-03-08T12:00", "2026-03-09T11:30"),  # clocks went forward that Sunday
        (ST_JOHNS, "2026-11-01T12:00", "2026-11-02T12:30"),
        (KATHMANDU, "2026-03-02T03:14", "2026-03-02T03:15"),
        (ADELAIDE, "2026-04-04T12:00", "2026-04-05T23:30"),
        (ADELAIDE, "2026-10-03T12:00", "2026-10-04T22:30"),
    ],
)
def test_unasked_it_comes_while_they_work(zone: str, now: str, then: str) -> None:
    assert soonest(member(zone), CHECK_IN, now=utc(now)) == utc(then)


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        ((time(22), time(23)), "2026-03-02T12:00", "2026-03-02T22:00"),
        ((time(22), time(23)), "2026-03-02T23:00", "2026-03-03T22:00"),
        ((time(6, 30), time(6, 45)), "2026-03-02T06:40", "2026-03-02T06:40"),
        ((time(6, 30), time(6, 45)), "2026-03-02T06:45", "2026-03-03T06:30"),
        ((time(22), time(6)), "2026-03-03T05:00", "2026-03-03T05:00"),  # Monday's night
        ((time(22), time(6)), "2026-03-02T05:00", "2026-03-02T22:00"),  # Sunday's: a day off
        ((time(22), time(6)), "2026-03-07T05:59", "2026-03-07T05:59"),  # Friday's
        ((time(22), time(6)), "2026-03-07T06:00", "2026-03-09T22:00"),
        ((time(9), time(9)), "2026-03-03T03:00", "2026-03-03T03:00"),  # all day long
    ],
)
def test_whatever_their_hours_are(hours: tuple[time, time], now: str, then: str) -> None:
    they = member(works_from=hours[0], works_until=hours[1])

    assert soonest(they, CHECK_IN, now=utc(now)) == utc(then)


@pytest.mark.parametrize(
    ("more", "now", "then"),
    [
        ({"weekend": FRIDAY_AND_SATURDAY}, "2026-03-06T10:00", "2026-03-08T09:00"),
        ({"weekend": []}, "2026-03-07T10:00", "2026-03-07T10:00"),
        # Whoever never works would never hear anything; settings refuse it.
        ({"weekend": ALL_DAYS}, "2026-03-07T10:00", "2026-03-07T10:00"),
        ({"country": None}, "2026-12-25T10:00", "2026-12-29T09:00"),  # the 28th instead of Boxing
        ({"country": "GB"}, "2026-12-31T17:00", "2027-01-04T09:00"),
        ({"country": "FI"}, "2027-12-06T10:00", "2027-12-07T09:00"),
        ({"country": "GB-SCT"}, "2026-11-30T10:00", "2026-12-01T09:00"),  # St Andrew's Day
        ({"country": ""}, "2026-12-25T10:00", "2026-12-25T10:00"),
        ({"country": "XX"}, "2026-12-25T10:00", "2026-12-25T10:00"),  # has no calendar
        ({"away_until": date(2026, 3, 9)}, "2026-03-04T10:00", "2026-03-09T09:00"),
        ({"away_until": date(2026, 3, 7)}, "2026-03-04T10:00", "2026-03-09T09:00"),  # a Saturday
        ({"away_until": date(2026, 4, 3), "country": "DE"}, "2026-04-01T10:00",
         "2026-04-07T08:00"),  # Good Friday, and Easter Monday
        ({"away_until": date(2026, 3, 4)}, "2026-03-04T10:00", "2026-03-04T10:00"),
        ({"paused_at": NOW}, "2026-03-04T10:00", "2026-03-05T10:00"),  # it is looked at again
        ({"away_until": date(9999, 12, 31)}, "2026-03-04T10:00", "2027-03-05T09:00"),
    ],
)  # fmt: skip
def test_not_on_days_off_nor_while_they_are_away(
    more: dict[str, object], now: str, then: str
) -> None:
    assert soonest(member(**more), QUESTION, now=utc(now)) == utc(then)


@pytest.mark.parametrize(
    ("kind", "night", "away"),
    [
        (INVITED, "2026-03-04T03:00", "2026-03-09T09:00"),
        (WAITING, "2026-03-04T09:00", "2026-03-09T09:00"),
        (PLACE, "2026-03-04T03:00", "2026-03-04T03:00"),
        (TROUBLE, "2026-03-04T03:00", "2026-03-04T03:00"),
        ("a kind that nobody knows", "2026-03-04T03:00", "2026-03-09T09:00"),
    ],
)
def test_what_people_say_waits_only_while_they_are_away(kind: str, night: str, away: str) -> None:
    now = utc("2026-03-04T03:00")

    assert soonest(member(), kind, now=now) == utc(night)
    assert soonest(member(away_until=date(2026, 3, 9)), kind, now=now) == utc(away)


def test_it_is_no_matter_to_what_is_not_unasked_how_often_they_were_written_to() -> None:
    they = member(rhythm="when_i_ask", unwanted=list(UNASKED.values()), wrote_at=NOW)

    assert soonest(they, INVITED, now=NOW) == NOW
    assert soonest(they, WAITING, now=NOW) == NOW


@pytest.mark.parametrize("kind", sorted(UNASKED))
def test_what_they_do_without_is_not_said(kind: str) -> None:
    others = sorted(set(UNASKED.values()) - {UNASKED[kind]})

    assert soonest(member(unwanted=[UNASKED[kind]]), kind, now=NOW) is None
    assert soonest(member(rhythm="when_i_ask"), kind, now=NOW) is None
    assert soonest(member(unwanted=others), kind, now=NOW) == NOW


@pytest.mark.parametrize(
    ("rhythm", "once", "twice"),
    [
        ("as_it_comes", "2026-03-03T09:00", "2026-03-09T09:00"),
        ("weekly", "2026-03-09T09:00", "2026-03-10T09:00"),
        ("fortnightly", "2026-03-16T09:00", "2026-03-17T09:00"),
        ("monthly", "2026-03-30T09:00", "2026-03-31T09:00"),
    ],
)
def test_their_rhythm_is_kept(rhythm: str, once: str, twice: str) -> None:
    they = member(rhythm=rhythm)
    wrote(they, now=NOW)
    assert soonest(they, CHECK_IN, now=NOW + timedelta(minutes=5)) == utc(once)

    wrote(they, now=NOW + timedelta(days=1))
    assert soonest(they, CHECK_IN, now=NOW + timedelta(days=1)) == utc(twice)


def test_who_moves_west_does_not_hear_twice_in_a_day() -> None:
    they = member("Pacific/Auckland")
    now = utc("2026-03-02T21:00")  # Tuesday, ten o'clock there
    wrote(they, now=now)
    they.time_zone = "America/Los_Angeles"  # Monday, one o'clock

    assert soonest(they, CHECK_IN, now=now) == utc("2026-03-03T17:00")


def test_a_zone_that_this_machine_does_not_know_is_utc() -> None:
    for zone in ("Mars/Olympus_Mons", "", "../etc/passwd", "/etc", "Europe", "a\0b"):
        assert soonest(member(zone), CHECK_IN, now=utc("2026-03-02T03:00")) == NOW


_ZONES = st.sampled_from(
    [LONDON, LORD_HOWE, APIA, ST_JOHNS, KATHMANDU, ADELAIDE, "Pacific/Kiritimati", "Pacific/Niue"]
)
_HOURS = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
_SETTINGS = st.fixed_dictionaries(
    {
        "time_zone": _ZONES,
        "works_from": _HOURS,
        "works_until": _HOURS,
        "weekend": st.lists(st.integers(0, 6), unique=True, max_size=6),
        "country": st.sampled_from([None, "", "GB", "NZ", "NP"]),
        "rhythm": st.sampled_from(sorted(RHYTHMS)),
        "unwanted": st.lists(st.sampled_from(sorted(set(UNASKED.values()))), unique=True),
        "away_until": st.none() | st.dates(date(2026, 3, 1), date(2026, 5, 1)),
        "paused_at": st.none() | st.just(NOW),
    }
)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(UNASKED)),
        st.integers(0, 4 * 24 * 60),  # minutes until it is due
        st.none() | _SETTINGS,  # what they set before
    ),
    max_size=25,
)


@tries(max_examples=150, deadline=None)
@given(_SETTINGS, _STEPS)
def test_never_three_in_a_week_nor_out_of_hours_whatever_they_set(
    first: dict[str, Any], steps: list[tuple[str, int, dict[str, Any] | None]]
) -> None:
    they, now, said = member(**first), NOW, list[datetime]()
    for kind, minutes, changed in steps:
        now += timedelta(minutes=minutes)
        for name, value in (changed or {}).items():
            setattr(they, name, value)
        at = soonest(they, kind, now=now)
        assert at is None or at >= now
        if at is None or (they.paused_at is not None and at > now):
            continue
        now = at
        assert soonest(they, kind, now=now) == now or they.paused_at is not None
        if they.paused_at is None:
            _must_be_at_work(they, now)
            said.append(now)
            wrote(they, now=now)

    assert all(after - before >= APART for before, after in pairwise(said))
    weeks = zip(said[:-2], said[2:], strict=True)
    assert all(after - before >= timedelta(days=7) for before, after in weeks)


def _must_be_at_work(they: Member, now: datetime) -> None:
    """By their own clock, and on a day on which they work; told in another way than the rule's."""
    there = now.astimezone(ZoneInfo(they.time_zone))
    begins, ends, clock = they.works_from, they.works_until, there.time()
    over_midnight = ends <= begins
    day = there.date() - timedelta(days=over_midnight and clock < ends)
    assert week_of(they).has(day)
    if they.away_until is not None:
        assert there.date() >= they.away_until or day >= they.away_until
    if over_midnight:
        assert clock >= begins or clock < ends
    else:
        assert begins <= clock < ends


def test_what_waits_is_looked_at_when_they_set_something_else(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        tom.paused_at = NOW
        show(db, WHAT_NEXT, 1, now=NOW, member_id=tom.id)
        show(db, INVITED, 1, now=NOW, member_id=tom.id)
        show(db, CHECK_IN, 1, now=NOW, at=NOW + timedelta(days=3), member_id=tom.id)
        assert all_due(db) == []
        tom.paused_at = None
        assert all_due(db) == [], "it is not looked at before"
        letters_follow(db, tom, now=NOW)

        [together] = all_due(db)
        assert together.kind == WHAT_NEXT
        assert [each.kind for each in together.riders] == [INVITED]
        assert row(delivery_by_occasion(db, f"{CHECK_IN}:1")).due_at == NOW + timedelta(days=3)


def test_whom_nobody_may_write_to_keeps_no_other_waiting(database: Database) -> None:
    with database.transaction() as db:
        lost, amina = join(db, "lost"), join(db, "amina")
        lost.time_zone = "Mars/Olympus_Mons"
        lost.away_until = date(9999, 12, 31)
        show(db, ROUND, 1, now=NOW, member_id=lost.id)
        show(db, ROUND, 2, now=NOW, member_id=amina.id)

        assert [each.subject_id for each in all_due(db)] == [2]
