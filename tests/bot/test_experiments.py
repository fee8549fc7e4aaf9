"""The rules of experiments: put down in five answers, changed by their team."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.cards import CARD, is_for_group, needs_safety
from bot.cycles import STAGES
from bot.errors import Refusal
from bot.experiments import Answers, answer_safety, edit, register
from bot.visibility import person, read_as
from storage.cycles import trail_of
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.experiments import Experiment
from storage.teams import team_of
from tests.cast import NOW, SAFETY, all_due, answers, join, put_down, put_on


def card_wanted(db: Session, experiment: Experiment) -> int:
    """How often its card was asked for; 0 when it never was."""
    delivery = delivery_by_occasion(db, f"{CARD}:{experiment.id}")
    return delivery.wanted if delivery else 0


def test_who_puts_it_down_is_its_team_and_the_trail_begins(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage="understand")

        assert experiment.ref == f"E-{experiment.id}"
        assert [each.id for each in team_of(db, experiment.id)] == [amina.id]
        assert list(trail_of(db, experiment.id)) == ["understand"]


def test_the_same_window_saved_twice_is_one_experiment(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        read_as(db, person(amina))
        first = register(db, amina, answers(), origin="V1:register", now=NOW)
        second = register(db, amina, answers(title="Again"), origin="V1:register", now=NOW)
        other = register(db, amina, answers(), origin="V2:register", now=NOW)

        assert second is first
        assert first.title == "Longer first visits"
        assert other.id != first.id


def test_a_save_that_comes_twice_at_the_same_instant_is_one_experiment(
    database: Database,
) -> None:
    with database.transaction() as db:
        join(db, "amina")
    ready = threading.Barrier(3)
    saved: list[int] = []

    def save() -> None:
        ready.wait()
        with database.transaction() as db:
            amina = join(db, "amina")
            read_as(db, person(amina))
            saved.append(register(db, amina, answers(), origin="V1:register", now=NOW).id)

    saves = [threading.Thread(target=save) for _ in range(3)]
    for each in saves:
        each.start()
    for each in saves:
        each.join()

    assert len(saved) == 3
    assert len(set(saved)) == 1


@pytest.mark.parametrize(
    ("stage", "visibility", "expected"),
    [
        ("idea", "group", 1),
        ("embed", "group", 1),
        ("idea", "only_me", 0),
        ("idea", "circle", 0),
        ("explore", "group", 0),
        ("explore", "only_me", 0),
    ],
)
def test_a_card_is_planned_when_the_group_may_see_it(
    database: Database, stage: str, visibility: str, expected: int
) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"), stage=stage, visibility=visibility)

        assert card_wanted(db, experiment) == expected
        assert is_for_group(experiment) is bool(expected)


def test_what_is_tried_is_shown_once_three_questions_are_answered(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage="explore")
        assert needs_safety(experiment)

        answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)

        assert not needs_safety(experiment)
        assert card_wanted(db, experiment) == 1
        assert list(trail_of(db, experiment.id)) == ["explore"]


def test_an_edit_moves_into_trying_only_through_the_three_questions(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage="co_design")

        edit(db, amina, experiment.id, answers(title="New name", stage="explore"), now=NOW)
        assert (experiment.title, experiment.stage) == ("New name", "co_design")

        answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)
        assert experiment.stage == "explore"
        assert list(trail_of(db, experiment.id)) == ["co_design", "explore"]


def test_opened_to_everyone_while_it_moves_into_trying_it_waits_unread(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, visibility="only_me")

        edit(db, amina, experiment.id, answers(stage="explore", visibility="group"), now=NOW)
        assert (experiment.stage, is_for_group(experiment)) == ("explore", False)
        assert card_wanted(db, experiment) == 0

        answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)
        assert card_wanted(db, experiment) == 1


def test_answers_changed_later_move_nothing(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage="explore")
        answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)
        edit(db, amina, experiment.id, answers(stage="embed"), now=NOW)

        changed = replace(SAFETY, how_stop="Anyone, by a word.")
        answer_safety(db, amina, experiment.id, changed, tries=False, now=NOW)
        assert (experiment.stage, experiment.how_stop) == ("embed", "Anyone, by a word.")


def test_going_back_is_a_move_like_any_other(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage="embed")

        edit(db, amina, experiment.id, answers(stage="idea"), now=NOW)
        edit(db, amina, experiment.id, answers(stage="idea"), now=NOW)

        assert list(trail_of(db, experiment.id)) == ["embed", "idea"]


def test_each_edit_asks_for_the_card_anew_and_so_does_taking_it_back(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        edit(db, amina, experiment.id, answers(title="Shorter"), now=NOW)
        assert card_wanted(db, experiment) == 2

        edit(db, amina, experiment.id, answers(visibility="only_me"), now=NOW)
        assert card_wanted(db, experiment) == 3


@pytest.mark.parametrize("facilitator", [False, True], ids=["a member", "a facilitator"])
def test_only_its_team_can_change_it(database: Database, *, facilitator: bool) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        tom = join(db, "tom", facilitator=facilitator)
        read_as(db, person(tom))

        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            edit(db, tom, experiment.id, answers(title="Mine now"), now=NOW)
        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            answer_safety(db, tom, experiment.id, SAFETY, tries=True, now=NOW)
        assert experiment.title == "Longer first visits"


@pytest.mark.parametrize(
    ("forged", "field"),
    [
        (answers(stage="done"), "stage"),
        (answers(visibility="public"), "visibility"),
        (answers(visibility=""), "visibility"),
    ],
)
def test_a_forged_save_cannot_choose_what_is_not_offered(
    database: Database, forged: Answers, field: str
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        with pytest.raises(Refusal) as refusal:
            register(db, amina, forged, origin=None, now=NOW)
        assert refusal.value.field == field
        with pytest.raises(Refusal, match=r"experiments\.unknown_choice"):
            edit(db, amina, experiment.id, forged, now=NOW)


@pytest.mark.parametrize("before", STAGES)
@pytest.mark.parametrize("after", [stage for stage in STAGES if stage != "explore"])
def test_any_stage_leads_to_any_stage(database: Database, before: str, after: str) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina, stage=before)

        assert edit(db, amina, experiment.id, answers(stage=after), now=NOW).stage == after


def test_two_who_save_at_once_do_not_stand_in_each_others_way(database: Database) -> None:
    """Each saves another one of the experiments that both are on."""
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        later = NOW + timedelta(days=1)  # who is first to talk to differs
        hers, his = put_down(db, amina), put_down(db, tom)
        theirs = {"amina": hers.id, "tom": his.id}
        put_on(db, hers.id, tom, at=later)
        put_on(db, his.id, amina, at=later)
    ready = threading.Barrier(2)
    saved: list[str] = []

    def save(handle: str) -> None:
        ready.wait()
        for number in range(30):
            with database.transaction() as db:
                by = join(db, handle)
                read_as(db, person(by))
                edit(db, by, theirs[handle], answers(title=f"{handle} {number}"), now=NOW)
                saved.append(handle)

    saves = [threading.Thread(target=save, args=(each,)) for each in theirs]
    for each in saves:
        each.start()
    for each in saves:
        each.join()

    assert sorted(saved) == ["amina"] * 30 + ["tom"] * 30


def test_saving_draws_the_homes_of_its_people_again(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        put_down(db, amina, visibility="only_me")

        due = all_due(db)
        assert [(each.kind, each.member_id) for each in due] == [("home", amina.id)]


def test_nobody_takes_it_for_one_alone_while_others_are_on_it(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"), visibility="circle")
        tom = join(db, "tom")
        put_on(db, experiment.id, tom)
        read_as(db, person(tom))
        with pytest.raises(Refusal):
            edit(db, tom, experiment.id, answers(visibility="only_me"), now=NOW)
