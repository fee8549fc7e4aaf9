"""Details as rows: one answer to one field of one turn, read with the experiment."""

import pytest
from sqlalchemy.exc import IntegrityError

from bot.visibility import Everybody, Room, guard_sessions, person, read_as
from storage.database import Database
from storage.details import Detail, detail, details_of
from storage.experiments import Experiment
from storage.people import Member
from tests.cast import NOW, join, put_down

guard_sessions()


def answer(experiment: Experiment, by: Member, field: str, words: str, *, cycle: int = 1) -> Detail:
    return Detail(
        experiment_id=experiment.id,
        cycle=cycle,
        field=field,
        words=words,
        changed_by=by.id,
        changed_at=NOW,
    )


def test_answers_are_found_turn_by_turn_and_empty_ones_are_not_there(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment, other = put_down(db, amina), put_down(db, amina)
        db.add(answer(experiment, amina, "actors", "Clerks."))
        db.add(answer(experiment, amina, "heard", ""))
        db.add(answer(experiment, amina, "actors", "Families.", cycle=2))
        db.add(answer(other, amina, "actors", "Teachers."))
        db.flush()

        assert details_of(db, experiment.id, 1) == {"actors": "Clerks."}
        assert details_of(db, experiment.id, 2) == {"actors": "Families."}
        assert details_of(db, experiment.id, 3) == {}
        emptied = detail(db, experiment.id, 1, "heard")
        assert emptied is not None
        assert detail(db, experiment.id, 2, "heard") is None


def test_whoever_cannot_read_the_experiment_reads_no_answer(database: Database) -> None:
    with database.transaction() as db:
        amina, leila = join(db, "amina"), join(db, "leila", facilitator=True)
        private = put_down(db, amina, visibility="only_me")
        shared = put_down(db, amina)
        for each in (private, shared):
            db.add(answer(each, amina, "actors", "Clerks."))
        db.flush()

        for reader in (person(leila), Room()):
            read_as(db, reader)
            assert details_of(db, private.id, 1) == {}
            assert detail(db, private.id, 1, "actors") is None
            assert details_of(db, shared.id, 1) == {"actors": "Clerks."}
        read_as(db, Everybody())
        assert details_of(db, shared.id, 1) == {}


def test_a_field_of_a_turn_has_one_answer_whatever_the_rules_do(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        db.add(answer(experiment, amina, "actors", "Clerks."))
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.add(answer(experiment, amina, "actors", "Families."))
