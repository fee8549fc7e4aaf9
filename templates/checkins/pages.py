"""How a check-in is arranged once it is said: what the form says then, its window, and what stands
of it in the experiment's window, in Home and under the card.
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
    context,
    cut,
    divider,
    message,
    modal,
    rich,
    section,
)
from templates.checkins.forms import feel_words
from templates.checkins.views import ASK_GROUP, OPEN, TALK, sure_to_take_back
from templates.cycles.pauses import ASK_END, ASK_REST
from templates.cycles.views import ASK
from templates.thanks.views import hosts_to_ask
from templates.visibility import Audiences, who_can_read

if TYPE_CHECKING:
    from storage.checkins import CheckIn
    from storage.experiments import Experiment
    from storage.people import Member
    from storage.reflections import Line

READ = "checkins.read"
LIST = "checkins.list"
EARLIER = "checkins.earlier"
EDIT = "checkins.edit"
TAKE_BACK = "checkins.take_back"
TAKE_LINE_BACK = "checkins.take_line_back"
AS_IT_IS = "checkins.as_it_is"
EXCERPT = 200


@dataclass(frozen=True)
class Piece:
    """A check-in as somebody reads it: by whom, when (in their zone), and its line."""

    check_in: "CheckIn"
    author: "Member"
    day: str
    line: "Line | None"

    @property
    def excerpt(self) -> str:
        """The first of its words, if it has any."""
        line = self.line.words if self.line is not None else ""
        return cut(line or self.check_in.noticed or self.check_in.will_try, EXCERPT)


@dataclass(frozen=True)
class Seen:
    """One for its author: who reads it, and about what, if they may still read that. `under_card`
    and `line_under_card`: where it stands for everyone; `has_hosts`: there are people to talk to.
    """

    piece: Piece
    experiment: "Experiment | None"
    readers: Audiences
    on_it: bool
    under_card: bool
    has_card: bool
    has_hosts: bool


def saved(seen: Seen) -> View:
    """What the form turns into: what was noted, who reads it where, and what may help."""
    said, one = words("checkins/saved"), seen.piece.check_in
    ref = seen.experiment.ref if seen.experiment else ""
    [level] = seen.readers
    readers = who_can_read(seen.readers, level, ref if seen.on_it else "")
    blocks: list[Block] = [rich(said.noted(feel_words(one.feel), readers))]
    if seen.under_card:
        blocks.append(context(said.under_card(ref)))
    elif level != "only_me" and ref:
        blocks.append(context(said.where(ref)))
    if seen.piece.line is not None:
        blocks.append(context(said.line(ref if seen.has_card else "")))
    blocks.append(actions(*_ways_to_change(said, seen.piece)))
    return modal(said.title, *blocks, *_what_may_help(said, seen), close=said.done)


def gone() -> View:
    said = words("checkins/saved")
    return modal(said.gone_title, section(said.gone), close=said.done)


def window(
    piece: Piece,
    experiment: "Experiment | None",
    readers: Audiences | None,
    *,
    on_it: bool = False,
    note: str = "",
) -> View:
    """The whole of it. For its author with `readers`, who they are, and the ways to change it;
    `on_it` while its author still is.
    """
    said, one = words("checkins/window"), piece.check_in
    blocks: list[Block] = [section(getattr(said, note))] if note else []
    blocks.append(context(said.head(piece.author.name, piece.day)))
    if experiment is not None:
        blocks.append(context(said.about(experiment.ref, experiment.title)))
    blocks.append(
        rich(said.body(feel_words(one.feel), one.noticed, one.will_try, readers is not None))
    )
    if piece.line is not None:
        blocks += [divider(), rich(said.line(piece.line.words))]
    if readers is not None:
        [level] = readers
        ref = experiment.ref if experiment and on_it else ""
        blocks.append(context(said.readers(who_can_read(readers, level, ref))))
        blocks.append(actions(*_ways_to_change(words("checkins/saved"), piece)))
    return modal(said.title, *blocks, close=said.close)


def how_it_goes(
    pieces: Sequence[Piece], experiment: "Experiment", *, has_more: bool
) -> list[Block]:
    """For the experiment's window: the newest, and the way to the others."""
    if not pieces:
        return []
    said = words("checkins/window")
    more = [actions(button(said.all, LIST, str(experiment.id)))] if has_more else []
    return [divider(), rich(said.bold_going()), *_lines(said, pieces), *more]


