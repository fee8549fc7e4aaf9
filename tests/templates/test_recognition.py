"""The gentle question is asked in the form itself, and every word stays in it."""

import json
from datetime import date
from typing import Any

from sandbox.kit.views import state_values
from templates.blocks import modal
from templates.forms import Choice, Choices, Day, Form, Text, draw, peek
from templates.recognition.views import CHANGE, question, without_question

FORM: Form = {"words": Text(300), "who": Choice("radio_buttons"), "any": Choices(), "on": Day()}
SAID = {name: {"label": name} for name in FORM}
OPTIONS = {"who": {"a": "Amina", "b": "Tom"}, "any": {"x": "one", "y": "two"}}
TYPED = {"words": "Mrs *Hale*", "who": "b", "any": ["x", "y"], "on": date(2026, 3, 2)}


def drawn(**initial: Any) -> dict[str, Any]:
    inputs = draw(FORM, SAID, initial=initial, options=OPTIONS)
    return modal("Title", *inputs, submit="Save", close="Not now", callback_id="a.b")


def form() -> dict[str, Any]:
    """As Slack sends it back when it is saved: drawn with other words than were typed since."""
    typed = {"values": state_values(drawn(**TYPED), {})}
    view = drawn(words="before", who="a")
    return {**view, "private_metadata": json.dumps({"about": 7}), "state": typed}


def what_stands_in(view: dict[str, Any]) -> dict[str, Any]:
    """What a person would find typed in a view that was drawn afresh."""
    return peek(FORM, state_values(view, {}))


def test_the_form_asks_above_itself_and_keeps_every_word() -> None:
    asked = question(form(), "Mrs *Hale*", keep_alone="a.alone")

    assert what_stands_in(asked) == TYPED
    said = json.dumps(asked["blocks"][:3])
    assert "Could someone be recognised?" in said
    assert "Mrs *Hale*" in said, "as typed, not as markup"
    assert [each["action_id"] for each in asked["blocks"][1]["elements"]] == [CHANGE, "a.alone"]
    assert asked["submit"]["text"] == "It is fine, save it"
    remembered = {"about": 7, "asked": "Save", "title": "Title"}
    assert json.loads(asked["private_metadata"]) == remembered
    assert asked["title"]["text"] == "One question first"
    assert "Mrs *Hale*" in json.dumps(asked["blocks"][-1]), "at the end of a long form, too"
    assert asked["callback_id"] == "a.b"


def test_where_nothing_can_be_kept_alone_that_is_not_offered() -> None:
    asked = question(form(), "Mrs Hale", keep_alone="")

    assert [each["action_id"] for each in asked["blocks"][1]["elements"]] == [CHANGE]


def test_to_change_it_is_to_go_on_writing_where_one_was() -> None:
    asked = {**question(form(), "Mrs Hale", keep_alone=""), "state": form()["state"]}

    again = without_question(asked)

    assert what_stands_in(again) == TYPED
    assert [each["type"] for each in again["blocks"]] == ["input"] * 4
    assert (again["title"]["text"], again["submit"]["text"]) == ("Title", "Save")
