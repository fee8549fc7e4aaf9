"""How ideas are arranged for facilitators: side by side, to talk about and to choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    memory_of,
    modal,
    quote,
    rich,
    section,
)
from templates.cards.views import OPEN as OPEN_EXPERIMENT
from templates.dates import clock, day
from templates.forms import Choice, Form, draw
from templates.ideas.views import CHOOSE, MORE, RELEASE, SAVE_CHOICE, SAVE_RELEASE, TALK

if TYPE_CHECKING:
    from storage.experiments import Experiment
    from storage.ideas import Idea
    from storage.people import Member
    from storage.workshops import Workshop

SHOWN_AT_ONCE = 12
CHOICE: Form = {"workshop": Choice()}


@dataclass(frozen=True)
class Offered:
    """An idea as one facilitator sees it. `experiment` is there if they may read it."""

    idea: "Idea"
    who: "Member"
    day: str
    title: str = ""
    experiment: "Experiment | None" = None
    talker: "Member | None" = None


@dataclass(frozen=True)
class Chosen:
    """A session to come, and whose idea it is about; None where that was taken back."""

    workshop: "Workshop"
    who: "Member | None"


def listing(
    offered: Sequence[Offered],
    sessions: Sequence[Chosen],
    reader: "Member",
    *,
    has_more: bool,
    just: Sequence[Block] = (),
) -> View:
    """All that waits; `just` is what happened a moment ago."""
    said = words("ideas/choices")
    blocks: list[Block] = [*just, context(said.intro)]
    blocks += [_chosen(said, each) for each in sessions]
    for each in offered:
        blocks += [divider(), *one(each, reader)]
    if not offered:
        blocks.append(section(said.nothing))
    if has_more:
        blocks.append(actions(button(said.more, MORE, str(offered[-1].idea.id))))
    return modal(said.title, *blocks, close=said.close, remembers={"ideas": "list"})


def one(each: Offered, reader: "Member") -> list[Block]:
    """One offer, with the ways of whoever reads it."""
    said, idea = words("ideas/choices"), each.idea
    together = [context(said.together(idea.people))] if idea.people else []
    ways = _ways(said, each, reader) if reader.facilitator else []
    return [
        rich(said.offered(each.who.name, each.day, each.title)),
        quote(idea.words),
        *together,
        *_experiment(said, each),
        *[context(line) for line in _standing(said, each, reader)],
        *([actions(*ways)] if ways else []),
    ]


def window(each: Offered, reader: "Member") -> View:
    said = words("ideas/choices")
    return modal(said.title, *one(each, reader), close=said.close)


def is_list(view: Mapping[str, Any]) -> bool:
    return memory_of(view).get("ideas") == "list"


def talk_line(who: "Member", at: datetime, reader: "Member", *, now: datetime) -> Block:
    """When the two meet, in the reader's time."""
    said = words("ideas/choices")
    if at <= now:
        return section(said.talk_now(who.name))
    zone = reader.time_zone
    moment = plain(said.moment(day(at, zone, now=now), clock(at, zone)))
    return section(said.talk_at(who.name, moment))


def after_talk(line: Block) -> View:
    said = words("ideas/choices")
    return modal(said.talk_title, line, close=said.done)


def choose_form(
    each: Offered,
    will_say: str,
    sessions: Sequence[tuple["Workshop", str]],
    *,
    initial: str,
    over_list: bool,
) -> View:
    """What everyone will see stands in full above the button. `sessions` have their days. Where it
    stands `over_list`, that is brought up to date by the save.
    """
    said = words("ideas/choices")
    name = each.who.name
    if not sessions:
        return modal(said.choose_title, section(said.no_session), close=said.done)
    options = {str(one.id): plain(said.option(one.title, when)) for one, when in sessions}
    talked = [] if each.idea.talking_id else [section(said.nobody_talked(name))]
    return modal(
        said.choose_title,
        rich(said.brings(name, each.idea.words)),
        *talked,
        *draw(CHOICE, said.fields, initial={"workshop": initial}, options={"workshop": options}),
        rich(said.will_say(will_say)),
        context(said.then(name)),
        submit=said.save,
        close=said.not_now,
        callback_id=SAVE_CHOICE,
        remembers={"idea": each.idea.id, "over_list": over_list},
    )


def chosen(workshop: "Workshop", who: "Member") -> View:
    said = words("ideas/choices")
    return modal(said.chosen_title, rich(said.chosen(workshop.title, who.name)), close=said.done)


def release_form(workshop: "Workshop", who: "Member", *, over_list: bool) -> View:
    said = words("ideas/choices")
    return modal(
        said.release_title,
        rich(said.release(workshop.title, who.name)),
        context(said.release_first),
        submit=said.release_save,
        close=said.not_now,
        callback_id=SAVE_RELEASE,
        remembers={"workshop": workshop.id, "over_list": over_list},
    )


def released(workshop: "Workshop", *ways: Block) -> View:
    said = words("ideas/choices")
    line = rich(said.released(workshop.title))
    more = [actions(*ways)] if ways else []
    return modal(said.release_title, line, *more, close=said.done)


def release_button(workshop_id: int) -> Block:
    return button(words("ideas/choices").someone_else, RELEASE, str(workshop_id))


def _chosen(said: Any, each: Chosen) -> Block:
    if each.who is None:
        return rich(said.was_freed(each.workshop.title))
    line = plain(said.is_chosen(each.workshop.title, each.who.name))
    return section(line, release_button(each.workshop.id))


def _experiment(said: Any, each: Offered) -> list[Block]:
    if each.idea.experiment_id is None:
        return []
    if each.experiment is None:
        return [context(said.is_private)]
    to_open = button(said.open, OPEN_EXPERIMENT, str(each.experiment.id))
    return [section(said.is_experiment(each.experiment.ref, each.experiment.title), to_open)]


def _standing(said: Any, each: Offered, reader: "Member") -> list[str]:
    lines = [said.yours] if each.who.id == reader.id else []
    if each.talker is not None:
        is_me = each.talker.id == reader.id
        lines.append(said.you_talk if is_me else said.talks(each.talker.name))
    return [*lines, said.later] if each.idea.state == "later" else lines


def _ways(said: Any, each: Offered, reader: "Member") -> list[Block]:
    value = str(each.idea.id)
    ways = []
    if each.talker is None and each.who.id != reader.id:
        ways.append(button(said.talk, TALK, value, style="primary"))
    if each.idea.state != "chosen":
        ways.append(button(said.choose, CHOOSE, value))
    return ways
