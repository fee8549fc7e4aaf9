"""How it is asked what stays with people, and how that comes back to them."""

from typing import TYPE_CHECKING, Any

from templates import words
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
from templates.reflections.boxes import Box
from templates.reflections.views import OPEN

if TYPE_CHECKING:
    from storage.intentions import Intention
    from storage.reflections import Reflection
    from storage.workshops import Workshop

WRITE = "takeaways.write"  # its value is the session's id
LET_GO = "takeaways.let_go"  # its value is the sign-up's id


def asked(
    workshop: "Workshop", signup_id: int, *, let_go: bool, written: "Reflection | None"
) -> Message:
    said = words("takeaways/takeaway")
    return message(
        said.lock, *question(workshop, signup_id, let_go=let_go, written=written, named=True)
    )


def question(
    workshop: "Workshop",
    signup_id: int,
    *,
    let_go: bool,
    written: "Reflection | None",
    named: bool = False,
) -> list[Block]:
    """The question while it is one, then what it came to. `named` where the session is not named
    above it already.
    """
    said = words("takeaways/takeaway")
    if written is not None:
        return [section(said.written, _open(said, written))]
    if let_go:
        return [section(said.let_go)]
    no = button(said.not_this_time, LET_GO, str(signup_id))
    text = said.asks(workshop.title) if named else said.asks_too()
    return [rich(text), actions(write_button(workshop.id), no)]


def let_be() -> View:
    said = words("takeaways/takeaway")
    return modal(said.let_go_title, section(said.let_go), close=said.done)


def write_button(workshop_id: int) -> Block:
    return button(words("takeaways/takeaway").write, WRITE, str(workshop_id))


def boxes() -> list[Box]:
    """What a page about a session asks."""
    said = words("takeaways/takeaway")
    return [Box(str(said.stays), str(said.stays_hint)), Box(str(said.will_try), said.will_try_hint)]


def will_try() -> str:
    """The question whose answer comes back."""
    return str(words("takeaways/takeaway").will_try)


def my_line(written: "Reflection") -> list[Block]:
    """In a session's window: what they wrote about it."""
    said = words("takeaways/takeaway")
    return [section(said.written, _open(said, written))]


def last_time(intention: "Intention") -> list[Block]:
    """In a session's window, before it."""
    said = words("takeaways/takeaway")
    return [section(said.last_time(intention.words)), context(said.only_you)]


def home_line(workshop: "Workshop", intention: "Intention", open_it: Block) -> Block:
    said = words("takeaways/takeaway")
    return section(said.last_time_at(workshop.title, intention.words), open_it)


def _open(said: Any, written: "Reflection") -> Block:
    return button(said.open, OPEN, str(written.id))
