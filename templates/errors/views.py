"""A sentence in a small window, where Slack has no other place for it."""

from templates import words
from templates.blocks import View, modal, section


def sentence_window(sentence: str) -> View:
    said = words("errors/words")
    return modal(said.window_title, section(sentence), close=said.close)
