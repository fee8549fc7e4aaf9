"""The rules of opening a session: outlines, drafts, and sign-up that opens once."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

import templates
from bot.deliveries import WORKSHOP, was_planned
from bot.errors import Refusal
from bot.holders import give
from bot.kinds import plant_kinds, put_away_kind
from bot.openings import Outline, draft, open_sign_up, redraft, throw_away
from bot.supplies import length
from bot.visibility import Keeper, person, read_as
from bot.workshops import holders_of
from storage.database import Database
from storage.ideas import Idea, idea_by_id
from storage.people import Member
from storage.workshops import (
    Workshop,
    drafts_of_workshops,
    join_link_of,
    slots_of,
    workshop_by_id,
)
from tests.cast import NOW, join

FIRST, SECOND = NOW + timedelta(weeks=6), NOW + timedelta(weeks=6, hours=12)
OUTLINE = Outline(
    kind="design",
    title="Whose idea shall we work on?",
    purpose="One team's idea, turned into a small first try.",
    first=FIRST,
    second=SECOND,
)


def host(db: Session, handle: str = "jonas", *, facilitator: bool = True) -> Member:
    plant_kinds(db, templates.words("workshops/kinds").kinds)
    db.flush()
    member = join(db, handle, facilitator=facilitator)
    read_as(db, person(member))
    return member


def starts(db: Session, workshop: Workshop) -> list[datetime]:
    return [each.starts_at for each in slots_of(db, workshop.id)]


def test_an_outline_is_a_draft_with_what_its_kind_supplies(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        kept = draft(db, jonas, OUTLINE, origin="V1:x", now=NOW)

        assert (kept.state, length(kept.agenda), kept.sharing_rule) == ("draft", 180, "no_names")
        assert (kept.recording, kept.access) == ("none", ["captions", "slides", "breaks"])
        assert starts(db, kept) == [FIRST, SECOND]
        assert holders_of(db, kept) == [jonas]
        assert not was_planned(db, WORKSHOP, kept.id)


def test_the_same_window_is_one_draft_brought_up_to_date(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        first = draft(db, jonas, OUTLINE, origin="V1:x", now=NOW)
        again = draft(db, jonas, replace(OUTLINE, title="Another"), origin="V1:x", now=NOW)

        assert (again.id, again.title) == (first.id, "Another")
        assert len(drafts_of_workshops(db, limit=9)) == 1


def test_another_kind_brings_its_own_and_a_second_time_can_go(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        kept = draft(db, jonas, OUTLINE, origin=None, now=NOW)
        put_away_kind(db, jonas, "design", now=NOW)
        redraft(db, jonas, kept.id, replace(OUTLINE, title=" Two\nlines "), now=NOW)
        assert (kept.title, length(kept.agenda)) == ("Two lines", 180)
        redraft(db, jonas, kept.id, replace(OUTLINE, kind="set", second=None), now=NOW)

        assert (length(kept.agenda), kept.places) == (90, 8)
        [only] = slots_of(db, kept.id)
        assert only.ends_at - only.starts_at == timedelta(minutes=90)
        with pytest.raises(Refusal, match="unknown_kind"):
            redraft(db, jonas, kept.id, OUTLINE, now=NOW)


@pytest.mark.parametrize(
    ("outline", "name", "field"),
    [
        (replace(OUTLINE, kind="party"), "unknown_kind", "kind"),
        (replace(OUTLINE, title=" \n"), "empty", "title"),
        (replace(OUTLINE, title="x" * 81), "too_long", "title"),
        (replace(OUTLINE, purpose=""), "empty", "purpose"),
        (replace(OUTLINE, purpose="x" * 501), "too_long", "purpose"),
        (replace(OUTLINE, first=NOW), "time_passed", "first"),
        (replace(OUTLINE, second=NOW - timedelta(1)), "time_passed", "second"),
        (replace(OUTLINE, first=NOW + timedelta(days=800)), "too_far", "first"),
        (replace(OUTLINE, second=FIRST - timedelta(days=1)), "second_first", "second"),
        (replace(OUTLINE, second=FIRST), "same_time", "second"),
        (replace(OUTLINE, second=FIRST + timedelta(hours=2)), "times_meet", "second"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(
    database: Database, outline: Outline, name: str, field: str
) -> None:
    with pytest.raises(Refusal, match=name) as refused, database.transaction() as db:
        draft(db, host(db), outline, origin="V1:x", now=NOW)

    assert refused.value.field == field
    with database.read(Keeper()) as db:
        assert drafts_of_workshops(db, limit=9) == []


def test_who_does_not_facilitate_opens_none(database: Database) -> None:
    with database.transaction() as db:
        amina = host(db, "amina", facilitator=False)
        with pytest.raises(Refusal, match="facilitators_only"):
            draft(db, amina, OUTLINE, origin=None, now=NOW)


def test_opened_twice_it_is_open_once(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        kept = draft(db, jonas, OUTLINE, origin=None, now=NOW)
        open_sign_up(db, jonas, kept.id, link="https://example.org/room", now=NOW)
        open_sign_up(db, jonas, kept.id, link="", now=NOW + timedelta(minutes=1))

        assert (kept.state, kept.opened_at) == ("open", NOW)
        assert join_link_of(db, kept.id) == "https://example.org/room"
        assert was_planned(db, WORKSHOP, kept.id)
        with pytest.raises(Refusal, match="opened_already"):
            redraft(db, jonas, kept.id, OUTLINE, now=NOW)
        with pytest.raises(Refusal, match="opened_already"):
            throw_away(db, jonas, kept.id, now=NOW)


@pytest.mark.parametrize(
    "link", ["example.org", "ftp://example.org/x", "https://", "javascript:alert(1)",
             "https://example.org/a b", f"https://example.org/{'x' * 1000}"]
)  # fmt: skip
def test_a_link_that_is_none_is_refused_and_it_stays_a_draft(database: Database, link: str) -> None:
    with database.transaction() as db:
        jonas = host(db)
        kept = draft(db, jonas, OUTLINE, origin=None, now=NOW)
        with pytest.raises(Refusal, match="no_link") as refused:
            open_sign_up(db, jonas, kept.id, link=link, now=NOW)

        assert (refused.value.field, kept.state) == ("link", "draft")


def test_a_time_that_passed_while_it_was_a_draft_is_refused(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        kept = draft(db, jonas, OUTLINE, origin=None, now=NOW)
        with pytest.raises(Refusal, match="time_passed"):
            open_sign_up(db, jonas, kept.id, link="", now=FIRST)
        later = replace(OUTLINE, first=FIRST + timedelta(days=7), second=SECOND + timedelta(days=7))
        redraft(db, jonas, kept.id, later, now=FIRST)
        open_sign_up(db, jonas, kept.id, link="", now=FIRST)
        assert kept.state == "open"


def test_a_member_who_was_given_it_opens_it_and_others_know_nothing(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        amina, tom = join(db, "amina"), join(db, "tom")
        kept = draft(db, jonas, OUTLINE, origin=None, now=NOW)
        give(db, jonas, kept.id, shown=[], chosen=[amina.slack_id], now=NOW)
        read_as(db, person(tom))
        with pytest.raises(Refusal, match="gone"):
            open_sign_up(db, tom, kept.id, link="", now=NOW)
        read_as(db, person(amina))
        open_sign_up(db, amina, kept.id, link="", now=NOW)
        assert kept.state == "open"


def test_thrown_away_it_is_gone_and_ideas_wait_again(database: Database) -> None:
    with database.transaction() as db:
        jonas = host(db)
        kept = draft(db, jonas, OUTLINE, origin=None, now=NOW)
        idea = Idea(
            workshop_id=kept.id,
            member_id=jonas.id,
            words="Night visits",
            people="",
            state="chosen",
            chosen_for_id=kept.id,
            created_at=NOW,
            updated_at=NOW,
        )
        db.add(idea)
        db.flush()
        throw_away(db, jonas, kept.id, now=NOW)

        assert workshop_by_id(db, kept.id) is None
        found = idea_by_id(db, idea.id)
        assert found is not None
        assert (found.state, found.workshop_id, found.chosen_for_id) == ("later", None, None)
        with pytest.raises(Refusal, match="gone"):
            throw_away(db, jonas, kept.id, now=NOW)


def test_two_who_open_it_at_one_instant_open_it_once(database: Database) -> None:
    with database.transaction() as db:
        kept = draft(db, host(db), OUTLINE, origin=None, now=NOW)
        host(db, "leila")
    failed: list[BaseException] = []

    def opens(handle: str, link: str) -> None:
        try:
            with database.transaction() as db:
                open_sign_up(db, host(db, handle), kept.id, link=link, now=NOW)
        except Exception as error:  # noqa: BLE001  # a thread's own are seen by nobody
            failed.append(error)

    links = {"jonas": "https://example.org/a", "leila": "https://example.org/b"}
    threads = [threading.Thread(target=opens, args=each) for each in links.items()]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with database.read(Keeper()) as db:
        found = workshop_by_id(db, kept.id)
        assert found is not None
        assert found.state == "open"
        assert join_link_of(db, kept.id) in links.values()
