"""Who is on an experiment, and so may change it."""

from sqlalchemy.orm import Session

from bot.errors import Refusal
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from storage.teams import is_teammate


def is_on_team(db: Session, member: Member, experiment: Experiment) -> bool:
    return is_teammate(db, experiment.id, member.id)


def for_team(db: Session, by: Member, experiment_id: int) -> Experiment:
    """The experiment, for one of the people on it. Raises Refusal for anyone else."""
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None or not is_on_team(db, by, experiment):
        raise Refusal("teams.not_on_team", ref=f"E-{experiment_id}")
    return experiment
