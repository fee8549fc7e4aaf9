"""Who is a member, and who of them facilitates."""

import threading
from datetime import timedelta

import pytest

from bot.errors import Refusal
from bot.people import (
    Profile,
    is_fresh,
    learn_profile,
    may_be_asked_to_greet,
    meet,
    name_facilitators,
    seat_first_facilitator,
)
from storage.database import Database
from storage.people import facilitators, member_by_slack_id
from tests.cast import NOW, join

AMINA = Profile("UAMINA", "Amina", "a coastal council", "Europe/London")


def test_who_comes_for_the_first_time_becomes_a_member(database: Database) -> None:
    with database.transaction() as db:
        first = meet(db, "UAMINA", name="amina", now=NOW)
        again = meet(db, "UAMINA", name="somebody", now=NOW)

        assert again is first
        assert (first.name, first.facilitator) == ("amina", False)


def test_who_does_two_things_at_once_is_one_member(database: Database) -> None:
    ready = threading.Barrier(4)
    met: list[int] = []

    def act() -> None:
        ready.wait()
        with database.transaction() as db:
            met.append(meet(db, "UAMINA", name="amina", now=NOW).id)

    acts = [threading.Thread(target=act) for _ in range(4)]
    for each in acts:
        each.start()
    for each in acts:
        each.join()

    assert len(met) == 4
    assert len(set(met)) == 1


def test_slack_says_who_a_member_is(database: Database) -> None:
    with database.transaction() as db:
        amina = meet(db, "UAMINA", name="amina", now=NOW)
        learn_profile(db, AMINA, now=NOW)

        assert (amina.name, amina.title) == ("Amina", "a coastal council")
        assert amina.time_zone == "Europe/London"
        assert is_fresh(amina, now=NOW + timedelta(hours=23))
        assert not is_fresh(amina, now=NOW + timedelta(hours=25))


@pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "../etc/passwd"])
def test_a_zone_that_there_is_not_changes_nothing(database: Database, zone: str) -> None:
    with database.transaction() as db:
        amina = meet(db, "UAMINA", name="amina", now=NOW)
        learn_profile(db, AMINA, now=NOW)
        learn_profile(db, Profile("UAMINA", "Amina", "", zone), now=NOW)

        assert amina.time_zone == "Europe/London"


def test_people_who_never_met_commons_are_not_stored(database: Database) -> None:
    with database.transaction() as db:
        learn_profile(db, AMINA, now=NOW)

        assert member_by_slack_id(db, "UAMINA") is None


def test_the_first_facilitator_names_the_others(database: Database) -> None:
    with database.transaction() as db:
        seat_first_facilitator(db, "UJONAS", now=NOW)
        jonas = meet(db, "UJONAS", name="jonas", now=NOW)
        name_facilitators(db, jonas, ["UJONAS", "ULEILA"], now=NOW)
        assert [each.slack_id for each in facilitators(db)] == ["UJONAS", "ULEILA"]

        name_facilitators(db, jonas, ["UJONAS"], now=NOW)
        assert [each.slack_id for each in facilitators(db)] == ["UJONAS"]


def test_taken_out_by_another_a_restart_does_not_bring_them_back(database: Database) -> None:
    with database.transaction() as db:
        seat_first_facilitator(db, "UJONAS", now=NOW)
        leila = join(db, "leila", facilitator=True)
        name_facilitators(db, leila, ["ULEILA"], now=NOW)
        seat_first_facilitator(db, "UJONAS", now=NOW)
        assert [each.slack_id for each in facilitators(db)] == ["ULEILA"]

        seat_first_facilitator(db, "UTOM", now=NOW)
        assert {each.slack_id for each in facilitators(db)} == {"ULEILA", "UTOM"}


def test_who_is_new_is_asked_whether_to_say_hello_and_facilitators_are_not(
    database: Database,
) -> None:
    with database.transaction() as db:
        seat_first_facilitator(db, "UJONAS", now=NOW)
        jonas, amina = member_by_slack_id(db, "UJONAS"), meet(db, "UAMINA", name="", now=NOW)
        assert jonas is not None

        assert may_be_asked_to_greet(amina, now=NOW)
        assert not may_be_asked_to_greet(amina, now=NOW + timedelta(weeks=4))
        assert not may_be_asked_to_greet(jonas, now=NOW)


def test_nobody_else_can_name_them(database: Database) -> None:
    with database.transaction() as db:
        join(db, "jonas", facilitator=True)
        tom = join(db, "tom")

        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            name_facilitators(db, tom, ["UTOM"], now=NOW)
        assert [each.name for each in facilitators(db)] == ["Jonas"]


def test_a_group_is_never_left_without_one_by_mistake(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)

        with pytest.raises(Refusal) as refusal:
            name_facilitators(db, jonas, ["ULEILA"], now=NOW)
        assert refusal.value.field == "facilitators"
        assert [each.name for each in facilitators(db)] == ["Jonas"]
