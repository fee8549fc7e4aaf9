"""What the window says when somebody signed up, changed or left; and who looks again."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import Block, Message, View, actions, context, message, modal, rich, section
from templates.signups.times import Time
from templates.signups.views import (
    answers,
    change_button,
    just_notes_button,
    no_notes_button,
    sign_up_button,
    take_button,
)

if TYPE_CHECKING:
    from storage.signups import Signup
    from storage.workshops import Workshop


@dataclass(frozen=True)
class Standing:
    """How a session stands for somebody who comes or waits. `before` is how many wait for longer;
    `may_take`: there is a place for who takes it.
    """

    workshop: "Workshop"
    part: "Signup"
    time: Time
    now: datetime
    before: int = 0
    may_take: bool = False
    has_link: bool = False


def standing(here: Standing) -> View:
    if here.part.state == "coming":
        return _is_in(here)
    said, title = words("signups/saved"), here.workshop.title
    when, change = here.time.said(here.now), change_button(here.workshop.id)
    if here.may_take:
        lines = [rich(said.may_take(title, when))]
        ways = actions(take_button(here.workshop.id), change)
    else:
        lines = [rich(said.you_wait(title, when, here.before)), context(said.cut_off)]
        ways = actions(change)
    return modal(said.waiting_title, *lines, ways, close=said.done)


def left(workshop_id: int, had: str) -> View:
    """What was left: a place, the line, or nothing any more."""
    said = words("signups/saved")
    what = {"coming": said.left, "waiting": said.left_line}.get(had, said.nothing_left)
    ways = actions(sign_up_button(workshop_id), just_notes_button(workshop_id))
    return modal(said.left_title, section(what), ways, close=said.done)


def notes_come(workshop_id: int, state: str) -> Message:
    """To the one who clicked."""
    said = words("signups/notes")
    sentence = {"coming": said.come_anyway, "waiting": said.come_while_waiting}.get(
        state, said.will_come
    )
    back = [actions(no_notes_button(workshop_id))] if state == "reading" else []
    return message(sentence, section(sentence), *back)


def notes_taken_back(workshop_id: int, state: str) -> Message:
    """It was one click, and so is coming back."""
    if state != "left":
        return notes_come(workshop_id, state)
    said = words("signups/notes")
    again = actions(just_notes_button(workshop_id))
    return message(said.taken_back, section(said.taken_back), again)


def in_window(said: Message) -> View:
    """The same, where the click was in a window or in Home."""
    notes = words("signups/notes")
    return modal(notes.title, *said.blocks, close=notes.done)


def _is_in(here: Standing) -> View:
    said, place = words("signups/saved"), words("signups/place")
    title, when = here.workshop.title, here.time.said(here.now)
    if here.part.given_at is not None:
        lines = [rich(place.yours(title, when)), context(place.no_duty)]
        ways = actions(*answers(here.part.id))
        return modal(said.in_title, *lines, ways, close=said.done)
    return modal(
        said.in_title,
        rich(said.you_are_in(title, when)),
        section(said.link_and_file if here.has_link else said.file_only),
        *_as_listener(said, here),
        actions(change_button(here.workshop.id)),
        close=said.done,
    )


def _as_listener(said: Any, here: Standing) -> list[Block]:
    return [context(said.listening)] if here.part.coming_as == "listen" else []
