"""How it is arranged what joins experiments: links, the same question, and what asks something
close.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    context,
    divider,
    message,
    modal,
    quote,
    rich,
    section,
)
from templates.cards.views import OPEN
from templates.forms import Choice, Form, Text, draw

if TYPE_CHECKING:
    from bot.closeness import Close
    from bot.links import Joined
    from storage.experiments import Experiment
    from storage.links import SameQuestion
    from storage.people import Member

BELONGS = "links.belongs"
JOIN = "links.join"
PART = "links.part"
SAME = "links.same_question"
TELL = "links.tell"
UNTELL = "links.untell"
SEE_CLOSE = "links.see_close"
TOGETHER = "links.together"
BELONGING: Form = {"other": Choice(), "how": Choice("radio_buttons")}
TELLING: Form = {"words": Text(300, multiline=True, optional=True)}
SHOWN_IN_WINDOW, SHOWN_IN_FORM = 10, 40


def belongs_form(
    experiment: "Experiment", could: Sequence["Experiment"], joined: Sequence["Joined"]
) -> View:
    """Which other one it belongs with, and how; below, what was said so far, to take apart."""
    said = words("links/belongs")
    apart = [
        section(_joined(each), button(said.part, PART, str(each.link_id)))
        for each in joined[:SHOWN_IN_FORM]
        if each.how not in {"merged_into", "carries_on"}
    ]
    remembered = {"experiment": experiment.id, "list": "belongs"}
    so_far = [context(said.so_far), *apart] if apart else []
    if not could:
        return modal(said.title, section(said.nothing()), close=said.done, remembers=remembered)
    options = {
        "other": {str(each.id): plain(said.option(each.ref, each.title)) for each in could},
        "how": said.hows,
    }
    return modal(
        said.title,
        context(said.intro()),
        *draw(BELONGING, said.fields, initial={}, options=options),
        *so_far,
        submit=said.save,
        close=said.close,
        callback_id=JOIN,
        remembers=remembered,
    )


def belongs_saved(experiment: "Experiment", joined: Sequence["Joined"]) -> View:
    said = words("links/belongs")
    return modal(experiment.ref, section(said.saved()), *joined_lines(joined), close=said.done)


def joined_lines(joined: Sequence["Joined"]) -> list[Block]:
    """For a window: what it belongs with, each to open."""
    said = words("links/belongs")
    return [
        section(_joined(each), button(said.open, OPEN, str(each.other.id)))
        for each in joined[:SHOWN_IN_WINDOW]
    ]


def same_button(experiment: "Experiment") -> Block:
    """For the card: the same for everyone."""
    return button(words("links/same").button, SAME, str(experiment.id))


def same_for_reader(
    experiment: "Experiment", lead: "Member", same: "SameQuestion | None"
) -> list[Block]:
    """For the window of somebody who is not on it."""
    if same is None:
        return [actions(same_button(experiment))]
    said = words("links/same")
    undo = button(said.undo, UNTELL, str(experiment.id))
    return [section(said.knows(lead.name), undo)]


def same_for_team(those: Sequence[tuple["Member", str]]) -> list[Block]:
    """For the window of its people: who they are, and the newest of their lines."""
    if not those:
        return []
    said = words("links/same")
    lines = [(each.name, line) for each, line in reversed(those) if line][:SHOWN_IN_WINDOW]
    return [
        context(said.those([each.name for each, _ in those])),
        *(context(said.line(name, line)) for name, line in lines),
    ]


def tell_form(experiment: "Experiment", lead: "Member", team: Sequence["Member"]) -> View:
    said = words("links/same")
    return modal(
        said.title,
        section(said.tell(lead.name)),
        *draw(TELLING, said.fields, initial={}),
        context(said.who_reads([each.name for each in team], lead.name)),
        submit=plain(said.save(lead.name)),
        close=said.close,
        callback_id=TELL,
        remembers={"experiment": experiment.id},
    )


def told(
    experiment: "Experiment",
    lead: "Member",
    team: Sequence["Member"],
    same: "SameQuestion",
    *,
    again: bool = False,
) -> View:
    """To whom it was shown, and the way to take it back. `again` when it was said before."""
    said = words("links/same")
    shown = said.told([each.name for each in team], bool(same.words))
    return modal(
        said.title,
        *([section(said.knows(lead.name))] if again else []),
        section(shown, button(said.undo, UNTELL, str(experiment.id))),
        close=said.done,
    )


def untold() -> View:
    said = words("links/same")
    return modal(said.title, section(said.taken_back), close=said.done)


def same_message(experiment: "Experiment", member: "Member", same: "SameQuestion") -> Message:
    """To the one to talk to, once."""
    said = words("links/same")
    return message(
        said.lock(member.name, experiment.ref),
        rich(said.body(member.name, experiment.title, member.slack_id)),
        *([quote(same.words)] if same.words else []),
        actions(button(said.open, OPEN, str(experiment.id))),
    )


def close_line(
    experiment: "Experiment", close: Sequence["Close"], leads: Mapping[int, "Member"]
) -> list[Block]:
    """For the window after putting one down; nothing when nothing is close."""
    if not close:
        return []
    said = words("links/close")
    found = [{"ref": each.experiment.ref, "lead": leads[each.experiment.id].name} for each in close]
    see = said.see_one if len(close) == 1 else said.see
    return [rich(said.some(found)), actions(button(see, SEE_CLOSE, str(experiment.id)))]


def close_window(
    experiment: "Experiment",
    close: Sequence["Close"],
    leads: Mapping[int, "Member"],
    together: Mapping[int, int],
) -> View:
    """Those that ask something close, with the words in common. `together` has the links that say
    so, by the other's id.
    """
    said = words("links/close")
    blocks: list[Block] = []
    for each in close:
        other = each.experiment
        blocks += [divider()] if blocks else []
        blocks.append(section(said.line(other.ref, other.title, leads[other.id].name)))
        blocks.append(context(said.both(each.words)))
        to_open = button(said.open, OPEN, str(other.id))
        if other.id in together:
            blocks.append(section(said.are_together(experiment.ref, other.ref)))
            undo = button(said.undo, PART, str(together[other.id]))
            blocks.append(actions(to_open, undo))
        else:
            blocks.append(actions(to_open, button(said.together, TOGETHER, str(other.id))))
    return modal(
        said.title,
        *(blocks or [section(said.nothing)]),
        context(said.how),
        close=said.close,
        remembers={"experiment": experiment.id, "list": "close"},
    )


def _joined(joined: "Joined") -> Any:
    other = joined.other
    return words("links/belongs").joined(joined.how, other.ref, other.title)
