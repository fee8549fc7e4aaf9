"""A session's window, made for the one who opened it: in their own time, as they may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import Block, View, context, divider, modal, rich, section
from templates.dates import clock, whose_time
from templates.workshops.sessions import Seen, brings, kind_of, time_lines

if TYPE_CHECKING:
    from storage.people import Member


@dataclass(frozen=True)
class Parts:
    """What stands in the window besides: `mine` is the reader's own part in it, at the time with
    the id `slot_id`, `more` what other capabilities have to say, in their order, and what whoever
    holds it can change.
    """

    mine: Sequence[Block] = ()
    slot_id: int | None = None
    more: Sequence[Sequence[Block]] = ()


def window(
    seen: Seen, reader: "Member", parts: Parts, *, link: str = "", note: str = "", now: datetime
) -> View:
    """The whole. `link` is where it meets, for who may know; `note` comes first."""
    said, workshop = words("workshops/window"), seen.workshop
    is_draft, is_cancelled = workshop.state == "draft", workshop.state == "cancelled"
    about = brings(seen)
    return modal(
        said.title,
        *([section(note)] if note else []),
        *([context(said.draft)] if is_draft else []),
        *([rich(said.cancelled(workshop.reason))] if is_cancelled else []),
        rich(said.body(kind_of(seen), workshop.title, workshop.purpose)),
        *([context(about)] if about else []),
        section(_times(said, seen, reader.time_zone, now)),
        *([rich(said.where(link))] if link else []),
        *parts.mine,
        rich(_arrangements(seen)),
        *_plan(said, seen, reader.time_zone, parts.slot_id),
        *(each for blocks in parts.more if blocks for each in (divider(), *blocks)),
        close=said.close,
    )


def _times(said: Any, seen: Seen, zone: str, now: datetime) -> str:
    lines = time_lines(seen, zone, now)
    is_twice = len(lines) > 1 and seen.workshop.state != "cancelled"
    return "\n".join([*lines, str(said.twice)] if is_twice else lines)


def _plan(said: Any, seen: Seen, zone: str, mine: int | None) -> list[Block]:
    """With the clock of the reader's own time, or of its next one; of the first when none is to
    come.
    """
    if not seen.workshop.agenda or seen.workshop.state == "cancelled":
        return []
    slots = [each.slot for each in seen.times]
    coming = [each for each in slots if each.state == "coming"]
    slot = next((each for each in slots if each.id == mine), (coming or slots)[0])
    parts, at = [], slot.starts_at
    for each in seen.workshop.agenda:
        until = at + timedelta(minutes=each["minutes"])
        parts.append({"at": clock(at, zone), "title": each["title"], "until": clock(until, zone)})
        at = until
    return [rich(said.plan(parts, whose_time(slot.starts_at, zone)))]


def _arrangements(seen: Seen) -> Any:
    workshop, names = seen.workshop, [each.name for each in seen.holders]
    return words("workshops/session").arrangements(
        names, workshop.sharing_rule, workshop.recording, workshop.access
    )
