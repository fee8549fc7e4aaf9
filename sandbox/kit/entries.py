"""What a person typed or chose: raw values, and Slack's `state.values` made from them.

A raw value is a string, an integer, a rich_text block, or a list of option values or ids; None when
empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.kit.elements import Place, places
from sandbox.kit.problems import Json
from sandbox.kit.rules import options_of
from sandbox.kit.texts import flatten

Values: TypeAlias = dict[str, dict[str, Any]]
Typed: TypeAlias = Mapping[str, Mapping[str, Any]]
# What raw values stand for where the blocks do not say it: the options that the app suggested, and
# the files that were attached; by block, action and value.
Offered: TypeAlias = dict[str, dict[str, dict[str, Any]]]


def _same(initial: Any) -> Any:
    return initial


def _copied(initial: Any) -> list[Any]:
    return list(initial or [])


def _option_value(initial: Any) -> str | None:
    return initial["value"] if initial else None


def _option_values(initial: Any) -> list[str]:
    return [option["value"] for option in initial or []]


def _rich_words(initial: Any) -> str | None:
    return "\n".join(flatten(initial)) if initial else None


def _or_null(_element: Json, raw: Any) -> Any:
    return None if raw == "" else raw


def _list(_element: Json, raw: Any) -> list[Any]:
    return list(raw or [])


def _option(element: Json, raw: Any) -> Json | None:
    known = [*options_of(element), *_initials(element)]
    return next((option for option in known if option["value"] == raw), None)


def _initials(element: Json) -> list[Json]:
    one = element.get("initial_option")
    return [one] if one else element.get("initial_options", [])


def _options(element: Json, raw: Any) -> list[Json]:
    found = [_option(element, value) for value in raw or []]
    return [option for option in found if option is not None]


def _files(element: Json, raw: Any) -> list[Json]:
    attached = {file["id"]: file for file in element.get("files", [])}
    return [attached[each] for each in raw or [] if each in attached]


def _rich(element: Json, raw: Any) -> Json | None:
    if not raw:
        return None
    if isinstance(raw, dict):
        return raw  # with its formatting, as the page sends it
    initial = element.get("initial_value")
    if initial and raw == _rich_words(initial):
        return dict(initial)  # untouched, it keeps its formatting
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": raw}]}
    return {"type": "rich_text", "elements": [section]}


@dataclass(frozen=True)
class Kept:
    """How an element says what it starts with, and under which key the state says what it has."""

    initial: str
    key: str
    raw: Callable[[Any], Any] = _same
    state: Callable[[Json, Any], Any] = _or_null


_TYPED = Kept("initial_value", "value")
_RICH = Kept("initial_value", "rich_text_value", _rich_words, _rich)
_ONE = Kept("initial_option", "selected_option", _option_value, _option)
_MANY = Kept("initial_options", "selected_options", _option_values, _options)


def _ids(initial: str, key: str) -> Kept:
    return Kept(initial, key, _copied, _list)


GONE = object()
# Where one chooses from what the app answers to each letter (slack-facts §2.6).
EXTERNAL = ("external_select", "multi_external_select")
# Where one chooses from what stands in the element itself.
LISTED = ("static_select", "radio_buttons", "multi_static_select", "checkboxes")

# slack-facts §1.6; an element that is not here (button, overflow, image) keeps nothing.
KEPT: Mapping[str, Kept] = {
    "plain_text_input": _TYPED,
    "number_input": _TYPED,
    "email_text_input": _TYPED,
    "url_text_input": _TYPED,
    "rich_text_input": _RICH,
    "static_select": _ONE,
    "external_select": _ONE,
    "radio_buttons": _ONE,
    "multi_static_select": _MANY,
    "multi_external_select": _MANY,
    "checkboxes": _MANY,
    "users_select": Kept("initial_user", "selected_user"),
    "multi_users_select": _ids("initial_users", "selected_users"),
    "conversations_select": Kept("initial_conversation", "selected_conversation"),
    "multi_conversations_select": _ids("initial_conversations", "selected_conversations"),
    "channels_select": Kept("initial_channel", "selected_channel"),
    "multi_channels_select": _ids("initial_channels", "selected_channels"),
    "datepicker": Kept("initial_date", "selected_date"),
    "timepicker": Kept("initial_time", "selected_time"),
    "datetimepicker": Kept("initial_date_time", "selected_date_time"),
    # It starts with none, under whatever name.
    "file_input": Kept("initial_files", "files", _copied, _files),
}


def stateful(view: Json) -> list[Place]:
    """Slack's state holds all of these, not the input blocks alone (slack-facts §1.6)."""
    return [place for place in places(view["blocks"]) if place.element["type"] in KEPT]


