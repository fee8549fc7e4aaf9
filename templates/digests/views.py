"""How the digest is arranged: the post, the window that shows it before, the window of a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.asks.views import help_button
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    cut,
    header,
    message,
    modal,
    rich,
    section,
)
from templates.cards.views import OPEN
from templates.cycles.stories import what_happened
from templates.notices.views import OPEN as OPEN_NOTICE
from templates.signups.views import sign_up_button
from templates.thanks.views import buttons as thanks_buttons
from templates.workshops.sessions import can_sign_up, heading
from templates.workshops.views import open_button as open_session_button

if TYPE_CHECKING:
    from storage.cycles import StageMove
    from storage.experiments import Experiment
    from storage.notices import Notice
    from templates.workshops.sessions import Seen

READ = "digests.read"  # its value is the line's id
# Of anybody's words, and of a line for the group: the button opens the whole.
LONGEST, LONGEST_LINE = 180, 240
MOST_OPTIONS = 10  # of one group of boxes to tick (slack-facts §1.4)


@dataclass(frozen=True)
class Said:
    """Words with their author's name, "" where that is not to be known; `subject_id` is what the
    button opens, and `ref` the experiment that they are about.
    """

    subject_id: int
    author: str
    words: str
    ref: str = ""


@dataclass(frozen=True)
class Asked:
    """An ask; `waits` until somebody helps."""

    notice: "Notice"
    author: str
    waits: bool


@dataclass(frozen=True)
class Moved:
    """What happened to an experiment, and what was said about it."""

    experiment: "Experiment"
    lead: str
    move: "StageMove"
    remark: str


@dataclass(frozen=True)
class Posted:
    """A notice that is no ask."""

    notice: "Notice"
    author: str


@dataclass(frozen=True)
class WhatNext:
    """What became of an ask, told by who asked; the month is when they did."""

    subject_id: int
    notice: "Notice"
    author: str
    month: str
    words: str


@dataclass(frozen=True)
class Week:
    """What a digest tells, as its reader may read it. It `is_quiet` when there was little to tell
    when it was put together.
    """

    is_quiet: bool = False
    notes: Sequence[Said] = ()
    opening: Sequence[Said] = ()
    asks: Sequence[Asked] = ()
    moves: Sequence[Moved] = ()
    lines: Sequence[Said] = ()
    sessions: Sequence["Seen"] = ()
    notices: Sequence[Posted] = ()
    people: Mapping[int, str] = field(default_factory=dict)
    next: Sequence[WhatNext] = ()


def post(week: Week, *, now: datetime) -> Message:
    """The one post. Where somebody took it away, it is not put up afresh."""
    waits = any(each.waits for each in week.asks)
    lock = words("digests/post").lock(waits)
    return message(lock, *_blocks(week, now), stays_gone=True)


def as_it_will_be(week: Week, *, note: str = "", now: datetime) -> View:
    """The same in a window, under a `note`."""
    said = words("digests/post")
    first = [section(note)] if note else []
    return modal(said.will_be, *first, *_blocks(week, now), close=said.close)


def line_window(said: Said, day: str, reflection_id: int | None) -> View:
    """A line, for who may read no more than that."""
    post = words("digests/post")
    about = [context(said.ref)] if said.ref else []
    return modal(
        post.line_title,
        context(plain(words("reflections/window").head(said.author, day))),
        section(said.words),
        *about,
        *([actions(*thanks_buttons(reflection_id))] if reflection_id is not None else []),
        close=post.close,
    )


def options(week: Week, *, now: datetime) -> dict[str, dict[str, str]]:
    """What could be left out, by section and id, each in a few words; sections with nothing in
    them are not there.
    """
    said = words("digests/post")
    found = {
        "asks": {
            each.notice.id: said.said(each.author or said.someone, each.notice.words)
            for each in week.asks
        },
        "moves": {each.move.id: move_words(each, now) for each in week.moves},
        "lines": {each.subject_id: said.said(each.author, each.words) for each in week.lines},
        "sessions": {each.workshop.id: heading(each) for each in week.sessions},
        "notices": {
            each.notice.id: said.said(each.author or said.someone, each.notice.words)
            for each in week.notices
        },
        "people": week.people,
        "next": {
            each.subject_id: said.said(each.author or said.someone, each.words)
            for each in week.next
        },
    }
    return {
        section: {str(each): plain(text) for each, text in list(some.items())[:MOST_OPTIONS]}
        for section, some in found.items()
        if some
    }


def move_words(each: Moved, now: datetime) -> str:
    """What happened, in a sentence or two."""
    said, experiment, move = words("digests/post"), each.experiment, each.move
    question = cut(experiment.question, LONGEST)
    if move.kind == "began" and not each.remark:
        return plain(said.began(experiment.ref, experiment.title, each.lead, question))
    new = question if move.kind == "new_cycle" and move.cycle == experiment.cycle else ""
    what = what_happened(move, question="", now=now)
    remark = cut(each.remark, LONGEST)
    return plain(said.moved(experiment.ref, experiment.title, what, new, remark))


def _blocks(week: Week, now: datetime) -> list[Block]:
    said = words("digests/post")
    sections = {
        "asks": [_ask(said, each) for each in week.asks],
        "moves": [_move(said, each, now) for each in week.moves],
        "lines": [_line(said, each) for each in week.lines],
        "sessions": [block for each in week.sessions for block in _session(said, each, now)],
        "notices": [*(_notice(said, each) for each in week.notices), *_people(said, week)],
        "next": [_what_next(said, each) for each in week.next],
    }
    told = [_opening(said, each) for each in week.opening]
    for name, items in sections.items():
        heading = [rich(said.heading(said.headings[name]))] if items else []
        told += [*heading, *items]
    return [
        header(said.title),
        *([section(said.quiet)] if week.is_quiet else []),
        *(section(said.said(each.author, cut(each.words, LONGEST))) for each in week.notes),
        *(told or ([] if week.is_quiet else [section(said.nothing_left)])),
        *([context(said.foot)] if told or week.notes else []),
    ]


def _opening(said: Any, each: Said) -> Block:
    text = said.opening(each.author, cut(each.words, LONGEST_LINE), each.ref)
    return section(text, button(said.read_on, READ, str(each.subject_id)))


def _line(said: Any, each: Said) -> Block:
    text = said.quoted(each.author, cut(each.words, LONGEST_LINE))
    return section(text, button(said.read_on, READ, str(each.subject_id)))


def _ask(said: Any, each: Asked) -> Block:
    text = said.said(each.author or said.someone, cut(each.notice.words, LONGEST))
    return section(text, help_button(each.notice.id) if each.waits else _open(said, each.notice))


def _move(said: Any, each: Moved, now: datetime) -> Block:
    return section(move_words(each, now), button(said.open, OPEN, str(each.experiment.id)))


def _session(said: Any, each: "Seen", now: datetime) -> list[Block]:
    """Slack's own dates, in each reader's zone, stand beside no button: it comes below."""
    workshop = each.workshop
    starts = [time.slot.starts_at for time in each.times if time.slot.state == "coming"]
    can = [sign_up_button(workshop.id)] if can_sign_up(each, now) else []
    state = workshop.state if starts or workshop.state == "cancelled" else "happened"
    return [
        rich(said.session(heading(each), starts, state)),
        actions(*can, open_session_button(workshop.id)),
    ]


def _notice(said: Any, each: Posted) -> Block:
    text = said.notice(each.notice.kind, each.author, cut(each.notice.words, LONGEST))
    return section(text, _open(said, each.notice))


def _people(said: Any, week: Week) -> list[Block]:
    return [section(said.new_people(list(week.people.values())))] if week.people else []


def _what_next(said: Any, each: WhatNext) -> Block:
    question, told = cut(each.notice.words, LONGEST), cut(each.words, LONGEST)
    text = said.what_next(each.month, each.author, question, told)
    return section(text, _open(said, each.notice))


def _open(said: Any, notice: "Notice") -> Block:
    return button(said.open, OPEN_NOTICE, str(notice.id))
