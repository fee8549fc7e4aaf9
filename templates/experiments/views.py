"""How the forms about experiments are arranged, and what they say after a save. How an experiment
is shown is in cards.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.experiments.forms import (
    REGISTRATION,
    SAFETY,
    registration_options,
    registration_values,
    safety_values,
)
from templates.forms import draw
from templates.forms.versions import said_of_both, with_theirs

if TYPE_CHECKING:
    from storage.experiments import Experiment

REGISTER = "experiments.register"
EDIT = "experiments.edit"
KEEP_ALONE = "experiments.keep_alone"
SAVE_EDIT = "experiments.save_edit"
ANSWER_SAFETY = "experiments.answer_safety"
SAVE_SAFETY = "experiments.save_safety"
PUT_DOWN = "experiments.put_down"


def registration(title: str = "", *, purpose: str = "", idea: int = 0) -> View:
    """The form to put an experiment down, begun with the words after the command, or with an
    `idea` that was offered for a session.
    """
    said = words("experiments/registration")
    initial = {"title": title, "purpose": purpose, "visibility": "only_me"}
    inputs = draw(REGISTRATION, said.fields, initial=initial, options=registration_options())
    return modal(
        said.title,
        context(said.intro),
        *inputs,
        submit=said.save,
        close=said.close,
        callback_id=REGISTER,
        remembers={"idea": idea} if idea else None,
    )


def edit_form(
    experiment: "Experiment",
    companions: Sequence[str],
    mine: Mapping[str, str] | None = None,
    *,
    opened_with: Mapping[str, str] | None = None,
) -> View:
    """The same five answers to change. With `mine`, someone else saved meanwhile: both are shown,
    what they wrote below what I wrote. `opened_with` are marks of what it says now.
    """
    said, both = words("experiments/registration"), said_of_both()
    now = registration_values(experiment)
    options = registration_options(experiment, companions)
    inputs = draw(REGISTRATION, said.fields, initial=mine or now, options=options)
    if mine is not None:
        theirs = _what_differs(now, mine, options)
        inputs = [section(both.changed), *with_theirs(inputs, theirs)]
    return modal(
        f"{plain(said.edit_title)} {experiment.ref}",
        *inputs,
        submit=said.save if mine is None else both.use_mine,
        close=said.close if mine is None else both.use_theirs,
        callback_id=SAVE_EDIT,
        remembers={
            "experiment": experiment.id,
            "revision": experiment.revision,
            "opened": opened_with or {},
        },
    )


def safety_form(
    experiment: "Experiment",
    *,
    alone: bool,
    tries: bool,
    mine: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
) -> View:
    """The three answers that come before something is tried on people; or, later, to change. With
    `mine`, someone else saved meanwhile, as in `edit_form`. `before` is what the form begins with,
    if not what is so now.
    """
    said, both = words("experiments/safety"), said_of_both()
    title, intro, later = _why_safety(said, experiment, alone=alone, tries=tries)
    now = safety_values(experiment)
    inputs = draw(SAFETY, said.fields, initial=mine or before or now)
    if mine is not None:
        intro, inputs = both.changed, with_theirs(inputs, _what_differs(now, mine, {}))
    remembered = {"experiment": experiment.id, "revision": experiment.revision, "tries": tries}
    return modal(
        title,
        section(intro),
        *inputs,
        *([context(later)] if later else []),
        submit=said.save if mine is None else both.use_mine,
        close=(said.close if later else said.not_now) if mine is None else both.use_theirs,
        callback_id=SAVE_SAFETY,
        remembers=remembered,
    )


def saved(experiment: "Experiment", noticeboard: str | None, *more: Block, alone: bool) -> View:
    """What the form turns into after a save that is complete; `more` is what it offers then."""
    said = words("experiments/saved")
    on_board = experiment.visibility == "group" and noticeboard is not None
    if on_board:
        what = said.card_goes_up(experiment.title, noticeboard)
    elif experiment.visibility == "group":
        what = said.card_waits(experiment.title)
    else:
        what = said.kept(experiment.title) if alone else said.for_team(experiment.title)
    title = said.on_board(experiment.ref) if on_board else said.saved(experiment.ref)
    return modal(title, rich(what), *more, close=said.done)


def help_message() -> Message:
    said = words("experiments/help")
    return message(said.lock, rich(said.body()))


def _why_safety(
    said: Any, experiment: "Experiment", *, alone: bool, tries: bool
) -> tuple[str, str, str]:
    """Title, first line and last line of the three questions, for each way that leads there."""
    ref = experiment.ref
    if experiment.could_be_hurt:
        return said.change_title, said.change(ref), ""
    if tries and experiment.stage != "explore":
        return said.private_title, said.moves(ref), said.stays(ref)
    if experiment.visibility == "group":
        return said.title, said.saved_for_group(ref), said.later(ref, alone)
    return said.private_title, said.saved_for_team(ref), said.waits


def _what_differs(
    theirs: Mapping[str, str], mine: Mapping[str, str], options: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """What they wrote where I wrote something else; what they chose, in words."""
    return {
        name: options.get(name, {}).get(each, each)
        for name, each in theirs.items()
        if each != mine[name]
    }
