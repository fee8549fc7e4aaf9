"""Both versions, where two people change the same at once: mine in the inputs, theirs below them,
and the second of us chooses (mockups §8).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from templates import words
from templates.blocks import Block, context


def said_of_both() -> Any:
    """The words for it: what happened, *Use mine* and *Use theirs*."""
    return words("forms/versions")


def with_theirs(inputs: Sequence[Block], theirs: Mapping[str, str]) -> list[Block]:
    """Below each input that is named in `theirs`, what somebody else wrote there."""
    said = said_of_both()
    return with_notes(inputs, {name: said.theirs(each) for name, each in theirs.items()})


def with_notes(inputs: Sequence[Block], notes: Mapping[str, str]) -> list[Block]:
    """Below each input that is named in `notes`, the note."""
    out: list[Block] = []
    for block in inputs:
        name = block["element"]["action_id"]
        out += [block, context(notes[name])] if name in notes else [block]
    return out
