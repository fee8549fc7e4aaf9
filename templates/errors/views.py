"""A sentence in a small window, where Slack has no other place for it."""

from templates import words
from templates.blocks import Message, View, context, message, modal, section


def sentence_message(sentence: str, typed: str = "") -> Message:
    """For one person only. What they had typed comes back to them: Slack does not keep it."""
    kept = [context(words("errors/words").kept(typed))] if typed else []
    return message(sentence, section(sentence), *kept)


def sentence_window(sentence: str) -> View:
    said = words("errors/words")
    return modal(said.window_title, section(sentence), close=said.close)
