"""What signing up says in a session's window: how it stands for the reader, and who comes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from templates import words
from templates.blocks import Block, actions, context, rich, section
from templates.signups.saved import Standing
from templates.signups.times import Time
from templates.signups.views import (
    answers,
    change_button,
    just_notes_button,
    no_notes_button,
    sign_up_button,
    take_button,
)

MOST_NAMES = 30
# Somebody's name, and whether they come to listen.
Names = Sequence[tuple[str, bool]]


def comes_or_waits(here: Standing) -> list[Block]:
    """Where it meets stands above this, in the window."""
    said, when = words("signups/lines"), here.time.said(here.now)
    change = change_button(here.workshop.id)
    if here.part.state == "waiting":
        if here.may_take:
            take = take_button(here.workshop.id)
            return [rich(said.may_take(when)), actions(take, change)]
        return [rich(said.you_wait(when, here.before)), actions(change)]
    if here.part.given_at is not None:
        return [rich(said.yours(when)), actions(*answers(here.part.id))]
    listens = here.part.coming_as == "listen"
    how = [context(words("signups/saved").listening)] if listens else []
    return [rich(said.you_come(when)), *how, actions(change)]


def reads_along(workshop_id: int, *, lost_time: bool, may_sign_up: bool) -> list[Block]:
    said = words("signups/lines")
    ways = [sign_up_button(workshop_id)] if may_sign_up else []
    line = said.lost_time if lost_time else said.you_read
    return [section(line), actions(*ways, no_notes_button(workshop_id))]


def has_no_part(workshop_id: int, *, may_sign_up: bool) -> list[Block]:
    ways = [sign_up_button(workshop_id)] if may_sign_up else []
    return [actions(*ways, just_notes_button(workshop_id))]


def who_comes(
    now: datetime,
    coming: Sequence[tuple[Time, Names]],
    waiting: Sequence[tuple[Time, Names]],
    reading: Names,
    *,
    holds: bool,
) -> list[Block]:
    """Names, and never how many did what. Nobody's absence is told."""
    said = words("signups/lines")
    lines = [_comers(said, time.said(now), names) for time, names in coming if names or holds]
    lines += [rich(said.waiters(time.said(now), *_cut(names))) for time, names in waiting if names]
    if reading:
        lines.append(rich(said.readers(*_cut(reading))))
    return [*lines, context(said.seen_by)] if lines else []


def _comers(said: Any, when: str, names: Names) -> Block:
    return rich(said.comers(when, *_cut(names)) if names else said.nobody_yet(when))


def _cut(names: Names) -> tuple[Names, bool]:
    return names[:MOST_NAMES], len(names) > MOST_NAMES
