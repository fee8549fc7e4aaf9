"""What is arranged about details is what Slack takes, even at its worst, and names every field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.details import FIELDS, KINDS, NOT_TO_FORGET, SCALES
from bot.versions import mark
from sandbox.kit.views import render_text, validate_view, view_lints
from templates import words
from templates.blocks import modal
from templates.details import views
from templates.details.forms import INPUTS, filled, form_of, stored
from templates.forms import peek
from tests.templates.test_experiments import experiment, worst
from tests.templates.test_words import HOSTILE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALL = [field for fields in FIELDS.values() for field in fields]


def answers(typed: str) -> dict[str, str]:
    chosen = {"kind": "probe", "scales": ",".join(SCALES), "look_again": "2027-05-03"}
    return {**dict.fromkeys(ALL, typed), "place": typed[:80], **chosen}


def form(typed: str, **more: Any) -> dict[str, Any]:
    remembered = {
        "experiment": 999_999_999,
        "cycle": 1,
        "opened": {field: mark(typed) for field in ALL},
    }
    given = {"more": list(FIELDS), "remembered": remembered, "now": NOW, **more}
    return views.add_form(worst(), ALL, answers(typed), **given)


def window(typed: str) -> dict[str, Any]:
    shown = views.answers_shown(answers(typed), FIELDS, now=NOW)
    return modal("E-14", *shown, *views.blanks(NOT_TO_FORGET["embed"]), close="Close")


@pytest.mark.parametrize("typed", [*HOSTILE, "Words.", "🎉" * 1000])
def test_slack_takes_the_longest_form_and_window(typed: str) -> None:
    shown = views.answers_shown(answers(typed), FIELDS, now=NOW)
    for view in (
        form(typed),
        form(typed, theirs=answers(typed)),
        window(typed),
        views.saved(experiment(), shown),
        views.saved(experiment(), []),
    ):
        assert validate_view(view) == []
        assert view_lints(view) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_exactly(typed: str) -> None:
    assert f"Who is in this system?\n{typed}" in render_text(window(typed)["blocks"])


def test_every_field_has_its_input_and_its_words() -> None:
    said = words("details/fields")

    assert set(INPUTS) == set(said.fields) == set(ALL)
    assert set(said.options["kind"]) == set(KINDS)
    assert tuple(said.options["scales"]) == SCALES
    assert len(ALL) == len(set(ALL))


def test_what_is_kept_fills_the_form_and_comes_back_the_same() -> None:
    kept = answers("Words.")
    inputs = [block for block in form("Words.")["blocks"] if block["type"] == "input"]
    state = {block["block_id"]: {block["block_id"]: _state(block["element"])} for block in inputs}

    assert stored(peek(form_of(ALL), state)) == kept
    assert filled({"scales": ""}) == {"scales": ""}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    """As Slack gives back what an input began with."""
    names = {
        "initial_value": "value",
        "initial_option": "selected_option",
        "initial_options": "selected_options",
        "initial_date": "selected_date",
    }
    return {names[name]: value for name, value in element.items() if name in names}


def test_chosen_ones_and_days_are_told_in_words() -> None:
    told = render_text(views.answers_shown(answers("Words."), FIELDS, now=NOW))

    assert "What kind of try is it?\nSee how the system reacts" in told
    assert "Where does it sit?\nOne person, A team, An organisation, A place, A country" in told
    assert "When will you look together?\n3 May 2027" in told


def test_a_stage_without_answers_is_not_there() -> None:
    told = render_text(views.answers_shown({"actors": "Clerks."}, FIELDS, now=NOW))

    assert [each for each in told if each] == [
        "Understanding what is going on",
        "Who is in this system?\nClerks.",
    ]
    assert views.blanks([]) == []
