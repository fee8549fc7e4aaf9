"""Sessions one below the other: what is coming, what was, and what stands of them in Home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import Block, View, actions, button, context, modal, rich, section
from templates.dates import clock, long_day
from templates.forms import Form, Text, draw
from templates.ideas.views import offer_button
from templates.signups.views import sign_up_button
from templates.workshops.sessions import Seen, can_sign_up, heading, time_lines
from templates.workshops.views import LIST, kinds_button, new_button, open_button

if TYPE_CHECKING:
    from storage.people import Member
    from storage.signups import Signup
    from storage.workshops import Slot

PAST = "workshops.past"
LATER = "workshops.later"  # its value is the last time that was shown
LOOK = "workshops.look"
EARLIER = "workshops.earlier"  # as above
SHOWN_AT_ONCE = 15
LOOK_FOR: Form = {"word": Text(80, optional=True)}


@dataclass(frozen=True)
class Line:
    """A session in a list: what the reader has to do with it, if anything, and the time that it
    stands there for.
    """

    seen: Seen
    slot: "Slot"
    signup: "Signup | None" = None
    held: bool = False


def coming(
    lines: Sequence[Line],
    drafts: Sequence[Seen],
    reader: "Member",
    *,
    has_more: bool,
    now: datetime,
) -> View:
    """What is coming, the next first; and the drafts that the reader may see."""
    said = words("workshops/list")
    later = [button(said.more, LATER, str(lines[-1].slot.id))] if has_more else []
    shown = [each for line in lines for each in _entry(said, line, reader.time_zone, now)]
    first = [Line(each, each.times[0].slot) for each in drafts]
    begun = [_brief(said, each, reader.time_zone, now) for each in first]
    return modal(
        said.title,
        *(shown or [section(said.nothing)]),
        *([actions(*later)] if later else []),
        *([context(said.drafts), *begun] if begun else []),
        actions(*_ways(said, reader)),
        close=said.close,
    )


def past(
    lines: Sequence[Line], reader: "Member", *, word: str, has_more: bool, now: datetime
) -> View:
    """What was, the newest first; with a word, what is coming, too."""
    said = words("workshops/list")
    shown = [_brief(said, each, reader.time_zone, now) for each in lines]
    more = [button(said.earlier, EARLIER, str(lines[-1].slot.id))] if has_more else []
    return modal(
        said.past,
        *draw(LOOK_FOR, said.fields, initial={"word": word}),
        *(shown or [section(said.not_found(word) if word else said.nothing_was)]),
        actions(*more, button(said.coming, LIST)),
        submit=said.look,
        close=said.close,
        callback_id=LOOK,
        remembers={"word": word},
    )


def my_lines(
    mine: Sequence[Line], held: Sequence[Line], reader: "Member", *, now: datetime
) -> list[Block]:
    """For Home, in *Mine*: where I go next, and what I hold soon or have drafted."""
    said, zone = words("workshops/list"), reader.time_zone
    return [
        *(_brief(said, each, zone, now, only=each.slot) for each in mine),
        *(
            section(_held(said, each, zone, now), open_button(each.seen.workshop.id))
            for each in held
        ),
    ]


def _entry(said: Any, line: Line, zone: str, now: datetime) -> list[Block]:
    number = line.seen.workshop.id
    takes_part = line.held or (line.signup and line.signup.state in {"coming", "waiting"})
    sign_up = [] if takes_part or not can_sign_up(line.seen, now) else [sign_up_button(number)]
    name, *rest = _words(said, line, zone, now)
    return [rich(said.line(name, rest)), actions(*sign_up, open_button(number))]


def _brief(said: Any, line: Line, zone: str, now: datetime, *, only: "Slot | None" = None) -> Block:
    text = "\n".join(_words(said, line, zone, now, only=only))
    return section(text, open_button(line.seen.workshop.id))


def _words(
    said: Any, line: Line, zone: str, now: datetime, *, only: "Slot | None" = None
) -> list[str]:
    """Its name, its times in the reader's zone, and what they have to do with it."""
    is_cancelled = line.seen.workshop.state == "cancelled"
    slot = None if only else _slot_of(line)
    at = _at(said, slot, zone, now) if slot is not None else ""
    own = said.cancelled if is_cancelled else plain(_own(said, line, at))
    lines = [heading(line.seen), *time_lines(line.seen, zone, now, only=only), own]
    return [each for each in lines if each]


def _own(said: Any, line: Line, at: str) -> Any:
    signup, is_open = line.signup, line.seen.workshop.state == "open"
    if line.held and is_open:
        return said.held
    if signup is None or signup.state == "left" or not is_open:
        return ""
    return said.mine("given" if signup.given_at is not None else signup.state, at)


def _slot_of(line: Line) -> "Slot | None":
    """The time to which the reader comes, or wants to."""
    wanted = line.signup.slot_id if line.signup is not None else None
    return next((each.slot for each in line.seen.times if each.slot.id == wanted), None)


def _held(said: Any, line: Line, zone: str, now: datetime) -> Any:
    title = line.seen.workshop.title
    if line.seen.workshop.state == "draft":
        return said.i_draft(title)
    return said.i_hold(title, _at(said, line.slot, zone, now))


def _at(said: Any, slot: "Slot", zone: str, now: datetime) -> str:
    return plain(said.at(long_day(slot.starts_at, zone, now=now), clock(slot.starts_at, zone)))


def _ways(said: Any, reader: "Member") -> list[Block]:
    """What one can do about sessions."""
    hosts = [new_button()] if reader.facilitator else []
    return [*hosts, offer_button(), button(said.past, PAST), kinds_button()]
