"""How resting and ending are arranged: the forms, and what they say after a save."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import Block, View, actions, button, modal, rich, section
from templates.cycles.forms import END, REST, reasons, seen_hint
from templates.cycles.stories import standing
from templates.dates import day
from templates.forms import draw
from templates.reflections.views import WRITE_ABOUT

if TYPE_CHECKING:
    from storage.experiments import Experiment

ASK_REST = "cycles.ask_rest"
SAVE_REST = "cycles.save_rest"
REST_ALONE = "cycles.rest_alone"
LET_REST = "cycles.let_rest"
ASK_END = "cycles.ask_end"
SAVE_END = "cycles.save_end"
END_ALONE = "cycles.end_alone"
NOT_NOW = "cycles.not_now"


def rest_form(
    experiment: "Experiment",
    *,
    seen_by: str,
    initial: Mapping[str, Any],
    remembered: Mapping[str, Any],
    news: str = "",
) -> View:
    said = words("cycles/pauses")
    hint = seen_hint(experiment, seen_by)
    fields = {"wake_on": said.wake_on, "words": {"label": said.rest_words, "hint": hint}}
    return _pause_form(
        said.rest_title(experiment.ref),
        section(news or said.rest_intro),
        *draw(REST, fields, initial=initial),
        callback_id=SAVE_REST,
        remembered=remembered,
        again=bool(news),
    )


def rested(
    experiment: "Experiment", until: date | None, lead: str, zone: str, *, now: datetime
) -> View:
    """`lead` is whom I shall ask; "" when that is the one who reads this."""
    said = words("cycles/pauses")
    told = said.rests_on
    if until is not None:
        told = said.rests(day(until, zone, now=now), lead or said.you)
    return modal(said.rests_title(experiment.ref), section(told), close=said.done)


def end_form(
    experiment: "Experiment",
    *,
    seen_by: str,
    initial: Mapping[str, Any],
    remembered: Mapping[str, Any],
    today: date,
    news: str = "",
) -> View:
    said = words("cycles/pauses")
    hint = seen_hint(experiment, seen_by)
    fields = {"reason": said.reason, "words": {"label": said.end_words, "hint": hint}}
    offered = reasons(experiment.id, today.isoformat())
    return _pause_form(
        said.end_title(experiment.ref),
        section(news or said.thanks),
        *draw(END, fields, initial=initial, options={"reason": offered}),
        callback_id=SAVE_END,
        remembered=remembered,
        again=bool(news),
    )


def ended(experiment: "Experiment", prompt_set: str, *, now: datetime) -> View:
    """After the end: an offer to write, with a no that is as large as the yes."""
    said = words("cycles/pauses")
    value = f"{experiment.id}:{prompt_set}"
    return modal(
        said.ended_title(experiment.ref),
        rich(said.ended(standing(experiment, now=now))),
        section(said.write),
        actions(button(said.not_now, NOT_NOW, value), button(said.write_now, WRITE_ABOUT, value)),
        close=said.done,
    )


def not_now(title: str) -> View:
    said = words("cycles/pauses")
    return modal(title, section(said.fine), close=said.done)


def _pause_form(
    title: str,
    *blocks: Block,
    callback_id: str,
    remembered: Mapping[str, Any],
    again: bool,
) -> View:
    said, both = words("cycles/pauses"), words("cycles/where")
    return modal(
        title,
        *blocks,
        submit=both.use_mine if again else said.save,
        close=both.use_theirs if again else said.close,
        callback_id=callback_id,
        remembers=remembered,
    )