def listing(pieces: Sequence[Piece], experiment: "Experiment", *, has_more: bool) -> View:
    """All that the reader may read, a page of it."""
    said = words("checkins/window")
    last = str(pieces[-1].check_in.id) if pieces else ""
    more = [actions(button(said.more, EARLIER, last))] if has_more else []
    return modal(
        said.list_title(experiment.ref),
        *(_lines(said, pieces) or [section(said.nothing)]),
        *more,
        close=said.close,
        remembers={"experiment": experiment.id},
    )


def in_home(piece: Piece, reader: "Member") -> str:
    """A line below an experiment's own, in Home."""
    said, feel = words("checkins/window"), feel_words(piece.check_in.feel)
    if piece.author.id == reader.id:
        return plain(said.in_home_mine(piece.day, feel))
    return plain(said.in_home(piece.author.name, piece.day, feel))


def told(piece: Piece, experiment: "Experiment") -> Message:
    """Under the card, where everyone reads it."""
    said, one = words("checkins/window"), piece.check_in
    line = piece.line.words if piece.line is not None else ""
    name = piece.author.name
    body = said.thread(name, feel_words(one.feel), line, one.noticed, one.will_try)
    return message(said.lock(name, experiment.ref), rich(body))


def check_in_button(experiment: "Experiment | None" = None) -> Block:
    value = str(experiment.id) if experiment is not None else ""
    return button(words("checkins/window").check_in, OPEN, value)


def someone_to_talk_to(hosts: Sequence["Member"]) -> View:
    """Named people, who learn only that."""
    said = words("checkins/saved")
    blocks = hosts_to_ask(hosts) if hosts else [section(said.nobody)]
    return modal(said.talk_title, *blocks, close=said.talk_no if hosts else said.done)


def help_message() -> Message:
    said = words("checkins/help")
    return message(said.lock, rich(said.body()))


def _lines(said: Any, pieces: Sequence[Piece]) -> list[Block]:
    return [
        section(
            said.said(each.author.name, each.day, feel_words(each.check_in.feel), each.excerpt),
            button(said.open, READ, str(each.check_in.id)),
        )
        for each in pieces
    ]


def _what_may_help(said: Any, seen: Seen) -> list[Block]:
    """What the word that was chosen leads to; for who is on it, while it goes on."""
    one, experiment = seen.piece.check_in, seen.experiment
    if experiment is None or not seen.on_it or experiment.state == "closed":
        return []
    value, about = str(one.id), str(experiment.id)
    if one.feel == "stuck":
        talk = [button(said.talk, TALK, value)] if seen.has_hosts else []
        fine = button(said.no_help, AS_IT_IS, value)
        return [
            section(said.stuck),
            actions(button(said.ask_group, ASK_GROUP, value), *talk, fine),
            context(said.draft),
        ]
    moves = words("cycles/moves")
    leads_to = {
        "resting": (said.resting, moves.rest, ASK_REST),
        "ending": (said.ending, moves.end, ASK_END),
        "turning": (said.turning, moves.where, ASK),
    }.get(one.feel)
    if leads_to is None or (one.feel == "resting" and experiment.state == "resting"):
        return []
    sentence, label, action_id = leads_to
    return [section(sentence(experiment.ref), button(label, action_id, about))]


def _ways_to_change(said: Any, piece: Piece) -> list[Block]:
    value = str(piece.check_in.id)
    sure = sure_to_take_back()
    ways = [button(said.edit, EDIT, value)]
    if piece.line is not None:
        ways.append(button(said.take_line_back, TAKE_LINE_BACK, value))
    return [*ways, button(said.take_back, TAKE_BACK, value, confirm=sure)]
