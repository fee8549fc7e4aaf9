"""What the facilitators can see about a member, arranged: for that member, and for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import Block, View, button, context, modal, section
from templates.dates import day

if TYPE_CHECKING:
    from bot.disclosures import Need
    from storage.people import Member

# Twelve names and what each says, at their longest, fit into one section; there may be many people.
LINES_TOGETHER = 12
OPEN, WHO = "people.what_they_see", "people.who_takes_part"


@dataclass(frozen=True)
class Seen:
    """`facilitators` by name; `away` is the day until which they are, "" for none; `pieces` how
    many of each kind.
    """

    member: "Member"
    facilitators: Sequence[str]
    away: str
    pieces: Mapping[str, int]
    needs: Sequence["Need"]


def open_button() -> Block:
    return button(words("people/disclosures").open, OPEN)


def what_they_see(seen: Seen) -> View:
    said = words("people/disclosures")
    lines = [
        *([said.taking_part(_way(seen.member))] if seen.member.taking_part else []),
        *([said.away(seen.away)] if seen.away else []),
        *(
            said.kind(what, seen.pieces[kind])
            for kind, what in said.kinds.items()
            if kind in seen.pieces
        ),
    ]
    shown = "\n".join(f"• {plain(each)}" for each in lines) or said.nothing
    needs = [
        section(said.need(each.workshop.title, [holder.name for holder in each.readers]))
        for each in seen.needs
    ]
    return modal(
        said.title,
        section(said.intro(seen.facilitators)),
        section(shown),
        *needs,
        section(said.cannot),
        context(said.server),
        close=said.done,
    )


def who_takes_part(people: Sequence["Member"], away: Mapping[int, str]) -> View:
    """For facilitators. `away` has the day until which somebody is."""
    said = words("people/disclosures")
    lines = [plain(said.line(each.name, _way(each), away.get(each.id, ""))) for each in people]
    return modal(said.who, *_paragraphs(said, lines), close=said.done)


def who_button() -> Block:
    """In the group's settings."""
    return button(words("people/disclosures").who, WHO)


def until(member: "Member", now: datetime) -> str:
    """The day until which they are away."""
    return day(member.away_until, member.time_zone, now=now) if member.away_until else ""


def _paragraphs(said: Any, lines: Sequence[str]) -> list[Block]:
    if not lines:
        return [section(said.nobody)]
    starts = range(0, len(lines), LINES_TOGETHER)
    together = ["\n".join(lines[each : each + LINES_TOGETHER]) for each in starts]
    return [context(said.who_intro), *map(section, together)]


def _way(member: "Member") -> str:
    return str(words("people/settings").ways[member.taking_part]) if member.taking_part else ""
