"""How it is arranged what somebody is asked: the forms that ask, the question, and its answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
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
from templates.cards.views import OPEN
from templates.forms import Choice, Form, draw

if TYPE_CHECKING:
    from bot.proposals import Ask
    from storage.experiments import Experiment
    from storage.people import Member

HAND_OVER = "proposals.hand_over"
ASK_TO_LEAD = "proposals.ask_to_lead"
CARRY_ON = "proposals.carry_on"
ASK_TO_CARRY_ON = "proposals.ask_to_carry_on"
YES = "proposals.yes"
NO = "proposals.no"
TAKE_BACK = "proposals.take_back"
LEAD: Form = {"asked": Choice()}
OTHER: Form = {"other": Choice()}


def lead_form(experiment: "Experiment", could: Sequence["Member"]) -> View:
    """Whom to ask to be the one to talk to."""
    said = words("proposals/forms")
    if not could:
        return modal(said.lead_title, section(said.nobody(experiment.ref)), close=said.done)
    options = {"asked": {str(each.id): each.name or each.slack_id for each in could}}
    return _form(
        said.lead_title,
        said.lead_intro(experiment.ref),
        draw(LEAD, said.lead_fields, initial={}, options=options),
        ASK_TO_LEAD,
        experiment,
    )


def merge_form(experiment: "Experiment", could: Sequence["Experiment"]) -> View:
    """Which other one carries it on."""
    said = words("proposals/forms")
    if not could:
        return modal(said.merge_title, section(said.nothing(experiment.ref)), close=said.done)
    options = {"other": {str(each.id): plain(said.option(each.ref, each.title)) for each in could}}
    return _form(
        said.merge_title,
        said.merge_intro(experiment.ref),
        draw(OTHER, said.merge_fields, initial={}, options=options),
        ASK_TO_CARRY_ON,
        experiment,
    )


def after_asking(ask: "Ask") -> View:
    """What the form turns into: somebody is asked, or it is done where they lead both."""
    said, experiment = words("proposals/forms"), ask.experiment
    if ask.other is not None and ask.proposal.accepted:
        line = said.merged(experiment.ref, ask.other.ref, ask.other.title)
        to_open = button(said.open, OPEN, str(ask.other.id))
    else:
        line = said.asked(ask.asked.name)
        to_open = button(said.open, OPEN, str(experiment.id))
    return modal(experiment.ref, section(line), actions(to_open), close=said.done)


def after_taking_back(experiment: "Experiment") -> View:
    said = words("proposals/forms")
    to_open = button(said.open, OPEN, str(experiment.id))
    return modal(experiment.ref, section(said.taken_back), actions(to_open), close=said.done)


def in_window(waiting: Sequence["Ask"], refused: Sequence["Ask"], reader: "Member") -> list[Block]:
    """For its people: what they asked and nobody has answered, and what they got a no to."""
    blocks: list[Block] = []
    for ask in waiting:
        if ask.asked.id == reader.id:
            blocks += waiting_lines([ask])
        else:
            blocks.append(_waits(ask))
    return blocks + [context(_said_no(ask)) for ask in refused]


def waiting_lines(asks: Sequence["Ask"]) -> list[Block]:
    """For *Waiting for you*: each question, with its two answers."""
    return [block for ask in asks for block in (rich(_question(ask)), actions(*_answers(ask)))]


def question(ask: "Ask") -> Message:
    """The question itself, in the messages of the one who is asked."""
    said, experiment = words("proposals/asked"), ask.experiment
    if ask.other is not None:
        means = said.merge_means(experiment.ref, ask.other.ref)
    else:
        means = said.lead_means(experiment.ref)
    to_open = button(said.open, OPEN, str(experiment.id))
    return message(
        said.lock(experiment.ref),
        rich(_question(ask)),
        actions(*_answers(ask), to_open),
        context(means),
    )


def as_answered(ask: "Ask") -> Message:
    """What the question turns into when it is answered."""
    return message(words("proposals/asked").lock(ask.experiment.ref), *_settled(ask))


def answer_window(ask: "Ask") -> View:
    """The same, where it was answered in a window or in Home."""
    return modal(ask.experiment.ref, *_settled(ask), close=words("proposals/asked").done)


def told(ask: "Ask") -> Message:
    """What the one who asked hears, and whoever was the one to talk to before."""
    said, experiment, other = words("proposals/answered"), ask.experiment, ask.other
    about: tuple[str, ...] = (ask.asked.name, experiment.title, experiment.ref)
    kind = "lead" if other is None else "merge"
    if other is not None:
        about = (*about, other.title, other.ref)
    body = getattr(said, f"{kind}_{'yes' if ask.proposal.accepted else 'no'}")(*about)
    where = other if other is not None and ask.proposal.accepted else experiment
    to_open = button(said.open, OPEN, str(where.id))
    return message(said.lock(experiment.ref), rich(body), actions(to_open))


def _form(
    title: str, intro: str, inputs: Sequence[Block], callback_id: str, experiment: "Experiment"
) -> View:
    said = words("proposals/forms")
    return modal(
        title,
        section(intro),
        *inputs,
        submit=said.save,
        close=said.close,
        callback_id=callback_id,
        remembers={"experiment": experiment.id},
    )


def _question(ask: "Ask") -> Any:
    said, experiment, other = words("proposals/asked"), ask.experiment, ask.other
    if other is None:
        return said.lead(ask.asker.name, experiment.title, experiment.ref)
    return said.merge(ask.asker.name, experiment.title, experiment.ref, other.title, other.ref)


def _answers(ask: "Ask") -> list[Block]:
    said, value = words("proposals/asked"), str(ask.proposal.id)
    yes, no = (
        (said.lead_yes, said.lead_no) if ask.other is None else (said.merge_yes, said.merge_no)
    )
    return [button(yes, YES, value), button(no, NO, value)]


def _settled(ask: "Ask") -> list[Block]:
    said, experiment, other = words("proposals/asked"), ask.experiment, ask.other
    where = experiment
    if other is None:
        yes, no = said.you_lead(experiment.title, experiment.ref), said.you_did_not(ask.asker.name)
    else:
        yes = said.you_merged(experiment.title, experiment.ref, other.title, other.ref)
        no = said.you_keep(other.title, ask.asker.name)
        where = other
    to_open = actions(button(said.open, OPEN, str(where.id)))
    return [rich(yes), to_open] if ask.proposal.accepted else [rich(no)]


def _waits(ask: "Ask") -> Block:
    said = words("proposals/forms")
    line = (
        said.lead_waits(ask.asker.name, ask.asked.name)
        if ask.other is None
        else said.merge_waits(ask.asker.name, ask.asked.name, ask.other.ref)
    )
    return section(line, button(said.take_back, TAKE_BACK, str(ask.proposal.id)))


def _said_no(ask: "Ask") -> str:
    said: Any = words("proposals/forms")
    if ask.other is None:
        return plain(said.lead_no(ask.asked.name))
    return plain(said.merge_no(ask.asked.name, ask.other.ref))
