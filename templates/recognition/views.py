"""The one gentle question before a save: asked in the form itself, with every word in it."""

from collections.abc import Mapping
from typing import Any

from templates import words
from templates.blocks import (
    TITLE,
    Block,
    View,
    actions,
    button,
    context,
    memory,
    memory_of,
    plain_text,
    rich,
    same_window,
)

CHANGE = "recognition.change"
_QUESTION = "recognition"
# What a form's inputs begin with, by what Slack calls what stands in them (slack-facts §1.6).
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
}


def question(view: Mapping[str, Any], excerpt: str, *, keep_alone: str) -> View:
    """The form as it stands with the question above it. `keep_alone` is the id of the button that
    saves it for its writer alone, "" where there is no such thing.
    """
    said = words("recognition/question")
    remembered = memory_of(view)
    before = {**remembered, "asked": view["submit"]["text"]}
    buttons = [button(said.change, CHANGE)]
    if keep_alone:
        buttons.append(button(said.keep_alone, keep_alone))
    asked = [rich(said.asks(excerpt)), actions(*buttons), context(said.checked)]
    for at, block in enumerate(asked):
        block["block_id"] = f"{_QUESTION}:{at}"
    return {
        **same_window(view, [*asked, *_as_it_stands(view)]),
        "private_metadata": memory(before),
        "submit": plain_text(said.save, TITLE),
    }


def without_question(view: Mapping[str, Any]) -> View:
    """The form as it was, to go on writing. It is not asked again."""
    remembered = memory_of(view)
    blocks = [each for each in _as_it_stands(view) if not _asks(each)]
    return {**same_window(view, blocks), "submit": plain_text(remembered["asked"], TITLE)}


def _asks(block: Block) -> bool:
    return str(block.get("block_id", "")).startswith(_QUESTION)


def _as_it_stands(view: Mapping[str, Any]) -> list[Block]:
    """Its blocks, with what was typed as what they begin with."""
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
