"""How a question comes to those who are asked, what its message says then, and Home of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    actions,
    button,
    confirmation,
    context,
    message,
    rich,
    section,
    select,
)
from templates.dates import long_day
from templates.questions.lists import list_button
from templates.questions.told import told_button

if TYPE_CHECKING:
    from storage.questions import Answer, Asked, Question, Round

ANSWER = "questions.answer"  # these have the round's id as their value
LET_GO = "questions.let_go"
TAKE_BACK = "questions.take_back"
CHOOSE = "questions.choose"  # its value is the round's id and the number of the choice
TELL_US = "questions.tell_us"  # its value is the question's id
EXAMPLE = "questions.example"
MOST_BUTTONS, LONGEST_ON_BUTTON = 5, 40  # what a phone shows whole
MOST_CHOICES = 10


@dataclass(frozen=True)
class Treated:
    """How an answer is treated: with a name, `readers` can read it."""

    anonymous: bool
    readers: Sequence[str]

    def words(self) -> str:
        said = words("questions/asked")
        return str(said.anonymous) if self.anonymous else plain(said.named(self.readers))


def numbered(action_id: str) -> list[str]:
    """The ids of several buttons that do the same, of which no two may bear one in a row."""
    return [action_id, *(f"{action_id}_{number}" for number in range(MOST_CHOICES))]


def asked(
    one: "Round",
    part: "Asked",
    mine: "Answer | None",
    readers: Sequence[str],
    zone: str,
    *,
    is_open: bool,
    now: datetime,
) -> Message:
    """What it says to one who was asked, at this moment."""
    said = words("questions/asked")
    question = rich(said.question(one.words))
    if not is_open:
        told = said.closed_answered if part.answered else said.closed
        return message(said.lock, question, section(told))
    until = long_day(one.closes_at, zone, now=now)
    if part.answered:
        after = _answered(said, one, mine, readers, until)
        return message(said.lock, question, *after)
    if part.let_go:
        again = button(said.after_all, ANSWER, str(one.id))
        return message(said.lock, question, section(said.let_go, again))
    treated = Treated(one.anonymous, readers)
    return message(said.lock, *_asks(said, one.words, one.choices, treated, until, str(one.id)))


def example(
    question: str,
    choices: Sequence[str],
    treated: Treated,
    until: date,
    zone: str,
    now: datetime,
) -> list[Block]:
    """Exactly how it will look; its buttons do nothing."""
    said = words("questions/asked")
    return _asks(said, question, choices, treated, long_day(until, zone, now=now), "")


def waiting_lines(rounds: Sequence["Round"]) -> list[Block]:
    """In Home."""
    said = words("questions/asked")
    return [
        section(said.waits(each.words), button(said.answer, ANSWER, str(each.id)))
        for each in rounds
    ]


def group_lines(standing: "Question | None") -> list[Block]:
    """At the end of Home: how this space works, what became of it, and what else is asked."""
    ways = actions(told_button(), list_button())
    if standing is None:
        return [ways]
    tell = button(words("questions/asked").tell_us, TELL_US, str(standing.id))
    return [section(standing.words, tell), ways]


def _asks(
    said: Any, question: str, choices: Sequence[str], treated: Treated, until: str, value: str
) -> list[Block]:
    let_go = button(said.not_this_time, LET_GO if value else EXAMPLE, value)
    ways = [*_ways(said, choices, value), let_go]
    foot = context(said.until(treated.words(), until))
    return [rich(said.question(question)), actions(*ways), foot]


def _ways(said: Any, choices: Sequence[str], value: str) -> list[Block]:
    """A button each for a few short choices, a menu for more; without `value`, an example."""
    if not choices:
        return [button(said.answer, ANSWER if value else f"{EXAMPLE}_0", value)]
    values = {f"{value}:{number}": each for number, each in enumerate(choices)}
    choose = CHOOSE if value else EXAMPLE
    if len(choices) > MOST_BUTTONS or max(map(len, choices)) > LONGEST_ON_BUTTON:
        return [select(f"{choose}_0", said.choose, values)]
    return [
        button(each, f"{choose}_{number}", chosen)
        for number, (chosen, each) in enumerate(values.items())
    ]


def _answered(
    said: Any, one: "Round", mine: "Answer | None", readers: Sequence[str], until: str
) -> list[Block]:
    """Their choice, or that they wrote: what they wrote stands in the form, not in a message."""
    if mine is None:
        return [section(said.kept)]
    told = said.chosen(mine.choice, readers) if mine.choice else said.answered(readers)
    more = said.change if mine.words else said.few_words
    sure = said.sure
    asks = confirmation(sure["title"], sure["text"], yes=sure["yes"], no=sure["no"])
    back = (
        button(sure["yes"], TAKE_BACK, str(one.id), confirm=asks)
        if mine.words
        else button(said.undo, TAKE_BACK, str(one.id))
    )
    ways = actions(button(more, ANSWER, str(one.id)), back)
    return [rich(told), ways, context(said.changes_until(until))]
