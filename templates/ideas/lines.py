"""What a session's window, an experiment's window and Home say of ideas."""

from typing import TYPE_CHECKING

from templates import plain, words
from templates.blocks import Block, actions, button, cut, rich, section
from templates.ideas.choices import release_button
from templates.ideas.views import OPEN, ideas_button, offer_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.experiments import Experiment
    from storage.ideas import Idea
    from storage.workshops import Workshop

LONGEST_IN_HOME = 120


def subject(name: str, experiment: "Experiment | None", *, is_own: bool = False) -> str:
    """Whose idea a session is about, as everyone may read it: `experiment` where they may."""
    said = words("ideas/subject")
    ref, title = (experiment.ref, experiment.title) if experiment else ("", "")
    return plain(said.you_bring(ref, title) if is_own else said.brings(name, ref, title))


def session_lines(
    workshop: "Workshop",
    line: str,
    mine: "Sequence[Idea]",
    *,
    takes_ideas: bool,
    facilitates: bool,
) -> list[Block]:
    """For a session's window; `line` says to whoever brings it that it is theirs."""
    said = words("ideas/lines")
    lines: list[Block] = [section(line)] if line else []
    lines += [section(said.yours, _open(said.your_idea, each)) for each in mine]
    ways: list[Block] = []
    if takes_ideas:
        lines += [] if mine else [section(said.still_free)]
        ways.append(offer_button(workshop.id))
    if facilitates and (takes_ideas or workshop.presenter_id is not None):
        ways += [ideas_button()] if takes_ideas else [release_button(workshop.id)]
    return [*lines, actions(*ways)] if ways else lines


def experiment_lines(
    sessions: "Sequence[tuple[Workshop, str]]", idea: "Idea | None", title: str
) -> list[Block]:
    """For an experiment's window: the sessions about it with their days, and that it is offered."""
    said = words("ideas/lines")
    lines = [
        rich((said.was_subject if each.state == "happened" else said.is_subject)(each.title, when))
        for each, when in sessions
    ]
    if idea is not None and idea.state != "chosen":
        offered = plain(said.offered_for(title)) if title else said.offered_for_session
        lines.append(section(offered, _open(said.open, idea)))
    return lines


def home_lines(mine: "Sequence[Idea]") -> list[Block]:
    """For Home, in *Mine*."""
    said = words("ideas/lines")
    return [
        section(
            said.home_mine(cut(each.words, LONGEST_IN_HOME)),
            _open(said.open, each),
        )
        for each in mine
    ]


def _open(text: str, idea: "Idea") -> Block:
    return button(text, OPEN, str(idea.id))
