"""The rules of moving: any stage to any stage, each move called by its name, nothing lost."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.cards import CARD
from bot.cycles import LINE, STAGES, Step, move, wanted_question
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.experiments import answer_safety, edit
from bot.pauses import end, rest
from bot.visibility import Room, guard_sessions, person, read_as
from storage.cycles import moves_of, past_cycle, remark_at, trail_of
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.details import details_of
from storage.experiments import Experiment
from storage.people import Member
from tests.cast import NOW, SAFETY, answers, join, put_down

guard_sessions()

# Domain (c), "Transitions": from, to, and how it is recorded.
KINDS = [
    ("idea", "understand", "onward"),
    ("idea", "co_design", "jumped"),
    ("idea", "explore", "jumped"),
    ("idea", "embed", "jumped"),
    ("understand", "idea", "looped_back"),
    ("understand", "co_design", "onward"),
    ("understand", "explore", "jumped"),
    ("understand", "embed", "jumped"),
    ("co_design", "idea", "looped_back"),
    ("co_design", "understand", "looped_back"),
    ("co_design", "explore", "onward"),
    ("co_design", "embed", "jumped"),
    ("explore", "idea", "looped_back"),
    ("explore", "understand", "looped_back"),
    ("explore", "co_design", "looped_back"),
    ("explore", "embed", "onward"),
    ("embed", "idea", "looped_back"),
    ("embed", "understand", "new_cycle"),
    ("embed", "co_design", "looped_back"),
    ("embed", "explore", "looped_back"),
]


def begun(db: Session, stage: str = "idea", **more: Any) -> tuple[Member, Experiment]:
    """One of Amina's in this stage, with the three answers where it is tried."""
    amina = join(db, "amina")
    experiment = put_down(db, amina, stage=stage, **more)
    if stage == "explore":
        answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)
    return amina, experiment


def step(stage: str, **more: Any) -> Step:
    return Step(stage, safety=SAFETY if stage == "explore" else None, **more)


def go(db: Session, by: Member, experiment: Experiment, to: Step, origin: str | None = None) -> str:
    moved = move(db, by, experiment.id, to, origin=origin, now=NOW)
    return moved.kind if moved else ""


def test_the_table_has_every_way_there_is() -> None:
    ways = {(before, after) for before in STAGES for after in STAGES if before != after}

    assert {(before, after) for before, after, _ in KINDS} == ways


@pytest.mark.parametrize(("before", "after", "kind"), KINDS)
def test_any_stage_leads_to_any_stage_and_is_called_by_its_name(
    database: Database, before: str, after: str, kind: str
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, before)
        question = "What next?" if kind == "new_cycle" else ""

        assert go(db, amina, experiment, step(after, question=question)) == kind
        assert experiment.stage == after
        assert list(trail_of(db, experiment.id)) == [before, after]


@pytest.mark.parametrize("state", ["resting", "closed"])
@pytest.mark.parametrize("stage", STAGES)
def test_what_rests_or_has_ended_is_taken_up_again_in_any_stage(
    database: Database, state: str, stage: str
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "co_design")
        if state == "resting":
            rest(db, amina, experiment.id, None, origin=None, now=NOW)
        else:
            end(db, amina, experiment.id, "left_open", origin=None, now=NOW)

        kind = go(db, amina, experiment, step(stage))
        assert kind == {"resting": "woke", "closed": "reopened"}[state]
        assert (experiment.state, experiment.stage) == ("active", stage)
        assert (experiment.wake_on, experiment.closed_reason) == (None, None)


def test_the_same_stage_with_words_is_noted_and_without_them_nothing_happened(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db)

        assert go(db, amina, experiment, step("idea")) == ""
        assert len(moves_of(db, experiment.id)) == 1
        assert go(db, amina, experiment, step("idea", words="Still thinking.")) == "noted"
        assert list(trail_of(db, experiment.id)) == ["idea"], "no loop where nothing moved"


@pytest.mark.parametrize("visibility", ["only_me", "group"])
def test_nothing_is_tried_on_people_before_three_answers(
    database: Database, visibility: str
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "co_design", visibility=visibility)

        with pytest.raises(Refusal, match=r"cycles\.needs_safety"):
            go(db, amina, experiment, Step("explore", words="Now!"))
        assert (experiment.stage, len(moves_of(db, experiment.id))) == ("co_design", 1)
        assert go(db, amina, experiment, Step("explore", words="Now!", safety=SAFETY)) == "onward"
        assert experiment.how_stop == SAFETY.how_stop


def test_once_answered_the_three_are_not_asked_again_in_the_same_turn(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "explore")
        go(db, amina, experiment, Step("co_design"))

        assert go(db, amina, experiment, Step("explore")) == "onward"


def test_from_the_usual_way_a_new_turn_begins_with_its_question(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "explore")
        go(db, amina, experiment, Step("embed"))
        with pytest.raises(Refusal, match=r"cycles\.needs_question") as refusal:
            go(db, amina, experiment, Step("understand", words="On."))
        assert refusal.value.field == "question"

        go(db, amina, experiment, Step("understand", question="What of evenings?"))
        assert (experiment.cycle, experiment.question) == (2, "What of evenings?")
        assert "evenings" in experiment.folded, "a search finds it"
        past = past_cycle(db, experiment.id, 1)
        assert past is not None
        assert past.question == answers().question
        assert (past.purpose, past.how_stop) == (answers().purpose, SAFETY.how_stop)
        assert (experiment.could_be_hurt, experiment.people_know, experiment.how_stop) == ("",) * 3
        assert details_of(db, experiment.id, 2) == {}
        with pytest.raises(Refusal, match=r"cycles\.needs_safety"):
            go(db, amina, experiment, Step("explore"))
        assert list(trail_of(db, experiment.id, 1)) == ["explore", "embed"]
        assert list(trail_of(db, experiment.id, 2)) == ["understand"]


