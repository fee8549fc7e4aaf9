"""The one gentle question before a save: asked in the form itself, with every word in it."""

import json
from collections.abc import Mapping
from typing import Any

from templates import words
from templates.blocks import Block, View, actions, button, context, plain_text, rich
from templates.forms import as_it_stands

CHANGE = "recognition.change"
_QUESTION = "recognition"


def question(view: Mapping[str, Any], excerpt: str, *, keep_alone: str) -> View:
    """The form as it stands with the question above it. `keep_alone` is the id of the button that
    saves it for its writer alone, "" where there is no such thing.
    """
    said = words("recognition/question")
    remembered = json.loads(view.get("private_metadata") or "{}")
    before = {**remembered, "asked": view["submit"]["text"]}
    buttons = [button(said.change, CHANGE)]
    if keep_alone:
        buttons.append(button(said.keep_alone, keep_alone))
    asked = [rich(said.asks(excerpt)), actions(*buttons), context(said.checked)]
    for at, block in enumerate(asked):
        block["block_id"] = f"{_QUESTION}:{at}"
    return {
        **_form(view, before),
        "submit": plain_text(said.save, 24),
        "blocks": [*asked, *as_it_stands(view)],
    }


def without_question(view: Mapping[str, Any]) -> View:
    """The form as it was, to go on writing. It is not asked again."""
    remembered = json.loads(view["private_metadata"])
    blocks = [each for each in as_it_stands(view) if not _asks(each)]
    submit = plain_text(remembered["asked"], 24)
    return {**_form(view, remembered), "submit": submit, "blocks": blocks}


def _form(view: Mapping[str, Any], remembered: Mapping[str, Any]) -> View:
    kept = ("type", "title", "close", "callback_id")
    return {
        **{name: view[name] for name in kept},
        "private_metadata": json.dumps(remembered, ensure_ascii=False),
    }


def _asks(block: Block) -> bool:
    return str(block.get("block_id", "")).startswith(_QUESTION)
