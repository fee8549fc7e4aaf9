"""What is kept of a session as rows, and the times around now that the clock looks at."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import Keeper, guard_sessions, person, read_as
from storage.database import Database
from storage.intentions import Intention, intention_by_origin, newest_intention_of
from storage.notes import (
    Learning,
    Note,
    learnings_about,
    learnings_of,
    note_by_origin,
    notes_of_slot,
    notes_of_workshop,
    remove_learnings,
    remove_note,
)
from storage.people import Member
from storage.signups import access_need_of, all_signups_of, workshops_come_to
from storage.workshops import Workshop, remove_role, roles_of, slots_around, slots_of
from tests.cast import NOW, a_session, comes, join, put_down

guard_sessions()
DAY = timedelta(days=1)


def two_times(db: Session) -> tuple[Workshop, Member, Member]:
    """Held by Jonas, who facilitates; Amina comes to the second."""
    jonas, amina = join(db, "jonas", facilitator=True), join(db, "amina")
    read_as(db, Keeper())
    workshop = a_session(db, jonas, NOW, NOW + DAY)
    comes(db, workshop, amina, time=2, needs="Breaks.")
    return workshop, jonas, amina


def note(db: Session, by: Member, workshop: Workshop, time: int, origin: str) -> Note:
    slot = slots_of(db, workshop.id)[time - 1]
    one = Note(workshop_id=workshop.id, slot_id=slot.id, author_id=by.id, words=origin,
               created_at=NOW, origin=origin)  # fmt: skip
    db.add(one)
    db.flush()
    return one


def test_notes_are_found_by_session_time_and_window(database: Database) -> None:
    with database.transaction() as db:
        workshop, jonas, amina = two_times(db)
        read_as(db, person(jonas))
        first, second, third = (
            note(db, amina, workshop, time, f"o{time}{n}") for n, time in enumerate((1, 2, 1))
        )
        assert notes_of_workshop(db, workshop.id, limit=2) == [first, second]
        assert notes_of_workshop(db, workshop.id, limit=2, after=second.id) == [third]
        assert notes_of_slot(db, first.slot_id, limit=9) == [first, third]
        assert note_by_origin(db, "o10") is first
        remove_note(db, first.id)
        assert note_by_origin(db, "o10") is None


def test_a_window_makes_one_note(database: Database) -> None:
    with database.transaction() as db:
        workshop, jonas, _ = two_times(db)
        note(db, jonas, workshop, 1, "same")
        with pytest.raises(IntegrityError), db.begin_nested():
            note(db, jonas, workshop, 1, "same")


def test_what_came_of_an_experiment_is_what_the_group_may_read(database: Database) -> None:
    with database.transaction() as db:
        workshop, jonas, amina = two_times(db)
        experiment = put_down(db, amina)
        for state in ("draft", "offered", "withdrawn", "group"):
            db.add(
                Learning(
                    workshop_id=workshop.id,
                    experiment_id=experiment.id,
                    words=state,
                    context="",
                    written_by=jonas.id,
                    state=state,
                    created_at=NOW,
                    updated_at=NOW,
                )
            )
        db.flush()
        read_as(db, person(jonas))
        assert [each.words for each in learnings_about(db, experiment.id, limit=9)] == ["group"]
        remove_learnings(db, [each.id for each in learnings_of(db, workshop.id)][:3])
        assert [each.words for each in learnings_of(db, workshop.id)] == ["group"]


def test_the_newest_intention_but_of_one_session(database: Database) -> None:
    with database.transaction() as db:
        workshop, jonas, amina = two_times(db)
        read_as(db, person(amina))
        for words, session in (("of none", None), ("of this", workshop.id)):
            db.add(
                Intention(
                    member_id=amina.id,
                    workshop_id=session,
                    words=words,
                    created_at=NOW,
                    origin=words,
                )
            )
            db.flush()
        found = [newest_intention_of(db, amina.id),
                 newest_intention_of(db, amina.id, but_of=workshop.id)]  # fmt: skip
        assert [each.words for each in found if each] == ["of this", "of none"]
        assert intention_by_origin(db, "of this") is found[0]
        read_as(db, person(jonas))
        assert newest_intention_of(db, amina.id) is None


def test_the_times_around_now(database: Database) -> None:
    with database.transaction() as db:
        workshop, jonas, _ = two_times(db)
        first, second = slots_of(db, workshop.id)
        a_session(db, jonas, NOW, state="draft")
        a_session(db, jonas, NOW, state="cancelled")
        assert slots_around(db, NOW, NOW) == [first]
        assert slots_around(db, NOW, NOW + DAY) == [first, second]
        assert slots_around(db, first.ends_at + DAY / 24, NOW + DAY) == [second]
        second.state = "cancelled"
        db.flush()
        assert slots_around(db, NOW, NOW + DAY) == [first]


def test_who_came_where(database: Database) -> None:
    with database.transaction() as db:
        workshop, jonas, amina = two_times(db)
        other = a_session(db, jonas, NOW - DAY)
        comes(db, other, amina, state="reading")
        comes(db, a_session(db, jonas, NOW - DAY), amina, state="left")
        read_as(db, person(amina))
        assert workshops_come_to(db, amina.id, before=NOW + DAY, limit=9) == [other, workshop]
        # The first time has begun, and theirs is the second.
        assert workshops_come_to(db, amina.id, before=NOW, limit=9) == [other]
        [mine] = all_signups_of(db, [workshop.id])[workshop.id]
        need = access_need_of(db, mine.id)
        assert need is not None
        assert need.words == "Breaks."
        read_as(db, person(join(db, "leila", facilitator=True)))
        assert access_need_of(db, mine.id) is None
        [first, _] = roles_of(db, [each.id for each in slots_of(db, workshop.id)])
        remove_role(db, first.id)
        assert len(roles_of(db, [first.slot_id])) == 0
