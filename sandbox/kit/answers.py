"""The checks that Slack's client makes when a person saves a window, before anything is sent.
The app never hears of what is refused here; its own checks come back as `errors`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from sandbox.kit.entries import Offered, known_element, raw_value, stateful, takes_many
from sandbox.kit.forms import is_date, is_email, is_number, is_time, is_web_address, is_whole_number
from sandbox.kit.problems import Json
from sandbox.kit.rules import options_of

Check: TypeAlias = Callable[[Json, Any], str | None]  # a sentence, or None where all is well

REQUIRED = "Please complete this required field."
NOT_UNDERSTOOD = "This does not fit into the field."
LARGEST_FILE = 10_000_000  # slack-facts §1.4: 10 MB


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


def _a_moment(_element: Json, raw: Any) -> str | None:
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    return None if whole and 1e9 <= raw < 1e10 else "Please enter a valid date and time."


def _few_files(element: Json, raw: Any) -> str | None:
    most = element.get("max_files", 10)
    files = "1 file" if most == 1 else f"{most} files"
    return f"You can only upload {files}." if len(raw) > most else None


def _fitting_files(element: Json, raw: Any) -> str | None:
    """The rules are slack-facts §1.4; the words are a guess."""
    types = [each.lower().removeprefix(".") for each in element.get("filetypes", [])]
    attached = {file["id"]: file for file in element.get("files", [])}
    for each in raw:
        if each not in attached:
            return "Please upload the file again."
        name, size = attached[each]["name"], attached[each]["size"]
        if types and Path(name).suffix.lower().removeprefix(".") not in types:
            return f"{name} cannot be uploaded here: please choose {', '.join(types)}."
        if size > LARGEST_FILE:
            return f"{name} is larger than 10 MB."
    return None


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "plain_text_input": (_long_enough, _short_enough),
    "number_input": (_a_number, _great_enough, _small_enough),
    "email_text_input": (_written(is_email, "Please enter a valid email address."),),
    "url_text_input": (_written(is_web_address, "Please enter a valid URL."),),
    "static_select": (_one_of_them,),
    "radio_buttons": (_one_of_them,),
    "checkboxes": (_all_of_them,),
    "multi_static_select": (_all_of_them, _few_enough),
    "external_select": (_one_of_them,),
    "multi_external_select": (_all_of_them, _few_enough),
    "multi_users_select": (_few_enough,),
    "multi_conversations_select": (_few_enough,),
    "multi_channels_select": (_few_enough,),
    "datepicker": (_written(is_date, "Please enter a valid date."),),
    "timepicker": (_written(is_time, "Please enter a valid time."),),
    "datetimepicker": (_a_moment,),
    "file_input": (_few_files, _fitting_files),
}


def missing_inputs(
    view: Json, values: Mapping[str, Mapping[str, Any]], offered: Offered | None = None
) -> dict[str, str]:
    """For each input block that keeps the window open, the sentence shown under it."""
    sentences = {}
    for place in stateful(view):
        if place.block["type"] != "input":
            continue
        raw = raw_value(place, values)
        sentence = _lacking(place.block, raw) or object_to(known_element(place, offered or {}), raw)
        if sentence:
            sentences[place.block["block_id"]] = sentence
    return sentences


def object_to(element: Json, raw: Any) -> str | None:
    """What is wrong with the value, if anything; nothing is wrong with none."""
    if raw in (None, "", []):
        return None
    if isinstance(raw, list) != takes_many(element):
        return NOT_UNDERSTOOD
    found = (check(element, raw) for check in CHECKS.get(element["type"], ()))
    return next((sentence for sentence in found if sentence), None)


def _lacking(block: Json, raw: Any) -> str | None:
    if raw in (None, "", []) and not block.get("optional"):
        return REQUIRED
    return None
