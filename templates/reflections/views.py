"""How reflections are arranged once they are written: what is said after a save, the window of
one, the list of one's own, the line for the group, and what stands of them elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    confirmation,
    context,
    cut,
    divider,
    message,
    modal,
    rich,
    section,
)
from templates.forms import Choice, Form, Text, draw
from templates.thanks.views import buttons as thanks_buttons
from templates.thanks.views import talk_offer
from templates.visibility import Audiences, who_can_read

if TYPE_CHECKING:
    from storage.experiments import Experiment
    from storage.people import Member
    from storage.reflections import Line, Reflection
    from storage.workshops import Workshop

WRITE = "reflections.write"
WRITE_ABOUT = "reflections.write_about"
SAVE = "reflections.save"
KEEP_ALONE = "reflections.keep_alone"
KEEP = "reflections.keep"
WAY = "reflections.way"
BEGIN_ANEW = "reflections.begin_anew"
BRING_BACK = "reflections.bring_back"
EDIT = "reflections.edit"
SAVE_EDIT = "reflections.save_edit"
OPEN = "reflections.open"
READ = "reflections.read"
TAKE_LINE_BACK = "reflections.take_line_back"
TAKE_BACK = "reflections.take_back"
LIST = "reflections.list"
LOOK = "reflections.look"
EARLIER = "reflections.earlier"
SHOWN_AT_ONCE = 10
EXCERPT = 200
MINE, OTHERS = "mine", "others"
LOOK_FOR: Form = {"word": Text(80, optional=True), "whose": Choice("radio_buttons")}


@dataclass(frozen=True)
class Piece:
    """A reflection as somebody reads it: by whom, when (in their zone), about what they may read,
    and its line.
    """

    reflection: "Reflection"
    author: "Member"
    day: str
    experiment: "Experiment | None"
    line: "Line | None"
    session: "Workshop | None" = None

    @property
    def about(self) -> str:
        """What it is about, in a few words; "" for work in general."""
        if self.session is not None:
            return self.session.title
        return self.experiment.ref if self.experiment else ""

    @property
    def excerpt(self) -> str:
        """Its line, or how it begins."""
        said = [each["words"] for each in self.reflection.answers]
        return cut(self.line.words if self.line else next(iter(said), ""), EXCERPT)


@dataclass(frozen=True)
class Heard:
    """A line as somebody reads it in a list; `may_read` when the rest is open to them, too."""

    line: "Line"
    author: "Member"
    may_read: bool


def saved(reflection: "Reflection", readers: Audiences, ref: str, line_ref: str | None) -> View:
    """What the form turns into. `line_ref` is the experiment under whose card the line goes, ""
    when under none; None when there is no line.
    """
    said = words("reflections/saved")
    [level] = readers
    blocks = [section(said.readers(who_can_read(readers, level, ref)))]
    if line_ref is not None:
        back = button(said.take_line_back, TAKE_LINE_BACK, str(reflection.id))
        blocks += [section(said.line(line_ref)), actions(back)]
    return modal(said.title, *blocks, close=said.done)


def saved_alone(hosts: Sequence["Member"]) -> View:
    """After a hard day: nobody reads it, and there are people to talk to, if there are any."""
    said = words("reflections/saved")
    return modal(
        said.title,
        section(said.alone),
        *(talk_offer(hosts) if hosts else []),
        close=said.done,
    )


def gone() -> View:
    said = words("reflections/saved")
    return modal(said.gone_title, section(said.gone), close=said.done)


def window(piece: Piece, readers: Audiences | None, *, note: str = "") -> View:
    """The whole of it. For its author with `readers`, who they are, and the ways to change it;
    for others, what they may say. `note` is which of this window's sentences comes first.
    """
    said = words("reflections/window")
    one = piece.reflection
    blocks: list[Block] = [section(getattr(said, note))] if note else []
    blocks.append(context(said.head(piece.author.name, piece.day)))
    if piece.experiment is not None:
        blocks.append(context(said.about(piece.experiment.ref, piece.experiment.title)))
    if piece.session is not None:
        blocks.append(context(said.about_session(piece.session.title)))
    blocks += [rich(said.answer(each["question"], each["words"])) for each in one.answers]
    if piece.line is not None:
        blocks += [divider(), rich(said.line(piece.line.words))]
    if readers is None:
        return modal(said.title, *blocks, actions(*thanks_buttons(one.id)), close=said.close)
    [level] = readers
    ref = piece.experiment.ref if piece.experiment else ""
    blocks.append(context(said.readers(who_can_read(readers, level, ref))))
    return modal(said.title, *blocks, actions(*_ways_to_change(said, piece)), close=said.close)


def listing(pieces: Sequence[Piece], *, word: str, whose: str, has_more: bool) -> View:
    """One's own or what others let one read, newest first, and a box to look for a word in them."""
    said = words("reflections/list")
    of_others = whose == OTHERS
    lines = [
        section(
            said.line(
                each.day,
                each.author.name if of_others else "",
                each.about,
                each.excerpt,
            ),
            button(said.open, OPEN, str(each.reflection.id)),
        )
        for each in pieces
    ]
    last = str(pieces[-1].reflection.id) if pieces else ""
    more = [actions(button(said.more, EARLIER, last))] if has_more else []
    nothing = said.nothing_of_others if of_others else said.nothing
    looked_for = {"word": word, "whose": whose}
    return modal(
        said.title,
        *draw(LOOK_FOR, said.fields, initial=looked_for, options={"whose": said.whose}),
        *(lines or [section(said.not_found(word) if word else nothing)]),
        *more,
        submit=said.look,
        close=said.close,
        callback_id=LOOK,
        remembers=looked_for,
    )


