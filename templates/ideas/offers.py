"""How an idea is arranged for whoever offers it: the form, and its window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    confirmation,
    context,
    modal,
    quote,
    rich,
    section,
)
from templates.cards.views import OPEN as OPEN_EXPERIMENT
from templates.forms import Choice, Form, Text, draw
from templates.forms.versions import said_of_both, with_theirs
from templates.ideas.views import (
    CHANGE,
    KEEP,
    PUT_DOWN,
    SAVE,
    SAVE_CHANGE,
    TAKE_BACK,
)

if TYPE_CHECKING:
    from storage.experiments import Experiment
    from storage.ideas import Idea


def idea_form(round_: int = 0) -> Form:
    """With another `round_` the inputs are others: what is drawn stands in them, not what was."""
    key = str(round_) if round_ else ""
    return {
        "words": Text(1000, multiline=True, key=key),
        "people": Text(300, optional=True, key=key),
        "experiment": Choice(optional=True, key=key),
    }


IDEA = idea_form()


@dataclass(frozen=True)
class Page:
    """The form: who reads it (`hosts`), and what it could be (`experiments`). `idea` is the one
    that it changes, `opened` the marks of what that said; `theirs` what another window saved.
    """

    hosts: Sequence[str]
    experiments: Sequence["Experiment"]
    initial: Mapping[str, str]
    workshop_id: int | None = None
    session: str = ""
    idea: int = 0
    opened: Mapping[str, str] | None = None
    theirs: Mapping[str, str] | None = None
    round: int = 0


@dataclass(frozen=True)
class Mine:
    """An idea for the window of whoever offered it: `title` is the session that it was chosen for,
    as far as they may know, `talker` who talks with them.
    """

    idea: "Idea"
    hosts: Sequence[str]
    talker: str = ""
    title: str = ""
    experiment: "Experiment | None" = None


def form(page: Page) -> View:
    said, both = words("ideas/form"), said_of_both()
    options = {str(each.id): plain(said.option(each.ref, each.title)) for each in page.experiments}
    shown = idea_form(page.round)
    inputs = {name: each for name, each in shown.items() if name != "experiment" or options}
    drawn = draw(inputs, said.fields, initial=page.initial, options={"experiment": options})
    if page.theirs is not None:
        told = {
            name: options.get(each, each) or said.blank
            for name, each in page.theirs.items()
            if name in inputs
        }
        drawn = [section(both.changed), *with_theirs(drawn, told)]
    save = said.save_change if page.idea else said.save
    return modal(
        said.change_title if page.idea else said.title,
        *([rich(said.session(page.session))] if page.session else []),
        *drawn,
        context(said.talk_first(page.hosts)),
        context(said.who_reads(page.hosts, bool(options))),
        submit=save if page.theirs is None else both.use_mine,
        close=said.close if page.theirs is None else both.use_theirs,
        callback_id=SAVE_CHANGE if page.idea else SAVE,
        remembers={
            "workshop": page.workshop_id,
            "idea": page.idea,
            "opened": dict(page.opened or {}),
            "round": page.round,
        },
    )


def from_experiment(experiment: "Experiment") -> dict[str, str]:
    """What the form begins with where an experiment is offered: its name and its question."""
    said = words("ideas/form").from_experiment(experiment.title, experiment.question)
    return {"words": plain(said), "experiment": str(experiment.id)}


def values_of(idea: "Idea") -> dict[str, str]:
    """What stands in the form of one that is saved, by input."""
    experiment = "" if idea.experiment_id is None else str(idea.experiment_id)
    return {"words": idea.words, "people": idea.people, "experiment": experiment}


def window(mine: Mine, *more: Block, just_saved: bool = False) -> View:
    """What stands of it, and what its offerer can do; `more` are the ways of its session."""
    said, idea = words("ideas/form"), mine.idea
    saved = [context(said.saved)] if just_saved else []
    together = [context(said.together(idea.people))] if idea.people else []
    return modal(
        said.change_title,
        *saved,
        rich(_standing(said, mine)),
        quote(idea.words),
        *together,
        *_experiment(said, mine.experiment),
        actions(*_ways(said, mine)),
        *more,
        close=said.done,
    )


def taken_back() -> View:
    said = words("ideas/form")
    return modal(said.taken_back_title, section(said.taken_back), close=said.done)


def kept() -> View:
    said = words("ideas/form")
    return modal(said.kept_title, section(said.kept), close=said.done)


def put_down_button(idea: "Idea") -> Block:
    return button(words("ideas/form").put_down, PUT_DOWN, str(idea.id))


def take_back_button(idea: "Idea") -> Block:
    """Asked first where a session is about it."""
    said = words("ideas/form")
    confirm = confirmation(
        said.confirm_title, said.confirm, yes=said.confirm_yes, no=said.confirm_no
    )
    asks = confirm if idea.state == "chosen" else None
    return button(said.take_back, TAKE_BACK, str(idea.id), confirm=asks)


def keep_button(idea: "Idea") -> Block:
    return button(words("ideas/form").keep, KEEP, str(idea.id))


def _standing(said: Any, mine: Mine) -> Any:
    if mine.idea.state == "chosen":
        return said.is_chosen(mine.title)
    if mine.idea.state == "later":
        return said.is_for_later
    return said.is_talking(mine.talker) if mine.talker else said.is_with(mine.hosts)


def _experiment(said: Any, experiment: "Experiment | None") -> list[Block]:
    if experiment is None:
        return []
    to_open = button(said.open, OPEN_EXPERIMENT, str(experiment.id))
    return [section(said.is_experiment(experiment.ref, experiment.title), to_open)]


def _ways(said: Any, mine: Mine) -> list[Block]:
    ways = [button(said.change, CHANGE, str(mine.idea.id)), take_back_button(mine.idea)]
    return ways if mine.idea.experiment_id else [*ways, put_down_button(mine.idea)]
