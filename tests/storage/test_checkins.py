"""Check-ins as rows, and the queries about them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.visibility import person, read_as
from storage.checkins import (
    CheckIn,
    check_in_by_id,
    check_in_by_origin,
    check_ins_about,
    check_ins_by_ids,
    newest_check_in_of,
    newest_check_ins_about,
    newest_try_of,
    remove_check_in,
)
from storage.database import Database
from storage.reflections import Line, line_of_check_in, lines_of_check_ins
from storage.teams import experiments_going_on
from tests.cast import NOW, checked_in, join, put_down, put_on


def test_found_by_id_and_by_origin(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        mine = checked_in(db, amina, put_down(db, amina), visibility="only_me")
        mine.origin = "V1"
        db.flush()
        assert check_in_by_id(db, mine.id) is mine
        assert check_in_by_origin(db, "V1") is mine
        assert check_ins_by_ids(db, [mine.id, 99]) == {mine.id: mine}
        assert check_ins_by_ids(db, []) == {}
        read_as(db, person(tom))
        assert check_in_by_id(db, mine.id) is None
        assert check_in_by_origin(db, "V1") is None
        assert check_ins_by_ids(db, [mine.id]) == {}


def test_one_origin_makes_one_row(database: Database) -> None:
    def put() -> None:
        with database.transaction() as db:
            amina = join(db, "amina")
            checked_in(db, amina, put_down(db, amina)).origin = "V1"

    put()
    with pytest.raises(IntegrityError):
        put()


def test_about_an_experiment_newest_first_and_by_page(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment, other = put_down(db, amina), put_down(db, amina)
        made = [checked_in(db, amina, experiment) for _ in range(3)]
        checked_in(db, amina, other)
        assert check_ins_about(db, experiment.id, limit=2) == [made[2], made[1]]
        assert check_ins_about(db, experiment.id, limit=2, before=made[1].id) == [made[0]]
        found = newest_check_ins_about(db, [experiment.id, 99])
        assert found == {experiment.id: made[2]}


def test_what_somebody_last_said_and_last_wanted_to_try(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina)
        tries = checked_in(db, amina, experiment, will_try="Doors.")
        last = checked_in(db, amina, experiment)
        checked_in(db, tom, experiment, will_try="His.")
        about = experiment.id
        assert newest_check_in_of(db, amina.id, experiment_id=about) is last
        assert newest_check_in_of(db, amina.id, experiment_id=about, but=last.id) is tries
        assert newest_try_of(db, amina.id, experiment_id=about) is tries
        assert newest_try_of(db, amina.id, experiment_id=about, but=tries.id) is None


def test_its_line_goes_with_it(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        check_in = checked_in(db, amina, experiment)
        line = Line(
            author_id=amina.id,
            check_in_id=check_in.id,
            experiment_id=experiment.id,
            words="A line.",
            visibility="group",
            shared_at=NOW,
        )
        db.add(line)
        db.flush()
        assert line_of_check_in(db, check_in.id) is line
        assert lines_of_check_ins(db, [check_in.id, 99]) == {check_in.id: line}
        assert lines_of_check_ins(db, []) == {}
        remove_check_in(db, check_in.id)
        assert db.scalars(select(Line)).all() == []
        assert db.scalars(select(CheckIn)).all() == []


def test_what_goes_on_has_not_ended(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        ended, rests, active = (put_down(db, amina) for _ in range(3))
        ended.state, rests.state = "closed", "resting"
        put_on(db, active.id, tom, at=NOW - timedelta(days=1))
        assert experiments_going_on(db, amina.id, limit=9) == [active, rests]
        assert experiments_going_on(db, amina.id, limit=1) == [active]
        read_as(db, person(tom))
        assert experiments_going_on(db, tom.id, limit=9) == [active]
