"""Who could read what somebody is about to save: the people behind each level."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from bot.visibility import CIRCLE, FACILITATORS, GROUP, ONLY_ME, PUBLIC
from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.people import Member, facilitators
from storage.reflections import Reflection
from storage.teams import shared_experiments_of, team_of, teammates_of

UNNAMED = "unnamed"
MOST_CIRCLES = 3
Audiences = Mapping[str, Sequence[Member]]


def audiences(db: Session, author: Member, experiment: Experiment | None) -> Audiences:
    """The levels to choose from, each with the people besides the author whom it names; a level
    with nobody in it is not there. *Public* never is: publishing is a path of its own (B0.3).
    """
    team = team_of(db, experiment.id) if experiment is not None else ()
    circle = [each for each in team if each.id != author.id]
    hosts = [each for each in facilitators(db) if each.id != author.id]
    named: dict[str, Sequence[Member]] = {ONLY_ME: ()}
    if circle:
        named[CIRCLE] = circle
    if hosts:
        named[FACILITATORS] = hosts
    return {**named, GROUP: ()}


def ask_audiences(db: Session, author: Member, carrier: Member | None) -> Audiences:
    """The choices of who sees an ask, each with the people whom it names: everyone; everyone but
    without the name, which `carrier` knows; the people on something together with the author
    (`circle:14`); the facilitators. Whose name is not known yet could not be named.
    """
    hosts = [each for each in facilitators(db) if each.id != author.id]
    named: dict[str, Sequence[Member]] = {GROUP: ()}
    if carrier is not None:
        named[UNNAMED] = [carrier]
    for experiment in shared_experiments_of(db, author.id, limit=MOST_CIRCLES):
        team = team_of(db, experiment.id)
        named[circle_of(experiment.id)] = [each for each in team if each.id != author.id]
    if hosts:
        named[FACILITATORS] = hosts
    return nameable(named)


def nameable(levels: Audiences) -> Audiences:
    """Those whose people all have a name: of others nobody could say who reads."""
    return {level: who for level, who in levels.items() if all(each.name for each in who)}


def readers_of(db: Session, piece: Reflection | CheckIn) -> Audiences:
    """The level at which it is really read, with the people besides its author whom that names."""
    level = piece.visibility
    named: Sequence[Member] = ()
    if level == CIRCLE and piece.experiment_id is not None:
        team = {each.member_id: each for each in teammates_of(db, piece.experiment_id)}
        named = [
            each
            for each in team_of(db, piece.experiment_id)
            if team[each.id].joined_at <= piece.shared_at
        ]
    if level == FACILITATORS:
        named = facilitators(db)
    others = [each for each in named if each.id != piece.author_id]
    is_alone = level in {CIRCLE, FACILITATORS} and not others
    return {ONLY_ME if is_alone else level: others}


def circle_of(experiment_id: int) -> str:
    """The choice of its people."""
    return f"{CIRCLE}:{experiment_id}"


def starting_level(offered: Collection[str], *, safe: str, last: str | None) -> str:
    """Where a form starts: never wider than `safe`. A narrower last choice is remembered, a wider
    one is not (mockups, habit 5).
    """
    safe = safe if safe in offered else ONLY_ME
    return last if last and last in offered and _is_within(last, safe) else safe


def level_read(db: Session, author: Member, experiment: Experiment) -> str:
    """Who reads what `author` says about an experiment: everyone, its people, or nobody else."""
    if experiment.visibility in {GROUP, PUBLIC}:
        return GROUP
    companions = [each for each in team_of(db, experiment.id) if each.id != author.id]
    return CIRCLE if experiment.visibility == CIRCLE and companions else ONLY_ME


def _is_within(narrow: str, wide: str) -> bool:
    return narrow in {ONLY_ME, wide} or wide == GROUP
