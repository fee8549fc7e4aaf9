"""A sentence in a small window, where Slack has no other place for it."""

from collections.abc import Mapping
from typing import Any

from templates import words
from templates.blocks import Message, View, context, message, modal, same_window, section
from templates.forms import as_it_stands

_SENTENCE = "sentence"


def sentence_message(sentence: str, typed: str = "") -> Message:
    """For one person only. What they had typed comes back to them: Slack does not keep it."""
    kept = [context(words("errors/words").kept(typed))] if typed else []
    return message(sentence, section(sentence), *kept)


def sentence_window(sentence: str) -> View:
    said = words("errors/words")
    return modal(said.window_title, section(sentence), close=said.close)


def sentence_in_form(sentence: str, view: Mapping[str, Any]) -> View:
    """The form that was clicked in, every word in it, with the sentence above it."""
    blocks = [each for each in as_it_stands(view) if each.get("block_id") != _SENTENCE]
    said = {**section(sentence), "block_id": _SENTENCE}
    return same_window(view, [said, *blocks])
