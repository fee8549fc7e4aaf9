"""Turns: what is due is found, and of those ahead there is one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.database import Database
from storage.experiments import Experiment
from storage.turns import (
    ANSWERED,
    ASKED,
    COMING,
    RESTING,
    Turn,
    asked_turn,
    newest_turn,
    turn_ahead,
    turns_answered_by,
    turns_asked_of,
    turns_due,
    turns_to_look_at,
)
from tests.cast import NOW, checked_in, join, put_down

DAY = timedelta(days=1)


def put_in(
    db: Session, experiment: Experiment, state: str, *, due_at: datetime = NOW, **more: object
) -> Turn:
    turn = Turn(
        experiment_id=experiment.id,
        member_id=experiment.lead_id,
        state=state,
        due_at=due_at,
        since=NOW,
        **more,
    )
    db.add(turn)
    db.flush()
    return turn


def without_turns(db: Session, *titles: str) -> list[Experiment]:
    """Experiments of which nobody is asked yet."""
    amina = join(db, "amina")
    made = [put_down(db, amina, title=each) for each in titles]
    for each in made:
        db.delete(turn_ahead(db, each.id))
    db.flush()
    return made


def test_what_is_due_comes_oldest_first_and_nothing_else(database: Database) -> None:
    with database.transaction() as db:
        one, two, three, four = without_turns(db, "One", "Two", "Three", "Four")
        newer, older = put_in(db, one, COMING), put_in(db, two, COMING, due_at=NOW - DAY)
        put_in(db, three, COMING, due_at=NOW + DAY)
        put_in(db, four, RESTING)
        put_in(db, one, ASKED, looked_at=NOW + DAY)

        assert [each.id for each in turns_due(db, now=NOW, limit=9)] == [older.id, newer.id]
        assert [each.id for each in turns_due(db, now=NOW, limit=1)] == [older.id]
        assert turns_to_look_at(db, now=NOW, limit=9) == []
        assert len(turns_to_look_at(db, now=NOW + DAY, limit=9)) == 1


@pytest.mark.parametrize("state", [COMING, RESTING])
def test_one_is_ahead_of_each(database: Database, state: str) -> None:
    with database.transaction() as db:
        [one] = without_turns(db, "One")
        put_in(db, one, COMING)
        with pytest.raises(IntegrityError):
            put_in(db, one, state)
        db.rollback()


def test_the_newest_that_was_asked_whatever_became_of_it(database: Database) -> None:
    with database.transaction() as db:
        [one] = without_turns(db, "One")
        assert newest_turn(db, one.id) is None
        amina = join(db, "amina")
        said = checked_in(db, amina, one)
        first = put_in(db, one, ANSWERED, check_in_id=said.id)
        second = put_in(db, one, ASKED)
        put_in(db, one, COMING)

        for found, turn in ((newest_turn, second), (asked_turn, second)):
            got = found(db, one.id)
            assert got is not None
            assert got.id == turn.id
        assert [each.id for each in turns_answered_by(db, said.id)] == [first.id]
        assert [each.id for each in turns_asked_of(db, one.id, [amina.id])] == [
            first.id,
            second.id,
        ]
        assert turns_asked_of(db, one.id, []) == []
