"""Notices one below the other: the list with its search, and what stands of them in Home."""

from collections.abc import Sequence
from typing import Any

from templates import words
from templates.asks.views import help_button
from templates.blocks import Block, View, actions, button, modal, section
from templates.forms import Choice, Form, Text, draw
from templates.notices.views import EARLIER, LIST, LOOK, NEW, OPEN, STANDING, Seen

SHOWN_AT_ONCE = 15
MINE, EVERYONES = "mine", "everyones"
LOOK_FOR: Form = {"word": Text(80, optional=True), "whose": Choice("radio_buttons")}


def listing(found: Sequence[Seen], *, word: str, whose: str, has_more: bool) -> View:
    """What stands, or one's own, newest first; with a word, what stands no more, too."""
    said = words("notices/list")
    lines = [
        section(_line(said, each), button(said.open, OPEN, str(each.notice.id))) for each in found
    ]
    last = str(found[-1].notice.id) if found else ""
    nothing = said.nothing_of_mine if whose == MINE else said.nothing
    looked_for = {"word": word, "whose": whose}
    return modal(
        said.title,
        *draw(LOOK_FOR, said.fields, initial=looked_for, options={"whose": said.whose}),
        *(lines or [section(said.not_found(word) if word else nothing)]),
        *([actions(button(said.more, EARLIER, last))] if has_more else []),
        submit=said.look,
        close=said.close,
        callback_id=LOOK,
        remembers=looked_for,
    )


def my_lines(mine: Sequence[Seen]) -> list[Block]:
    """For Home, in *Mine*: what I put up and stands."""
    said = words("notices/home")
    return [
        section(
            said.mine(each.notice.kind, each.notice.words, each.day),
            button(said.open, OPEN, str(each.notice.id)),
        )
        for each in mine
    ]


def group_lines(waiting: Sequence[Seen], newest: Sequence[Seen]) -> list[Block]:
    """For Home, in *In the group*: who waits for an answer comes first."""
    said = words("notices/home")
    out: list[Block] = []
    for each in waiting:
        value = str(each.notice.id)
        out += [
            section(said.waiting(_author(each), each.notice.words)),
            actions(help_button(each.notice.id), button(said.open, OPEN, value)),
        ]
    for each in newest:
        notice = each.notice
        text = said.other(notice.kind, _author(each), notice.words)
        out.append(section(text, button(said.open, OPEN, str(notice.id))))
    return out


def new_button(kind: str = "") -> Block:
    """*Ask or offer*, wherever the form can be opened."""
    return button(words("notices/home").new, NEW, kind)


def list_button() -> Block:
    return button(words("notices/home").list, LIST)


def _author(seen: Seen) -> str:
    return seen.author.name if seen.author else ""


def _line(said: Any, seen: Seen) -> Any:
    notice = seen.notice
    ending = "" if notice.state == STANDING else said.endings[notice.state]
    return said.line(notice.kind, _author(seen), notice.words, ending)