def line_message(line: "Line", author: "Member", experiment: "Experiment") -> Message:
    """The line under the experiment's card. It looks the same to everyone: whether somebody may
    read on is answered when they click.
    """
    said = words("reflections/line")
    on = [button(said.read_on, READ, str(line.id))] if line.has_more else []
    # Thanks are for a piece that somebody wrote; a check-in's line has none behind it.
    thanks = thanks_buttons(line.reflection_id) if line.reflection_id is not None else []
    return message(
        said.lock(author.name, experiment.ref),
        rich(said.body(author.name, line.words)),
        *([actions(*on, *thanks)] if on or thanks else []),
    )


def about_experiment(pieces: Sequence[Piece], lines: Sequence[Heard]) -> list[Block]:
    """What was written about an experiment, for its window: what the reader may open, and the
    lines for the group.
    """
    said = words("reflections/line")
    out: list[Block] = []
    if pieces:
        out += [divider(), rich(said.bold_written())]
    for each in pieces:
        text = said.excerpt(each.author.name, each.day, each.excerpt)
        out.append(section(text, button(said.open, OPEN, str(each.reflection.id))))
    if lines:
        out += [divider(), rich(said.bold_lines()), *lines_in_window(lines)]
    return out


def lines_in_window(lines: Sequence[Heard]) -> list[Block]:
    """Lines for the group in a window or in Home, with *Read on* where the reader may."""
    said = words("reflections/line")
    return [
        section(
            said.said(each.author.name, each.line.words),
            button(said.read_on, READ, str(each.line.id)) if each.may_read else None,
        )
        for each in lines
    ]


def home_blocks(last: Piece | None) -> list[Block]:
    """In *Mine*: the last one, and the way to the others."""
    if last is None:
        return []
    said = words("reflections/line")
    open_it = button(said.open, OPEN, str(last.reflection.id))
    return [
        section(said.mine(last.day, last.excerpt), open_it),
        actions(button(said.list, LIST)),
    ]


def others_button() -> Block:
    return button(words("reflections/line").others, LIST, OTHERS)


def write_about_button(experiment: "Experiment") -> Block:
    return button(words("reflections/line").write_about, WRITE_ABOUT, str(experiment.id))


def write_button() -> Block:
    return button(words("reflections/line").write, WRITE)


def help_message() -> Message:
    said = words("reflections/help")
    return message(said.lock, rich(said.body()))


def _ways_to_change(said: Any, piece: Piece) -> list[Block]:
    value = str(piece.reflection.id)
    sure = confirmation(
        said.sure["title"], said.sure["text"], yes=said.sure["yes"], no=said.sure["no"]
    )
    ways = [button(said.edit, EDIT, value)]
    if piece.line is not None:
        ways.append(button(said.take_line_back, TAKE_LINE_BACK, value))
    return [*ways, button(said.take_back, TAKE_BACK, value, confirm=sure)]


def last_words(piece: Piece) -> tuple[str, str]:
    """When and what its writer wrote last, for the form."""
    return piece.day, plain(piece.excerpt)
