"""A calendar file in somebody's messages, and the address of their own calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from templates import words
from templates.blocks import Block, File, View, actions, button, context, modal, rich, section
from templates.calendars.events import Happening, calendar_file, one_line
from templates.dates import span

ADDRESS = "calendars.address"
MAKE_ADDRESS = "calendars.make_address"
DROP_ADDRESS = "calendars.drop_address"


def file(happening: Happening, zone: str, *, is_first: bool, now: datetime) -> File:
    """`is_first`: they were sent none of it before."""
    said = words("calendars/file")
    title = one_line(happening.title)
    when = span(happening.starts_at, happening.ends_at, zone, now=now)
    if happening.is_cancelled:
        text = said.taken_out(title, when)
    else:
        text = (said.put_in if is_first else said.renewed)(title, when, one_line(happening.link))
    return File(str(said.name), title, calendar_file(happening), [rich(text)])


def in_settings() -> Sequence[Block]:
    """In a member's settings, where calendars can ask us."""
    said = words("calendars/address")
    return [section(said.in_settings, button(said.show, ADDRESS))]


def address_window(address: str, *, was_dropped: bool = False) -> View:
    """`address` is "" while they have none."""
    said = words("calendars/address")
    blocks = _address(said, address) if address else _no_address(said, was_dropped=was_dropped)
    return modal(said.title, *blocks, close=said.done)


def _address(said: Any, address: str) -> list[Block]:
    ways = [button(said.make_new, MAKE_ADDRESS), button(said.switch_off, DROP_ADDRESS)]
    return [section(said.what), section(address), context(said.secret), actions(*ways)]


def _no_address(said: Any, *, was_dropped: bool) -> list[Block]:
    text = said.off if was_dropped else said.missing
    return [section(text), actions(button(said.make, MAKE_ADDRESS))]
