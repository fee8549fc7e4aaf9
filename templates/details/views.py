"""How details are arranged: the form that grows, and what stands in the window."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    divider,
    modal,
    rich,
    section,
    select,
)
from templates.dates import day
from templates.details.forms import filled, form_of
from templates.forms import draw
from templates.forms.versions import said_of_both, with_theirs

if TYPE_CHECKING:
    from storage.experiments import Experiment

ADD = "details.add"
SAVE = "details.save"
MORE = "details.more"


def label_of(field: str) -> str:
    return str(words("details/fields").fields[field]["label"])


def add_form(
    experiment: "Experiment",
    names: Sequence[str],
    answers: Mapping[str, str],
    *,
    more: Sequence[str],
    remembered: Mapping[str, Any],
    theirs: Mapping[str, str] | None = None,
    now: datetime,
) -> View:
    """The inputs in `names`, filled with `answers`; a menu of the stages that have `more`. With
    `theirs`, somebody else changed these meanwhile: what they wrote stands below what I wrote.
    """
    said, both = words("details/fields"), said_of_both()
    inputs = draw(form_of(names), said.fields, initial=filled(answers), options=said.options)
    if theirs is not None:
        told = {name: _told(name, each, now) or said.blank for name, each in theirs.items()}
        inputs = with_theirs(inputs, told)
    stages = words("experiments/stages").long
    menu = select(MORE, said.more, {each: stages[each] for each in more}) if more else None
    return modal(
        said.title(experiment.ref),
        section(said.intro if theirs is None else both.changed),
        *inputs,
        *([actions(menu)] if menu else []),
        submit=said.save if theirs is None else both.use_mine,
        close=said.close if theirs is None else both.use_theirs,
        callback_id=SAVE,
        remembers=remembered,
    )


def saved(experiment: "Experiment", shown: Sequence[Block]) -> View:
    said = words("details/fields")
    return modal(
        said.saved_title(experiment.ref),
        section(said.saved if shown else said.nothing),
        *shown,
        actions(button(said.add, ADD, str(experiment.id))),
        close=said.done,
    )


def answers_shown(
    answers: Mapping[str, str], fields: Mapping[str, Sequence[str]], *, now: datetime
) -> list[Block]:
    """What was answered, by stage (`fields`), under its labels."""
    said = words("details/fields")
    stages = words("experiments/stages").long
    blocks: list[Block] = []
    for stage, names in fields.items():
        there = [name for name in names if answers.get(name)]
        if there:
            blocks += [divider(), rich(said.stage(stages[stage]))]
        blocks += [
            rich(said.answer(said.fields[name]["label"], _told(name, answers[name], now)))
            for name in there
        ]
    return blocks


def blanks(missing: Sequence[str]) -> list[Block]:
    """What its people are reminded of, as blanks: nobody else would ask."""
    said = words("details/fields")
    labels = [said.people_know if each == "people_know" else label_of(each) for each in missing]
    return [divider(), rich(said.blanks(labels))] if labels else []


def add_button(experiment: "Experiment") -> Block:
    return button(words("details/fields").add, ADD, str(experiment.id))


def _told(name: str, words_: str, now: datetime) -> str:
    """An answer as people read it: chosen codes and days in words."""
    said = words("details/fields")
    if not words_:
        return ""
    if name == "look_again":
        return day(date.fromisoformat(words_), "UTC", now=now)
    if name in said.options:
        return plain(
            said.all_of([said.options[name].get(each, each) for each in words_.split(",")])
        )
    return words_
