"""How questions are arranged: what fits, what is said of names, and that words stay words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.questions import Answer, Asked, Question, Round
from templates.blocks import Message
from templates.questions import forms, heard, told, views
from templates.questions.lists import listing
from tests.cast import called

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
HOSTILE = "<!channel> *bold* {{ words }} <@U1>"
TEN = ["n" * 75, *(f"Choice {number}" for number in range(2, 11))]


def a_round(**more: Any) -> Round:
    given = {
        "id": 7,
        "question_id": 3,
        "words": "What helps?",
        "choices": [],
        "anonymous": False,
        "state": "open",
        "opened_at": NOW,
        "closes_at": NOW + timedelta(days=10),
        "heard": "",
        "changes": "",
        "told_at": None,
        "revision": 1,
    }
    return Round(**{**given, **more})


def said_to(
    one: Round, mine: Answer | None = None, *, is_open: bool = True, **part: bool
) -> Message:
    asked = Asked(**{"answered": False, "let_go": False, **part})
    return views.asked(one, asked, mine, ["Jonas", "Leila"], "UTC", is_open=is_open, now=NOW)


def texts(blocks: Any) -> list[str]:
    """Every text that stands in some blocks."""
    if isinstance(blocks, dict):
        own = [blocks["text"]] if isinstance(blocks.get("text"), str) else []
        return own + [each for value in blocks.values() for each in texts(value)]
    return [text for each in blocks for text in texts(each)] if isinstance(blocks, list) else []


def ids(blocks: Any) -> list[str]:
    return [
        each["action_id"] for block in blocks for each in block.get("elements", ())
        if "action_id" in each
    ]  # fmt: skip


def test_a_phone_shows_what_kind_of_thing_it_is_and_nobodys_words() -> None:
    one = a_round(words=HOSTILE, heard=HOSTILE, changes=HOSTILE)

    assert said_to(one).text == "A question to the group"
    assert heard.closed(one, has_answers=True).text == "A question to the group has closed"
    assert told.told_back(one).text == "You said, we changed"
    for blocks in (said_to(one).blocks, told.told_back(one).blocks):
        assert any(HOSTILE in each for each in texts(blocks))
        assert "mrkdwn" not in str(blocks)


def test_it_says_how_an_answer_is_treated_before_it_is_given() -> None:
    named, unnamed = (texts(said_to(a_round(anonymous=each)).blocks)[-1] for each in (False, True))

    closes = "It closes by itself on Thursday 10 December."
    assert named == f"Jonas and Leila, the facilitators, can read it with your name. {closes}"
    assert unnamed.startswith("Nobody is told who said what: your answer is kept without your name")
    assert "it cannot be changed once it is saved" in unnamed
    assert unnamed.endswith(closes)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], ["questions.answer", "questions.let_go"]),
        (["Yes", "No"], ["questions.choose_0", "questions.choose_1", "questions.let_go"]),
        (TEN, ["questions.choose_0", "questions.let_go"]),
        (["Yes", "n" * 41], ["questions.choose_0", "questions.let_go"]),
    ],
)
def test_few_choices_are_buttons_and_many_a_menu(choices: list[str], expected: list[str]) -> None:
    assert ids(said_to(a_round(choices=choices)).blocks) == expected


def test_the_example_looks_exactly_so_and_does_nothing() -> None:
    treated = views.Treated(anonymous=False, readers=["Jonas", "Leila"])
    for choices in ([], ["Yes", "No"], TEN):
        real = said_to(a_round(choices=choices)).blocks
        until = (NOW + timedelta(days=10)).date()
        shown = views.example("What helps?", choices, treated, until, "UTC", now=NOW)

        assert texts(shown) == texts(real)
        assert len(set(ids(shown))) == len(ids(real))
        assert all(each.startswith("questions.example") for each in ids(shown))


def test_after_the_answer_a_choice_is_named_and_words_are_not_repeated() -> None:
    choice = Answer(choice="Yes", words="")
    shown = said_to(a_round(choices=["Yes", "No"]), choice, answered=True)
    assert "Noted: " in texts(shown.blocks)
    assert ids(shown.blocks) == ["questions.answer", "questions.take_back"]
    assert "Add a few words" in texts(shown.blocks)

    wrote = said_to(a_round(), Answer(choice="", words="A secret."), answered=True)
    assert "A secret." not in str(wrote)
    assert "Change" in texts(wrote.blocks)

    unnamed = said_to(a_round(anonymous=True), None, answered=True)
    assert texts(unnamed.blocks)[-1] == "Thank you. Your answer is kept without your name."
    assert ids(unnamed.blocks) == []


@pytest.mark.parametrize("part", [{}, {"answered": True}, {"let_go": True}])
def test_a_closed_one_has_nothing_to_press_and_blames_nobody(part: dict[str, bool]) -> None:
    shown = said_to(a_round(state="closed"), None, is_open=False, **part)

    assert ids(shown.blocks) == []
    assert texts(shown.blocks)[-1].startswith("This one has closed.")


def read(count: int, *, anonymous: bool, choices: bool = True, **more: Any) -> dict[str, Any]:
    """The window of what so many answered, every second with words."""
    people = {number: called(f"Person {number}", number) for number in range(1, count + 1)}
    answers = [
        Answer(
            key=str(number),
            member_id=None if anonymous else number,
            choice=("Yes" if number % 3 else "No") if choices else "",
            words=f"Words {number}." if number % 2 else "",
        )
        for number in range(1, count + 1)
    ]
    given = {"state": "closed", "choices": ["Yes", "No"] if choices else [], **more}
    one = a_round(anonymous=anonymous, **given)
    known = {} if anonymous else people
    return heard.heard(heard.Heard(one, answers, known, is_open=one.state == "open"))


def test_of_few_without_names_only_words_are_shown_and_nothing_that_adds_up() -> None:
    shown = texts(read(4, anonymous=True)["blocks"])

    assert [each for each in shown if each.startswith("Words")] == ["Words 1.", "Words 3."]
    assert any(each.startswith("Fewer than five answered") for each in shown)
    assert not {"Yes", "No"} & {word.strip(":") for each in shown for word in each.split()}
    assert "Person" not in str(shown)


def test_of_five_it_is_said_how_many_chose_what_and_never_who() -> None:
    shown = texts(read(5, anonymous=True)["blocks"])

    assert "Yes: 4\nNo: 1" in shown
    assert "Person" not in str(shown)
    assert not any(each.startswith("Fewer") for each in shown)


def test_with_names_it_says_who_and_few_are_not_added_up_either() -> None:
    shown = texts(read(4, anonymous=False)["blocks"])

    assert [each for each in shown if each.startswith("Person")] == [
        f"Person {number}" for number in (1, 2, 3, 4)
    ]
    assert not any(": 3" in each for each in shown)


def test_what_is_open_without_names_cannot_be_read_yet_nor_told() -> None:
    window = read(5, anonymous=True, state="open")

    assert "Words" not in str(window)
    assert ids(window["blocks"]) == []
    assert heard.TELL not in ids(read(5, anonymous=False, state="open")["blocks"])


def test_long_reading_is_paged_and_fits() -> None:
    window = read(60, anonymous=False)

    assert len(window["blocks"]) < 60
    assert heard.READ_ON in ids(window["blocks"])


def test_the_longest_question_fits_what_a_window_remembers() -> None:
    mine = {
        "words": '"' * 300,
        "choices": "\n".join('"' * 75 for _ in range(10)),
        "named": "no",
        "days": "30",
        "whom": [*forms.whom_options(("idea", "understand", "co_design", "explore", "embed"),
                                     ("leading", "supporting", "listening"))],
        "rhythm": "quarterly",
        "first": "2027-11-30",
    }  # fmt: skip
    remembered = {"mine": mine, "id": 999999999, "revision": 999999, "both": True}
    shown = forms.wording_form(mine, (3, 30), remembered)

    assert len(shown["private_metadata"]) <= 3000


def test_the_times_that_it_was_asked_can_be_read_and_told_of_once_they_are_over() -> None:
    rounds = [a_round(id=2), a_round(id=1, state="closed")]
    question = Question(id=3, words="What helps?")
    window = heard.times(question, rounds, "UTC", has_more=True, now=NOW)

    assert [each for each in texts(window["blocks"]) if each.startswith("From")] == [
        "From 30 November until 10 December. It is still open.",
        "From 30 November until 10 December",
    ]
    assert ids(window["blocks"]) == [
        heard.READ, heard.READ, heard.TELL, heard.EARLIER_TIMES,
    ]  # fmt: skip
    assert texts(heard.times(question, [], "UTC", has_more=False, now=NOW)["blocks"])[-1] == (
        "It was not asked yet."
    )


def test_facilitators_may_change_and_others_read() -> None:
    question = Question(
        id=3, words="What helps?", choices=[], anonymous=True, stages=["idea"], ways=["listening"],
        rhythm="monthly", days=10, asks_at=NOW, revision=1,
    )  # fmt: skip
    tom, jonas = called("Tom"), called("Jonas")
    jonas.facilitator = True
    shown = {
        each.name: listing([question], {}, set(), each, has_more=False, now=NOW)["blocks"]
        for each in (tom, jonas)
    }

    assert ids(shown["Tom"]) == ["questions.all_told"]
    assert ids(shown["Jonas"]) == [
        "questions.all_told", "questions.new", "questions.edit", "questions.times",
        "questions.ask_now", "questions.ask_no_more",
    ]  # fmt: skip
    about = texts(shown["Tom"])[-1]
    assert about == (
        "Those on an experiment at: Just an idea; and taking part by listening. Every four weeks, "
        "without names. Asked next from Monday 30 November on."
    )
