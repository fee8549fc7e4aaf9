"""How a write-up is arranged: what whoever holds the session is asked, the form, and what the
presenter decides.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.cards.views import OPEN as OPEN_EXPERIMENT
from templates.forms import LONGEST, Form, Text, draw
from templates.forms.versions import with_notes, with_theirs
from templates.notes.views import READ

if TYPE_CHECKING:
    from storage.experiments import Experiment
    from storage.notes import Learning, Writeup
    from storage.workshops import Workshop

WRITE = "notes.write"  # its value is the session's id
SAVE_WRITE = "notes.save_write"
NOT_NOW = "notes.not_now"  # its value is the id of the role of who was asked
HAND_ON = "notes.hand_on"  # its value is the session's id, as of the next two
DECIDE = "notes.decide"
SAVE_DECIDE = "notes.save_decide"
LEARNING = 240
FORM: Form = {
    "words": Text(LONGEST, multiline=True),
    "learnings": Text(1300, multiline=True, optional=True),
    "context": Text(400, multiline=True, optional=True),
}


def how_was_it(
    workshop: "Workshop",
    role_id: int,
    writeup: "Writeup | None",
    *,
    presenter: str,
    answered: bool,
) -> Message:
    """To one who held it, once; then what came of it."""
    said, title = words("notes/writeups"), workshop.title
    write = write_button(workshop.id)
    if writeup is not None and writeup.state == "sent":
        return message(said.lock, rich(said.sent(title)), actions(_read(said, workshop.id)))
    if writeup is not None and writeup.state == "offered":
        return message(said.lock, rich(said.offered(title, presenter)))
    if writeup is not None:
        return message(said.lock, rich(said.written(title)), actions(go_on_button(workshop.id)))
    if answered:
        return message(said.lock, rich(said.let_be(title)))
    no = button(said.not_now, NOT_NOW, str(role_id))
    return message(said.lock, rich(said.how(title)), actions(write, no))


def write_button(workshop_id: int) -> Block:
    return button(words("notes/writeups").write, WRITE, str(workshop_id))


def go_on_button(workshop_id: int) -> Block:
    return button(words("notes/writeups").go_on, WRITE, str(workshop_id))


def form(
    workshop: "Workshop",
    mine: Mapping[str, str],
    marks: Mapping[str, str],
    *,
    presenter: str,
    more_notes: bool = False,
    theirs: Mapping[str, str] | None = None,
) -> View:
    """With `theirs`, somebody else wrote at the same time: both are shown."""
    said = words("notes/writeups")
    first = said.presenter_first if presenter else said.alone
    names = (workshop.title, presenter) if presenter else (workshop.title,)
    both = [section(words("forms/versions").changed)] if theirs else []
    inputs = draw(FORM, said.fields, initial=mine)
    return modal(
        said.title,
        *both,
        rich(first(*names)),
        *([context(said.more_notes)] if more_notes else []),
        *with_theirs(inputs, theirs or {}),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_WRITE,
        remembers={"workshop": workshop.id, "marks": dict(marks)},
    )


def saved(workshop: "Workshop", writeup: "Writeup", *, presenter: str) -> View:
    """What the form turns into, with the next step, which is theirs to take."""
    said = words("notes/writeups")
    if writeup.state == "sent":
        return modal(said.saved_title, section(said.saved_again), close=said.done)
    if writeup.state == "offered":
        return modal(said.saved_title, section(said.saved_asked(presenter)), close=said.done)
    text = said.saved_offer(presenter) if presenter else said.saved_send
    step = said.offer(presenter) if presenter else said.send
    on = button(step, HAND_ON, str(workshop.id), style="primary")
    return modal(said.saved_title, section(text), actions(on), close=said.done)


def passed_on(*, presenter: str) -> View:
    said = words("notes/writeups")
    text = said.now_offered(presenter) if presenter else said.now_sent
    return modal(said.passed_on_title, section(text), close=said.done)


def offered(workshop: "Workshop", writeup: "Writeup") -> Message:
    """To the presenter, first of all."""
    said = words("notes/writeups")
    if writeup.state == "sent":
        return message(said.offered_lock, section(said.decided), actions(_read(said, workshop.id)))
    return message(
        said.offered_lock, rich(said.asks(workshop.title)), actions(decide_button(workshop.id))
    )


def decide_button(workshop_id: int) -> Block:
    return button(words("notes/writeups").read_and_decide, DECIDE, str(workshop_id))


def decide_form(
    workshop: "Workshop",
    writeup: "Writeup",
    learnings: Sequence["Learning"],
    *,
    mine: Mapping[str, str] | None = None,
) -> View:
    """The notes, and each learning in a box of its own. With `mine`, it was changed while the
    presenter was reading.
    """
    said = words("notes/writeups")
    inputs: dict[str, Text] = {"words": Text(LONGEST, multiline=True)}
    fields: dict[str, Any] = dict(said.decide_fields)
    now = {"words": writeup.words}
    for each in learnings:
        name = box_of(each.id)
        inputs[name] = Text(LEARNING, multiline=True, optional=True)
        hint = said.learning_hint(each.context) if each.context else ""
        fields[name] = {"label": said.learning_label, "hint": hint}
        now[name] = each.words
    drawn = draw(inputs, fields, initial={**now, **(mine or {})})
    there = {name: said.there(text) for name, text in now.items() if mine and mine[name] != text}
    homeless = [text for name, text in (mine or {}).items() if name not in now and text]
    return modal(
        said.decide_title,
        *([section(said.changed_meanwhile)] if mine else []),
        *(section(said.yours(each)) for each in homeless),
        section(said.decide_intro),
        *with_notes(drawn, there),
        submit=said.agree,
        close=said.decide_close,
        callback_id=SAVE_DECIDE,
        remembers={
            "workshop": workshop.id,
            "revision": writeup.revision,
            "learnings": [each.id for each in learnings],
        },
    )


def decided(*, again: bool) -> View:
    """`again`: it had gone out before."""
    said = words("notes/writeups")
    text = said.saved_again if again else said.now_sent
    return modal(said.passed_on_title, section(text), close=said.done)


def decision(ids: Sequence[int]) -> Form:
    """The inputs of that form."""
    boxes = {box_of(each): Text(LEARNING, multiline=True, optional=True) for each in ids}
    return {"words": Text(LONGEST, multiline=True), **boxes}


def box_of(learning_id: int) -> str:
    return f"learning_{learning_id}"


def unanswered(workshop: "Workshop", presenter: str, *, over: bool) -> Message:
    """To who wrote it, when the presenter did not answer within a week."""
    said = words("notes/writeups")
    if over:
        return message(said.unanswered_lock, rich(said.unanswered_over(workshop.title)))
    return message(said.unanswered_lock, rich(said.unanswered(workshop.title, presenter)))


def notes_are_there(workshop: "Workshop", *besides: Block) -> Message:
    """To everyone who signed up: no words of it, only that it can be read."""
    said = words("notes/writeups")
    return message(
        said.sent_lock,
        rich(said.notes_are_there(workshop.title)),
        actions(_read(said, workshop.id)),
        *besides,
    )


def holding_lines(
    workshop: "Workshop", writeup: "Writeup | None", *, presenter: str
) -> list[Block]:
    """In a session's window, for who holds it, once it is over."""
    said = words("notes/writeups")
    if writeup is None:
        return [actions(write_button(workshop.id))]
    if writeup.state == "draft":
        return [section(said.is_draft, go_on_button(workshop.id))]
    if writeup.state == "offered":
        return [section(said.waits(presenter), go_on_button(workshop.id))]
    return [] if presenter else [actions(go_on_button(workshop.id))]


def card_lines(experiment: "Experiment", where: Block) -> list[Block]:
    """For the people on the experiment that it was about: the way to bring it up to date."""
    said = words("notes/writeups")
    open_it = button(said.open_experiment(experiment.ref), OPEN_EXPERIMENT, str(experiment.id))
    return [section(said.design), actions(where, open_it)]


def _read(said: Any, workshop_id: int) -> Block:
    return button(said.read, READ, str(workshop_id))
