"""What comes back to those who wrote, as rows, read by whom it is for."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.visibility import Everybody, Reader, Room, guard_sessions, person, read_as
from storage.database import Database
from storage.reflections import reflection_between, remove_reflection
from storage.thanks import (
    Talk,
    Thanks,
    add_thanks_round,
    latest_talk_about,
    latest_thanks_round,
    latest_wish,
    remove_thanks,
    talk_by_id,
    talk_by_origin,
    talks_about,
    thanks_by,
    thanks_in,
    thanks_round,
    thanks_round_by_id,
)
from tests.cast import NOW, join, reflect

guard_sessions()
DAY = timedelta(days=1)


def test_a_round_is_added_once(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        for _ in range(2):
            add_thanks_round(db, amina.id, NOW)
        add_thanks_round(db, amina.id, NOW + DAY)
        first, last = thanks_round(db, amina.id, NOW), latest_thanks_round(db, amina.id)

        assert first is not None
        assert last is not None
        assert (first.due_at, last.due_at) == (NOW, NOW + DAY)
        assert thanks_round_by_id(db, first.id) is first
        assert latest_thanks_round(db, join(db, "tom").id) is None


def test_thanks_are_the_authors_and_the_givers_and_go_with_the_reflection(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom, leila = join(db, "amina"), join(db, "tom"), join(db, "leila", facilitator=True)
        read_as(db, person(amina))
        one = reflect(db, amina, line="a")
        add_thanks_round(db, amina.id, NOW)
        gathered = thanks_round(db, amina.id, NOW)
        assert gathered is not None
        for kind in ("thank", "same"):
            given = {"reflection_id": one.id, "member_id": tom.id, "author_id": amina.id}
            db.add(Thanks(**given, kind=kind, round_id=gathered.id, given_at=NOW))
        db.flush()
        readers: dict[Reader, int] = {
            person(amina): 2,
            person(tom): 2,
            person(leila): 0,
            Room(): 0,
            Everybody(): 0,
        }
        for reader, seen in readers.items():
            read_as(db, reader)
            assert len(thanks_in(db, gathered.id)) == seen, reader

        read_as(db, person(leila))
        remove_thanks(db, one.id, tom.id, "thank")
        read_as(db, person(tom))
        assert len(thanks_in(db, gathered.id)) == 2, "nobody takes back what others said"
        remove_thanks(db, one.id, tom.id, "thank")
        assert thanks_by(db, one.id, tom.id, "thank") is None
        assert thanks_by(db, one.id, tom.id, "same") is not None

        read_as(db, person(amina))
        remove_reflection(db, one.id)
        assert list(thanks_in(db, gathered.id)) == []


def test_the_same_is_said_once_whatever_the_rules_do(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        amina = join(db, "amina")
        one = reflect(db, amina, line="a")
        add_thanks_round(db, amina.id, NOW)
        for _ in range(2):
            given = {"reflection_id": one.id, "member_id": amina.id, "author_id": amina.id}
            db.add(Thanks(**given, kind="thank", round_id=1, given_at=NOW))


def test_talks_are_found_by_what_they_are_about_and_read_by_the_two(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, leila = join(db, "amina"), join(db, "tom"), join(db, "leila", facilitator=True)
        read_as(db, person(tom))
        one = reflect(db, amina, line="a")
        ids = {}
        for place in ("thread", "messages", "wish"):
            about = None if place == "wish" else one.id
            asked = {"asker_id": tom.id, "asked_id": amina.id, "words": "", "asked_at": NOW}
            talk = Talk(**asked, reflection_id=about, place=place, origin=f"V:{place}")
            db.add(talk)
            db.flush()
            ids[place] = talk.id
        last, wish = latest_talk_about(db, one.id, tom.id), latest_wish(db, tom.id, amina.id)

        assert last is not None
        assert wish is not None
        assert (last.id, wish.id) == (ids["messages"], ids["wish"])
        assert latest_talk_about(db, one.id, amina.id) is None
        assert latest_wish(db, amina.id, tom.id) is None
        assert talk_by_origin(db, "V:wish") is wish
        assert [each.id for each in talks_about(db, one.id)] == [ids["thread"], ids["messages"]]
        readers: dict[Reader, set[str]] = {
            person(amina): {"thread", "messages", "wish"},
            person(leila): {"thread"},
            Room(): {"thread"},
            Everybody(): set(),
        }
        for reader, places in readers.items():
            read_as(db, reader)
            assert set(db.scalars(select(Talk.place))) == places, reader
            assert (talk_by_id(db, ids["wish"]) is not None) == ("wish" in places)


def test_a_reflection_of_a_span_is_the_newest_or_the_oldest_of_it(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        read_as(db, person(amina))
        made = [reflect(db, amina, at=NOW + n * DAY, prompt_set=f"s{n}") for n in range(4)]
        span: dict[str, Any] = {"since": NOW, "until": NOW + 3 * DAY}

        assert reflection_between(db, amina.id, **span) is made[2]
        assert reflection_between(db, amina.id, **span, but="s2") is made[1]
        assert reflection_between(db, amina.id, **span, oldest=True) is made[0]
        assert reflection_between(db, amina.id, **span, oldest=True, but="s0") is made[1]
        assert reflection_between(db, amina.id, since=NOW - DAY, until=NOW) is None
