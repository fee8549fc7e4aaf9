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
from templates.forms import as_it_stands

CHANGE = "recognition.change"
_QUESTION = "recognition"


def question(view: Mapping[str, Any], excerpt: str, *, keep_alone: str) -> View:
    """The form as it stands with the question above it. `keep_alone` is the id of the button that
    saves it for its writer alone, "" where there is no such thing.
    """
    said = words("recognition/question")
    remembered = memory_of(view)
    before = {**remembered, "asked": view["submit"]["text"], "title": view["title"]["text"]}
    buttons = [button(said.change, CHANGE)]
    if keep_alone:
        buttons.append(button(said.keep_alone, keep_alone))
    asked = [rich(said.asks(excerpt)), actions(*buttons), context(said.checked)]
    # Who pressed Save may look at either end of a long form: the title and both ends ask.
    again = [rich(said.asks(excerpt))]
    for at, block in enumerate([*asked, *again]):
        block["block_id"] = f"{_QUESTION}:{at}"
    return {
        **same_window(view, [*asked, *as_it_stands(view), *again]),
        "title": plain_text(said.title, TITLE),
        "private_metadata": memory(before),
        "submit": plain_text(said.save, TITLE),
    }


def without_question(view: Mapping[str, Any]) -> View:
    """The form as it was, to go on writing. It is not asked again."""
    remembered = memory_of(view)
    blocks = [each for each in as_it_stands(view) if not _asks(each)]
    return {
        **same_window(view, blocks),
        "title": plain_text(remembered["title"], TITLE),
        "submit": plain_text(remembered["asked"], TITLE),
    }


def _asks(block: Block) -> bool:
    return str(block.get("block_id", "")).startswith(_QUESTION)
