"""The first step of opening a session: what kind, what for, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import Block, View, context, modal, section
from templates.dates import city, clock, long_day
from templates.forms import Choice, Form, Instant, Text, draw, keyed
from templates.forms.versions import said_of_both, with_theirs

if TYPE_CHECKING:
    from storage.kinds import Part, WorkshopKind

SAVE_OUTLINE = "workshops.save_outline"


WORDS: Form = {"title": Text(80), "purpose": Text(500, multiline=True)}
TIMES: Form = {"first": Instant(), "second": Instant(optional=True)}
OUTLINE: Form = {"kind": Choice(), **WORDS, **TIMES}


def kind_name(name: str, agenda: Sequence["Part"]) -> str:
    """Such as "Experiment design session, 3 hours"."""
    minutes = sum(each["minutes"] for each in agenda)
    return plain(words("workshops/form").kind(name, minutes))


def said_of_times(zone: str) -> dict[str, dict[str, str]]:
    """The labels of times, with whose clock it is that they are entered by."""
    said = words("workshops/form")
    hint = plain(said.your_time(city(zone)))
    return {name: {**said.fields[name], "hint": hint} for name in TIMES}


def outline_form(
    kinds: Sequence["WorkshopKind"],
    zone: str,
    initial: Mapping[str, Any],
    *,
    theirs: Mapping[str, Any] | None = None,
    remembers: Mapping[str, Any],
    key: str = "",
) -> View:
    """`initial` is what stands in it. With `theirs`, someone else changed those meanwhile."""
    said, both = words("workshops/form"), said_of_both()
    if not kinds:
        return modal(said.title, section(said.no_kinds), close=said.close)
    options = {each.code: kind_name(each.name, each.agenda) for each in kinds}
    first = next(iter(options))
    inputs = draw(
        keyed(OUTLINE, key),
        {**said.fields, **said_of_times(zone)},
        initial={"kind": first, **{name: each for name, each in initial.items() if each}},
        options={"kind": options},
    )
    top: list[Block] = []
    if theirs is not None:
        top = [section(both.changed)]
        told = {name: _told(each, options, zone) for name, each in theirs.items()}
        inputs = with_theirs(inputs, told)
    return modal(
        said.title,
        *top,
        *inputs,
        context(said.nothing_yet),
        submit=said.next if theirs is None else both.use_mine,
        close=said.close if theirs is None else both.use_theirs,
        callback_id=SAVE_OUTLINE,
        remembers=remembers,
    )


def time_told(at: datetime | None, zone: str) -> str:
    """Such as "Thursday 14 January 2027, 10:00"."""
    if at is None:
        return str(words("workshops/form").no_second)
    return f"{long_day(at, zone)}, {clock(at, zone)}"


def _told(answer: Any, options: Mapping[str, str], zone: str) -> str:
    if answer is None or isinstance(answer, datetime):
        return time_told(answer, zone)
    return options.get(answer, answer)
