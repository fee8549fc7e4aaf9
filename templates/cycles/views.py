"""How it is arranged that an experiment moves: the form, and what it says after a save. Resting and
ending are in pauses; what has happened, in words, is in stories.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    MEMORY,
    Block,
    View,
    actions,
    button,
    context,
    memory,
    modal,
    rich,
    section,
)
from templates.cycles.forms import CHOOSE, seen_hint, where_form
from templates.cycles.pauses import ASK_END, ASK_REST
from templates.cycles.stories import standing, trail_words
from templates.experiments.forms import SAFETY
from templates.forms import Form, draw
from templates.forms.versions import with_theirs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.cycles import StageMove
    from storage.experiments import Experiment

ASK = "cycles.ask"
SAVE = "cycles.save"
CHANGE = "cycles.change"
KEEP_ALONE = "cycles.keep_alone"
EARLIER = "cycles.earlier"

_ROOM = 100  # for what the question about recognising remembers besides


@dataclass(frozen=True)
class Asks:
    """What a chosen move is called, what it asks besides, and who will read what is said."""

    kind: str
    question: str
    safety: bool
    seen_by: str


def where(
    experiment: "Experiment",
    *,
    asks: Asks,
    initial: Mapping[str, Any],
    remembered: Mapping[str, Any],
    typed: Mapping[str, Any] = MappingProxyType({}),
    now: datetime,
    news: str = "",
    theirs: Mapping[str, str] | None = None,
) -> View:
    """*Where is it now?*, with what the chosen move `asks`. What was `typed` into inputs that it
    does not ask for is remembered; what is too long to be remembered stays in the form. With
    `news`, somebody else was quicker, and this says how; `theirs` is what they wrote in the same
    inputs.
    """
    said = words("cycles/where")
    stages = words("experiments/stages").long
    fields: dict[str, Any] = {
        CHOOSE: said.stage,
        "question": said.question.get(asks.question),
        "words": {"label": said.asks[asks.kind], "hint": seen_hint(experiment, asks.seen_by)},
        **words("experiments/safety").fields,
    }
    form, kept = _form_and_memory(asks, typed, remembered)
    inputs = draw(form, fields, initial=initial, options={CHOOSE: stages})
    inputs = with_theirs(inputs, theirs or {})
    if set(SAFETY) <= set(form):
        first = next(at for at, each in enumerate(inputs) if each.get("block_id") in SAFETY)
        inputs.insert(first, section(said.safety))
    change = button(said.change, CHANGE, str(experiment.id))
    return modal(
        said.title(experiment.ref),
        *([section(news)] if news else _what_it_does(said, experiment, now)),
        section(said.purpose(experiment.purpose), change),
        *inputs,
        submit=said.use_mine if news else said.save,
        close=said.use_theirs if news else said.close,
        callback_id=SAVE,
        remembers=kept,
    )


def meanwhile(
    experiment: "Experiment", move: "StageMove", who: str, remark: str, *, now: datetime
) -> str:
    """Somebody else was quicker: what they did, and how it stands now."""
    said = words("cycles/where")
    stands = standing(experiment, now=now) or words("experiments/stages").long[experiment.stage]
    told = said.meanwhile(who, experiment.ref, move.kind, move.stage, stands, remark)
    return plain(told)


def moved(
    experiment: "Experiment",
    what: str,
    kind: str,
    trail: "Sequence[str]",
    offered: "Sequence[str]",
    add: str,
) -> View:
    """What the form says after a save: what happened, the trail, and what the stage offers.
    `offered` are the labels of two answers that could be added by the button with the id `add`.
    """
    said = words("cycles/where")
    title = said.noted_title if kind in {"", "noted"} else said.saved_title
    warmth = said.warm[kind] if kind else said.unchanged
    return modal(
        title(experiment.ref),
        *([rich(said.happened(what))] if what else []),
        section(warmth),
        rich(said.trail(trail_words(trail))),
        section(said.offer(*offered)),
        actions(button(said.add, add, str(experiment.id))),
        close=said.done,
    )


def ways(experiment: "Experiment") -> list[Block]:
    """What its people can do in its window: move it, let it rest, end it."""
    said, value = words("cycles/moves"), str(experiment.id)
    if experiment.state == "closed":
        return [button(said.take_up, ASK, value)]
    if experiment.state == "resting":
        return [button(said.wake, ASK, value), button(said.end, ASK_END, value)]
    return [
        button(said.where, ASK, value),
        button(said.rest, ASK_REST, value),
        button(said.end, ASK_END, value),
    ]


def earlier_button(experiment: "Experiment") -> Block:
    value = f"{experiment.id}:{experiment.cycle - 1}"
    return button(words("cycles/moves").earlier, EARLIER, value)


def _what_it_does(said: Any, experiment: "Experiment", now: datetime) -> list[Block]:
    what = {"resting": said.wakes, "closed": said.takes_up}.get(experiment.state)
    return [context(what(standing(experiment, now=now)))] if what else []


def _form_and_memory(
    asks: Asks, typed: Mapping[str, Any], remembered: Mapping[str, Any]
) -> tuple[Form, dict[str, Any]]:
    """The inputs, and what the window remembers of others that were typed into before."""
    form = where_form(asks.question, safety=asks.safety)
    kept = _memory(remembered, typed, form)
    if len(memory(kept).encode("utf-16-le")) > 2 * (MEMORY - _ROOM):
        form = where_form(asks.question, safety=True)
        kept = _memory(remembered, typed, form)
    return form, kept


def _memory(remembered: Mapping[str, Any], typed: Mapping[str, Any], form: Form) -> dict[str, Any]:
    kept = {name: value for name, value in typed.items() if value and name not in form}
    return {**remembered, "kept": kept}
