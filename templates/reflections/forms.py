"""The form in which people reflect: its boxes follow the set of questions, and what was written
stays whatever is asked next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import Any

from templates import plain, words
from templates.blocks import Block, View, context, modal, quote, rich, section, select
from templates.forms import Choice, Text, draw
from templates.forms.drafts import begun_lines, kept_line
from templates.forms.versions import with_notes
from templates.reflections.boxes import (
    LONGEST,
    LONGEST_LINE,
    Box,
    Remembered,
    Unsaved,
    name_of,
    session_option,
)
from templates.reflections.views import BEGIN_ANEW, BRING_BACK, SAVE, SAVE_EDIT, WAY
from templates.visibility import Audiences, level_options, who_can_read

_GENERAL = "0"


@dataclass(frozen=True)
class Page:
    """All that the form is drawn from. `is_alone`: for its writer alone, without a line."""

    unsaved: Unsaved
    remembered: Remembered
    ways: Mapping[str, str]
    boxes: Sequence[Box]
    mine: Mapping[str, str]
    levels: Audiences
    ref: str = ""
    is_alone: bool = False
    is_first: bool = False
    last: tuple[str, str] | None = None
    began: str = ""
    other: str = ""
    tells: bool = False
    note: str = ""
    there: Sequence[str] = ()


def form(page: Page) -> View:
    said = words("reflections/form")
    edits = bool(page.remembered.reflection)
    return modal(
        said.edit_title if edits else said.title,
        *([section(page.note)] if page.note else []),
        context(_who_reads(said, page)),
        *([rich(said.private())] if page.is_first else []),
        *([quote(said.last(*page.last))] if page.last else []),
        *begun_lines(page.began, page.other, begin_anew=BEGIN_ANEW, bring_back=BRING_BACK),
        _ways(said, page),
        *_inputs(said, page),
        *kept_line(tells=page.tells),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_EDIT if edits else SAVE,
        remembers=_remember(page),
    )


def _who_reads(said: Any, page: Page) -> str:
    if page.is_alone:
        return str(said.only_you)
    return plain(said.who(who_can_read(page.levels, page.unsaved.level, page.ref)))


def _ways(said: Any, page: Page) -> Block:
    way = page.unsaved.way
    others = {code: name for code, name in page.ways.items() if code != way}
    menu = select(WAY, said.another_way, others) if others else None
    # Under an id of its own for each set: after a choice the menu offers another way in again.
    return {**section(page.ways[way], menu), "block_id": f"way:{way}"}


def _inputs(said: Any, page: Page) -> list[Block]:
    key = str(page.remembered.round or "")
    box = Text(LONGEST, multiline=True, optional=True, tells=page.tells, key=key)
    asked: dict[str, Mapping[str, str]] = {}
    inputs: dict[str, Any] = {}
    for at, each in enumerate(page.boxes):
        inputs[name_of(at)] = box
        asked[name_of(at)] = {"label": each.question, "hint": each.hint}
    if page.mine:
        inputs["about"] = Choice(optional=True, tells=True, key=key)
    if not page.is_alone:
        inputs["line"] = Text(LONGEST_LINE, optional=True, tells=page.tells, key=key)
        level_key = str(page.unsaved.about or "")  # a circle is another one for each experiment
        inputs["visibility"] = Choice("radio_buttons", key=level_key)
    answers = {name_of(at): each for at, each in enumerate(page.unsaved.answers)}
    drawn = draw(
        inputs,
        {**asked, "about": said.about, "line": said.line, "visibility": said.visibility},
        initial={
            **answers,
            "about": _about(page.unsaved),
            "line": page.unsaved.line,
            "visibility": page.unsaved.level,
        },
        options={
            "about": {**page.mine, _GENERAL: str(said.general)},
            "visibility": level_options(page.levels, page.ref),
        },
    )
    return with_notes(drawn, _what_is_there(said, page))


def _about(unsaved: Unsaved) -> str:
    return session_option(unsaved.session) if unsaved.session else str(unsaved.about or "")


def _what_is_there(said: Any, page: Page) -> dict[str, str]:
    """What was saved in another window meanwhile, by the box in which it differs."""
    both = zip_longest(page.there[: len(page.boxes)], page.unsaved.answers, fillvalue="")
    return {
        name_of(at): said.there(there)
        for at, (there, mine) in enumerate(both)
        if there and there != mine
    }


def _remember(page: Page) -> dict[str, Any]:
    named = {level: [each.id for each in people] for level, people in page.levels.items() if people}
    known = replace(
        page.remembered,
        way=page.unsaved.way,
        line=page.unsaved.line if page.is_alone else "",
        level=page.unsaved.level if page.is_alone else "",
        named=named,
    )
    return {name: value for name, value in asdict(known).items() if value}
