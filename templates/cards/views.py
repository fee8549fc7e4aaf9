"""How an experiment is shown: the one card on the noticeboard, the window that *Open* makes for
the one who opens it, and the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    rich,
    section,
)
from templates.experiments.forms import safety_values
from templates.experiments.views import ANSWER_SAFETY, EDIT
from templates.forms import Choice, Form, Text, draw

if TYPE_CHECKING:
    from storage.experiments import Experiment
    from storage.people import Member

OPEN = "experiments.open"
LIST = "experiments.list"
LOOK = "experiments.look"
EARLIER = "experiments.earlier"
SHOWN_AT_ONCE = 25
LONGEST_TRAIL = 8
LOOK_FOR: Form = {"word": Text(80, optional=True), "whose": Choice("radio_buttons")}


@dataclass(frozen=True)
class Parts:
    """What the capabilities have for an experiment's window. `standing` says how it is when it
    rests or has ended; `people` is who else is on it; `ways` stand beside *Edit*; `told` is what
    was added and written, `lines` what it belongs with; `rows` of more buttons come last.
    """

    standing: str = ""
    people: Sequence[Block] = ()
    ways: Sequence[Block] = ()
    told: Sequence[Block] = ()
    lines: Sequence[Block] = ()
    rows: Sequence[Block] = ()


def card(
    experiment: "Experiment",
    lead: "Member",
    trail: Sequence[str],
    *buttons: Block,
    standing: str = "",
) -> Message:
    """The one message on the noticeboard. It looks the same to everyone, and so do its buttons:
    *Open*, and `buttons`.
    """
    said = words("cards/card")
    return message(
        said.lock(experiment.ref, lead.name),
        rich(said.body(**_said_of(experiment, trail), ref=experiment.ref, standing=standing)),
        actions(button(said.open, OPEN, str(experiment.id)), *buttons),
        context(said.foot(lead.name, lead.title)),
    )


def window(
    experiment: "Experiment",
    team: Sequence["Member"],
    trail: Sequence[str],
    reader: "Member",
    parts: Parts,
    *,
    needs_safety: bool,
    just_saved: str = "",
) -> View:
    """What *Open* shows: everything that the one who opens it may read, and for its team the ways
    to change it. After a save, `just_saved` says what becomes of the card: it `stays`, `goes_up`,
    `comes_down`, or there is `none`.
    """
    said = words("cards/window")
    blocks: list[Block] = [section(said.saved[just_saved])] if just_saved else []
    blocks.append(rich(said.body(**_said_of(experiment, trail), standing=parts.standing)))
    lead = next(each for each in team if each.id == experiment.lead_id)
    blocks.append(context(_who_to_talk_to(said, lead, reader)))
    blocks += parts.people
    blocks.append(context(_who_can_see(said, experiment, needs_safety=needs_safety)))
    on_it = reader.id in {each.id for each in team}
    edits = _ways_to_change(said, experiment, needs_safety=needs_safety) if on_it else []
    if edits or parts.ways:
        blocks.append(actions(*edits, *parts.ways))
    if experiment.could_be_hurt:
        blocks += [divider(), rich(said.safety(**safety_values(experiment)))]
        again = button(said.edit_safety, ANSWER_SAFETY, str(experiment.id))
        blocks += [actions(again)] if on_it and not needs_safety else []
    return modal(experiment.ref, *blocks, *parts.told, *parts.lines, *parts.rows, close=said.close)


def listing(
    experiments: Sequence["Experiment"],
    leads: Mapping[int, "Member"],
    standings: Mapping[int, str],
    *,
    has_more: bool,
    word: str = "",
    whose: str = "",
) -> View:
    """Those that the reader may open, newest first, and what to look for among them."""
    said = words("cards/list")
    lines = [
        section(
            said.line(
                each.ref, each.title, leads[each.id].name, each.stage, standings.get(each.id, "")
            ),
            button(said.open, OPEN, str(each.id)),
        )
        for each in experiments
    ]
    more = [actions(button(said.more, EARLIER, str(experiments[-1].id)))] if has_more else []
    looked_for = {"word": word, "whose": whose or "everyones"}
    is_narrow = bool(word) or whose == "mine"
    return modal(
        said.title,
        *draw(LOOK_FOR, said.fields, initial=looked_for, options={"whose": said.whose}),
        *(lines or [section(said.not_found if is_narrow else said.nothing)]),
        *more,
        submit=said.look,
        close=said.close,
        callback_id=LOOK,
        remembers=looked_for,
    )


def _said_of(experiment: "Experiment", trail: Sequence[str]) -> dict[str, Any]:
    return {
        "title": experiment.title,
        "purpose": experiment.purpose,
        "question": experiment.question,
        "stage": experiment.stage,
        "trail": trail[-LONGEST_TRAIL:],
    }


def _who_to_talk_to(said: Any, lead: "Member", reader: "Member") -> str:
    if lead.id == reader.id:
        return str(said.yours)
    return plain(said.talk_to(lead.name, lead.title))


def _who_can_see(said: Any, experiment: "Experiment", *, needs_safety: bool) -> str:
    seen = {"only_me": said.seen_by_author, "circle": said.seen_by_team}
    for_group = said.waits_for_safety if needs_safety else said.seen_by_group
    return str(seen.get(experiment.visibility, for_group))


def _ways_to_change(said: Any, experiment: "Experiment", *, needs_safety: bool) -> list[Block]:
    edit = button(said.edit, EDIT, str(experiment.id))
    if needs_safety:
        return [button(said.answer, ANSWER_SAFETY, str(experiment.id), style="primary"), edit]
    return [edit]
