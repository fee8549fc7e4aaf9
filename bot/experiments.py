"""Experiments: put down in five answers, changed by their team, shown to whom they are for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import refresh, show, show_home
from bot.errors import Refusal
from bot.visibility import CIRCLE, GROUP, ONLY_ME, PUBLIC
from storage.experiments import (
    Experiment,
    StageMove,
    Teammate,
    experiment_by_id,
    experiment_by_origin,
    team_of,
)
from storage.people import Member

CARD = "experiments.card"
STAGES = ("idea", "understand", "co_design", "explore", "embed")
TRYING = "explore"
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
        created_by=by.id,
        created_at=now,
        updated_at=now,
        origin=origin,
    )
    db.add(experiment)
    db.flush()
    db.add(Teammate(experiment_id=experiment.id, member_id=by.id, joined_at=now))
    _enter_stage(db, experiment, by, answers.stage, now)
    _tell(db, experiment, now)
    return experiment


def edit(
    db: Session, by: Member, experiment_id: int, answers: Answers, *, now: datetime
) -> Experiment:
    """Change the answers. While the group reads it, it goes into trying only by `answer_safety`:
    until then its stage stays as it was. What the group does not read yet waits for that unread.

    Raises Refusal for anyone not on its team.
    """
    _check(answers)
    experiment = for_team(db, by, experiment_id)
    stays = is_for_group(experiment) and needs_safety(experiment, answers.stage)
    experiment.title = answers.title
    experiment.purpose = answers.purpose
    experiment.question = answers.question
    experiment.visibility = answers.visibility
    if answers.stage != experiment.stage and not stays:
        _enter_stage(db, experiment, by, answers.stage, now)
    _changed(db, experiment, now)
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
    if tries and experiment.stage != TRYING:
        _enter_stage(db, experiment, by, TRYING, now)
    _changed(db, experiment, now)
    return experiment


def needs_safety(experiment: Experiment, stage: str | None = None) -> bool:
    """True while it is being tried (or would be, in `stage`) and the three are not answered."""
    answered = all((experiment.could_be_hurt, experiment.people_know, experiment.how_stop))
    return (stage or experiment.stage) == TRYING and not answered


def is_for_group(experiment: Experiment) -> bool:
    """True when its card may stand on the noticeboard."""
    return experiment.visibility in {GROUP, PUBLIC} and not needs_safety(experiment)


def is_on_team(db: Session, member: Member, experiment: Experiment) -> bool:
    return member.id in {each.id for each in team_of(db, experiment.id)}


def for_team(db: Session, by: Member, experiment_id: int) -> Experiment:
    """The experiment, for one of the people on it. Raises Refusal for anyone else."""
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None or not is_on_team(db, by, experiment):
        raise Refusal("experiments.not_on_team", ref=f"E-{experiment_id}")
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
) -> None:
    experiment.stage = stage
    db.add(StageMove(experiment_id=experiment.id, stage=stage, moved_by=by.id, moved_at=now))


def _changed(db: Session, experiment: Experiment, now: datetime) -> None:
    experiment.updated_at = now
    _tell(db, experiment, now)


def _tell(db: Session, experiment: Experiment, now: datetime) -> None:
    """What Slack shows of it follows: the card, where it may stand, and its people's Homes."""
    db.flush()
    if is_for_group(experiment):
        show(db, CARD, experiment.id, now=now)
    else:
        refresh(db, CARD, experiment.id, now=now)
    # In one order for everybody, or two who save at once wait for each other (PostgreSQL).
    for member in sorted(team_of(db, experiment.id), key=lambda each: each.id):
        show_home(db, member, now=now)
