"""What facilitators are told when something does not go as it should, and until when."""

import pytest
from sqlalchemy.orm import Session

from bot.claims import claim
from bot.deliveries import HOME, TROUBLE, drop, release_all, show, try_again
from bot.errors import Refusal
from bot.outcomes import hold, settle
from bot.troubles import goes_again, stumbled, troubles_for
from storage.database import Database
from storage.people import Member
from storage.programme import programme
from tests.cast import NOW, all_due, join

CARD = "experiments.card"


@pytest.fixture
def database(database: Database) -> Database:
    with database.transaction() as db:
        programme(db).noticeboard = "CNOTICEBO"
    return database


def held_back(db: Session, *numbers: int) -> None:
    for number in numbers:
        show(db, CARD, number, now=NOW)
    for taken in claim(db, now=NOW, lease_now=NOW):
        hold(db, taken, reason="not_in_channel", now=NOW)


def told(db: Session) -> list[tuple[str, int | None]]:
    """Who is told, and how; it is said."""
    due = all_due(db)
    for taken in due:
        stands = taken.kind != HOME
        channel, ts = ("D1", str(taken.subject_id)) if stands else (None, None)
        settle(db, taken, channel=channel, ts=ts, now=NOW)
    return sorted((each.kind, each.member_id) for each in due)


def reasons(db: Session, reader: Member) -> tuple[list[str | None], list[str]]:
    troubles = troubles_for(db, reader)
    return [each.held for each in troubles.held], [each.kind for each in troubles.again]


def test_each_facilitator_is_told_once_however_much_is_held(database: Database) -> None:
    with database.transaction() as db:
        leila, tom = join(db, "leila", facilitator=True), join(db, "tom")
        held_back(db, 1, 2, 3)

        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)]
        assert reasons(db, leila) == (["not_in_channel"] * 3, [])
        assert reasons(db, tom) == ([], [])
        assert told(db) == []


def test_try_again_is_for_facilitators(database: Database) -> None:
    with database.transaction() as db:
        leila, tom = join(db, "leila", facilitator=True), join(db, "tom")
        held_back(db, 1)
        told(db)
        for rule in (try_again, drop):
            with pytest.raises(Refusal, match=r"people\.facilitators_only"):
                rule(db, tom, now=NOW)
        try_again(db, leila, now=NOW)

        assert reasons(db, leila) == ([], [CARD])
        assert told(db) == [(TROUBLE, leila.id), (CARD, None), (HOME, leila.id)]
        assert reasons(db, leila) == ([], [])
        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)], "that it is well again"
        assert told(db) == []


def test_a_change_lets_go_of_what_was_held(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        held_back(db, 1)
        told(db)
        assert told(db) == []

        show(db, CARD, 1, now=NOW)
        assert told(db) == [(CARD, None)]
        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)]


def test_what_is_refused_again_is_one_trouble_still(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        held_back(db, 1)
        told(db)
        release_all(db, now=NOW)
        [again] = claim(db, now=NOW, lease_now=NOW)
        hold(db, again, reason="is_archived", now=NOW)

        assert reasons(db, leila) == (["is_archived"], [])
        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)]


def test_what_is_let_go_is_not_said(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        held_back(db, 1)
        drop(db, leila, now=NOW)

        assert reasons(db, leila) == ([], [])
        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)]


def test_without_trouble_nothing_is_released_and_nobody_told(database: Database) -> None:
    with database.transaction() as db:
        join(db, "leila", facilitator=True)
        release_all(db, now=NOW)
        goes_again(db, "digests.plan", now=NOW)

        assert told(db) == []


def test_a_job_that_keeps_failing_is_told_once_and_until_it_works(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        stumbled(db, "digests.plan", reference="1a2b3c4d", now=NOW)
        stumbled(db, "digests.plan", reference="5e6f7a8b", now=NOW)
        [known] = troubles_for(db, leila).stumbles
        assert (known.job, known.reference, known.since) == ("digests.plan", "1a2b3c4d", NOW)
        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)]

        goes_again(db, "digests.plan", now=NOW)
        assert list(troubles_for(db, leila).stumbles) == []
        assert told(db) == [(TROUBLE, leila.id), (HOME, leila.id)]
