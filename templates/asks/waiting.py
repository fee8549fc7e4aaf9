"""How it is arranged what waits: what a facilitator looks after, and what people are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.asks.views import FIND, HELP, LEAVE_BE, NOT_NOW, SAVE_FIND, help_button
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.forms import Choices, Form, People, Text, draw
from templates.notices.views import OPEN

if TYPE_CHECKING:
    from storage.asks import Ask, Help
    from storage.notices import Notice
    from storage.people import Member

FORM: Form = {
    "known": Choices(),
    "people": People(optional=True),
    "words": Text(300, multiline=True, optional=True),
}


@dataclass(frozen=True)
class Waiting:
    """An ask that somebody looks after, and what became of it: who was asked, and who said no."""

    notice: "Notice"
    ask: "Ask"
    asker: str
    asked: Sequence[str] = ()
    declined: Sequence[str] = ()


@dataclass(frozen=True)
class Known:
    """Somebody who might know, and the words that say why."""

    member: "Member"
    words: Sequence[str]


def waiting(here: Waiting) -> Message:
    """To whoever looks after it: nothing more is needed than one of three taps."""
    said = words("asks/waiting")
    if here.ask.left:
        ways = actions(_find_button(said, here), help_button(here.notice.id))
        return message(said.lock, rich(said.left(here.asker, here.notice.words)), ways)
    return message(
        said.lock,
        rich(_sentence(said, here)),
        *_meanwhile(said, here),
        actions(*_ways(said, here)),
    )


def nobody_on_it(notice: "Notice") -> Message:
    """To the asker, where only the people on an experiment were asked."""
    said = words("asks/waiting")
    to_open = button(said.open, OPEN, str(notice.id))
    return message(said.lock, rich(said.nobody_on_it(notice.words)), actions(to_open))


def looked_after(here: Waiting) -> Message:
    """What the message turns into when somebody helps, or it is not asked any more."""
    said = words("asks/waiting")
    if here.ask.state == "closed":
        return message(
            said.lock, rich(said.over(here.notice.words, here.notice.state == "settled"))
        )
    return message(said.lock, rich(said.talking(here.asker, here.notice.words)))


def home_lines(here: Waiting) -> list[Block]:
    """The same in a facilitator's Home."""
    said = words("asks/waiting")
    return [rich(_sentence(said, here)), actions(*_ways(said, here))]


def invited_lines(part: "Help", notice: "Notice", who: str, by: str) -> list[Block]:
    """What somebody is asked, with its two answers."""
    said = words("asks/waiting")
    yes = button(words("asks/ask").help, HELP, str(notice.id))
    no = button(words("asks/ask").not_now, NOT_NOW, str(part.id))
    typed = [rich(said.with_line(by, part.words))] if part.words and by else []
    return [rich(said.invited(by, who, notice.words)), *typed, actions(yes, no)]


def invited(part: "Help", notice: "Notice", who: str, by: str) -> Message:
    said = words("asks/waiting")
    lines = invited_lines(part, notice, who, by)
    return message(said.invited_lock, *lines, context(said.no_duty))


def invited_answered(part: "Help", notice: "Notice | None") -> Message:
    """What the question turns into."""
    said = words("asks/waiting")
    if part.state == "declined":
        return message(said.invited_lock, section(said.invited_declined))
    if part.state == "helping" and notice is not None:
        return message(said.invited_lock, rich(said.invited_helping(notice.words)))
    return message(said.invited_lock, section(said.invited_over))


def find_form(here: Waiting, known: Sequence[Known]) -> View:
    """Who might know: people decide, by words that they can see."""
    said = words("asks/waiting")
    form = FORM if known else {name: each for name, each in FORM.items() if name != "known"}
    might = {
        str(each.member.id): plain(said.might_know(each.member.name, each.words)) for each in known
    }
    return modal(
        said.find_title,
        rich(_sentence(said, here)),
        *_meanwhile(said, here),
        *draw(form, said.fields, initial={}, options={"known": might}),
        context(said.find_hint),
        submit=said.find_save,
        close=said.find_close,
        callback_id=SAVE_FIND,
        remembers={"notice": here.notice.id},
    )


def asked(names: Sequence[str]) -> View:
    said = words("asks/waiting")
    return modal(said.asked_title, section(said.asked(names)), close=said.done)


def left_be() -> View:
    said = words("asks/waiting")
    return modal(said.left_title, section(said.left_window), close=said.done)


def _sentence(said: Any, here: Waiting) -> Any:
    if here.notice.visibility == "facilitators":
        return said.quiet(here.asker, here.notice.words)
    first = here.ask.open_since == here.notice.created_at
    return (said.unanswered if first else said.again)(here.asker, here.notice.words)


def _meanwhile(said: Any, here: Waiting) -> list[Block]:
    asked = [context(said.was_asked(here.asked))] if here.asked else []
    return [*asked, context(said.said_not_now(here.declined))] if here.declined else asked


def _ways(said: Any, here: Waiting) -> list[Block]:
    value = str(here.notice.id)
    return [
        _find_button(said, here),
        button(said.help, HELP, value),
        button(said.leave_be, LEAVE_BE, value),
    ]


def _find_button(said: Any, here: Waiting) -> Block:
    return button(said.find_title, FIND, str(here.notice.id))
