"""How the form *Sign up* is arranged; it is the form to change things, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    LABEL,
    TITLE,
    Block,
    View,
    button,
    context,
    memory,
    memory_of,
    modal,
    plain_text,
    rich,
    same_window,
    section,
)
from templates.dates import long_day
from templates.forms import Choice, Form, Text, as_it_stands, draw
from templates.signups.times import Time, is_one_day, time_option
from templates.signups.views import LEAVE, SAVE

if TYPE_CHECKING:
    from storage.people import Member
    from storage.signups import Signup
    from storage.workshops import Workshop

FORM: Form = {
    "slot": Choice("radio_buttons"),
    "coming_as": Choice("radio_buttons"),
    "needs": Text(500, multiline=True, optional=True),
}
_NOTE = "signups:note"


@dataclass(frozen=True)
class Page:
    """What the form is drawn from: the times to choose from, who reads what would help, and what
    was chosen before, if the reader has a part in it.
    """

    workshop: "Workshop"
    times: Sequence[Time]
    holders: Sequence["Member"]
    now: datetime
    mine: "Signup | None" = None
    need: str = ""


def sign_up_form(page: Page) -> View:
    said = words("signups/form")
    return modal(
        said.title,
        *_heading(said, page),
        *_inputs(said, page),
        submit=said.save,
        close=said.close,
        callback_id=SAVE,
        remembers=_remembers(page),
    )


def change_form(page: Page) -> View:
    """The same, with the way out."""
    said = words("signups/form")
    leave = button(said.leave, LEAVE, str(page.workshop.id))
    return modal(
        said.change_title,
        *_heading(said, page),
        *_inputs(said, page),
        section(_what_leaving_means(said, page), leave),
        submit=said.change_save,
        close=said.close,
        callback_id=SAVE,
        remembers=_remembers(page),
    )


def chosen_slot(view: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """The time that was chosen; where there was only one, that."""
    return str(said.get("slot") or memory_of(view).get("slot", ""))


def inputs_of(view: Mapping[str, Any]) -> Form:
    """Those that this window has: with one time there is nothing to choose."""
    return {name: each for name, each in FORM.items() if name != "slot" or not _only(view)}


def gives_up(view: Mapping[str, Any], wanted: Time, had: Time, now: datetime) -> View:
    """The form as it stands: before somebody loses a place, they are asked."""
    said = words("signups/form")
    again = _noted(view, rich(said.gives_up(wanted.said(now), had.said(now))))
    remembers = {**memory_of(view), "gives_up": wanted.slot.id}
    return {
        **again,
        "submit": plain_text(said.wait_for_it, TITLE),
        "private_metadata": memory(remembers),
    }


def holds_too(view: Mapping[str, Any], holders: Sequence["Member"], new: Sequence[str]) -> View:
    """The form as it stands: who reads what would help is who is named."""
    said = words("signups/form")
    again = _noted(view, rich(said.holds_too(new)))
    hint = plain_text(said.who_reads([each.name for each in holders if each.name]), LABEL)
    blocks = [
        {**each, "hint": hint} if each.get("block_id") == "needs" else each
        for each in again["blocks"]
    ]
    remembers = {**memory_of(view), "named": [each.id for each in holders]}
    return {**again, "blocks": blocks, "private_metadata": memory(remembers)}


def _noted(view: Mapping[str, Any], note: Block) -> View:
    blocks = [each for each in as_it_stands(view) if each.get("block_id") != _NOTE]
    return same_window(view, [{**note, "block_id": _NOTE}, *blocks])


def _heading(said: Any, page: Page) -> list[Block]:
    if len(page.times) > 1:
        return [rich(said.heading(page.workshop.title, _day(page)))]
    time = page.times[0]
    heading = rich(said.only_time(page.workshop.title, time.said(page.now)))
    if not time.places.is_full or _mine(page, time):
        return [heading]
    return [heading, context(said.is_full(time.places.waiting))]


def _inputs(said: Any, page: Page) -> list[Block]:
    form = {name: each for name, each in FORM.items() if name != "slot" or len(page.times) > 1}
    dated = not is_one_day(page.times)
    times = {
        str(each.slot.id): time_option(each, mine=_mine(page, each), dated=dated)
        for each in page.times
    }
    readers = [each.name for each in page.holders if each.name]
    fields = {**said.fields, "needs": {**said.fields["needs"], "hint": said.who_reads(readers)}}
    mine = page.mine
    initial = {
        "slot": _first_choice(page),
        "coming_as": mine.coming_as if mine else "take_part",
        "needs": page.need,
    }
    return draw(form, fields, initial=initial, options={"slot": times, "coming_as": said.ways})


def _first_choice(page: Page) -> str:
    """What was chosen before; else the first time with a place."""
    there = [each.slot.id for each in page.times]
    if page.mine is not None and page.mine.slot_id in there:
        return str(page.mine.slot_id)
    free = [each.slot.id for each in page.times if not each.places.is_full]
    return str((free or there)[0])


def _remembers(page: Page) -> dict[str, Any]:
    remembers: dict[str, Any] = {
        "workshop": page.workshop.id,
        "named": [each.id for each in page.holders],
    }
    return remembers if len(page.times) > 1 else {**remembers, "slot": page.times[0].slot.id}


def _only(view: Mapping[str, Any]) -> bool:
    return "slot" in memory_of(view)


def _mine(page: Page, time: Time) -> str:
    """How the reader stands there: they come, or wait; "" where they do neither."""
    mine = page.mine
    there = mine is not None and mine.slot_id == time.slot.id
    return mine.state if mine and there and mine.state in {"coming", "waiting"} else ""


def _what_leaving_means(said: Any, page: Page) -> str:
    """Gently: whoever leaves knows what becomes of their place."""
    mine = {_mine(page, each): each for each in page.times}
    if "waiting" in mine:
        return str(said.back_in_line)
    waited_for = "coming" in mine and mine["coming"].places.waiting
    return str(said.somebody_waits if waited_for else said.can_come_back)


def _day(page: Page) -> str:
    """The day of all its times, if it is one."""
    if not is_one_day(page.times):
        return ""
    first = page.times[0]
    return long_day(first.slot.starts_at, first.zone, now=page.now)
