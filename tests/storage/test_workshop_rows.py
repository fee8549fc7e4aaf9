"""What is asked of the rows of sessions when they are opened, changed and over."""

from datetime import timedelta

from bot.visibility import Keeper, read_as
from storage.database import Database
from storage.ideas import Idea, ideas_about
from storage.people import zones_known
from storage.workshops import (
    join_link_of,
    remove_roles,
    remove_slot,
    remove_workshop,
    role_by_id,
    roles_of,
    set_join_link,
    slots_of,
    workshop_by_id,
    workshops_past,
)
from tests.cast import NOW, a_session, join

HOUR = timedelta(hours=1)


def test_open_sessions_with_a_time_that_is_over_are_found_once(database: Database) -> None:
    with database.transaction(Keeper()) as db:
        jonas = join(db, "jonas", facilitator=True)
        both = a_session(db, jonas, NOW, NOW + 4 * HOUR)
        later = a_session(db, jonas, NOW + 2 * HOUR)
        for state in ("draft", "cancelled", "happened"):
            a_session(db, jonas, NOW, state=state)

        assert workshops_past(db, NOW + 3 * HOUR - timedelta(seconds=1), limit=9) == []
        assert workshops_past(db, NOW + 3 * HOUR, limit=9) == [both.id]
        assert workshops_past(db, NOW + 9 * HOUR, limit=9) == [both.id, later.id]
        assert workshops_past(db, NOW + 9 * HOUR, limit=1) == [both.id]


def test_a_link_is_set_changed_and_taken_away(database: Database) -> None:
    with database.transaction(Keeper()) as db:
        workshop = a_session(db, join(db, "jonas"))
        found = []
        for address in ("", "https://example.org/a", "https://example.org/b", ""):
            set_join_link(db, workshop.id, address)
            found.append(join_link_of(db, workshop.id))

        assert found == ["", "https://example.org/a", "https://example.org/b", ""]


def test_with_a_session_go_its_times_its_link_and_who_held_it(database: Database) -> None:
    with database.transaction(Keeper()) as db:
        workshop = a_session(db, join(db, "jonas"), link="https://example.org")
        slots = [each.id for each in slots_of(db, workshop.id)]
        remove_workshop(db, workshop)

        assert workshop_by_id(db, workshop.id) is None
        assert slots_of(db, workshop.id) == []
        assert roles_of(db, slots) == []
        assert join_link_of(db, workshop.id) == ""


def test_one_part_of_one_person_is_taken_away(database: Database) -> None:
    with database.transaction(Keeper()) as db:
        jonas, amina = join(db, "jonas"), join(db, "amina")
        workshop = a_session(db, jonas, NOW, NOW + 4 * HOUR)
        slots = [each.id for each in slots_of(db, workshop.id)]
        remove_roles(db, slots, [amina.id], "facilitator")
        assert len(roles_of(db, slots)) == 2
        remove_roles(db, slots[:1], [jonas.id], "facilitator")
        [left] = roles_of(db, slots)
        assert (left.slot_id, role_by_id(db, left.id)) == (slots[1], left)
        remove_slot(db, slots_of(db, workshop.id)[1])
        assert [each.id for each in slots_of(db, workshop.id)] == slots[:1]


def test_ideas_that_were_offered_from_it_or_chosen_for_it(database: Database) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        jonas = join(db, "jonas")
        one, other = a_session(db, jonas), a_session(db, jonas)
        for offered, chosen in ((one.id, None), (None, one.id), (other.id, other.id)):
            idea = Idea(
                workshop_id=offered,
                member_id=jonas.id,
                words="w",
                people="",
                state="offered",
                chosen_for_id=chosen,
                created_at=NOW,
                updated_at=NOW,
            )
            db.add(idea)
        db.flush()

        assert len(ideas_about(db, one.id)) == 2
        assert len(ideas_about(db, other.id)) == 1


def test_zones_are_those_of_people_whom_slack_knows(database: Database) -> None:
    with database.transaction() as db:
        for handle, zone in {"a": "Asia/Kolkata", "b": "Europe/London", "c": "UTC"}.items():
            one = join(db, handle)
            one.time_zone, one.profiled_at = zone, NOW if handle != "c" else None
        db.flush()

        assert zones_known(db) == ["Asia/Kolkata", "Europe/London"]
