"""The rules of resting and ending: chosen by its people, and never the last word."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.cycles import LINE, WAKE, Step, move
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.pauses import REASONS, end, let_rest, rest
from bot.visibility import guard_sessions, person, read_as
from storage.cycles import moves_of, newest_rest
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.experiments import Experiment
from tests.cast import NOW, join, put_down

guard_sessions()
MAY = date(2026, 5, 3)


def wake_up(db: Session, experiment: Experiment) -> Delivery | None:
    rested = newest_rest(db, experiment.id)
    return delivery_by_occasion(db, occasion(WAKE, rested.id)) if rested else None


def test_it_rests_until_a_day_and_its_lead_is_asked_in_the_morning_there(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        amina.time_zone = "Europe/London"
        experiment = put_down(db, amina)
        rest(db, amina, experiment.id, MAY, "Until the budget.", origin=None, now=NOW)

        assert (experiment.state, experiment.wake_on) == ("resting", MAY)
        planned = wake_up(db, experiment)
        assert planned is not None
        assert planned.due_at.isoformat() == "2026-05-03T08:00:00+00:00", "nine in British summer"
        assert planned.member_id == amina.id
        newest = moves_of(db, experiment.id)[-1]
        assert (newest.kind, newest.until) == ("rested", MAY)
        assert delivery_by_occasion(db, occasion(LINE, newest.id)) is not None


def test_without_a_day_nobody_is_asked(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        rest(db, amina, experiment.id, None, origin=None, now=NOW)

        assert (experiment.state, wake_up(db, experiment)) == ("resting", None)


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_day_that_is_over_is_refused(database: Database, days: int) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        with pytest.raises(Refusal, match=r"cycles\.day_is_over") as refusal:
            day = NOW.date() + timedelta(days=days)
            rest(db, amina, experiment.id, day, origin=None, now=NOW)

        assert refusal.value.field == "wake_on"
        assert experiment.state == "active"


def test_today_is_over_where_the_day_is_already_another(database: Database) -> None:
    with database.transaction() as db:
        mere = join(db, "mere")
        mere.time_zone = "Pacific/Auckland"
        late = NOW.replace(hour=22)  # the next morning there
        experiment = put_down(db, mere)

        with pytest.raises(Refusal, match=r"cycles\.day_is_over"):
            rest(db, mere, experiment.id, date(2026, 3, 3), origin=None, now=late)
        rest(db, mere, experiment.id, date(2026, 3, 4), origin=None, now=late)


def test_another_rest_asks_on_its_own_day(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        first = rest(db, amina, experiment.id, MAY, origin="V1", now=NOW)
        again = rest(db, amina, experiment.id, MAY, origin="V1", now=NOW)
        assert again is first, "the same save twice"
        move(db, amina, experiment.id, Step("idea"), origin=None, now=NOW)
        second = rest(db, amina, experiment.id, MAY, origin="V2", now=NOW)

        assert second.id != first.id
        for each in (first, second):
            assert delivery_by_occasion(db, occasion(WAKE, each.id)) is not None


def test_asked_on_the_day_it_may_rest_on(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        with pytest.raises(Refusal, match=r"cycles\.rests_no_more"):
            let_rest(db, amina, experiment.id, now=NOW)
        rest(db, amina, experiment.id, MAY, origin=None, now=NOW)

        let_rest(db, amina, experiment.id, now=NOW)
        assert (experiment.state, experiment.wake_on) == ("resting", None)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("rests", [False, True], ids=["active", "resting"])
def test_it_ends_for_one_of_eight_reasons(database: Database, reason: str, *, rests: bool) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage="co_design")
        if rests:
            rest(db, amina, experiment.id, MAY, origin=None, now=NOW)
        ended = end(db, amina, experiment.id, reason, "Thanks.", origin=None, now=NOW)

        assert (experiment.state, experiment.closed_reason) == ("closed", reason)
        assert (ended.kind, ended.reason, ended.stage) == ("closed", reason, "co_design")
        assert experiment.wake_on is None
        with pytest.raises(Refusal, match=r"cycles\.has_ended"):
            end(db, amina, experiment.id, reason, origin=None, now=NOW)
        with pytest.raises(Refusal, match=r"cycles\.has_ended"):
            rest(db, amina, experiment.id, MAY, origin=None, now=NOW)


def test_a_forged_reason_is_none(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        with pytest.raises(Refusal, match=r"experiments\.unknown_choice"):
            end(db, amina, experiment.id, "boredom", origin=None, now=NOW)


@pytest.mark.parametrize("facilitator", [False, True], ids=["a member", "a facilitator"])
def test_nobody_but_its_people_lets_it_rest_or_ends_it(
    database: Database, *, facilitator: bool
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        rest(db, amina, experiment.id, MAY, origin=None, now=NOW)
        tom = join(db, "tom", facilitator=facilitator)
        read_as(db, person(tom))

        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            rest(db, tom, experiment.id, MAY, origin=None, now=NOW)
        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            end(db, tom, experiment.id, "left_open", origin=None, now=NOW)
        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            let_rest(db, tom, experiment.id, now=NOW)
        assert (experiment.state, experiment.wake_on) == ("resting", MAY)
