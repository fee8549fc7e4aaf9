"""Forms: declared once, as data, they draw themselves and read themselves back.

An input bears its name as action id, and as block id too: what was typed stays when the view is
drawn again under the same ids (slack-facts §1.6). With a `key` the block id differs, so that
what was chosen among other options does not stay.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.errors import Refusal
from templates.blocks import LABEL, OPTION, Block, option, plain_text
from templates.forms.inputs import (
    Channel,
    Choice,
    Choices,
    Clock,
    Day,
    Form,
    Input,
    Instant,
    Menu,
    People,
    Text,
)

__all__ = [
    "LATEST",
    "LONGEST",
    "Channel",
    "Choice",
    "Choices",
    "Clock",
    "Day",
    "Form",
    "Input",
    "Instant",
    "Menu",
    "People",
    "Text",
    "as_it_stands",
    "draw",
    "keyed",
    "peek",
    "read",
    "storable",
    "typed",
]

# What a form's inputs begin with, by what Slack calls what stands in them (slack-facts §1.6).
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
}
LATEST = 9_999_999_999  # ten digits, which is what Slack takes (slack-facts §1.4)
LONGEST = 3000  # what Slack lets into one text input (slack-facts §1.4)


Said = Mapping[str, Mapping[str, str]]
Options = Mapping[str, Any]  # values and their words; for a menu, those of each group by its name


def draw(
    form: Form,
    said: Said,
    *,
    initial: Mapping[str, Any],
    options: Mapping[str, Options] | None = None,
) -> list[Block]:
    """The form's input blocks. `said` has a label and perhaps a hint for each input; `options` the
    values and words of each choice.
    """
    return [
        _block(name, each, said[name], initial.get(name), (options or {}).get(name, {}))
        for name, each in form.items()
    ]


def keyed(form: Form, key: str) -> Form:
    """The same inputs under block ids of their own: what stood in them before does not stay."""
    return {name: replace(each, key=key) for name, each in form.items()}


def read(form: Form, state: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, by name; words without the blanks around them. What may be left empty is
    "" then (words, a choice), None (a day, an instant) or [].

    Raises Refusal for words that are missing or too many: Slack's own client asks first, others
    may not.
    """
    given = typed(state)
    return {name: _read_one(name, each, given.get(name, {})) for name, each in form.items()}


