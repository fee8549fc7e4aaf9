"""The rules of the kinds of sessions: who changes them, and that nothing of the group's is lost."""

import threading
from functools import partial

import pytest
from sqlalchemy.orm import Session

import templates
from bot.errors import Refusal
from bot.kinds import (
    MOST_KINDS,
    add_kind,
    answers_of,
    bring_back_kind,
    change_kind,
    kind_to_change,
    offered_kind,
    plant_kinds,
    put_away_kind,
)
from storage.database import Database
from storage.kinds import kind_changes, workshop_kind, workshop_kinds
from storage.people import Member
from tests.cast import NOW, join

KINDS = templates.words("workshops/kinds").kinds
WALK = {
    "name": "A walk",
    "agenda": "30 Walk\n30 Talk",
    "sharing_rule": "open",
    "recording": "none",
    "access": "",
    "places": "6",
}


def group(db: Session) -> tuple[Member, Member]:
    """A facilitator and a member, and the kinds that a group begins with."""
    plant_kinds(db, KINDS)
    db.flush()
    return join(db, "jonas", facilitator=True), join(db, "amina")


def log(db: Session) -> list[tuple[str, str]]:
    db.flush()
    return [(each.what, each.code) for each in kind_changes(db, limit=99)]


def test_what_a_group_changed_is_never_planted_over(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        kind = workshop_kind(db, "set")
        assert kind is not None
        change_kind(db, jonas, "set", {**answers_of(kind), "places": "6"}, now=NOW)
        put_away_kind(db, jonas, "trios", now=NOW)
        plant_kinds(db, KINDS)
        db.flush()

        assert [each.code for each in workshop_kinds(db, hidden=True)] == [
            each["code"] for each in KINDS
        ]
        assert kind.places == 6
        assert "trios" not in {each.code for each in workshop_kinds(db)}
        assert log(db) == [("put_away", "trios"), ("changed", "set")]


def test_a_new_kind_comes_once_and_after_the_others(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        first, again = (add_kind(db, jonas, WALK, now=NOW) for _ in range(2))

        assert first is again
        assert (first.code, first.places, first.access) == ("a_walk", 6, [])
        assert workshop_kinds(db)[-1].code == "a_walk"
        assert log(db) == [("added", "a_walk")]
        [noted] = kind_changes(db, limit=9)
        assert (noted.before, noted.after["name"]) == ({}, "A walk")


def test_only_facilitators_change_them(database: Database) -> None:
    with database.transaction() as db:
        _, amina = group(db)
        changes = [
            partial(add_kind, db, amina, WALK),
            partial(change_kind, db, amina, "set", WALK),
            partial(put_away_kind, db, amina, "set"),
            partial(bring_back_kind, db, amina, "set"),
        ]
        for change in changes:
            with pytest.raises(Refusal, match="facilitators_only"):
                change(now=NOW)
        assert log(db) == []


def test_a_name_is_there_once_and_an_unknown_one_is_refused(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        with pytest.raises(Refusal, match="kind_taken") as refused:
            add_kind(db, jonas, {**WALK, "name": "trĪos"}, now=NOW)
        assert refused.value.field == "name"
        for code in ("nothing", "a b"):
            with pytest.raises(Refusal, match="unknown_kind"):
                kind_to_change(db, jonas, code)


def test_what_is_put_away_is_not_offered_and_one_stays(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        first, *others = [each.code for each in workshop_kinds(db)]
        for code in others:
            put_away_kind(db, jonas, code, now=NOW)
            put_away_kind(db, jonas, code, now=NOW)
            db.flush()
        with pytest.raises(Refusal, match="last_kind"):
            put_away_kind(db, jonas, first, now=NOW)
        with pytest.raises(Refusal, match="unknown_kind") as refused:
            offered_kind(db, others[0])
        assert refused.value.field == "kind"
        bring_back_kind(db, jonas, others[0], now=NOW)
        assert offered_kind(db, others[0]).code == others[0]
        assert len(log(db)) == len(others) + 1


def test_there_is_an_end_to_kinds(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        for number in range(MOST_KINDS - len(KINDS)):
            add_kind(db, jonas, {**WALK, "name": f"Walk {number}"}, now=NOW)
        with pytest.raises(Refusal, match="enough_kinds"):
            add_kind(db, jonas, WALK, now=NOW)


def test_two_who_add_the_same_at_one_instant_add_one(database: Database) -> None:
    with database.transaction() as db:
        group(db)

    def add(handle: str) -> None:
        with database.transaction() as db:
            add_kind(db, join(db, handle, facilitator=True), WALK, now=NOW)

    threads = [threading.Thread(target=add, args=(each,)) for each in ("jonas", "leila")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with database.read() as db:
        assert [each.name for each in workshop_kinds(db)].count("A walk") == 1
        assert [each.what for each in kind_changes(db, limit=9)] == ["added"]