@pytest.mark.parametrize(
    ("question", "kind", "cycle"), [("", "looped_back", 1), ("And at night?", "new_cycle", 2)]
)
def test_back_from_trying_a_new_question_is_a_choice(
    database: Database, question: str, kind: str, cycle: int
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "explore")

        assert wanted_question(experiment, "understand") == "optional"
        assert go(db, amina, experiment, Step("understand", question=question)) == kind
        assert (experiment.cycle, experiment.question) == (cycle, question or answers().question)


def test_a_question_where_none_is_asked_begins_nothing(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "idea")

        assert go(db, amina, experiment, Step("understand", question="Forged?")) == "onward"
        assert (experiment.cycle, experiment.question) == (1, answers().question)


def test_an_ended_one_may_begin_its_next_turn_and_the_trail_tells_both(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "embed")
        end(db, amina, experiment.id, "embedded", origin=None, now=NOW)

        assert go(db, amina, experiment, Step("understand", question="Next?")) == "new_cycle"
        kinds = [each.kind for each in moves_of(db, experiment.id)]
        assert kinds == ["began", "closed", "reopened", "new_cycle"]


def test_the_same_save_twice_is_one_move(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db)
        go(db, amina, experiment, Step("understand", words="Once."), "V1")

        go(db, amina, experiment, Step("understand", words="Once."), "V1")
        assert len(moves_of(db, experiment.id)) == 2


@pytest.mark.parametrize("facilitator", [False, True], ids=["a member", "a facilitator"])
def test_nobody_but_its_people_moves_it(database: Database, *, facilitator: bool) -> None:
    with database.transaction() as db:
        _, experiment = begun(db)
        tom = join(db, "tom", facilitator=facilitator)
        read_as(db, person(tom))

        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            go(db, tom, experiment, Step("understand"))
        assert experiment.stage == "idea"


@pytest.mark.parametrize("stage", ["", "done", "public"])
def test_a_forged_stage_is_no_stage(database: Database, stage: str) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db)

        with pytest.raises(Refusal, match=r"experiments\.unknown_choice"):
            go(db, amina, experiment, Step(stage))


def line_of(db: Session, experiment: Experiment) -> str | None:
    """In whose thread the newest move is told, if anywhere."""
    newest = moves_of(db, experiment.id)[-1]
    delivery = delivery_by_occasion(db, occasion(LINE, newest.id))
    return delivery.under if delivery else None


@pytest.mark.parametrize(
    ("visibility", "told"), [("group", True), ("circle", False), ("only_me", False)]
)
def test_the_thread_is_told_of_moves_that_the_group_may_know(
    database: Database, visibility: str, *, told: bool
) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, visibility=visibility)
        assert line_of(db, experiment) is None, "the card itself says that it began"
        go(db, amina, experiment, Step("understand", words="Said."))

        assert line_of(db, experiment) == (occasion(CARD, experiment.id) if told else None)
        newest = moves_of(db, experiment.id)[-1]
        assert remark_at(db, newest.id) is not None
        read_as(db, Room())
        assert (remark_at(db, newest.id) is not None) is told


def test_words_for_their_writer_alone_are_read_by_nobody_else(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db)
        go(db, amina, experiment, Step("understand", words="Mrs Hale said no.", alone=True))
        newest = moves_of(db, experiment.id)[-1]

        assert remark_at(db, newest.id) is not None
        read_as(db, Room())
        assert remark_at(db, newest.id) is None


def test_what_was_said_in_private_stays_so_when_the_card_goes_up(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, visibility="only_me")
        go(db, amina, experiment, Step("understand", words="For myself."))
        private = moves_of(db, experiment.id)[-1]
        edit(db, amina, experiment.id, answers(stage="understand"), now=NOW)

        read_as(db, Room())
        assert delivery_by_occasion(db, occasion(LINE, private.id)) is None
        assert remark_at(db, private.id) is None


def test_an_edit_that_moves_it_is_told_too_and_wakes_nothing(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db)
        edit(db, amina, experiment.id, answers(stage="understand"), now=NOW)
        assert line_of(db, experiment) == occasion(CARD, experiment.id)
        answer_safety(db, amina, experiment.id, SAFETY, tries=True, now=NOW)
        assert line_of(db, experiment) == occasion(CARD, experiment.id)
        rest(db, amina, experiment.id, None, origin=None, now=NOW)
        edit(db, amina, experiment.id, answers(stage="embed"), now=NOW)

        assert (experiment.state, experiment.stage) == ("resting", "embed")


def test_answers_given_with_a_move_replace_those_that_stood(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment = begun(db, "explore")
        anew = replace(SAFETY, how_stop="By a word.")

        assert go(db, amina, experiment, Step("explore", safety=anew)) == ""
        assert experiment.how_stop == "By a word."
