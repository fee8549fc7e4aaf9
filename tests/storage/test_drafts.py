"""Drafts as rows: one for each window, and the queries about them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.drafts import (
    Draft,
    draft_in,
    drafts_of,
    remove_drafts,
    remove_drafts_before,
    remove_drafts_of,
)
from storage.people import Member
from tests.cast import NOW, join

FORM = "reflections.save"


def begin(db: Session, by: Member, view: str, *, at: datetime = NOW) -> None:
    db.add(
        Draft(
            member_id=by.id,
            view=view,
            form=FORM,
            words={"answers": [view]},
            typed_at=1.5,
            began_at=at,
            saved_at=at,
        )
    )
    db.flush()


def views(db: Session, by: Member) -> list[str]:
    read_as(db, person(by))
    return [each.view for each in drafts_of(db, by.id, FORM, since=NOW - timedelta(days=30))]


@pytest.fixture
def people(database: Database) -> tuple[Member, Member]:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        begin(db, amina, "V1", at=NOW - timedelta(days=1))
        begin(db, amina, "V2")
        begin(db, amina, "V0", at=NOW - timedelta(days=31))
        begin(db, tom, "V3")
    return amina, tom


def test_newest_first_and_nothing_old(database: Database, people: tuple[Member, Member]) -> None:
    amina, tom = people
    with database.read() as db:
        assert views(db, amina) == ["V2", "V1"]
        assert views(db, tom) == ["V3"]
        read_as(db, person(tom))
        assert draft_in(db, amina.id, "V1") is None, "they are their writer's alone"
        assert drafts_of(db, amina.id, FORM, since=NOW - timedelta(days=30)) == []


def test_they_go_one_by_one_and_all_at_once(
    database: Database, people: tuple[Member, Member]
) -> None:
    amina, tom = people
    with database.transaction() as db:
        read_as(db, person(amina))
        remove_drafts(db, amina.id, {"V1", "V9"})
        remove_drafts(db, amina.id, set())
        assert views(db, amina) == ["V2"]
        remove_drafts_of(db, amina.id)
        assert views(db, amina) == []
        assert views(db, tom) == ["V3"]


def test_the_old_ones_go_whosever_they_are(
    database: Database, people: tuple[Member, Member]
) -> None:
    amina, tom = people
    with database.transaction() as db:
        read_as(db, Keeper())
        remove_drafts_before(db, NOW - timedelta(hours=1))
        assert views(db, amina) == ["V2"]
        assert views(db, tom) == ["V3"]
        assert draft_in(db, amina.id, "V0") is None
