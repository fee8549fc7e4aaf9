"""How the log of what a group keeps as data is arranged: who changed what, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from templates import words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    modal,
    quote,
    rich,
    section,
)
from templates.dates import day

if TYPE_CHECKING:
    from storage.people import Member

CHANGES_AT_ONCE = 8


@dataclass(frozen=True)
class Entry:
    """One change: `what` was done, to what was called `before` and is called `after`."""

    what: str
    before: str
    after: str
    changed_by: int
    changed_at: datetime
    told: Sequence[Block]


def log(
    entries: Sequence[Entry],
    people: Mapping[int, "Member"],
    zone: str,
    *,
    nothing: str,
    earlier: tuple[str, int] | None,
    now: datetime,
) -> View:
    """On days of the reader's zone. `earlier` is the id of the button to what came before, and what
    it carries; None where there is nothing.
    """
    said = words("logs/log")
    blocks: list[Block] = []
    for each in entries:
        who = people[each.changed_by].name or said.somebody
        blocks += [
            rich(said.said(who, each.what, each.before, each.after)),
            context(said.when(day(each.changed_at, zone, now=now))),
            *each.told,
            divider(),
        ]
    if earlier is not None:
        action_id, value = earlier
        blocks.append(actions(button(said.earlier, action_id, str(value))))
    return modal(said.title, *(blocks or [section(nothing)]), close=said.close)


def before_and_after(what: str, before: str, after: str, *, same: str) -> list[Block]:
    """What it was and what it is, as far as that was changed; `same` says that it was not."""
    said = words("logs/log")
    if what in {"put_away", "brought_back"}:
        return []
    if what == "added":
        return [quote(after)]
    if before == after:
        return [context(same)]
    return [context(said.before), quote(before), context(said.after), quote(after)]
