"""How it is arranged who is on an experiment: the form, its part of the window, and the welcome."""

from collections.abc import Mapping, Sequence
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
    message,
    modal,
    rich,
    same_window,
    section,
)
from templates.cards.views import OPEN
from templates.forms import Form, People, draw
from templates.links.views import BELONGS
from templates.proposals.views import CARRY_ON, HAND_OVER

if TYPE_CHECKING:
    from storage.experiments import Experiment
    from storage.people import Member

PEOPLE = "teams.people"
SAVE_PEOPLE = "teams.save_people"
LEAVE = "teams.leave"
RHYTHM = "teams.rhythm"
EVERY_WEEK = "teams.every_week"
EVERY_TWO_WEEKS = "teams.every_two_weeks"
EVERY_MONTH = "teams.every_month"
NEVER = "teams.never"
RHYTHMS = {
    EVERY_WEEK: "weekly",
    EVERY_TWO_WEEKS: "fortnightly",
    EVERY_MONTH: "monthly",
    NEVER: "when_i_choose",
}
USUAL_RHYTHMS = (EVERY_TWO_WEEKS, EVERY_MONTH, NEVER)
TEAM: Form = {"people": People()}
_RHYTHM = "rhythm"


def people_form(experiment: "Experiment", team: Sequence["Member"]) -> View:
    """Who is on it, to choose anew. It remembers whom it showed."""
    said, ref = words("teams/people"), experiment.ref
    shown = [each.slack_id for each in team]
    alone = experiment.visibility == "only_me"
    return modal(
        said.title(ref),
        section(said.only_yours(ref) if alone else said.shared(ref)),
        *draw(TEAM, said.fields, initial={"people": shown}),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_PEOPLE,
        remembers={"experiment": experiment.id, "shown": shown},
    )


def people_saved(
    experiment: "Experiment", team: Sequence["Member"], *, opened: bool, meanwhile: bool
) -> View:
    """Who is on it after a save. `opened` when it was its lead's alone before."""
    said, ref = words("teams/people"), experiment.ref
    return modal(
        said.title(ref),
        section(said.on_it(ref, [each.name for each in team])),
        *([section(said.they_can_read(ref))] if opened else []),
        *([section(said.meanwhile)] if meanwhile else []),
        actions(button(said.open, OPEN, str(experiment.id))),
        close=said.done,
    )


def left(experiment: "Experiment") -> View:
    said = words("teams/people")
    return modal(experiment.ref, section(said.left(experiment.ref)), close=said.done)


def others_on_it(experiment: "Experiment", team: Sequence["Member"]) -> list[Block]:
    """Its people besides the one to talk to."""
    names = [each.name for each in team if each.id != experiment.lead_id]
    return [context(words("teams/window").also(names))] if names else []


def ways_to_arrange(
    experiment: "Experiment", reader: "Member", team: Sequence["Member"]
) -> list[Block]:
    """What its people can do about whom and what it belongs with."""
    said, value = words("teams/window"), str(experiment.id)
    buttons = [button(said.people, PEOPLE, value), button(said.belongs, BELONGS, value)]
    if experiment.state != "closed":
        to_others = [button(said.hand_over, HAND_OVER, value)] if len(team) > 1 else []
        buttons += [
            *to_others,
            button(said.carry_on, CARRY_ON, value),
            rhythm_button(experiment),
        ]
    if reader.id != experiment.lead_id:
        buttons.append(_leave(experiment))
    return [actions(*buttons)]


def welcome(experiment: "Experiment", by: "Member", came_from: "Experiment | None") -> Message:
    """Said once to somebody who is on it now."""
    said, title, ref = words("teams/welcome"), experiment.title, experiment.ref
    if came_from is None:
        body = said.put_you_on(by.name, title, ref)
    else:
        body = said.carries_on(came_from.title, came_from.ref, title, ref)
    to_open = button(said.open, OPEN, str(experiment.id))
    return message(said.lock(ref), rich(body), actions(to_open, _leave(experiment)))


def rhythm_window(experiment: "Experiment") -> View:
    said = words("teams/rhythm")
    _, ways = rhythm_question(experiment, *RHYTHMS)
    stands = said.stands[experiment.rhythm] if experiment.rhythm else said.asks
    now = {**section(stands), "block_id": _RHYTHM}
    return modal(said.title, now, ways, close=said.close)


def rhythm_question(experiment: "Experiment", *action_ids: str) -> list[Block]:
    """How often to ask how it goes: answers alike, and what was noted. The three that most choose,
    unless others are named.
    """
    said = words("teams/rhythm")
    buttons = [
        button(said.buttons[RHYTHMS[each]], each, str(experiment.id))
        for each in action_ids or USUAL_RHYTHMS
    ]
    return [_noted(experiment), actions(*buttons)]


def rhythm_button(experiment: "Experiment") -> Block:
    """Where all of them are chosen from."""
    return button(words("teams/window").rhythm, RHYTHM, str(experiment.id))


def with_rhythm(view: Mapping[str, Any], experiment: "Experiment") -> View:
    """The window that was clicked in, whichever it is, with what is noted now."""
    noted = _noted(experiment)
    blocks = [noted if each.get("block_id") == _RHYTHM else each for each in view["blocks"]]
    return same_window(view, blocks)


def _noted(experiment: "Experiment") -> Block:
    said = words("teams/rhythm")
    line = said.noted[experiment.rhythm] if experiment.rhythm else said.asks
    return {**section(line), "block_id": _RHYTHM}


def _leave(experiment: "Experiment") -> Block:
    said, ref = words("teams/window"), experiment.ref
    sure = confirmation(
        plain(said.leave_title(ref)),
        plain(said.leave_text(ref)),
        yes=said.leave_yes,
        no=said.leave_no,
    )
    return button(said.leave, LEAVE, str(experiment.id), confirm=sure)
