"""Deliveries are planned: once for each reason, and for each where it belongs."""

from datetime import timedelta

import pytest

from bot.deliveries import DIGEST, refresh, refresh_under, show, show_home
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.programme import programme
from tests.cast import NOW, all_due, join

CARD = "experiments.card"


@pytest.fixture
def database(database: Database) -> Database:
    """With a noticeboard, so that what is for it can go out."""
    with database.transaction() as db:
        programme(db).noticeboard = "CNOTICEBO"
    return database


def test_planning_twice_is_planning_once(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        show(db, CARD, 1, now=NOW)
        row = delivery_by_occasion(db, f"{CARD}:1")

        assert [each.subject_id for each in all_due(db)] == [1]
        assert row is not None
        assert row.wanted == 2


def test_what_was_never_planned_is_not_brought_up_to_date(database: Database) -> None:
    with database.transaction() as db:
        refresh(db, CARD, 1, now=NOW)

        assert all_due(db) == []


def test_each_has_its_addressee_to_whom_one_thing_is_said_at_a_time(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        show(db, CARD, 1, now=NOW)
        show(db, DIGEST, 1, now=NOW)
        show(db, "thanks.heard", 1, now=NOW, under=f"{CARD}:1")
        show(db, "letter", 1, now=NOW, member_id=tom.id)
        show(db, "talk", 1, now=NOW, member_id=tom.id, with_id=amina.id)
        show_home(db, amina, now=NOW)
        show_home(db, tom, now=NOW)

        assert {(each.kind, each.addressee) for each in all_due(db)} == {
            (CARD, "noticeboard"),
            (DIGEST, "noticeboard"),
            ("thanks.heard", "noticeboard"),
            ("letter", f"member:{tom.id}"),
            ("talk", f"talk:{tom.id}:{amina.id}"),
            ("home", "homes"),
        }


def test_without_a_noticeboard_its_posts_wait_and_homes_do_not(database: Database) -> None:
    with database.transaction() as db:
        programme(db).noticeboard = None
        amina = join(db, "amina")
        show(db, CARD, 1, now=NOW)
        show(db, "home", amina.id, member_id=amina.id, now=NOW)
        assert [each.kind for each in all_due(db)] == ["home"]

        programme(db).noticeboard = "CELSEWHERE"
        assert [each.noticeboard for each in all_due(db)] == ["CELSEWHERE"]


def test_the_digest_does_not_wait_for_a_noticeboard_when_it_has_a_channel(
    database: Database,
) -> None:
    with database.transaction() as db:
        programme(db).noticeboard = None
        programme(db).digest_channel = "CDIGEST00"
        show(db, CARD, 1, now=NOW)
        show(db, DIGEST, 1, now=NOW)

        assert [(each.kind, each.noticeboard) for each in all_due(db)] == [(DIGEST, "CDIGEST00")]


def test_what_is_due_later_in_a_thread_waits(database: Database) -> None:
    with database.transaction() as db:
        later = NOW + timedelta(hours=1)
        show(db, "line", 1, now=NOW, at=later, under=f"{CARD}:1")
        show(db, "line", 2, now=NOW - timedelta(hours=1), under=f"{CARD}:1")
        refresh_under(db, CARD, 1, now=NOW)

        assert [each.subject_id for each in all_due(db)] == [2]
        assert [each.subject_id for each in all_due(db, now=later, lease_now=later)] == [1, 2]


def test_what_is_due_later_waits(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW, at=NOW + timedelta(hours=1))
        refresh(db, CARD, 1, now=NOW)

        assert all_due(db) == [], "a change does not bring it forward"
        assert len(all_due(db, now=NOW + timedelta(hours=1))) == 1