def typed(state: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What Slack says of each input, by its name."""
    return {name: said for block in state.values() for name, said in block.items()}


def peek(form: Form, state: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a form that is not saved yet, whole or not: to draw it again."""
    given = typed(state)
    return {name: _value(each, given.get(name, {})) for name, each in form.items()}


def storable(words: str) -> str:
    """What somebody typed, without what no database holds: the zero character, and half an emoji,
    which is left where a client cut one in two.
    """
    return words.replace("\0", "").encode(errors="ignore").decode()


def as_it_stands(view: Mapping[str, Any]) -> list[Block]:
    """The blocks of an open window, with what was typed as what they begin with."""
    return [_filled(block, view["state"]["values"]) for block in view["blocks"]]


def _filled(block: Block, values: Mapping[str, Any]) -> Block:
    if block["type"] != "input":
        return block
    element = {
        name: value for name, value in block["element"].items() if name not in _INITIAL.values()
    }
    given = values.get(block["block_id"], {}).get(element["action_id"], {})
    now = {_INITIAL[name]: value for name, value in given.items() if name in _INITIAL and value}
    return {**block, "element": {**element, **now}}


def _block(
    name: str, each: Input, said: Mapping[str, str], initial: Any, options: Options
) -> Block:
    key = each.key
    block: Block = {
        "type": "input",
        "block_id": f"{name}:{key}" if key else name,
        "label": plain_text(said["label"], LABEL),
        "element": {**_element(each, initial, options), "action_id": name},
    }
    if isinstance(each, Choices) or getattr(each, "optional", False):
        block["optional"] = True
    if getattr(each, "tells", False):
        block["dispatch_action"] = True
    return {**block, "hint": plain_text(said["hint"], LABEL)} if said.get("hint") else block


def _element(each: Input, initial: Any, options: Options) -> Block:
    if isinstance(each, Menu):
        return _menu(options, initial)
    drawn = {value: option(text, value) for value, text in options.items()}
    match each:
        case Text():
            return _text_input(each, initial or "")
        case Choice():
            element: Block = {"type": each.element, "options": list(drawn.values())}
            return {**element, "initial_option": drawn[initial]} if initial in drawn else element
        case Choices():
            element = {"type": "checkboxes", "options": list(drawn.values())}
            chosen = [drawn[value] for value in initial or () if value in drawn]
            return {**element, "initial_options": chosen} if chosen else element
        case _:
            return _picker(each, initial)


def _menu(groups: Options, initial: Any) -> Block:
    drawn = {
        label: {value: option(text, value) for value, text in group.items()}
        for label, group in groups.items()
    }
    element: Block = {
        "type": "static_select",
        "option_groups": [
            {"label": plain_text(label, OPTION), "options": list(group.values())}
            for label, group in drawn.items()
        ],
    }
    begun = [group[initial] for group in drawn.values() if initial in group]
    return {**element, "initial_option": begun[0]} if begun else element


def _picker(each: Day | Clock | Instant | Channel | People, initial: Any) -> Block:
    """What Slack itself knows the choices of."""
    match each:
        case Clock():
            begins = {"initial_time": f"{initial:%H:%M}"} if initial is not None else {}
            return {"type": "timepicker", **begins}
        case Day():
            return {"type": "datepicker", **({"initial_date": str(initial)} if initial else {})}
        case Instant():
            began = {"initial_date_time": int(initial.timestamp())} if initial else {}
            return {"type": "datetimepicker", **began}
        case Channel():
            element: Block = {
                "type": "conversations_select",
                "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            }
            return {**element, "initial_conversation": initial} if initial else element
        case People():
            element = {"type": "multi_users_select"}
            return {**element, "initial_users": list(initial)} if initial else element


def _text_input(each: Text, initial: str) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": each.multiline}
    if each.tells:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    # Words that are too long already must still get in, to be shortened by the one who wrote them.
    if len(initial) <= each.limit:
        element["max_length"] = each.limit
    return {**element, "initial_value": initial[:LONGEST]} if initial else element


def _value(each: Input, given: Mapping[str, Any]) -> Any:
    match each:
        case Text():
            return storable(given.get("value") or "").strip()
        case Choice() | Menu():
            return (given.get("selected_option") or {}).get("value", "")
        case Choices():
            return [chosen["value"] for chosen in given.get("selected_options") or ()]
        case _:
            return _picked(each, given)


def _picked(each: Day | Clock | Instant | Channel | People, given: Mapping[str, Any]) -> Any:
    match each:
        case Day():
            return _day(given.get("selected_date"))
        case Clock():
            return _time(given.get("selected_time"))
        case Instant():
            return _instant(given.get("selected_date_time"))
        case Channel():
            return given.get("selected_conversation")
        case People():
            return given.get("selected_users") or []


def _day(chosen: object) -> date | None:
    """What is no day is none."""
    try:
        return date.fromisoformat(str(chosen))
    except ValueError:
        return None


def _time(chosen: object) -> time | None:
    """What is no time of day is none."""
    try:
        return time.fromisoformat(str(chosen)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _instant(chosen: object) -> datetime | None:
    """Whole minutes, as people enter them. What no menu of Slack's gives is none."""
    if not isinstance(chosen, int) or not 0 < chosen <= LATEST:
        return None
    return datetime.fromtimestamp(chosen - chosen % 60, UTC)


def _read_one(name: str, each: Input, given: Mapping[str, Any]) -> Any:
    value = _value(each, given)
    is_missing = value is None if isinstance(each, Clock) else not value
    if is_missing and not isinstance(each, Choices) and not getattr(each, "optional", False):
        raise Refusal("forms.empty", field=name)
    if isinstance(each, Text) and len(value) > each.limit:
        raise Refusal("forms.too_long", field=name, limit=each.limit, length=len(value))
    return value
