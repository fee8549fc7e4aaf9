"""Forms draw themselves and read themselves back: what was put in comes out."""

from typing import Any

import pytest

from bot.errors import Refusal
from sandbox.kit.views import initial_values, state_values
from templates import words
from templates.blocks import cut, modal
from templates.experiments.forms import REGISTRATION, SAFETY, registration_options
from templates.forms import LONGEST, Form, Text, draw, read
from templates.programme.views import SETTINGS

FILLED = {
    "title": "Longer first visits",
    "purpose": "Families tell their story once.\nTo one person.",
    "question": "What changes?",
    "stage": "explore",
    "visibility": "group",
}


def read_back(form: Form, name: str, initial: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Draw the form with `initial` in it, save it as it is, and read what comes back."""
    view = modal(
        "Title", *draw(form, words(name).fields, initial=initial, **options), close="Close"
    )
    return read(form, state_values(view, initial_values(view)))


def test_what_is_filled_in_is_what_is_read() -> None:
    options = registration_options()

    assert read_back(REGISTRATION, "experiments/registration", FILLED, options=options) == FILLED
    answers = dict.fromkeys(SAFETY, "Said.")
    assert read_back(SAFETY, "experiments/safety", answers) == answers
    settings = {"noticeboard": "CNOTICEBO", "facilitators": ["UJONAS000"]}
    assert read_back(SETTINGS, "programme/settings", settings) == settings


def test_blanks_around_words_are_not_kept() -> None:
    initial = {**FILLED, "title": "  Longer first visits \n"}

    assert (
        read_back(
            REGISTRATION, "experiments/registration", initial, options=registration_options()
        )["title"]
        == "Longer first visits"
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("   ", "forms.empty"),
        ("\n\t", "forms.empty"),
        ("", "forms.empty"),
        ("x" * 81, "forms.too_long"),
    ],
)
def test_a_field_that_cannot_be_taken_says_so_at_its_place(title: str, name: str) -> None:
    state = {"title": {"title": {"type": "plain_text_input", "value": title}}}
    with pytest.raises(Refusal) as refusal:
        read({"title": Text(80)}, state)

    assert (refusal.value.name, refusal.value.field) == (name, "title")


def test_nothing_chosen_is_nothing_said() -> None:
    with pytest.raises(Refusal, match=r"forms\.nothing_chosen"):
        read_back(
            REGISTRATION,
            "experiments/registration",
            {**FILLED, "stage": None},
            options=registration_options(),
        )


@pytest.mark.parametrize(
    ("length", "most", "kept"), [(80, 80, 80), (81, None, 81), (5000, None, LONGEST)]
)
def test_words_that_are_too_long_already_get_in_to_be_shortened(
    length: int, most: int | None, kept: int
) -> None:
    said = words("experiments/registration").fields
    [title, *_] = draw(
        REGISTRATION, said, initial={"title": "x" * length}, options=registration_options()
    )

    assert title["element"].get("max_length") == most
    assert len(title["element"]["initial_value"]) == kept


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("🎉🎉🎉", 6, "🎉🎉🎉"),
        ("🎉🎉🎉", 5, "🎉🎉…"),
        ("🎉🎉🎉", 4, "🎉…"),
        ("", 5, ""),
    ],
)
def test_what_is_cut_is_cut_between_letters_and_says_so(
    text: str, limit: int, expected: str
) -> None:
    assert cut(text, limit) == expected
