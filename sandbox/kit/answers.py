"""The checks that Slack's client makes when a person saves a window, before anything is sent.
The app never hears of what is refused here; its own checks come back as `errors`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from sandbox.kit.entries import raw_value, stateful
from sandbox.kit.forms import is_date, is_email, is_number, is_time, is_web_address, is_whole_number
from sandbox.kit.problems import Json
from sandbox.kit.rules import options_of

Check: TypeAlias = Callable[[Json, Any], str | None]  # a sentence, or None where all is well

REQUIRED = "Please complete this required field."


def _long_enough(element: Json, raw: Any) -> str | None:
    least = element.get("min_length", 0)
    return f"Please enter at least {least} characters." if len(raw) < least else None


def _short_enough(element: Json, raw: Any) -> str | None:
    most = element.get("max_length", 3000)
    return f"Please enter no more than {most} characters." if len(raw) > most else None


def _a_number(element: Json, raw: Any) -> str | None:
    if not is_number(raw):
        return "Please enter a number."
    if not element["is_decimal_allowed"] and not is_whole_number(raw):
        return "Please enter a whole number."
    return None


def _great_enough(element: Json, raw: Any) -> str | None:
    least = element.get("min_value")
    if least is None or Decimal(raw) >= Decimal(least):
        return None
    return f"Please enter a number of {least} or more."


def _small_enough(element: Json, raw: Any) -> str | None:
    most = element.get("max_value")
    if most is None or Decimal(raw) <= Decimal(most):
        return None
    return f"Please enter a number of {most} or less."


def _written(fits: Callable[[str], bool], sentence: str) -> Check:
    return lambda _element, raw: None if fits(raw) else sentence


def _one_of_them(element: Json, raw: Any) -> str | None:
    known = [option["value"] for option in options_of(element)]
    return None if raw in known else "Please choose one of the options."


def _all_of_them(element: Json, raw: Any) -> str | None:
    unknown = [value for value in raw if _one_of_them(element, value)]
    return "Please choose from the options." if unknown else None


def _few_enough(element: Json, raw: Any) -> str | None:
    most = element.get("max_selected_items", len(raw))
    return f"Please choose no more than {most}." if len(raw) > most else None


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "plain_text_input": (_long_enough, _short_enough),
    "number_input": (_a_number, _great_enough, _small_enough),
    "email_text_input": (_written(is_email, "Please enter a valid email address."),),
    "url_text_input": (_written(is_web_address, "Please enter a valid URL."),),
    "static_select": (_one_of_them,),
    "radio_buttons": (_one_of_them,),
    "checkboxes": (_all_of_them,),
    "multi_static_select": (_all_of_them, _few_enough),
    "multi_external_select": (_few_enough,),
    "multi_users_select": (_few_enough,),
    "multi_conversations_select": (_few_enough,),
    "multi_channels_select": (_few_enough,),
    "datepicker": (_written(is_date, "Please enter a valid date."),),
    "timepicker": (_written(is_time, "Please enter a valid time."),),
}


def missing_inputs(view: Json, values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """For each input block that keeps the window open, the sentence shown under it."""
    sentences = {}
    for place in stateful(view):
        if place.block["type"] != "input":
            continue
        sentence = _objection(place.block, raw_value(place, values))
        if sentence:
            sentences[place.block["block_id"]] = sentence
    return sentences


def _objection(block: Json, raw: Any) -> str | None:
    if raw in (None, "", []):
        return None if block.get("optional") else REQUIRED
    element = block["element"]
    found = (check(element, raw) for check in CHECKS.get(element["type"], ()))
    return next((sentence for sentence in found if sentence), None)
