"""Links and same questions, as rows."""

import pytest
from sqlalchemy.exc import IntegrityError

from bot.visibility import Room, guard_sessions, person, read_as
from storage.database import Database
from storage.experiments import newest_active_experiments
from storage.links import (
    Link,
    SameQuestion,
    link_between,
    link_by_id,
    links_of,
    remove_link,
    remove_same_question,
    same_question_by_id,
    same_question_of,
    same_questions_about,
)
from tests.cast import NOW, join, put_down

guard_sessions()


def test_a_link_is_found_from_both_ends_until_it_is_removed(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        one, two = put_down(db, amina), put_down(db, amina)
        link = Link(from_id=one.id, to_id=two.id, kind="informs", made_by=amina.id, made_at=NOW)
        db.add(link)
        db.flush()
        assert links_of(db, one.id) == links_of(db, two.id) == [link]
        assert link_between(db, one.id, two.id, "informs") is link
        assert link_between(db, two.id, one.id, "informs") is None
        remove_link(db, link.id)

        assert link_by_id(db, link.id) is None


def test_who_has_the_same_question_is_the_teams_and_their_own_to_know(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, priya = join(db, "amina"), join(db, "tom"), join(db, "priya")
        experiment = put_down(db, amina)
        same = SameQuestion(
            experiment_id=experiment.id, member_id=tom.id, words="Here too.", said_at=NOW
        )
        db.add(same)
        db.flush()
        for reader in (person(amina), person(tom)):
            read_as(db, reader)
            assert same_questions_about(db, experiment.id) == [same]
            assert same_question_by_id(db, same.id) is same
            assert same_question_of(db, experiment.id, tom.id) is same
        for stranger in (person(priya), Room()):
            read_as(db, stranger)
            assert same_questions_about(db, experiment.id) == []
            assert same_question_by_id(db, same.id) is None
            remove_same_question(db, same.id)
        read_as(db, person(tom))
        assert same_question_by_id(db, same.id) is same
        remove_same_question(db, same.id)
        assert same_question_by_id(db, same.id) is None


def test_one_member_has_it_once(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        for _ in range(2):
            db.add(
                SameQuestion(experiment_id=experiment.id, member_id=amina.id, words="", said_at=NOW)
            )


def test_what_is_worked_on_newest_first(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        one, two, three, four = (put_down(db, amina) for _ in range(4))
        two.state = "resting"
        found = newest_active_experiments(db, besides=four.id, limit=2)

        assert [each.id for each in found] == [three.id, one.id]
