"""What is said of a place that came free: to the one who has it now, and to them alone."""

from typing import TYPE_CHECKING

from templates import words
from templates.blocks import Block, Message, View, actions, context, message, modal, rich
from templates.signups.views import answers

if TYPE_CHECKING:
    from storage.signups import Signup
    from storage.workshops import Workshop


def yours(workshop: "Workshop", part: "Signup", when: str) -> Message:
    said = words("signups/place")
    ways = actions(*answers(part.id))
    return message(said.lock, rich(said.yours(workshop.title, when)), context(said.no_duty), ways)


def answered(workshop: "Workshop", part: "Signup", when: str, *, begun: bool) -> Message:
    """What the question turns into."""
    said, title = words("signups/place"), workshop.title
    if workshop.state == "cancelled":
        return message(said.lock, rich(said.cancelled(title)))
    match part.state:
        case "left":
            line = said.let_go_of(title)
        case "waiting":
            line = said.waits(title, when)
        case "reading":
            line = said.time_cancelled(title)
        case _ if begun:
            line = said.begun(title, when)
        case _:
            line = said.comes(title, when)
    return message(said.lock, rich(line))


def home_lines(workshop: "Workshop", part: "Signup", when: str) -> list[Block]:
    """The same in their Home, while it is a question."""
    said = words("signups/place")
    return [rich(said.yours(workshop.title, when)), actions(*answers(part.id))]


def in_window(said: Message) -> View:
    """What came of it, where the click was in a window or in Home."""
    place = words("signups/place")
    return modal(place.come_title, *said.blocks, close=place.done)
