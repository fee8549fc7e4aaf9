"""How *You said, we changed* is arranged: in the message to each, and in a window for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    divider,
    message,
    modal,
    rich,
    section,
)
from templates.dates import day
from templates.questions.heard import TELL

if TYPE_CHECKING:
    from storage.people import Member
    from storage.questions import Round

ALL_TOLD = "questions.all_told"
EARLIER_TOLD = "questions.earlier_told"  # its value is the last round that was shown
TOLD_AT_ONCE = 5


def told_button() -> Block:
    return button(words("questions/told").all, ALL_TOLD)


def told_back(one: "Round") -> Message:
    said = words("questions/told")
    return message(said.lock, section(said.heading), _story(said, one), actions(told_button()))


def all_told(rounds: Sequence["Round"], reader: "Member", *, has_more: bool, now: datetime) -> View:
    said = words("questions/told")
    blocks: list[Block] = []
    for each in rounds:
        on = day(each.told_at or now, reader.time_zone, now=now)
        blocks += [_story(said, each), context(said.on(on))]
        if reader.facilitator:
            blocks.append(actions(button(said.edit, TELL, str(each.id))))
        blocks.append(divider())
    if has_more:
        blocks.append(actions(button(said.earlier, EARLIER_TOLD, str(rounds[-1].id))))
    return modal(said.title, *(blocks or [section(said.nothing)]), close=said.close)


def _story(said: Any, one: "Round") -> Block:
    return rich(said.story(one.words, one.heard, one.changes))
