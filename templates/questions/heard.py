"""How what was said is arranged for facilitators, and how they tell the group of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
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
    quote,
    rich,
    section,
)
from templates.dates import day
from templates.forms import Form, Text, draw
from templates.forms.versions import said_of_both, with_theirs

if TYPE_CHECKING:
    from storage.people import Member
    from storage.questions import Answer, Question, Round

READ = "questions.read"  # its value is the round's id, as are those of the next two
TELL = "questions.tell"
SAVE_TELLING = "questions.save_telling"
READ_ON = "questions.read_on"  # its value is the number of the answer to go on from
TIMES = "questions.times"  # its value is the question's id
EARLIER_TIMES = "questions.earlier_times"  # its value is the last round that was shown
READ_AT_ONCE, TIMES_AT_ONCE = 10, 10
FEWEST = 5  # nothing is added up of fewer (domain (g))

TELLING: Form = {"heard": Text(1000, multiline=True), "changes": Text(1000, multiline=True)}


@dataclass(frozen=True)
class Heard:
    """What was answered in a round, as far as the reader may read it, and who by where that is
    known.
    """

    round: "Round"
    answers: Sequence["Answer"]
    people: Mapping[int, "Member"]
    is_open: bool


def lines_to_tell(rounds: Sequence["Round"]) -> list[Block]:
    """In a facilitator's Home, until somebody told the group."""
    said = words("questions/heard")
    return [
        section(said.to_tell(each.words), button(said.read, READ, str(each.id))) for each in rounds
    ]


def closed(one: "Round", *, has_answers: bool) -> Message:
    """To each facilitator."""
    said = words("questions/heard")
    blocks: list[Block] = [rich(said.closed(one.words))]
    if not has_answers:
        blocks.append(section(said.nobody))
    if one.told_at is not None:
        blocks.append(section(said.told))
    return message(said.lock, *blocks, actions(*_ways(said, one, has_answers=has_answers)))


def times(
    question: "Question", rounds: Sequence["Round"], zone: str, *, has_more: bool, now: datetime
) -> View:
    """The times that a question was asked."""
    said = words("questions/heard")
    blocks: list[Block] = [section(question.words), divider()]
    for each in rounds:
        blocks += [section(_when(said, each, zone, now)), actions(*_ways(said, each))]
    if not rounds:
        blocks.append(section(said.no_times))
    if has_more:
        blocks.append(actions(button(said.earlier, EARLIER_TIMES, str(rounds[-1].id))))
    return modal(said.times_title, *blocks, close=said.close, remembers={"question": question.id})


def heard(it: Heard, *, start: int = 0) -> View:
    """The answers from number `start` on. Of few, without their names, nothing can be added up."""
    said = words("questions/heard")
    one = it.round
    is_few = len(it.answers) < FEWEST
    top: list[Block] = [section(one.words)]
    top.append(context(said.without_names if one.anonymous else said.with_names))
    if one.anonymous and it.is_open:
        return _window(said, one, [*top, section(said.wait)])
    if is_few and (one.anonymous or one.choices):
        top.append(context(said.few))
    elif one.choices:
        top += _numbers(said, it)
    shown = [each for each in it.answers if each.words or not one.anonymous]
    start = start if start < len(shown) else 0
    page = shown[start : start + READ_AT_ONCE]
    blocks = [block for each in page for block in _one(said, it, each, is_few=is_few)]
    after = start + READ_AT_ONCE
    if after < len(shown):
        blocks.append(actions(button(said.more, READ_ON, str(after))))
    elif start:
        blocks.append(actions(button(said.from_start, READ_ON, "0")))
    if not shown:
        blocks.append(section(said.nothing))
    if not it.is_open:
        again = said.change if one.told_at is not None else said.tell
        blocks += [divider(), actions(button(again, TELL, str(one.id)))]
    return _window(said, one, [*top, divider(), *blocks])


def telling_form(one: "Round", mine: Mapping[str, str] | None = None) -> View:
    """What is told of it. With `mine`, someone else told meanwhile: both are shown."""
    said, both = words("questions/heard"), said_of_both()
    theirs = {"heard": one.heard, "changes": one.changes}
    inputs = draw(TELLING, said.fields, initial=mine or theirs)
    top: list[Block] = [section(one.words), context(said.intro)]
    if mine is not None:
        differs = {name: each for name, each in theirs.items() if each != mine[name]}
        top, inputs = [*top, section(both.changed)], with_theirs(inputs, differs)
    save = said.save_edit if one.told_at is not None else said.save
    return modal(
        said.tell_title,
        *top,
        *inputs,
        submit=save if mine is None else both.use_mine,
        close=said.tell_close if mine is None else both.use_theirs,
        callback_id=SAVE_TELLING,
        remembers={"round": one.id, "revision": one.revision},
    )


def told(*, was_told: bool) -> View:
    said = words("questions/heard")
    text = said.saved_edit if was_told else said.saved
    return modal(said.saved_title, section(text), close=said.done)


def _window(said: Any, one: "Round", blocks: Sequence[Block]) -> View:
    return modal(said.title, *blocks, close=said.close, remembers={"round": one.id})


def _ways(said: Any, one: "Round", *, has_answers: bool = True) -> list[Block]:
    read = [button(said.read, READ, str(one.id))] if has_answers else []
    if one.state not in {"closed", "told"}:
        return read
    tell = said.change if one.told_at is not None else said.tell
    return [*read, button(tell, TELL, str(one.id))]


def _when(said: Any, one: "Round", zone: str, now: datetime) -> str:
    begun, closes = (day(each, zone, now=now) for each in (one.opened_at, one.closes_at))
    time = plain(said.time(begun, closes))
    return time if one.state in {"closed", "told"} else plain(said.still_open(time))


def _numbers(said: Any, it: Heard) -> list[Block]:
    """How many chose what: never of few, and never who."""
    counts = Counter(each.choice for each in it.answers)
    lines = [plain(said.number(each, counts[each])) for each in it.round.choices]
    return [section("\n".join(lines))]


def _one(said: Any, it: Heard, each: "Answer", *, is_few: bool) -> list[Block]:
    """Without a name, what somebody chose would add up what is too few."""
    known = it.people.get(each.member_id or 0)
    head = ""
    if known is not None:
        head = said.by(known.name or said.somebody, each.choice)
    elif each.choice and not is_few:
        head = said.of(each.choice)
    return [*([rich(head)] if head else []), *([quote(each.words)] if each.words else [])]
