"""What somebody taps where they are asked how it goes: a word, or how to go on asking."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot import teams
from bot.checkins import Said, first_level, offered, say
from bot.cycles import CLOSED
from bot.deliveries import CHECK_IN, refresh
from bot.errors import Refusal
from bot.hours import week_of
from bot.rhythms import DAYS, WEEKLY, days_later
from bot.visibility import ONLY_ME
from storage.checkins import CheckIn, check_in_by_id
from storage.experiments import Experiment
from storage.people import Member
from storage.teams import held_experiment, is_teammate
from storage.turns import (
    ANSWERED,
    ASKED,
    COMING,
    PUT_OFF,
    SETTLED,
    Turn,
    turn_ahead,
    turn_by_id,
)

_AHEAD = {COMING, "resting"}


def tap(
    db: Session,
    by: Member,
    turn_id: int,
    feel: str,
    *,
    named: Collection[int] = (),
    origin: str,
    now: datetime,
) -> CheckIn:
    """One word, read by the people on it: those whom the message `named`. Where somebody else would
    read it by now, it is their own alone. Tapped twice it is said once.

    Raises Refusal when they have said something else, for anyone else's question, for who is not
    on it any more, and for what has ended.
    """
    turn, experiment = _held(db, by, turn_id)
    said = check_in_by_id(db, turn.check_in_id) if turn.check_in_id is not None else None
    if said is None or said.author_id != by.id:
        level = _as_told(db, by, experiment, named)
        return say(db, by, experiment.id, Said(feel, visibility=level), origin=origin, now=now)
    if said.feel != feel:
        raise Refusal("checkins.said_already", feel=said.feel)
    return said


def want_nothing(db: Session, by: Member, turn_id: int, *, now: datetime) -> None:
    """*No, thank you*: whether anything would help is asked no more."""
    turn = _own(db, by, turn_id)
    turn.let_go = True
    db.flush()
    refresh(db, CHECK_IN, turn.id, now=now)


def put_off(db: Session, by: Member, turn_id: int, *, now: datetime) -> None:
    """*Ask me next week*. Raises Refusal as `tap`, and for what is not asked any more."""
    turn, experiment = _held(db, by, turn_id)
    if turn.state == PUT_OFF:
        return
    if turn.state != ASKED:
        raise Refusal("checkins.not_open")
    turn.state = PUT_OFF
    ahead = turn_ahead(db, experiment.id)
    if ahead is not None:
        ahead.state, ahead.lapses = COMING, 0
        ahead.due_at = days_later(now, DAYS[WEEKLY], week_of(by))
    db.flush()
    refresh(db, CHECK_IN, turn.id, now=now)


def choose_rhythm(
    db: Session, by: Member, turn_id: int, rhythm: str, *, now: datetime
) -> Experiment:
    """How often from now on, or not at all. Raises Refusal as `tap`."""
    turn, experiment = _held(db, by, turn_id)
    if turn.state != ANSWERED:
        turn.state = SETTLED
    teams.choose_rhythm(db, by, experiment.id, rhythm, now=now)
    refresh(db, CHECK_IN, turn.id, now=now)
    return experiment


def _as_told(db: Session, by: Member, experiment: Experiment, named: Collection[int]) -> str:
    """Messages follow what is true, but a tap may come first, or Slack keep the new one back."""
    level = first_level(db, by, experiment)
    readers = offered(db, by, experiment)[level]
    return level if {each.id for each in readers} <= {*named} else ONLY_ME


def _held(db: Session, by: Member, turn_id: int) -> tuple[Turn, Experiment]:
    """The turn as it is once nobody else is at it, and what it is about."""
    turn = _own(db, by, turn_id)
    experiment = held_experiment(db, turn.experiment_id)
    turn = _own(db, by, turn_id)
    if experiment is None or not is_teammate(db, experiment.id, by.id):
        raise Refusal("checkins.others_say", ref=f"E-{turn.experiment_id}")
    if experiment.state == CLOSED:
        raise Refusal("checkins.is_over", ref=experiment.ref)
    return turn, experiment


def _own(db: Session, by: Member, turn_id: int) -> Turn:
    turn = turn_by_id(db, turn_id)
    if turn is None or turn.member_id != by.id or turn.state in _AHEAD:
        raise Refusal("checkins.not_asked")
    return turn
