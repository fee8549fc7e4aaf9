"""Experiments: put down in five answers, changed by their team, shown to whom they are for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards import TRYING, changed, is_for_group, messages_follow, needs_safety
from bot.cycles import STAGES, kind_of_move, record, tell
from bot.errors import Refusal
from bot.searches import fold
from bot.teams import for_team
from bot.visibility import CIRCLE, GROUP, ONLY_ME
from storage.cycles import StageMove
from storage.experiments import Experiment, experiment_by_origin
from storage.people import Member
from storage.teams import Teammate, team_of

LEVELS = (ONLY_ME, CIRCLE, GROUP)


@dataclass(frozen=True)
class Answers:
    """The five that an experiment starts with (domain B3)."""

    title: str
    purpose: str
    question: str
    stage: str
    visibility: str


@dataclass(frozen=True)
class Safety:
    """The three that come before something is tried on people: the only gate there is (B3)."""

    could_be_hurt: str
    people_know: str
    how_stop: str


def register(
    db: Session, by: Member, answers: Answers, *, origin: str | None, now: datetime
) -> Experiment:
    """Put an experiment down. The same window saved twice is one experiment."""
    _check(answers)
    saved = experiment_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    experiment = Experiment(
        title=answers.title,
        purpose=answers.purpose,
        question=answers.question,
        stage=answers.stage,
        visibility=answers.visibility,
        could_be_hurt="",
        people_know="",
        how_stop="",
        lead_id=by.id,
        cycle=1,
        state="active",
        folded="",
        created_by=by.id,
        created_at=now,
        updated_at=now,
        origin=origin,
    )
    _fold(experiment)
    db.add(experiment)
    db.flush()
    db.add(Teammate(experiment_id=experiment.id, member_id=by.id, joined_at=now))
    record(db, experiment, by, "began", now=now)
    changed(db, experiment, now=now)
    return experiment


def edit(
    db: Session, by: Member, experiment_id: int, answers: Answers, *, now: datetime
) -> Experiment:
    """Change the answers. While the group reads it, it goes into trying only by `answer_safety`:
    until then its stage stays as it was. What the group does not read yet waits for that unread.

    Raises Refusal for anyone not on its team, and for *only me* where there are others on it.
    """
    _check(answers)
    experiment = for_team(db, by, experiment_id)
    stays = is_for_group(experiment) and needs_safety(experiment, answers.stage)
    if answers.visibility == ONLY_ME and len(team_of(db, experiment.id)) > 1:
        raise Refusal("experiments.unknown_choice", field="visibility")
    has_other_readers = answers.visibility != experiment.visibility
    experiment.title = answers.title
    experiment.purpose = answers.purpose
    experiment.question = answers.question
    experiment.visibility = answers.visibility
    _fold(experiment)
    moved = None
    if answers.stage != experiment.stage and not stays:
        moved = _enter_stage(db, experiment, by, answers.stage, now)
    changed(db, experiment, now=now)
    if has_other_readers:
        messages_follow(db, experiment, now=now)
    if moved is not None:
        tell(db, experiment, moved, now=now)
    return experiment


def answer_safety(
    db: Session, by: Member, experiment_id: int, safety: Safety, *, tries: bool, now: datetime
) -> Experiment:
    """Answer what comes before trying it, or answer it anew. With `tries` it is being tried from
    now on.

    Raises Refusal for anyone not on its team.
    """
    experiment = for_team(db, by, experiment_id)
    experiment.could_be_hurt = safety.could_be_hurt
    experiment.people_know = safety.people_know
    experiment.how_stop = safety.how_stop
    moved = None
    if tries and experiment.stage != TRYING:
        moved = _enter_stage(db, experiment, by, TRYING, now)
    changed(db, experiment, now=now)
    if moved is not None:
        tell(db, experiment, moved, now=now)
    return experiment


def _check(answers: Answers) -> None:
    """Slack's client offers what there is; a forged save may hold anything. Nothing becomes public
    by a setting alone (domain B0.3).
    """
    if answers.stage not in STAGES:
        raise Refusal("experiments.unknown_choice", field="stage")
    if answers.visibility not in LEVELS:
        raise Refusal("experiments.unknown_choice", field="visibility")


def _enter_stage(
    db: Session, experiment: Experiment, by: Member, stage: str, now: datetime
) -> StageMove:
    """An edit of what rests or has ended leaves it so."""
    kind = kind_of_move(experiment.stage, stage)
    experiment.stage = stage
    return record(db, experiment, by, kind, now=now)


def _fold(experiment: Experiment) -> None:
    experiment.folded = fold(experiment.title, experiment.purpose, experiment.question)
