"""Reflections and lines as rows, and the queries about them."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import Room, person, read_as
from storage.database import Database
from storage.people import Member
from storage.reflections import (
    Line,
    Reflection,
    line_by_id,
    line_of,
    lines_about,
    lines_of,
    newest_lines,
    newest_reflection_of,
    reflection_between,
    reflection_by_id,
    reflection_by_origin,
    reflections_about,
    reflections_by_ids,
    reflections_of,
    remove_line,
    remove_reflection,
)
from tests.cast import NOW, join, put_down


def reflect(db: Session, by: Member, **more: object) -> Reflection:
    given: dict[str, object] = {
        "author_id": by.id,
        "prompt_set": "line",
        "answers": [{"question": "What?", "words": "Words."}],
        "visibility": "group",
        "shared_at": NOW,
        "folded": "words.",
        "created_at": NOW,
        "updated_at": NOW,
    }
    reflection = Reflection(**{**given, **more})
    db.add(reflection)
    db.flush()
    return reflection


def say(db: Session, reflection: Reflection, words: str = "A line.") -> Line:
    line = Line(
        author_id=reflection.author_id,
        reflection_id=reflection.id,
        experiment_id=reflection.experiment_id,
        words=words,
        visibility="group",
        shared_at=NOW,
    )
    db.add(line)
    db.flush()
    return line


def test_found_by_id_and_by_origin(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        read_as(db, person(amina))
        mine = reflect(db, amina, origin="V1", visibility="only_me")
        assert reflection_by_id(db, mine.id) is mine
        assert reflection_by_origin(db, "V1") is mine
        assert reflections_by_ids(db, [mine.id, 99]) == {mine.id: mine}
        read_as(db, person(tom))
        assert reflection_by_id(db, mine.id) is None
        assert reflections_by_ids(db, [mine.id]) == {}


def test_one_origin_makes_one_row(database: Database) -> None:
    with database.transaction() as db:
        reflect(db, join(db, "amina"), origin="V1")
    with pytest.raises(IntegrityError), database.transaction() as db:
        reflect(db, join(db, "amina"), origin="V1")


def test_ones_own_newest_first_by_page_and_by_word(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        read_as(db, person(amina))
        one = reflect(db, amina, folded="50% of it").id
        two = reflect(db, amina, created_at=NOW + timedelta(days=1), folded="50 of it").id
        reflect(db, tom)
        found = reflections_of(db, amina.id, limit=9)
        assert [each.id for each in found] == [two, one]
        assert [each.id for each in reflections_of(db, amina.id, limit=9, before=two)] == [one]
        assert [each.id for each in reflections_of(db, amina.id, limit=9, word="0%")] == [one]
        newest = newest_reflection_of(db, amina.id)
        assert newest is not None
        assert newest.id == two
        between = reflection_between(db, amina.id, since=NOW, until=NOW + timedelta(hours=1))
        assert between is not None
        assert between.id == one


def test_about_an_experiment_what_the_reader_may_read(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        about = put_down(db, amina).id
        reflect(db, amina, experiment_id=about, visibility="only_me")
        shared = reflect(db, amina, experiment_id=about)
        say(db, shared)
        read_as(db, person(tom))
        assert reflections_about(db, about, limit=9) == [shared]
        assert [each.words for each in lines_about(db, about, limit=9)] == ["A line."]


def test_a_line_is_for_the_group_while_the_rest_is_not(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        read_as(db, person(amina))
        mine = reflect(db, amina, visibility="only_me")
        line = say(db, mine)
        read_as(db, Room())
        assert reflection_by_id(db, mine.id) is None
        assert line_by_id(db, line.id) is line
        assert newest_lines(db, limit=9) == [line]
        assert lines_of(db, [mine]) == {mine.id: line}
        remove_line(db, line.id)
        assert line_of(db, mine.id) is None


def test_its_line_goes_with_it(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        read_as(db, person(amina))
        mine = reflect(db, amina)
        line_id = say(db, mine).id
        remove_reflection(db, mine.id)
        db.expire_all()
        assert line_by_id(db, line_id) is None
