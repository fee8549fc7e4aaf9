"""Notices as rows: which are found for whom, newest first, and none twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import Keeper, Room, guard_sessions, person, read_as
from storage.asks import Ask, Help, waiting_asks
from storage.database import Database
from storage.notices import (
    Byline,
    Notice,
    authors_of,
    byline_of,
    newest_notice_of,
    newest_notices,
    notice_by_origin,
    notices_by_ids,
    notices_for,
    notices_of,
    notices_past,
    standing_notices_of,
)
from storage.people import Member
from tests.cast import NOW, join, put_down, put_on

guard_sessions()
DAY = timedelta(days=1)


def put(
    db: Session, by: Member, words: str = "Words", *, unnamed: bool = False, **more: Any
) -> int:
    given = {
        "kind": "news",
        "more": "",
        "link": "",
        "visibility": "group",
        "state": "standing",
        "shared_at": NOW,
        "stands_until": NOW + 14 * DAY,
        "created_at": NOW,
        "updated_at": NOW,
        "folded": words.casefold(),
    }
    notice = Notice(words=words, **{**given, **more})
    db.add(notice)
    db.flush()
    db.add(Byline(notice_id=notice.id, member_id=by.id, unnamed=unnamed))
    if notice.kind == "ask":
        db.add(Ask(notice_id=notice.id, wish="ideas", state="open", open_since=notice.shared_at))
    db.flush()
    return notice.id


def test_a_member_finds_what_they_may_read_and_nothing_else(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas = join(db, "amina"), join(db, "tom"), join(db, "jonas", facilitator=True)
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom, at=NOW)
        for_group = put(db, amina)
        expired = put(db, amina, state="expired")
        put(db, amina, state="taken_down")
        quiet = put(db, amina, visibility="facilitators")
        circle = put(db, amina, visibility="circle", experiment_id=experiment.id)
        found = {}
        for each in (tom, jonas):
            read_as(db, person(each))
            stands = notices_for(db, each.id, limit=9)
            with_word = notices_for(db, each.id, limit=9, word="words")
            found[each.name] = [[one.id for one in stands], [one.id for one in with_word]]

        assert found == {
            "Tom": [[circle, for_group], [circle, expired, for_group]],
            "Jonas": [[quiet, for_group], [quiet, expired, for_group]],
        }
        read_as(db, Room())
        assert [each.id for each in newest_notices(db, limit=9)] == [for_group]


def test_ones_own_are_found_whatever_became_of_them(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        ids = [put(db, amina, state=each) for each in ("standing", "expired", "taken_down")]
        put(db, tom)
        read_as(db, person(amina))

        assert [each.id for each in notices_of(db, amina.id, limit=9)] == ids[::-1]
        assert [each.id for each in notices_of(db, amina.id, limit=1)] == ids[-1:]
        assert [each.id for each in notices_of(db, amina.id, limit=9, before=ids[2])] == ids[1::-1]
        assert [each.id for each in standing_notices_of(db, amina.id, limit=9)] == ids[:1]
        newest = newest_notice_of(db, amina.id, "news")
        assert newest is not None
        assert newest.id == ids[-1]
        assert newest_notice_of(db, amina.id, "ask") is None


@pytest.mark.parametrize("word", ["%", "_", "\\", "'"])
def test_a_word_is_looked_for_as_it_is(database: Database, word: str) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        put(db, amina, "plain")
        there = put(db, amina, f"with {word} in it")
        read_as(db, person(amina))

        assert [each.id for each in notices_for(db, amina.id, limit=9, word=word)] == [there]


def test_what_is_past_is_found_oldest_first(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        later, first = put(db, amina, stands_until=NOW), put(db, amina, stands_until=NOW - DAY)
        put(db, amina, stands_until=NOW + timedelta(seconds=1))
        put(db, amina, stands_until=NOW - DAY, state="settled")
        read_as(db, Keeper())

        assert [each.id for each in notices_past(db, NOW, limit=9)] == [first, later]
        assert [each.id for each in notices_past(db, NOW, limit=1)] == [first]


def test_names_are_found_with_what_bears_them(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        named, unnamed = put(db, amina), put(db, amina, kind="ask", unnamed=True)
        read_as(db, person(tom))
        both = list(notices_by_ids(db, {named, unnamed}).values())
        assert authors_of(db, both) == {named: amina}
        assert byline_of(db, unnamed) is None
        read_as(db, person(amina))
        assert authors_of(db, both) == {named: amina, unnamed: amina}
        assert authors_of(db, both, named=True) == {named: amina}


def test_a_query_may_ask_for_a_notice_and_what_belongs_to_it_at_once(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        asked = put(db, amina, kind="ask")
        hidden = put(db, amina, kind="ask", visibility="facilitators")
        put(db, amina, kind="ask", unnamed=True)
        for each in (asked, hidden):
            db.add(Help(notice_id=each, member_id=amina.id, state="asked", words="", since=NOW))
        db.flush()
        read_as(db, person(tom))
        bylines = select(Notice.id).join(Byline, Byline.notice_id == Notice.id)
        helps = select(Notice.id).join(Help, Help.notice_id == Notice.id)

        assert db.scalars(bylines).all() == [asked]
        assert db.scalars(helps).all() == []
        assert [each.id for each in waiting_asks(db, limit=9)] == [asked, hidden + 1]


def test_one_window_makes_one_notice(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        there = put(db, amina, origin="V1:notices.save")
        read_as(db, person(amina))
        found = notice_by_origin(db, "V1:notices.save")
        assert found is not None
        assert found.id == there
    with pytest.raises(IntegrityError), database.transaction() as db:
        put(db, join(db, "amina"), origin="V1:notices.save")
