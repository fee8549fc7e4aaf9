"""The learning cycle: any stage to any stage, loops and all, turn after turn (domain (c)). No move
is better than another, and none needs a facilitator. Resting and ending are in pauses.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot.cards import CARD, TRYING, changed, is_for_group, needs_safety
from bot.deliveries import occasion, refresh, show
from bot.errors import Refusal
from bot.searches import fold
from bot.teams import for_team
from bot.visibility import ONLY_ME
from storage.cycles import PastCycle, Remark, StageMove, move_by_origin, newest_rest
from storage.experiments import Experiment
from storage.people import Member

if TYPE_CHECKING:
    from bot.experiments import Safety

STAGES = ("idea", "understand", "co_design", "explore", "embed")
ACTIVE, RESTING, CLOSED = "active", "resting", "closed"
REQUIRED, OPTIONAL = "required", "optional"
LINE = "cycles.line"  # what the thread of the card says of a move
WAKE = "cycles.wake"  # "you asked me to come back to it today"
# How a move out of a pause or an end is called.
_AWAKE = {RESTING: "woke", CLOSED: "reopened"}


@dataclass(frozen=True)
class Step:
    """What somebody says of where it is now. With a `question` that is wanted, a new turn begins;
    `alone`, the words are for the one who says them.
    """

    stage: str
    words: str = ""
    question: str = ""
    safety: "Safety | None" = None
    alone: bool = False


def kind_of_move(before: str, after: str) -> str:
    """What a move between stages is called: none is better than another."""
    steps = STAGES.index(after) - STAGES.index(before)
    if steps < 0:
        return "looped_back"
    return "onward" if steps == 1 else "jumped"


def kind_of_step(experiment: Experiment, stage: str) -> str:
    """What it would be to say that it is in `stage` now."""
    if experiment.state in _AWAKE:
        return _AWAKE[experiment.state]
    if stage == experiment.stage:
        return "noted"
    if wanted_question(experiment, stage) == REQUIRED:
        return "new_cycle"
    return kind_of_move(experiment.stage, stage)


def wanted_question(experiment: Experiment, stage: str) -> str:
    """From the usual way back to understanding, a new turn begins with its question; from trying,
    it may. Anywhere else, "".
    """
    if stage != "understand":
        return ""
    return {"embed": REQUIRED, TRYING: OPTIONAL}.get(experiment.stage, "")


def wants_safety(experiment: Experiment, stage: str) -> bool:
    """Before it is tried on people (again), three answers: the only gate there is."""
    is_there = experiment.state == ACTIVE and experiment.stage == TRYING
    return needs_safety(experiment, stage) and not is_there


def move(
    db: Session,
    by: Member,
    experiment_id: int,
    step: Step,
    *,
    origin: str | None,
    now: datetime,
) -> StageMove | None:
    """It is in this stage now: a pause or an end is over by that. The same stage and nothing said
    is no move; the same save twice is one.

    Raises Refusal for anyone not on its team, for a new turn without its question, and for trying
    without the three answers.
    """
    experiment = for_team(db, by, experiment_id)
    saved = move_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    _check(experiment, step)
    kind = kind_of_step(experiment, step.stage)
    begins_anew = bool(wanted_question(experiment, step.stage) and step.question)
    wake(db, experiment, by, now=now, is_passing=begins_anew)
    if begins_anew:
        kind = "new_cycle"
        _begin_anew(db, experiment, step.question, now)
    if step.safety is not None:
        _answer(experiment, step.safety)
    experiment.stage = step.stage
    moved = None
    if kind != "noted" or step.words:
        moved = record(
            db, experiment, by, kind, words=step.words, alone=step.alone, origin=origin, now=now
        )
    changed(db, experiment, now=now)
    if moved is not None:
        tell(db, experiment, moved, now=now)
    return moved


def record(
    db: Session,
    experiment: Experiment,
    by: Member,
    kind: str,
    *,
    words: str = "",
    alone: bool = False,
    origin: str | None = None,
    now: datetime,
) -> StageMove:
    """Write down where it stands now and how it came there, with what was said on the way: read by
    those who may read the experiment now, or, `alone`, by the one who said it.
    """
    move = StageMove(
        experiment_id=experiment.id,
        kind=kind,
        stage=experiment.stage,
        cycle=experiment.cycle,
        moved_by=by.id,
        moved_at=now,
        origin=origin,
    )
    db.add(move)
    db.flush()
    if words:
        remark = Remark(
            move_id=move.id,
            experiment_id=experiment.id,
            author_id=by.id,
            words=words,
            visibility=ONLY_ME if alone else experiment.visibility,
            shared_at=now,
        )
        db.add(remark)
        db.flush()
    return move


def tell(db: Session, experiment: Experiment, move: StageMove, *, now: datetime) -> None:
    """One quiet line in the thread of its card, where there is a card. A move that only its people
    know of gets none, ever.
    """
    if is_for_group(experiment):
        show(db, LINE, move.id, under=occasion(CARD, experiment.id), now=now)


def wake(
    db: Session, experiment: Experiment, by: Member, *, now: datetime, is_passing: bool
) -> None:
    """It is worked on from now on. On its way to something else (`is_passing`), that is a move of
    its own: the trail tells both.
    """
    if experiment.state == ACTIVE:
        return
    rested = newest_rest(db, experiment.id) if experiment.state == RESTING else None
    kind = _AWAKE[experiment.state]
    experiment.state = ACTIVE
    experiment.wake_on = None
    experiment.closed_reason = None
    if is_passing:
        record(db, experiment, by, kind, now=now)
    if rested is not None:
        refresh(db, WAKE, rested.id, now=now)


def _check(experiment: Experiment, step: Step) -> None:
    """Slack's client offers what there is; a forged or an old form may hold anything."""
    if step.stage not in STAGES:
        raise Refusal("experiments.unknown_choice")
    if wanted_question(experiment, step.stage) == REQUIRED and not step.question:
        raise Refusal("cycles.needs_question", field="question")
    if wants_safety(experiment, step.stage) and step.safety is None:
        raise Refusal("cycles.needs_safety")


def _begin_anew(db: Session, experiment: Experiment, question: str, now: datetime) -> None:
    """The turn that was stays readable; the next one begins with its own question, and asks about
    people's safety again before anything is tried.
    """
    past = PastCycle(
        experiment_id=experiment.id,
        number=experiment.cycle,
        purpose=experiment.purpose,
        question=experiment.question,
        could_be_hurt=experiment.could_be_hurt,
        people_know=experiment.people_know,
        how_stop=experiment.how_stop,
        ended_at=now,
    )
    db.add(past)
    experiment.cycle += 1
    experiment.question = question
    experiment.folded = fold(experiment.title, experiment.purpose, question)
    experiment.could_be_hurt = experiment.people_know = experiment.how_stop = ""


def _answer(experiment: Experiment, safety: "Safety") -> None:
    experiment.could_be_hurt = safety.could_be_hurt
    experiment.people_know = safety.people_know
    experiment.how_stop = safety.how_stop
