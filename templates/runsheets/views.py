"""How the run sheet is arranged, in its window and in a message, and the parts that people have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    cut,
    divider,
    message,
    modal,
    rich,
    section,
)
from templates.dates import city, clock, span
from templates.forms import Choice, Form, draw
from templates.workshops.views import open_button as open_session

if TYPE_CHECKING:
    from storage.notes import Note
    from storage.workshops import Role, Slot, Workshop

OPEN = "runsheets.open"  # its value is the session's id
GIVE = "runsheets.give"  # its value is the id of one of its times
SAVE_GIVE = "runsheets.save_give"
TAKE_AWAY = "runsheets.take_away"  # its value is the role's id, as of the next three
GLADLY = "runsheets.gladly"
RATHER_NOT = "runsheets.rather_not"
GIVE_BACK = "runsheets.give_back"
TAKE_HOST = "runsheets.take_host"  # its value is the id of one time, as of the next three
TAKE_TIMEKEEPER = "runsheets.take_timekeeper"
TAKE_NOTE_TAKER = "runsheets.take_note_taker"
TAKE_FRIEND = "runsheets.take_friend"
TAKES = {
    "host": TAKE_HOST,
    "timekeeper": TAKE_TIMEKEEPER,
    "note_taker": TAKE_NOTE_TAKER,
    "friend": TAKE_FRIEND,
}
FORM: Form = {"part": Choice("radio_buttons"), "who": Choice()}
MOST_TO_CHOOSE = 100  # slack-facts §1.4
NOTE, NEED, MOST_NAMED = 600, 500, 60


@dataclass(frozen=True)
class Time:
    """One time as whoever holds it sees it: who comes and how, what would help them, who does what
    (with the role's id), and what was noted at the time before.
    """

    slot: "Slot"
    take_part: Sequence[str] = ()
    listen: Sequence[str] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    roles: Sequence[tuple["Role", str]] = ()
    left: Sequence["Note"] = ()

    def names(self, part: str) -> list[str]:
        return [name for role, name in self.roles if role.role == part]

    def is_asked(self, part: str) -> bool:
        """Somebody was given it and has not answered yet."""
        theirs = [role for role, _ in self.roles if role.role == part]
        return any(each.given_by is not None and each.answered_at is None for each in theirs)


@dataclass(frozen=True)
class Sheet:
    """A session's times, as the run sheet shows them. `parts` are those that anybody may have."""

    workshop: "Workshop"
    times: Sequence[Time]
    parts: Sequence[str]
    link: str
    zone: str
    now: datetime

    def span(self, slot: "Slot") -> str:
        return when(slot, self.zone, self.now)


def window(sheet: Sheet) -> View:
    said = words("runsheets/runsheet")
    blocks: list[Block] = [rich(said.head(sheet.workshop.title)), *_room(said, sheet)]
    for each in sheet.times:
        blocks += [divider(), *_time(said, sheet, each)]
    return modal(said.title, *blocks, close=said.close, remembers={"workshop": sheet.workshop.id})


def post(sheet: Sheet, time: Time) -> Message:
    """To one who holds this time, the working day before. What people wrote about themselves stands
    in the window.
    """
    said = words("runsheets/runsheet")
    return message(
        said.lock,
        rich(said.coming(sheet.workshop.title, sheet.span(time.slot))),
        _people(said, time),
        *([context(said.needs_inside)] if time.needs else []),
        _plan(said, sheet, time),
        rich(said.roles(_parts(sheet, time))),
        *_much(said, time),
        *_room(said, sheet),
        actions(open_button(sheet.workshop.id)),
    )


def open_button(workshop_id: int) -> Block:
    return button(words("runsheets/runsheet").open, OPEN, str(workshop_id))


def give_form(sheet: Sheet, time: Time, people: Mapping[str, str]) -> View:
    """`people` are those who come, by id."""
    said = words("runsheets/runsheet")
    if not people:
        return modal(said.give_title, section(said.nobody_to_give), close=said.close)
    open_parts = {each: said.parts[each] for each in sheet.parts if not time.names(each)}
    options = {"part": open_parts, "who": dict(list(people.items())[:MOST_TO_CHOOSE])}
    return modal(
        said.give_title,
        rich(said.time(sheet.span(time.slot))),
        context(said.give_intro),
        *draw(FORM, said.fields, initial={}, options=options),
        submit=said.give_save,
        close=said.give_close,
        callback_id=SAVE_GIVE,
        remembers={"slot": time.slot.id},
    )


def given(role: "Role", who: str, title: str, when: str) -> Message:
    """To whom a part was given: the question, then what they said."""
    said = words("runsheets/runsheet")
    if role.answered_at is not None:
        back = button(said.give_back, GIVE_BACK, str(role.id))
        return message(said.given_lock, rich(said.said_yes(role.role, title, when)), actions(back))
    yes = button(said.gladly, GLADLY, str(role.id))
    no = button(said.rather_not, RATHER_NOT, str(role.id))
    return message(said.given_lock, rich(said.asked(who, role.role, title, when)), actions(yes, no))


def given_back() -> Message:
    said = words("runsheets/runsheet")
    return message(said.given_lock, section(said.given_back))


def done(role: "Role | None", workshop_id: int) -> View:
    """After a part was taken, or (None) given back."""
    said = words("runsheets/runsheet")
    line = section(said.mine(role.role) if role is not None else said.given_back)
    ways = [button(said.give_back, GIVE_BACK, str(role.id))] if role is not None else []
    again = actions(*ways, open_session(workshop_id))
    return modal(said.done_title, line, again, close=said.close)


def when(slot: "Slot", zone: str, now: datetime) -> str:
    return span(slot.starts_at, slot.ends_at, zone, now=now)


def my_parts(mine: Sequence["Role"], slot: "Slot", open_parts: Sequence[str]) -> list[Block]:
    """In a session's window, for one who comes: what they do, and what they could do."""
    said = words("runsheets/runsheet")
    lines = [
        section(said.mine(each.role), button(said.give_back, GIVE_BACK, str(each.id)))
        for each in mine
    ]
    if not open_parts:
        return lines
    takes = [button(said.take[each], TAKES[each], str(slot.id)) for each in open_parts]
    return [*lines, context(said.would_like), actions(*takes)]


def _time(said: Any, sheet: Sheet, time: Time) -> Iterator[Block]:
    yield rich(said.time(sheet.span(time.slot)))
    yield _people(said, time)
    for name, each in list(time.needs.items())[:MOST_NAMED]:
        yield context(said.need(name, cut(each, NEED)))
    yield rich(said.who_does_what())
    yield from _roles(said, sheet, time)
    yield from _much(said, time)
    if any(not time.names(each) for each in sheet.parts):
        yield actions(button(said.give, GIVE, str(time.slot.id)))
    yield _plan(said, sheet, time)
    if time.left:
        yield rich(said.first_left())
        yield from (section(said.note(cut(each.words, NOTE))) for each in time.left)


def _roles(said: Any, sheet: Sheet, time: Time) -> Iterator[Block]:
    for part in ("facilitator", "presenter"):
        if time.names(part):
            yield section(said.has(part, time.names(part), asked=False))
    for part in sheet.parts:
        role = next((role for role, _ in time.roles if role.role == part), None)
        if role is None:
            yield section(said.is_open(part))
            continue
        away = button(said.take_away, TAKE_AWAY, str(role.id))
        yield section(said.has(part, time.names(part), time.is_asked(part)), away)


def _parts(sheet: Sheet, time: Time) -> list[dict[str, Any]]:
    parts = [each for each in ("facilitator", "presenter") if time.names(each)]
    return [
        {"part": each, "names": time.names(each), "asked": time.is_asked(each)}
        for each in (*parts, *sheet.parts)
    ]


def _much(said: Any, time: Time) -> list[Block]:
    """A word where one person has a lot in hand; nothing is in the way."""
    holds, lets_in, notes = (
        {role.member_id: name for role, name in time.roles if role.role == part}
        for part in ("facilitator", "host", "note_taker")
    )
    return [
        context(said.holds_much(name))
        for member, name in holds.items()
        if member in lets_in and member in notes
    ]


def _people(said: Any, time: Time) -> Block:
    return rich(said.people(time.take_part[:MOST_NAMED], time.listen[:MOST_NAMED]))


def _plan(said: Any, sheet: Sheet, time: Time) -> Block:
    parts, begins = [], time.slot.starts_at
    for each in sheet.workshop.agenda:
        parts.append({"clock": clock(begins, sheet.zone), "title": each["title"]})
        begins += timedelta(minutes=each["minutes"])
    return rich(said.plan(parts, city(sheet.zone)))


def _room(said: Any, sheet: Sheet) -> list[Block]:
    kinds, workshop = words("workshops/kinds"), sheet.workshop
    rule = kinds.rules.get(workshop.sharing_rule, "")
    recording = kinds.recordings.get(workshop.recording, "")
    where = rich(said.link(sheet.link)) if sheet.link else section(said.no_link)
    place = [kinds.access[each] for each in workshop.access if each in kinds.access]
    there = [context(said.in_place(place))] if place else []
    return [where, context(said.room(rule, recording)), *there]
