"""The rules of the group's questions: who changes them, how they are read from lines."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

import templates
from bot.errors import Refusal
from bot.prompts import (
    FIRST,
    HARD_DAY,
    MOST_SETS,
    add,
    bring_back,
    change,
    plant,
    put_away,
    read_questions,
    set_to_change,
    write_questions,
)
from storage.database import Database
from storage.people import Member
from storage.prompts import Prompt, prompt_changes, prompt_set, prompt_sets
from tests.cast import NOW, join

SETS = templates.words("prompts/sets").sets


def group(db: Session) -> tuple[Member, Member]:
    """A facilitator and a member, and the sets that a group begins with."""
    plant(db, SETS)
    db.flush()
    return join(db, "jonas", facilitator=True), join(db, "amina")


def log(db: Session) -> list[tuple[str, str]]:
    return [(each.what, each.code) for each in prompt_changes(db, limit=99)]


def test_what_a_group_changed_is_never_planted_over(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        change(db, jonas, "surprise", name="Surprised", questions="What now?", now=NOW)
        put_away(db, jonas, "system", now=NOW)
        plant(db, SETS)
        db.flush()

        assert [each.code for each in prompt_sets(db, hidden=True)] == [
            each["code"] for each in SETS
        ]
        changed = prompt_set(db, "surprise")
        assert changed is not None
        assert (changed.name, changed.prompts) == (
            "Surprised",
            [{"question": "What now?", "hint": ""}],
        )
        assert "system" not in {each.code for each in prompt_sets(db)}


def test_every_change_is_noted_with_before_and_after(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        change(db, jonas, "session", name="After a session", questions="What stays?", now=NOW)
        one = add(db, jonas, name="  A walk   outside ", questions="What did you see?", now=NOW)
        put_away(db, jonas, one.code, now=NOW)
        bring_back(db, jonas, one.code, now=NOW + timedelta(hours=1))

        assert (one.code, one.name) == ("a_walk_outside", "A walk outside")
        assert log(db) == [
            ("brought_back", "a_walk_outside"),
            ("put_away", "a_walk_outside"),
            ("added", "a_walk_outside"),
            ("changed", "session"),
        ]
        first = prompt_changes(db, limit=9)[-1]
        assert (first.name_before, first.name_after) == ("After a session", "After a session")
        assert first.before[0]["question"] == "What stays with you?"
        assert first.after == [{"question": "What stays?", "hint": ""}]
        assert first.changed_by == jonas.id


def test_what_changes_nothing_is_not_noted(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        one = prompt_set(db, "what")
        assert one is not None
        lines = write_questions(one.prompts)
        change(db, jonas, "what", name=one.name, questions=lines, now=NOW)
        bring_back(db, jonas, "what", now=NOW)
        put_away(db, jonas, "what", now=NOW)
        put_away(db, jonas, "what", now=NOW)

        assert log(db) == [("put_away", "what")]


def test_only_facilitators_change_anything(database: Database) -> None:
    with database.transaction() as db:
        _, amina = group(db)
        refusals: list[Callable[[], object]] = [
            lambda: set_to_change(db, amina, "what"),
            lambda: change(db, amina, "what", name="n", questions="", now=NOW),
            lambda: add(db, amina, name="n", questions="", now=NOW),
            lambda: put_away(db, amina, "what", now=NOW),
            lambda: bring_back(db, amina, "what", now=NOW),
        ]
        for refused in refusals:
            with pytest.raises(Refusal, match=r"people\.facilitators_only"):
                refused()
        assert log(db) == []


@pytest.mark.parametrize(
    ("code", "said"), [(FIRST, "prompts.first_stays"), (HARD_DAY, "prompts.hard_day_stays")]
)
def test_what_the_forms_build_on_is_reworded_but_stays(
    database: Database, code: str, said: str
) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        change(db, jonas, code, name="Our own words", questions="What was it?", now=NOW)
        with pytest.raises(Refusal, match=said):
            put_away(db, jonas, code, now=NOW)

        one = prompt_set(db, code)
        assert one is not None
        assert (one.name, one.hidden) == ("Our own words", False)


@pytest.mark.parametrize("name", ["A surprise", "a SURPRISE", " A  surprise ", "Á surprise"])
def test_a_name_that_another_has_is_refused_even_one_put_away(
    database: Database, name: str
) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        put_away(db, jonas, "surprise", now=NOW)
        refusals: list[Callable[[], object]] = [
            lambda: add(db, jonas, name=name, questions="", now=NOW),
            lambda: change(db, jonas, "what", name=name, questions="", now=NOW),
        ]
        for refused in refusals:
            with pytest.raises(Refusal, match=r"prompts\.name_taken") as no:
                refused()
            assert no.value.field == "name"
        change(db, jonas, "surprise", name="A SURPRISE", questions="", now=NOW)


def test_codes_are_short_and_never_the_same(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        names = ["Über die Flüsse und in die Wälder", "Über die Flüsse, in die Wälder!", "שאלות"]
        codes = [add(db, jonas, name=each, questions="", now=NOW).code for each in names]
        codes.append(add(db, jonas, name="سؤال", questions="", now=NOW).code)

        assert codes == ["uber_die_flusse_und_in_d", "uber_die_flusse_in_die_w", "way", "way_2"]


def test_a_way_in_saved_twice_is_one(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        first = add(db, jonas, name="A walk", questions="What did you see?", now=NOW)
        assert add(db, jonas, name=" A walk", questions="What did you see?\n", now=NOW) is first
        assert len(log(db)) == 1


def test_there_are_as_many_as_fit_into_a_window(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = group(db)
        for number in range(MOST_SETS - len(SETS)):
            add(db, jonas, name=f"Number {number}", questions="", now=NOW)
        with pytest.raises(Refusal, match=r"prompts\.enough"):
            add(db, jonas, name="One more", questions="", now=NOW)


def test_two_who_add_the_same_name_at_once_make_one(database: Database) -> None:
    with database.transaction() as db:
        group(db)
        join(db, "leila", facilitator=True)
    ready = threading.Barrier(2)
    outcomes: list[str] = []

    def save(handle: str) -> None:
        ready.wait()
        try:
            with database.transaction() as db:
                by = join(db, handle, facilitator=True)
                add(db, by, name="A walk", questions=f"What did {handle} see?", now=NOW)
            outcomes.append("saved")
        except Refusal as no:
            outcomes.append(no.name)

    both = [threading.Thread(target=save, args=(each,)) for each in ("jonas", "leila")]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert sorted(outcomes) == ["prompts.name_taken", "saved"]
    with database.read() as db:
        assert log(db) == [("added", "a_walk")]


@pytest.mark.parametrize(
    ("line", "question", "hint"),
    [
        ("What happened?", "What happened?", ""),
        ("What happened? (just that)", "What happened?", "just that"),
        ("  What   happened?(just that) ", "What happened?", "just that"),
        ("What (really) happened?", "What (really) happened?", ""),
        ("What happened (really) (what, not who)", "What happened (really)", "what, not who"),
        ("What happened (really) ()", "What happened (really)", ""),
        ("What? (a (b) c)", "What?", "a (b) c"),
        ("What? b)", "What? b)", ""),
        ("What? (b", "What? (b", ""),
    ],
)
def test_a_line_is_a_question_and_perhaps_a_hint(line: str, question: str, hint: str) -> None:
    assert read_questions(line) == [{"question": question, "hint": hint}]


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("a\n" * 7, "prompts.too_many", None),
        ("One?\n\n(only a hint)", "prompts.only_hint", 3),
        ("One?\n" + "word " * 13, "prompts.long_question", 2),
        ("x" * 151, "prompts.long_question", 1),
        (f"One?\nTwo? ({'x' * 201})", "prompts.long_hint", 2),
    ],
)
def test_a_refusal_names_the_line(text: str, said: str, line: int | None) -> None:
    with pytest.raises(Refusal) as no:
        read_questions(text)

    assert (no.value.name, no.value.field) == (said, "questions")
    assert no.value.values.get("line") == line


def test_at_the_limits_everything_is_taken() -> None:
    longest = " ".join(["word"] * 12)
    lines = "\n".join([f"{longest} ({'x' * 200})", "y" * 150, "", "a", "b", "c", "d", " "])

    assert len(read_questions(lines)) == 6
    assert read_questions(" \n ") == []


@given(
    st.lists(st.text(alphabet="ab ?().,\t", max_size=20), max_size=6).map("\n".join)
    | st.text(max_size=60)
)
def test_whatever_was_read_is_written_and_read_again(text: str) -> None:
    try:
        prompts = read_questions(text)
    except Refusal:
        return
    assert read_questions(write_questions(prompts)) == prompts


@pytest.mark.parametrize("planted", SETS, ids=lambda each: each["code"])
def test_what_a_group_begins_with_is_written_and_read_again(planted: dict[str, object]) -> None:
    prompts: list[Prompt] = planted["prompts"]  # type: ignore[assignment]

    assert read_questions(write_questions(prompts)) == prompts
