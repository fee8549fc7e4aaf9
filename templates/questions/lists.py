"""How the questions to the group are arranged: everybody reads them, facilitators change them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    modal,
    rich,
    section,
)
from templates.dates import long_day
from templates.questions.heard import TIMES
from templates.questions.told import told_button

if TYPE_CHECKING:
    from storage.people import Member
    from storage.questions import Question, Round

LIST = "questions.list"
MORE = "questions.more"  # its value is the last question that was shown
NEW = "questions.new"
EDIT = "questions.edit"  # its value is the question's id, as is that of the next two
ASK_NOW = "questions.ask_now"
ASK_NO_MORE = "questions.ask_no_more"
ANSWER_HERE = "questions.answer_here"  # its value is the round's id
SHOWN_AT_ONCE = 10


def list_button() -> Block:
    return button(words("questions/list").title, LIST)


def listing(
    questions: Sequence["Question"],
    rounds: Mapping[int, "Round"],
    answerable: set[int],
    reader: "Member",
    *,
    has_more: bool,
    just: Sequence[Block] = (),
    now: datetime,
) -> View:
    """A page of them, with the round of each that is open, by question; `answerable` are those
    rounds that the reader may answer. `just` is what happened a moment ago.
    """
    said = words("questions/list")
    ways = [told_button()]
    if reader.facilitator:
        ways.append(button(said.new, NEW))
    blocks: list[Block] = [*just, context(said.intro), actions(*ways)]
    for each in questions:
        one = rounds.get(each.id)
        blocks += [divider(), *_one(said, each, one, reader, now)]
        buttons = _buttons(said, each, one, reader)
        if one is not None and one.id in answerable:
            answer = button(words("questions/asked").answer, ANSWER_HERE, str(one.id))
            buttons = [answer, *buttons]
        blocks += [actions(*buttons)] if buttons else []
    if not questions:
        blocks.append(section(said.nothing))
    if has_more:
        blocks += [divider(), actions(button(said.more, MORE, str(questions[-1].id)))]
    return modal(said.title, *blocks, close=said.close)


def just_now(what: str, day: datetime | None, zone: str, *, now: datetime) -> list[Block]:
    """What a save or a click did."""
    said = words("questions/list")
    if what in {"changed", "ended"} or day is None:
        return [section(said.changed if what == "changed" else said.ended)]
    told = {"set_for": said.set_for, "asked": said.asked}[what]
    return [section(told(long_day(day, zone, now=now)))]


def _one(
    said: Any, question: "Question", one: "Round | None", reader: "Member", now: datetime
) -> list[Block]:
    named = said.without_name if question.anonymous else said.with_name
    whom = plain(said.whom(question.stages, question.ways))
    about = plain(said.about(whom, said.rhythms[question.rhythm], named))
    zone, at = reader.time_zone, question.asks_at
    next_ = plain(said.next(long_day(at, zone, now=now))) if at is not None else said.not_again
    standing = [about, next_]
    if one is not None and one.state == "open":
        standing.append(plain(said.open_until(long_day(one.closes_at, zone, now=now))))
    return [rich(said.one(question.words, question.choices)), context(" ".join(standing))]


def _buttons(said: Any, question: "Question", one: "Round | None", reader: "Member") -> list[Block]:
    if not reader.facilitator:
        return []
    value = str(question.id)
    ways = [button(said.edit, EDIT, value), button(said.times, TIMES, value)]
    if one is None or one.state != "open":
        ways.append(button(said.ask_now, ASK_NOW, value))
    if question.asks_at is not None:
        ways.append(button(said.ask_no_more, ASK_NO_MORE, value))
    return ways
