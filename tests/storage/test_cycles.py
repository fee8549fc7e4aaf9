"""Moves as rows: the trail with its loops, turn by turn, and one move for each save."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.cycles import record
from bot.visibility import Room, guard_sessions, person, read_as
from storage.cycles import (
    PastCycle,
    move_by_id,
    move_by_origin,
    moves_of,
    newest_move,
    newest_rest,
    past_cycle,
    remark_at,
    remarks_of,
    trail_of,
)
from storage.database import Database
from storage.experiments import Experiment
from tests.cast import NOW, join, put_down

guard_sessions()


def go(db: Session, experiment: Experiment, kind: str, stage: str, words: str = "") -> int:
    experiment.stage = stage
    return record(db, experiment, join(db, "amina"), kind, words=words, now=NOW).id


def test_the_trail_tells_every_loop_and_no_standstill(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        go(db, experiment, "onward", "understand")
        go(db, experiment, "noted", "understand")
        go(db, experiment, "rested", "understand")
        go(db, experiment, "woke", "understand")
        go(db, experiment, "looped_back", "idea")
        go(db, experiment, "closed", "idea")
        experiment.cycle = 2
        go(db, experiment, "new_cycle", "understand")

        assert list(trail_of(db, experiment.id)) == ["idea", "understand", "idea", "understand"]
        assert list(trail_of(db, experiment.id, 1)) == ["idea", "understand", "idea"]
        assert list(trail_of(db, experiment.id, 2)) == ["understand"]
        assert list(trail_of(db, experiment.id + 1)) == []


def test_the_newest_move_and_since_when_it_rests(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment, other = put_down(db, amina), put_down(db, amina)
        assert newest_rest(db, experiment.id) is None
        rested = go(db, experiment, "rested", "idea")
        noted = go(db, experiment, "noted", "idea")
        go(db, other, "rested", "idea")

        newest, rest = newest_move(db, experiment.id), newest_rest(db, experiment.id)
        assert (newest and newest.id, rest and rest.id) == (noted, rested)
        handed = go(db, experiment, "handed_over", "idea")
        rest = newest_rest(db, experiment.id)
        assert rest is not None
        assert rest.id == handed
        assert move_by_id(db, handed) is rest
        assert newest_move(db, other.id + 1) is None


def test_one_origin_makes_one_move_whatever_the_rules_do(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        first = record(db, experiment, join(db, "amina"), "noted", origin="V1", now=NOW)
        assert move_by_origin(db, "V1") is first
        assert move_by_origin(db, "V2") is None
    with pytest.raises(IntegrityError), database.transaction() as db:
        record(db, experiment, join(db, "amina"), "noted", origin="V1", now=NOW)


def test_what_was_said_is_read_with_the_experiment(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        shared, private = put_down(db, amina), put_down(db, amina, visibility="only_me")
        said = go(db, shared, "noted", "idea", "For all.")
        kept = go(db, private, "noted", "idea", "For me.")

        assert remark_at(db, kept) is not None
        for reader in (person(tom), Room()):
            read_as(db, reader)
            assert [each.words for each in remarks_of(db, shared.id).values()] == ["For all."]
            assert remark_at(db, said) is not None
            assert remark_at(db, kept) is None
            assert remarks_of(db, private.id) == {}
        assert len(moves_of(db, private.id)) == 2, "that it moved holds no words"


def test_earlier_turns_are_read_with_the_experiment_newest_first(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina)
        answers = dict.fromkeys(("could_be_hurt", "people_know", "how_stop", "purpose"), "")
        for number in (1, 2):
            turn = PastCycle(
                experiment_id=experiment.id,
                number=number,
                question=f"Question {number}?",
                ended_at=NOW,
                **answers,
            )
            db.add(turn)
        db.flush()
        read_as(db, person(tom))

        first = past_cycle(db, experiment.id, 1)
        assert first is not None
        assert first.question == "Question 1?"
        assert past_cycle(db, experiment.id, 3) is None
        read_as(db, person(amina))
        experiment.visibility = "only_me"
        db.flush()
        read_as(db, person(tom))
        assert past_cycle(db, experiment.id, 1) is None
