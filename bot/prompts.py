"""The questions that reflections begin with: data that the group may change."""

from collections.abc import Sequence
from typing import TypedDict

from sqlalchemy.orm import Session

from storage.prompts import Prompt, PromptSet, prompt_sets

FIRST = "line"  # the way in that the form opens with
HARD_DAY = "feelings"  # for its writer alone, and without a line for the group (domain B4)


class Planted(TypedDict):
    """A set as the templates give it."""

    code: str
    name: str
    prompts: list[Prompt]


def plant(db: Session, sets: Sequence[Planted]) -> None:
    """Put in the sets that this group has never had. What it changed or put away stays so."""
    known = {each.code for each in prompt_sets(db, hidden=True)}
    for position, each in enumerate(sets):
        if each["code"] in known:
            continue
        row = PromptSet(
            code=each["code"],
            name=each["name"],
            prompts=list(each["prompts"]),
            position=position,
            hidden=False,
        )
        db.add(row)
