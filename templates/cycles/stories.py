"""What has happened to an experiment, in words: where it stands, how it went, its earlier turns,
the line in its card's thread, and the question on the day until which it rests.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    divider,
    message,
    modal,
    rich,
)
from templates.dates import day

if TYPE_CHECKING:
    from storage.cycles import PastCycle, Remark, StageMove
    from storage.experiments import Experiment

_LATEST = 12  # moves told at once; the trail tells all
_NOWHERE = "UTC"  # a day is the same everywhere; only its year may be left out


def standing(experiment: "Experiment", *, now: datetime) -> str:
    """Resting, or how it ended; "" while it is simply in its stage."""
    said = words("cycles/moves")
    if experiment.state == "resting":
        until = experiment.wake_on
        return plain(said.resting(day(until, _NOWHERE, now=now) if until else ""))
    if experiment.state == "closed":
        return plain(said.closed(experiment.closed_reason or ""))
    return ""


def trail_words(trail: Sequence[str]) -> str:
    return plain(words("experiments/stages").trail(trail))


def what_happened(move: "StageMove", *, question: str, now: datetime) -> str:
    """One move in a few words; `question` is that of the turn which it may have begun."""
    until = day(move.until, _NOWHERE, now=now) if move.until else ""
    said = words("cycles/moves")
    return plain(
        said.happened(move.kind, move.stage, until, move.reason or "", move.cycle, question)
    )


def line(ref: str, move: "StageMove", remark: str, *, question: str, now: datetime) -> Message:
    """In the thread of its card, for everyone who follows it."""
    said = words("cycles/moves")
    what = what_happened(move, question=question, now=now)
    told = said.line(what, remark, bool(question and move.kind == "new_cycle"))
    return message(said.lock(ref, move.kind), rich(told))


def how_it_went(
    moves: Sequence["StageMove"], remarks: Mapping[int, "Remark"], zone: str, *, now: datetime
) -> list[Block]:
    """The newest moves with their days in the reader's zone, and what the reader may read of what
    was said. Before anything has happened, nothing.
    """
    if len(moves) < 2:
        return []
    said = words("cycles/moves")
    return [
        divider(),
        rich(said.how_it_went()),
        *(
            rich(
                said.then(
                    day(move.moved_at, zone, now=now),
                    what_happened(move, question="", now=now),
                    remarks[move.id].words if move.id in remarks else "",
                )
            )
            for move in moves[-_LATEST:]
        ),
    ]


def earlier_turn(
    experiment: "Experiment",
    past: "PastCycle",
    trail: Sequence[str],
    details: Sequence[Block],
    zone: str,
    *,
    earlier: str,
    now: datetime,
) -> View:
    """What a turn that is over was about; the ones before it by a button (its id is `earlier`)."""
    said = words("cycles/moves")
    ended = day(past.ended_at, zone, now=now)
    told = said.earlier_turn(past.purpose, past.question, ended, trail_words(trail))
    before = button(said.before, earlier, f"{experiment.id}:{past.number - 1}")
    return modal(
        said.earlier_title(experiment.ref, past.number),
        rich(told),
        *_safety(past),
        *details,
        *([actions(before)] if past.number > 1 else []),
        close=said.close,
        remembers={"turn": past.number},
    )


def wake_up(experiment: "Experiment", ask: str, let_rest: str) -> Message:
    """On the day: the title is read by the one who asked for this; a lock screen has the
    reference. `ask` and `let_rest` are the ids of its buttons.
    """
    said, value = words("cycles/pauses"), str(experiment.id)
    return message(
        said.wake_lock(experiment.ref),
        rich(said.wakes(experiment.title)),
        actions(button(said.where, ask, value), button(said.let_rest, let_rest, value)),
    )


def let_be(experiment: "Experiment", ask: str) -> Message:
    said = words("cycles/pauses")
    return message(
        said.wake_lock(experiment.ref),
        rich(said.let_be(experiment.title)),
        actions(button(said.where, ask, str(experiment.id))),
    )


def rests_no_more(experiment: "Experiment") -> Message:
    said = words("cycles/pauses")
    return message(said.wake_lock(experiment.ref), rich(said.no_rest(experiment.title)))


def _safety(past: "PastCycle") -> list[Block]:
    if not past.could_be_hurt:
        return []
    answers = {
        "could_be_hurt": past.could_be_hurt,
        "people_know": past.people_know,
        "how_stop": past.how_stop,
    }
    return [divider(), rich(words("cards/window").safety(**answers))]
