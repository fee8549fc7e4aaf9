"""Experiments as rows, and the queries about them."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.visibility import Room, guard_sessions, person, read_as
from storage.database import Database
from storage.experiments import (
    experiment_by_id,
    experiment_by_origin,
    leads_of,
    newest_shared_experiments,
)
from storage.teams import experiments_for, experiments_of, team_of, unanswered_experiments_of
from tests.cast import join, put_down, put_on

guard_sessions()


def test_an_experiment_is_found_by_id_and_by_origin(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        experiment.origin = "V1"

        assert experiment_by_id(db, experiment.id) is experiment
        assert experiment_by_id(db, experiment.id + 1) is None
        assert experiment_by_origin(db, "V1") is experiment


def test_one_origin_makes_one_row_whatever_the_rules_do(database: Database) -> None:
    with database.transaction() as db:
        put_down(db, join(db, "amina")).origin = "V1"
    with pytest.raises(IntegrityError), database.transaction() as db:
        put_down(db, join(db, "amina")).origin = "V1"


def test_a_reference_is_never_given_twice(database: Database) -> None:
    """People say it aloud: E-2 must not come to mean something else."""
    with database.transaction() as db:
        first = put_down(db, join(db, "amina")).id
    with pytest.raises(ValueError, match="no"), database.transaction() as db:
        put_down(db, join(db, "amina"))
        raise ValueError("no")
    with database.transaction() as db:
        assert put_down(db, join(db, "amina")).id > first


def test_newest_first_page_by_page(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        one, two, three = (put_down(db, amina, title=str(n)).id for n in range(3))

        def page(**more: Any) -> list[int]:
            return [each.id for each in experiments_for(db, amina.id, limit=2, **more)]

        assert page() == [three, two]
        assert page(before=two) == [one]
        assert page(word="1") == [two]
        assert page(word="%") == []


def test_what_a_member_may_read_is_the_groups_and_their_own(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        shared = put_down(db, tom).id
        circle = put_down(db, tom, visibility="circle").id
        put_down(db, tom, visibility="only_me")
        own = put_down(db, amina, visibility="only_me").id
        both = put_down(db, amina).id
        put_on(db, circle, amina)
        db.flush()
        read_as(db, person(amina))

        found = experiments_for(db, amina.id, limit=9)
        assert [each.id for each in found] == [both, own, circle, shared]


def test_those_of_a_member_are_those_with_the_member_on_the_team(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        hers, his = put_down(db, amina), put_down(db, tom)
        joint = put_down(db, tom, title="Together")
        put_on(db, joint.id, amina)
        read_as(db, person(amina))

        assert [each.id for each in experiments_of(db, amina.id, limit=5)] == [joint.id, hers.id]
        assert [each.id for each in team_of(db, joint.id)] == [tom.id, amina.id]
        assert leads_of(db, [hers, his]) == {hers.id: amina, his.id: tom}


def test_what_is_the_groups_is_what_its_room_may_read(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        shared = put_down(db, amina)
        put_down(db, amina, visibility="only_me")
        put_down(db, amina, visibility="circle")
        put_down(db, amina, stage="explore")

        waiting = put_down(db, amina, stage="explore", title="Waits for three answers")

        assert [each.id for each in newest_shared_experiments(db, limit=9)] == [shared.id]
        assert [each.id for each in unanswered_experiments_of(db, amina.id, limit=1)] == [
            waiting.id
        ]
        read_as(db, Room())
        assert [each.id for each in newest_shared_experiments(db, limit=9)] == [shared.id]
