"""The forms of a question: setting one up in two steps, and answering one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    modal,
    section,
)
from templates.forms import Choice, Choices, Day, Form, Text, draw
from templates.forms.versions import said_of_both, with_notes, with_theirs
from templates.questions.views import Treated

if TYPE_CHECKING:
    from storage.questions import Answer

CHECK = "questions.check"
SET = "questions.set"
BACK = "questions.back"
SAVE_ANSWER = "questions.save_answer"
SAVE_UNASKED = "questions.save_unasked"

WORDING: Form = {
    "words": Text(300, multiline=True),
    "choices": Text(1000, multiline=True, optional=True),
    "named": Choice("radio_buttons"),
    "days": Choice(),
}
ASKING: Form = {"whom": Choices(), "rhythm": Choice("radio_buttons"), "first": Day(optional=True)}
WORDS, FEW_WORDS = Text(1000, multiline=True), Text(1000, multiline=True, optional=True)

Answers = Mapping[str, Any]


def wording_form(
    mine: Answers,
    days: Sequence[int],
    remembered: Answers,
    theirs: Mapping[str, str] | None = None,
) -> View:
    """The first step. With `theirs`, someone else changed it meanwhile: both are shown."""
    said, both = words("questions/form"), said_of_both()
    options = {
        "named": said.named,
        "days": {str(each): plain(said.days(each)) for each in days},
    }
    inputs = draw(WORDING, said.fields, initial=mine, options=options)
    top: Block = context(said.intro)
    if theirs is not None:
        top, inputs = section(both.changed), with_theirs(inputs, _of(inputs, theirs))
    return modal(
        said.title,
        top,
        *inputs,
        submit=said.check,
        close=said.close if theirs is None else both.use_theirs,
        callback_id=CHECK,
        remembers=remembered,
    )


def check_form(
    mine: Answers,
    example: Sequence[Block],
    whom: Mapping[str, str],
    remembered: Answers,
    theirs: Mapping[str, str] | None = None,
    *,
    is_new: bool,
) -> View:
    """The second: how it will look, and whom and when. With `theirs`, as above."""
    said, both = words("questions/form"), said_of_both()
    fields = said.fields if is_new else {**said.fields, "first": said.next}
    options = {"whom": whom, "rhythm": said.rhythms}
    inputs = draw(ASKING, fields, initial=mine, options=options)
    if theirs:
        inputs = with_notes(
            inputs, {name: plain(both.theirs(it)) for name, it in _of(inputs, theirs).items()}
        )
    return modal(
        said.check_title,
        section(said.looks),
        divider(),
        *example,
        divider(),
        actions(button(said.change, BACK)),
        *inputs,
        context(said.quietly),
        submit=said.set_it if not theirs else both.use_mine,
        close=said.close if not theirs else both.use_theirs,
        callback_id=SET,
        remembers=remembered,
    )


def whom_options(stages: Sequence[str], ways: Sequence[str]) -> dict[str, str]:
    said = words("questions/form")
    of_stages = {f"stage:{each}": plain(said.stage(each)) for each in stages}
    return {**of_stages, **{f"way:{each}": str(said.ways[each]) for each in ways}}


def in_words(answers: Answers, whom: Mapping[str, str]) -> dict[str, str]:
    """What stands in both steps, as somebody else reads it."""
    said = words("questions/form")
    some = ", ".join(whom[each] for each in answers["whom"])
    return {
        "words": answers["words"],
        "choices": answers["choices"] or said.nothing,
        "named": said.named[answers["named"]],
        "days": plain(said.days(answers["days"])),
        "whom": some or said.everyone,
        "rhythm": said.rhythms[answers["rhythm"]],
        "first": str(answers["first"] or said.nothing),
    }


def answer_form(
    question: str,
    choices: Sequence[str],
    treated: Treated,
    mine: "Answer | None",
    *,
    chosen: str = "",
    callback_id: str = SAVE_ANSWER,
    remembered: Answers,
) -> View:
    """Where one answers; `chosen` is what they tapped."""
    said = words("questions/answer")
    form: Form = {"words": WORDS}
    fields, options = said.fields, {}
    if choices:
        form = {"choice": Choice("radio_buttons"), "words": FEW_WORDS}
        fields = {**fields, "words": said.few_words}
        options = {"choice": {str(at): each for at, each in enumerate(choices)}}
    of_mine = {"choice": _number(choices, chosen), "words": ""}
    if mine is not None:
        of_mine = {"choice": _number(choices, chosen or mine.choice), "words": mine.words}
    unasked = [context(said.unasked)] if callback_id == SAVE_UNASKED else []
    return modal(
        said.title,
        section(question),
        *draw(form, fields, initial=of_mine, options=options),
        context(treated.words()),
        *unasked,
        submit=said.save,
        close=said.close,
        callback_id=callback_id,
        remembers=remembered,
    )


def answer_inputs(*, has_choices: bool) -> Form:
    return {"choice": Choice(), "words": FEW_WORDS} if has_choices else {"words": WORDS}


def answered() -> View:
    said = words("questions/answer")
    return modal(said.saved_title, section(said.saved), close=said.done)


def let_be() -> View:
    said = words("questions/answer")
    return modal(said.title, section(words("questions/asked").let_go), close=said.done)


def _number(choices: Sequence[str], chosen: str) -> str:
    return str(list(choices).index(chosen)) if chosen in choices else ""


def _of(inputs: Sequence[Block], theirs: Mapping[str, str]) -> dict[str, str]:
    names = {each["element"]["action_id"] for each in inputs}
    return {name: each for name, each in theirs.items() if name in names}
