"""The rules between the fields of one block, element or object.
Rules between the blocks of a whole message or view stand in blocks.py and views.py.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sandbox.kit.fields import Rule
from sandbox.kit.forms import is_whole_number
from sandbox.kit.problems import Json, Problem


def _named(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def at_least_one(*names: str) -> Rule:
    def check(value: Json, at: str) -> Iterator[Problem]:
        if not any(name in value for name in names):
            # Slack's own pointer, odd as it is: at the section's type.
            there = f"{at}/type" if "type" in value else at
            yield Problem(there, f"must define either {_named(names)}")

    return check


def exactly_one(*names: str) -> Rule:
    def check(value: Json, at: str) -> Iterator[Problem]:
        there = [name for name in names if name in value]
        if not there:
            yield Problem(at, f"must define either {_named(names)}")
        if len(there) > 1:
            yield Problem(at, f"must define only one of {_named(names)}")

    return check


def options_of(element: Json) -> list[Json]:
    """All the options of a menu, whether or not they are in groups."""
    groups = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options", [])]


def different_values(value: Json, at: str) -> Iterator[Problem]:
    values = [option["value"] for option in options_of(value)]
    twice = {found for found in values if values.count(found) > 1}
    for found in sorted(twice):
        yield Problem(at, f'option `value` "{found}" already exists')


def initial_among(name: str) -> Rule:
    """Slack compares the whole option, so that a changed description is enough to be refused."""

    def check(value: Json, at: str) -> Iterator[Problem]:
        if name not in value:
            return
        initial = value[name]
        chosen = initial if isinstance(initial, list) else [initial]
        if any(option not in options_of(value) for option in chosen):
            yield Problem(f"{at}/{name}", f"`{name}` must exactly match the provided options")

    return check


def initial_not_over_max(name: str) -> Rule:
    def check(value: Json, at: str) -> Iterator[Problem]:
        most = value.get("max_selected_items")
        if most is not None and len(value.get(name, [])) > most:
            yield Problem(f"{at}/{name}", f"no more than {most} items allowed")

    return check


def in_order(low: str, high: str) -> Rule:
    """The lesser of two whole or written numbers must not be over the greater."""

    def check(value: Json, at: str) -> Iterator[Problem]:
        if low in value and high in value and _number(value[low]) > _number(value[high]):
            yield Problem(f"{at}/{low}", f"`{low}` must not be more than `{high}`")

    return check


def _number(written: Any) -> Decimal:
    return Decimal(str(written))


def initial_not_too_long(value: Json, at: str) -> Iterator[Problem]:
    most = value.get("max_length")
    if most is not None and len(value.get("initial_value", "")) > most:
        yield Problem(f"{at}/initial_value", f"must be less than {most + 1} characters")


def whole_unless_decimal(value: Json, at: str) -> Iterator[Problem]:
    if value["is_decimal_allowed"]:
        return
    for name in ("initial_value", "min_value", "max_value"):
        if name in value and not is_whole_number(value[name]):
            yield Problem(f"{at}/{name}", "must be a valid integer")


def different_action_ids(value: Json, at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, element in enumerate(value["elements"]):
        action_id = element.get("action_id")
        if action_id in seen:
            pointer = f"{at}/elements/{place}/action_id"
            yield Problem(pointer, f'`action_id` "{action_id}" already exists')
        if action_id is not None:
            seen.add(action_id)


def no_dispatch_of_files(value: Json, at: str) -> Iterator[Problem]:
    """slack-facts §1.2: an input block of files tells nothing before it is submitted."""
    if value["element"]["type"] == "file_input" and value.get("dispatch_action"):
        yield Problem(f"{at}/dispatch_action", "must not be true for a `file_input`")


def no_divider_if_collapsible(value: Json, at: str) -> Iterator[Problem]:
    if value.get("is_collapsible") and value.get("has_header_divider"):
        pointer = f"{at}/has_header_divider"
        yield Problem(pointer, "must not be true where `is_collapsible` is")


def collapsed_if_collapsible(value: Json, at: str) -> Iterator[Problem]:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield Problem(f"{at}/default_collapsed", "`is_collapsible` must be true")