def initial_values(view: Json, room: str = "") -> Values:
    """The raw values of a view that nobody has touched; its ids must have been assigned. `room` is
    where whoever it opens for is looking.
    """
    values: Values = {}
    for place in stateful(view):
        _put(values, place, _initial(place.element, room))
    return values


def _initial(element: Json, room: str = "") -> Any:
    kept = KEPT[element["type"]]
    # slack-facts §1.4: what is given as initial wins.
    if room and kept.initial not in element and element.get("default_to_current_conversation"):
        return room if kept.raw is _same else [room]
    return kept.raw(element.get(kept.initial))


def takes_many(element: Json) -> bool:
    """Whether its raw value is a list."""
    return KEPT[element["type"]].raw in (_copied, _option_values)


def known_element(place: Place, offered: Offered) -> dict[str, Any]:
    """The element as if it had listed all along what was offered or attached in it."""
    element = place.element
    there = offered.get(place.block["block_id"], {}).get(element.get("action_id", ""), {})
    if element["type"] in EXTERNAL:
        known = {option["value"]: option for option in _initials(element)} | there
        return {**element, "options": list(known.values())}
    if element["type"] == "file_input":
        return {**element, "files": list(there.values())}
    return element


def raw_value(place: Place, values: Typed) -> Any:
    """What stands in the element: what was typed, or what it started with."""
    typed = values.get(place.block["block_id"], {})
    action_id = place.element["action_id"]
    return typed[action_id] if action_id in typed else _initial(place.element)


def carry_over(old_view: Json, old_values: Typed, new_view: Json, room: str = "") -> Values:
    """What was typed stays where block_id, action_id and type are the same (slack-facts §1.6)."""
    before = {_key(place): place for place in stateful(old_view)}
    values: Values = {}
    for place in stateful(new_view):
        old = before.get(_key(place))
        raw = _still_offered(place.element, raw_value(old, old_values)) if old else None
        _put(values, place, _initial(place.element, room) if old is None or raw is GONE else raw)
    return values


def _still_offered(element: Json, raw: Any) -> Any:
    """The choice, or what is left of it, in a list that may have changed; GONE if nothing is."""
    if element["type"] not in LISTED or raw in (None, []):
        return raw
    offered = [option["value"] for option in options_of(element)]
    if isinstance(raw, list):
        return [value for value in raw if value in offered] or GONE
    return raw if raw in offered else GONE


def _key(place: Place) -> tuple[str, str, str]:
    element = place.element
    return place.block["block_id"], element["action_id"], element["type"]


def state_values(
    view: Json, values: Typed, offered: Offered | None = None
) -> dict[str, dict[str, dict[str, Any]]]:
    """`view.state.values`, or a message's `state.values`, as the app receives them."""
    states: dict[str, dict[str, dict[str, Any]]] = {}
    for place in stateful(view):
        element = known_element(place, offered or {})
        _put(states, place, _state(element, raw_value(place, values)))
    return states


def _state(element: Json, raw: Any) -> dict[str, Any]:
    kept = KEPT[element["type"]]
    state = {"type": element["type"], kept.key: kept.state(element, raw)}
    if "timezone" in element:
        state["timezone"] = element["timezone"]
    return state


def _put(values: dict[str, dict[str, Any]], place: Place, value: Any) -> None:
    values.setdefault(place.block["block_id"], {})[place.element["action_id"]] = value


def tells_on(place: Place, trigger: str) -> bool:
    """Whether the app hears of it at once (slack-facts §2.2): in input blocks only where they say
    dispatch_action, and of typing as the element's own configuration says, by default on Enter.
    """
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        return False
    if KEPT[place.element["type"]] not in (_TYPED, _RICH):
        return True
    config = place.element.get("dispatch_action_config", {})
    return trigger in config.get("trigger_actions_on", ("on_enter_pressed",))
