"""How often an experiment's people are asked: one turn ahead of each, at the same hour there."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.cards import changed
from bot.cycles import Step, move
from bot.hours import Week
from bot.pauses import end, rest
from bot.proposals import answer, ask_to_lead
from bot.rhythms import DAYS, days_later, due_after, turn_follows
from bot.teams import choose_rhythm
from bot.visibility import person, read_as
from storage.database import Database
from storage.experiments import Experiment
from storage.people import Member
from storage.turns import COMING, RESTING, Turn, turn_ahead
from tests.cast import NOW, join, put_down, put_on

DAY = timedelta(days=1)
ZONES = (
    "Asia/Kathmandu", "Australia/Adelaide", "Australia/Lord_Howe", "America/St_Johns",
    "Pacific/Apia", "Europe/London", "America/New_York",
)  # fmt: skip


def ahead(db: Session, experiment: Experiment) -> Turn:
    turn = turn_ahead(db, experiment.id)
    assert turn is not None
    return turn


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("days", [7, 14, 28])
def test_they_are_asked_when_they_begin_whenever_they_answered(zone: str, days: int) -> None:
    moment = datetime(2027, 1, 4, 15, 30, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    moment = days_later(moment, 0, Week(zone, begins=time(9, 30)))
    for _ in range(364 // days):
        later = days_later(moment + timedelta(hours=5), days, Week(zone, begins=time(9, 30)))
        there = later.astimezone(ZoneInfo(zone))
        assert (there.hour, there.minute, there.weekday()) == (9, 30, 0)
        assert timedelta(days=days, hours=-1) <= later - moment <= timedelta(days=days, hours=1)
        moment = later


@pytest.mark.parametrize(
    ("rhythm", "answered", "next_due"),
    [
        ("weekly", 0, 7),  # at once
        ("weekly", 3, 7),
        ("weekly", 5, 9),  # on Saturday: not two days later, and not only on the Monday after that
        ("fortnightly", 6, 14),
        ("fortnightly", 13, 20),
        ("monthly", 20, 34),
    ],
)
def test_who_answers_late_is_asked_at_their_rhythm_all_the_same(
    database: Database, rhythm: str, answered: int, next_due: int
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        experiment.rhythm = rhythm
        asked_at, said_at = NOW, NOW + answered * DAY

        assert due_after(db, experiment, said_at, asked_at=asked_at) == NOW + next_due * DAY
        unasked = due_after(db, experiment, said_at, asked_at=None)
        assert unasked == said_at + DAYS[rhythm] * DAY


@pytest.mark.parametrize(
    ("zone", "since", "due"),
    [
        # In UTC. The hour that the clocks skip is the one after it; of one that comes twice, the
        # first.
        ("Europe/London", "2027-03-21 01:30", "2027-03-28 01:30"),
        ("Europe/London", "2027-10-24 00:30", "2027-10-31 00:30"),
        ("Australia/Lord_Howe", "2027-03-27 14:45", "2027-04-03 14:45"),
        ("Australia/Lord_Howe", "2027-09-25 15:45", "2027-10-02 15:45"),
        ("America/St_Johns", "2027-03-07 06:00", "2027-03-14 06:00"),
        ("Australia/Adelaide", "2027-09-25 17:00", "2027-10-02 17:00"),
        ("Pacific/Apia", "2027-03-27 14:00", "2027-04-03 14:00"),
        ("Asia/Kathmandu", "2027-03-27 20:00", "2027-04-03 20:00"),
    ],
)  # fmt: skip
def test_in_the_nights_when_clocks_change(zone: str, since: str, due: str) -> None:
    before = datetime.fromisoformat(f"{since}Z")
    week = Week(zone, begins=before.astimezone(ZoneInfo(zone)).time(), ends=time(23, 59))
    later = days_later(before, 7, week)

    assert later == datetime.fromisoformat(f"{due}Z")


def test_it_is_asked_every_two_weeks_until_somebody_chooses(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))

        turn = ahead(db, experiment)
        assert (turn.state, turn.due_at, turn.since) == (COMING, NOW + 14 * DAY, NOW)
        assert turn.member_id == experiment.lead_id


@pytest.mark.parametrize(
    ("rhythm", "due"),
    [("weekly", NOW + 7 * DAY), ("fortnightly", NOW + 14 * DAY), ("monthly", NOW + 28 * DAY)],
)
def test_what_is_chosen_counts_from_when_it_began(
    database: Database, rhythm: str, due: datetime
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        choose_rhythm(db, amina, experiment.id, rhythm, now=NOW + 3 * DAY)

        assert ahead(db, experiment).due_at == due


def test_who_chooses_to_be_asked_more_often_is_not_asked_that_minute(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        choose_rhythm(db, amina, experiment.id, "monthly", now=NOW)
        choose_rhythm(db, amina, experiment.id, "weekly", now=NOW + 20 * DAY)

        assert ahead(db, experiment).due_at == NOW + 21 * DAY


def test_dont_ask_is_no_turn_and_choosing_again_is_one(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        choose_rhythm(db, amina, experiment.id, "when_i_choose", now=NOW)
        assert turn_ahead(db, experiment.id) is None
        changed(db, experiment, now=NOW + DAY)
        assert turn_ahead(db, experiment.id) is None

        choose_rhythm(db, amina, experiment.id, "weekly", now=NOW + 40 * DAY)
        assert ahead(db, experiment).due_at == NOW + 47 * DAY


def _rests(db: Session, by: Member, experiment: Experiment) -> None:
    rest(db, by, experiment.id, None, origin=None, now=NOW + DAY)


def _ends(db: Session, by: Member, experiment: Experiment) -> None:
    end(db, by, experiment.id, "learned_enough", origin=None, now=NOW + DAY)


@pytest.mark.parametrize("stop", [_rests, _ends])
def test_what_rests_or_has_ended_is_not_asked_about_until_it_is_taken_up(
    database: Database, stop: Callable[[Session, Member, Experiment], None]
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        stop(db, amina, experiment)
        assert turn_ahead(db, experiment.id) is None

        move(db, amina, experiment.id, Step("understand"), origin=None, now=NOW + 90 * DAY)
        assert ahead(db, experiment).due_at == NOW + 104 * DAY


def test_an_edit_moves_nothing(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        before = ahead(db, experiment).id
        for day in range(5):
            changed(db, experiment, now=NOW + day * DAY)

        turn = ahead(db, experiment)
        assert (turn.id, turn.due_at) == (before, NOW + 14 * DAY)


def test_whoever_is_to_be_talked_to_is_asked(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)
        asked = ask_to_lead(db, amina, experiment.id, tom.id, now=NOW)
        read_as(db, person(tom))
        answer(db, tom, asked.id, yes=True, now=NOW)

        assert ahead(db, experiment).member_id == tom.id


def test_a_pause_by_a_word_ends_when_somebody_chooses_how_often(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        ahead(db, experiment).state = RESTING
        changed(db, experiment, now=NOW + DAY)
        turn_follows(db, experiment, now=NOW + DAY)
        assert ahead(db, experiment).state == RESTING

        choose_rhythm(db, amina, experiment.id, "monthly", now=NOW + 2 * DAY)
        assert ahead(db, experiment).state == COMING
