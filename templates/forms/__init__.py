"""Forms: declared once, as data, they draw themselves and read themselves back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import Refusal
from templates.blocks import LABEL, Block, option, plain_text

LONGEST = 3000  # what Slack lets into one text input (slack-facts §1.4)


@dataclass(frozen=True)
class Text:
    """Words, at most `limit` characters of them."""

    limit: int
    multiline: bool = False


@dataclass(frozen=True)
class Choice:
    """One of a few. `element` is Slack's name for how it looks."""

    element: str = "static_select"


@dataclass(frozen=True)
class Channel:
    """A channel of the workspace."""


@dataclass(frozen=True)
class People:
    """People of the workspace, one or more."""


Input = Text | Choice | Channel | People
Form = Mapping[str, Input]


def draw(
    form: Form,
    words: Any,
    *,
    initial: Mapping[str, Any],
    options: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Block]:
    """The form's input blocks. `words.fields` has a label and perhaps a hint for each input;
    `options` the values and words of each choice. An input's block and action bear its name, so
    that what was typed stays when the view is drawn again (slack-facts §1.6).
    """
    return [
        _block(name, each, words.fields[name], initial.get(name), (options or {}).get(name, {}))
        for name, each in form.items()
    ]


def read(form: Form, state: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, by name; words without the blanks around them.

    Raises Refusal for words that are missing or too many: Slack's own client asks first, others
    may not.
    """
    return {name: _read_one(name, each, state[name][name]) for name, each in form.items()}


def _block(
    name: str, each: Input, said: Mapping[str, str], initial: Any, options: Mapping[str, str]
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(said["label"], LABEL),
        "element": {**_element(each, initial, options), "action_id": name},
    }
    return {**block, "hint": plain_text(said["hint"], LABEL)} if "hint" in said else block


def _element(each: Input, initial: Any, options: Mapping[str, str]) -> Block:
    match each:
        case Text():
            return _text_input(each, initial or "")
        case Choice():
            drawn = {value: option(text, value) for value, text in options.items()}
            element: Block = {"type": each.element, "options": list(drawn.values())}
            return {**element, "initial_option": drawn[initial]} if initial in drawn else element
        case Channel():
            element = {
                "type": "conversations_select",
                "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            }
            return {**element, "initial_conversation": initial} if initial else element
        case People():
            element = {"type": "multi_users_select"}
            return {**element, "initial_users": list(initial)} if initial else element


def _text_input(each: Text, initial: str) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": each.multiline}
    # Words that are too long already must still get in, to be shortened by the one who wrote them.
    if len(initial) <= each.limit:
        element["max_length"] = each.limit
    return {**element, "initial_value": initial[:LONGEST]} if initial else element


def _read_one(name: str, each: Input, given: Mapping[str, Any]) -> Any:
    match each:
        case Text():
            return _read_text(name, each, given.get("value") or "")
        case Choice():
            chosen = given.get("selected_option")
            return _required(name, chosen["value"] if chosen else None)
        case Channel():
            return _required(name, given.get("selected_conversation"))
        case People():
            return _required(name, given.get("selected_users"))


def _read_text(name: str, each: Text, given: str) -> str:
    text = given.strip()
    if not text:
        raise Refusal("forms.empty", field=name)
    if len(text) > each.limit:
        raise Refusal("forms.too_long", field=name, limit=each.limit, length=len(text))
    return text


def _required(name: str, value: Any) -> Any:
    if not value:
        raise Refusal("forms.empty", field=name)
    return value
