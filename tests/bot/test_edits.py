"""The rules of changing a session: what, by whom, and who hears of it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.deliveries import WORKSHOP, was_planned
from bot.edits import answers_of, change
from bot.errors import Refusal
from bot.holders import GIVEN, give
from bot.visibility import Keeper, person, read_as
from bot.workshops import holders_of
from storage.database import Database
from storage.people import Member
from storage.signups import Signup
from storage.workshops import Workshop, roles_of, slots_of, workshop_by_id
from templates import sentence
from tests.cast import NOW, a_session, all_due, join

FIRST, SECOND = NOW + timedelta(weeks=6), NOW + timedelta(weeks=6, hours=12)


def open_session(db: Session, **more: object) -> tuple[Member, Workshop]:
    jonas = join(db, "jonas", facilitator=True)
    read_as(db, person(jonas))
    return jonas, a_session(db, jonas, FIRST, SECOND, **more)  # type: ignore[arg-type]


def comes(db: Session, workshop: Workshop, member: Member) -> None:
    row = Signup(
        workshop_id=workshop.id,
        slot_id=slots_of(db, workshop.id)[0].id,
        member_id=member.id,
        coming_as="take_part",
        state="coming",
        created_at=NOW,
        updated_at=NOW,
    )
    db.add(row)
    db.flush()


@pytest.mark.parametrize(
    ("answers", "is_now"),
    [
        ({"title": " Another\nname "}, {"title": "Another name"}),
        ({"purpose": "Something else."}, {"purpose": "Something else."}),
        ({"sharing_rule": "stays_here"}, {"sharing_rule": "stays_here"}),
        ({"recording": "talk_only"}, {"recording": "talk_only"}),
        ({"access": "interpreter"}, {"access": "interpreter"}),
        ({"access": ""}, {"access": ""}),
        ({"places": "12"}, {"places": "12"}),
        ({"link": "https://example.org/x"}, {"link": "https://example.org/x"}),
        ({"agenda": "60  Work"}, {"agenda": "60 Work"}),
    ],
)
def test_one_answer_is_changed_and_all_others_stay(
    database: Database, answers: dict[str, str], is_now: dict[str, str]
) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        before = answers_of(db, workshop)
        change(db, jonas, workshop.id, answers, now=NOW)

        assert answers_of(db, workshop) == {**before, **is_now}
        assert was_planned(db, WORKSHOP, workshop.id)


def test_what_is_the_same_is_no_change(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        change(db, jonas, workshop.id, answers_of(db, workshop), now=NOW + timedelta(1))

        assert workshop.updated_at == NOW
        assert not was_planned(db, WORKSHOP, workshop.id)


def test_a_shorter_plan_ends_both_times_sooner(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        change(db, jonas, workshop.id, {"agenda": "60 Work\n30 Talk"}, now=NOW)

        lasts = {each.ends_at - each.starts_at for each in slots_of(db, workshop.id)}
        assert lasts == {timedelta(minutes=90)}


@pytest.mark.parametrize(
    ("answers", "name", "field"),
    [
        ({"title": ""}, "empty", "title"),
        ({"title": "x" * 81}, "too_long", "title"),
        ({"purpose": ""}, "empty", "purpose"),
        ({"agenda": "Work"}, "plan_line", "agenda"),
        ({"agenda": "720 Work"}, "times_meet", "agenda"),
        ({"places": "some"}, "places_number", "places"),
        ({"places": "1"}, "places_taken", "places"),
        ({"link": "nowhere"}, "no_link", "link"),
        ({"access": "magic"}, "unknown_choice", "access"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    database: Database, answers: dict[str, str], name: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused, database.transaction() as db:
        jonas, workshop = open_session(db)
        if name == "times_meet":
            [_, second] = slots_of(db, workshop.id)
            second.starts_at = FIRST + timedelta(hours=4)
            second.ends_at = FIRST + timedelta(hours=7)
        for handle in ("amina", "tom"):
            comes(db, workshop, join(db, handle))
        change(db, jonas, workshop.id, answers, now=NOW)

    assert refused.value.name.endswith(name)
    assert refused.value.field == field


def test_fewer_places_than_are_taken_are_refused_with_the_numbers(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        jonas.time_zone = "Europe/Helsinki"
        for handle in ("amina", "tom"):
            comes(db, workshop, join(db, handle))
        with pytest.raises(Refusal) as refused:
            change(db, jonas, workshop.id, {"places": "1"}, now=NOW)
        said = "2 people have a place at 12:00. It can be that many, or more."
        assert sentence(refused.value) == said
        change(db, jonas, workshop.id, {"places": "2"}, now=NOW)
        assert workshop.places == 2


@pytest.mark.parametrize(("state", "name"), [("happened", "is_over"), ("cancelled", "cancelled")])
def test_what_is_past_stays_as_it_was(database: Database, state: str, name: str) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db, state=state)
        with pytest.raises(Refusal, match=name):
            change(db, jonas, workshop.id, {"title": "Another"}, now=NOW)
        with pytest.raises(Refusal, match=name):
            give(db, jonas, workshop.id, shown=[], chosen=["UTOM"], now=NOW)


def test_it_is_given_to_somebody_who_is_told_once_and_holds_both_times(
    database: Database,
) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        amina = join(db, "amina")
        for _ in range(2):
            give(
                db,
                jonas,
                workshop.id,
                shown=[jonas.slack_id],
                chosen=[jonas.slack_id, amina.slack_id],
                now=NOW,
            )

        assert holders_of(db, workshop) == [jonas, amina]
        roles = roles_of(db, [each.id for each in slots_of(db, workshop.id)])
        assert sorted((each.member_id, each.role) for each in roles) == sorted(
            [(jonas.id, "facilitator"), (amina.id, "facilitator")] * 2
        )
        told = [each.member_id for each in all_due(db) if each.kind == GIVEN]
        assert told == [amina.id]
        read_as(db, person(amina))
        change(db, amina, workshop.id, {"title": "Mine"}, now=NOW)
        assert workshop.title == "Mine"


def test_who_gave_it_away_holds_it_no_more_and_somebody_always_does(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        amina, tom = join(db, "amina"), join(db, "tom")
        only = [jonas.slack_id]
        give(db, jonas, workshop.id, shown=only, chosen=[amina.slack_id], now=NOW)
        assert holders_of(db, workshop) == [amina]
        read_as(db, person(tom))
        with pytest.raises(Refusal, match="holders_only"):
            give(db, tom, workshop.id, shown=[], chosen=[tom.slack_id], now=NOW)
        read_as(db, person(amina))
        with pytest.raises(Refusal, match="nobody_holds") as refused:
            give(db, amina, workshop.id, shown=[amina.slack_id], chosen=[], now=NOW)
        assert refused.value.field == "holders"


def test_two_who_choose_at_once_undo_nothing_of_each_other(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = open_session(db)
        amina, tom = join(db, "amina"), join(db, "tom")
        shown = [jonas.slack_id]
        give(db, jonas, workshop.id, shown=shown, chosen=[*shown, amina.slack_id], now=NOW)
        give(db, jonas, workshop.id, shown=shown, chosen=[*shown, tom.slack_id], now=NOW)

        assert holders_of(db, workshop) == [jonas, amina, tom]


def test_two_who_change_different_things_at_one_instant_both_do(database: Database) -> None:
    with database.transaction() as db:
        _, workshop = open_session(db)
        leila = join(db, "leila", facilitator=True)
    failed: list[BaseException] = []

    def changes(handle: str, answers: dict[str, str]) -> None:
        try:
            with database.transaction() as db:
                member = join(db, handle, facilitator=True)
                read_as(db, person(member))
                change(db, member, workshop.id, answers, now=NOW + timedelta(hours=1))
        except Exception as error:  # noqa: BLE001  # a thread's own are seen by nobody
            failed.append(error)

    both = {"jonas": {"title": "Another"}, leila.slack_id[1:].lower(): {"places": "9"}}
    threads = [threading.Thread(target=changes, args=each) for each in both.items()]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with database.read(Keeper()) as db:
        found = workshop_by_id(db, workshop.id)
        assert found is not None
        assert (found.title, found.places) == ("Another", 9)
