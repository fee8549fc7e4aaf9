"""The group's questions: who sets them up, when they are asked, and that they are planted once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.cycles import Step, move
from bot.errors import Refusal
from bot.pauses import REASONS, end, let_rest, rest
from bot.questions import (
    STANDING,
    Asking,
    Planted,
    Wording,
    ask_no_more,
    asked_next,
    change,
    people_concerned,
    plant_questions,
    read_wording,
    set_up,
    standing_question,
)
from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.people import Member
from storage.questions import (
    Question,
    members_concerned,
    question_by_code,
    questions_due,
    questions_from,
)
from tests.cast import NOW, join, put_down, put_on

CAST = ("amina", "tom", "priya", "ana")

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TODAY = NOW.date()
WORDING = Wording("What helps you most?", (), anonymous=False, days=10)
ASKING = Asking((), (), "monthly", TODAY + DAY)
HOSTILE = ["<!channel> *bold* {{ words }}", "</b> & <@U1>", "שלום\n:tada: 🎉", "a" * 300]
SEED: list[Planted] = [
    {"code": STANDING, "words": "How is this space working for you?", "rhythm": "quarterly"}
]


def jonas(db: Session) -> Member:
    host = join(db, "jonas", facilitator=True)
    read_as(db, person(host))
    return host


def put(db: Session, origin: str = "V1", **more: Any) -> Question:
    asking = replace(ASKING, **more)
    return set_up(db, jonas(db), WORDING, asking, origin=origin, now=NOW)


@pytest.mark.parametrize("words", HOSTILE)
def test_a_question_is_kept_as_it_was_typed(database: Database, words: str) -> None:
    with database.transaction() as db:
        for each in CAST:
            join(db, each)
        wording = read_wording(words, "", anonymous=True, days=3)
        question = set_up(db, jonas(db), wording, ASKING, origin="V1", now=NOW)

        assert (question.words, question.choices, question.anonymous) == (words, [], True)


def test_without_names_it_is_asked_of_five_or_not_at_all(database: Database) -> None:
    """Of few it could be made out who said what; later there may be fewer than when it was set."""
    with database.transaction() as db:
        wording = read_wording("What helps?", "", anonymous=True, days=3)
        with pytest.raises(Refusal, match="too_few"):
            set_up(db, jonas(db), wording, ASKING, origin="V1", now=NOW)
        for each in CAST:
            join(db, each)
        with pytest.raises(Refusal, match="too_few"):
            nobody_leads = replace(ASKING, ways=("leading",))
            set_up(db, jonas(db), wording, nobody_leads, origin="V1", now=NOW)
        question = set_up(db, jonas(db), wording, ASKING, origin="V1", now=NOW)
        assert len(people_concerned(db, question)) == len(CAST) + 1

        join(db, CAST[0]).gone_at = NOW
        db.flush()
        assert list(people_concerned(db, question)) == []
        with pytest.raises(Refusal, match="too_few"):
            change(db, jonas(db), question.id, wording, ASKING, now=NOW)
        named = replace(wording, anonymous=False)
        change(db, jonas(db), question.id, named, ASKING, now=NOW)
        assert len(people_concerned(db, question)) == len(CAST)


def test_the_same_save_twice_is_one_question(database: Database) -> None:
    with database.transaction() as db:
        assert put(db).id == put(db).id
        assert len(questions_from(db, limit=9)) == 1


def test_it_is_asked_in_the_morning_where_the_facilitator_is(database: Database) -> None:
    with database.transaction() as db:
        host = jonas(db)
        host.time_zone = "Pacific/Auckland"
        question = set_up(db, host, WORDING, ASKING, origin="V1", now=NOW)

        # NOW is ten in the evening there, in summer time: nine in the morning is UTC - 13.
        assert question.asks_at == NOW.replace(day=2, hour=20)
        assert questions_due(db, NOW) == []
        assert questions_due(db, NOW + DAY) == [question.id]


@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"first": TODAY - DAY}, "questions.day_is_over", "first"),
        ({"first": TODAY + timedelta(days=400)}, "questions.too_far", "first"),
        ({"first": None}, "forms.nothing_chosen", "first"),
        ({"stages": ("heaven",)}, "questions.unknown_choice", "whom"),
        ({"ways": ("hiding",)}, "questions.unknown_choice", "whom"),
        ({"rhythm": "hourly"}, "questions.unknown_choice", "rhythm"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    database: Database, more: dict[str, Any], refusal: str, field: str
) -> None:
    with database.transaction() as db:
        with pytest.raises(Refusal) as refused:
            put(db, **more)

        assert (refused.value.name, refused.value.field) == (refusal, field)
        assert questions_from(db, limit=9) == []


@pytest.mark.parametrize(
    ("words", "choices", "days", "refusal"),
    [
        ("w" * 301, "", 10, "questions.long_question"),
        ("Which?", "only one", 10, "questions.how_many"),
        ("Which?", "\n".join(map(str, range(11))), 10, "questions.how_many"),
        ("Which?", "yes\n" + "n" * 76, 10, "questions.long_choice"),
        ("Which?", "yes\n" + "🎉" * 38, 10, "questions.long_choice"),
        ("Which?", "Yes\nno\n yes ", 10, "questions.same_choice"),
        ("Which?", "", 31, "questions.unknown_choice"),
    ],
)
def test_a_wording_that_would_not_fit_is_refused(
    words: str, choices: str, days: int, refusal: str
) -> None:
    with pytest.raises(Refusal, match=refusal):
        read_wording(words, choices, anonymous=False, days=days)


def test_choices_are_one_a_line() -> None:
    wording = read_wording("Which?", " Yes \n\n not   yet\n", anonymous=False, days=3)

    assert wording.choices == ("Yes", "not yet")


def test_only_facilitators_set_up_change_and_end(database: Database) -> None:
    with database.transaction() as db:
        question, tom = put(db), join(db, "tom")
        tries: tuple[Callable[[], object], ...] = (
            lambda: set_up(db, tom, WORDING, ASKING, origin="V2", now=NOW),
            lambda: change(db, tom, question.id, WORDING, ASKING, now=NOW),
            lambda: ask_no_more(db, tom, question.id, now=NOW),
        )
        for forbidden in tries:
            with pytest.raises(Refusal, match=r"people\.facilitators_only"):
                forbidden()
        assert (len(questions_from(db, limit=9)), question.revision) == (1, 1)
        with pytest.raises(Refusal, match=r"questions\.unknown"):
            ask_no_more(db, jonas(db), 999, now=NOW)


def test_there_are_only_so_many_to_come_and_an_ended_one_makes_room(database: Database) -> None:
    with database.transaction() as db:
        first, *_ = [put(db, f"V{number}") for number in range(20)]
        with pytest.raises(Refusal, match=r"questions\.enough"):
            put(db, "one more")
        ask_no_more(db, jonas(db), first.id, now=NOW)
        put(db, "one more")


def test_a_change_keeps_the_hour_unless_the_day_is_another(database: Database) -> None:
    with database.transaction() as db:
        question = put(db)
        before = question.asks_at
        other = replace(WORDING, words="What else?")
        change(db, jonas(db), question.id, other, ASKING, now=NOW)
        assert (question.words, question.asks_at) == ("What else?", before)
        later = replace(ASKING, first=TODAY + WEEK)
        change(db, jonas(db), question.id, other, later, now=NOW)
        assert question.asks_at == NOW + WEEK
        change(db, jonas(db), question.id, other, replace(ASKING, first=None), now=NOW)
        assert question.asks_at is None
        # One that was not asked any more is, again; today means now.
        noon = NOW + DAY / 8
        change(db, jonas(db), question.id, other, replace(ASKING, first=TODAY), now=noon)
        assert question.asks_at == noon


@pytest.mark.parametrize(
    ("rhythm", "missed", "next_in"),
    [
        ("once", 0, None),
        ("monthly", 0, 4),
        ("monthly", 3, 4),
        ("monthly", 4, 8),
        ("monthly", 9, 12),
        ("quarterly", 0, 13),
        ("quarterly", 30, 39),
    ],
)
def test_it_comes_again_in_its_step_however_much_was_missed(
    rhythm: str, missed: int, next_in: int | None
) -> None:
    question = Question(rhythm=rhythm, asks_at=NOW)

    expected = None if next_in is None else NOW + next_in * WEEK
    assert asked_next(question, now=NOW + missed * WEEK) == expected


def test_the_first_one_is_planted_once_and_is_the_groups_from_then_on(database: Database) -> None:
    with database.transaction() as db:
        plant_questions(db, SEED, now=NOW)
        question = standing_question(db)
        assert question is not None
        assert question.asks_at == NOW + 4 * WEEK
        ask_no_more(db, jonas(db), question.id, now=NOW)
        plant_questions(db, SEED, now=NOW + WEEK)

        known = question_by_code(db, STANDING)
        assert known is not None
        assert (known.id, known.asks_at, standing_question(db)) == (question.id, None, None)


def test_whom_it_concerns(database: Database) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        ids = {each: join(db, each).id for each in ("amina", "tom", "priya", "ana")}
        amina, tom, priya = (join(db, each) for each in ("amina", "tom", "priya"))
        tom.taking_part = "listening"
        private = put_down(db, amina, stage="understand", visibility="only_me")
        put_on(db, private.id, tom)
        put_down(db, priya, stage="idea")
        gone = join(db, "wanjiru")
        gone.gone_at = NOW
        db.flush()

        def who(stages: tuple[str, ...] = (), ways: tuple[str, ...] = ()) -> set[str]:
            found = set(members_concerned(db, stages=stages, ways=ways))
            return {name for name, each in ids.items() if each in found} | (
                {"wanjiru"} if gone.id in found else set()
            )

        read_as(db, Keeper())
        assert who() == {"amina", "tom", "priya", "ana"}
        assert who(("understand",)) == {"amina", "tom"}
        assert who(("idea", "understand")) == {"amina", "tom", "priya"}
        assert who(("understand",), ("listening",)) == {"tom"}
        assert who((), ("listening", "leading")) == {"tom"}
        assert who(("embed",)) == set()


def test_those_whose_experiment_moved_on_rests_or_ended_are_not_concerned(
    database: Database,
) -> None:
    with database.transaction() as db:
        cast = [join(db, each) for each in ("amina", "tom", "priya")]
        first, second, third = (put_down(db, each, stage="understand") for each in cast)
        for by, experiment in zip(cast, (first, second, third), strict=True):
            read_as(db, person(by))
            if experiment is first:
                step = Step("co_design", "")
                move(db, by, experiment.id, step, origin=None, now=NOW)
            elif experiment is second:
                rest(db, by, experiment.id, None, "", origin=None, now=NOW)
            else:
                end(db, by, experiment.id, REASONS[0], "", origin=None, now=NOW)
        read_as(db, Keeper())

        assert members_concerned(db, stages=("understand",), ways=()) == []
        assert members_concerned(db, stages=("co_design",), ways=()) == [cast[0].id]
        read_as(db, person(cast[1]))
        let_rest(db, cast[1], second.id, now=NOW)
        move(db, cast[1], second.id, Step("understand", ""), origin=None, now=NOW + DAY)
        assert members_concerned(db, stages=("understand",), ways=()) == [cast[1].id]
