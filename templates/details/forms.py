"""The form of details: any of its inputs, in the order in which they were asked for."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from templates.forms import Choice, Choices, Day, Form, Input, Text

_LONG = Text(1000, multiline=True, optional=True)
INPUTS: Mapping[str, Input] = {
    "place": Text(80, optional=True),
    "kind": Choice("radio_buttons", optional=True),
    "scales": Choices(),
    "actors": _LONG,
    "heard": _LONG,
    "factors": _LONG,
    "trust": _LONG,
    "changed_view": _LONG,
    "designed_with": _LONG,
    "try": _LONG,
    "options": _LONG,
    "hunch": _LONG,
    "smallest": _LONG,
    "freedom": _LONG,
    "signals_grow": _LONG,
    "signals_stop": _LONG,
    "noticing": _LONG,
    "look_again": Day(optional=True),
    "tried": _LONG,
    "adapted": _LONG,
    "whose_view": _LONG,
    "okay_from": _LONG,
    "becoming_normal": _LONG,
    "system_ask": _LONG,
    "who_should_hear": _LONG,
}


def form_of(names: Iterable[str]) -> Form:
    return {name: INPUTS[name] for name in names if name in INPUTS}


def stored(values: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, as it is kept: a day as ISO, several choices with commas."""
    return {name: _stored(value) for name, value in values.items()}


def filled(answers: Mapping[str, str]) -> dict[str, Any]:
    """What is kept, as inputs begin with it."""
    out: dict[str, Any] = dict(answers)
    if answers.get("scales"):
        out["scales"] = answers["scales"].split(",")
    return out


def _stored(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ",".join(value)
    return str(value or "")
