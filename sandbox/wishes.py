"""Plain Python values, as a test writes them, made into the raw values of an element.

What Slack makes of the raw values is in entries.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.kit.rules import options_of
from sandbox.states import State

Element = Mapping[str, Any]


def raw_value_for(state: State, element: Element, wish: Any) -> Any:
    """None empties the field. An AssertionError says what could have been chosen; in an external
    menu that is what was offered.
    """
    kind = element["type"]
    if wish is None:
        return None
    if kind in _MANY:
        return [_MANY[kind](state, element, each) for each in listed(wish)]
    return _ONE.get(kind, _as_text)(state, element, wish)


def listed(wish: Any) -> list[Any]:
    return list(wish) if isinstance(wish, list | tuple | set) else [wish]


def _as_text(_state: State, _element: Element, wish: Any) -> Any:
    return str(wish)


def _as_moment(_state: State, _element: Element, wish: Any) -> Any:
    """Seconds since 1970, or a datetime that knows its zone."""
    return int(wish.timestamp() if hasattr(wish, "timestamp") else wish)


def _as_day(_state: State, _element: Element, wish: Any) -> Any:
    """YYYY-MM-DD, or a date; of a datetime only its day."""
    return f"{wish:%Y-%m-%d}" if hasattr(wish, "year") else str(wish)


def _as_time(_state: State, _element: Element, wish: Any) -> Any:
    return f"{wish:%H:%M}" if hasattr(wish, "hour") else str(wish)


def _option(_state: State, element: Element, wish: Any) -> Any:
    options = options_of(element)
    for option in options:
        if wish in (option["text"]["text"], option["value"]):
            return option["value"]
    raise AssertionError(f"no option {wish!r}; there are: {[o['text']['text'] for o in options]}")


def _person(state: State, _element: Element, wish: Any) -> Any:
    try:
        return state.user(getattr(wish, "id", wish)).id
    except KeyError as missing:
        raise AssertionError(str(missing)) from missing


def _room(state: State, _element: Element, wish: Any) -> Any:
    try:
        return state.conversation(getattr(wish, "id", wish)).id
    except KeyError as missing:
        raise AssertionError(str(missing)) from missing


_Maker = Callable[[State, Element, Any], Any]

_ONE: dict[str, _Maker] = {
    "static_select": _option,
    "radio_buttons": _option,
    "external_select": _option,
    "users_select": _person,
    "conversations_select": _room,
    "channels_select": _room,
    "datepicker": _as_day,
    "timepicker": _as_time,
    "datetimepicker": _as_moment,
}
_MANY: dict[str, _Maker] = {
    "checkboxes": _option,
    "multi_static_select": _option,
    "multi_external_select": _option,
    "multi_users_select": _person,
    "multi_conversations_select": _room,
    "multi_channels_select": _room,
}
