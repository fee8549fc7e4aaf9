"""Who may hold a session and change it, and that its times keep apart."""

from datetime import timedelta

import pytest

from bot.errors import Refusal
from bot.visibility import person, read_as
from bot.workshops import held, keep_apart, may_hold, times_to_come, to_hold
from storage.database import Database
from storage.workshops import slots_of
from tests.cast import NOW, a_session, join

FIRST, SECOND = NOW + timedelta(weeks=6), NOW + timedelta(weeks=6, hours=12)


def test_facilitators_and_who_holds_it_may(database: Database) -> None:
    with database.transaction() as db:
        jonas, amina, tom = join(db, "jonas", facilitator=True), join(db, "amina"), join(db, "tom")
        read_as(db, person(amina))
        workshop = a_session(db, amina)

        assert [may_hold(db, each, workshop.id) for each in (jonas, amina, tom)] == [
            True,
            True,
            False,
        ]
        assert held(db, amina, workshop.id) is to_hold(db, amina, workshop.id) is workshop
        read_as(db, person(tom))
        for look in (held, to_hold):
            with pytest.raises(Refusal, match="holders_only"):
                look(db, tom, workshop.id)


def test_a_draft_is_not_there_for_others(database: Database) -> None:
    with database.transaction() as db:
        jonas, tom = join(db, "jonas", facilitator=True), join(db, "tom")
        read_as(db, person(jonas))
        draft = a_session(db, jonas, state="draft")
        read_as(db, person(tom))
        for look in (held, to_hold):
            with pytest.raises(Refusal, match="gone"):
                look(db, tom, draft.id)


def test_one_signs_up_for_what_has_not_begun(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        workshop = a_session(db, jonas, FIRST, SECOND)
        slots = list(slots_of(db, workshop.id))

        assert times_to_come(db, workshop, now=NOW) == slots
        assert times_to_come(db, workshop, now=FIRST) == slots[1:]
        slots[1].state = "cancelled"
        assert times_to_come(db, workshop, now=FIRST) == []


@pytest.mark.parametrize(
    ("hours", "name"), [(0, "same_time"), (2, "times_meet"), (-2, "times_meet"), (3, "")]
)
def test_two_times_keep_apart(database: Database, hours: int, name: str) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        workshop = a_session(db, jonas, FIRST, FIRST + timedelta(hours=hours))
        slots = slots_of(db, workshop.id)
        if not name:
            keep_apart(slots, field="second")
            return
        with pytest.raises(Refusal, match=name) as refused:
            keep_apart(slots, field="second")
        assert refused.value.field == "second"
