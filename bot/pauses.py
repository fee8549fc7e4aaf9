"""Resting and ending: chosen by its people, and never the last word (domain (c))."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.cards import changed
from bot.cycles import CLOSED, RESTING, WAKE, record, tell, wake
from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.hours import at_hour, local_day
from bot.teams import for_team, let_go
from storage.cycles import StageMove, move_by_origin, newest_rest
from storage.experiments import Experiment
from storage.people import Member
from storage.proposals import open_proposals_about
from storage.teams import lead_of, lock_team

REASONS = (
    "embedded",
    "learned_enough",
    "not_helping",
    "someone_at_risk",
    "conditions_changed",
    "merged",
    "handed_on",
    "left_open",
)
WAKE_HOUR = 9


def rest(
    db: Session,
    by: Member,
    experiment_id: int,
    until: date | None,
    words: str = "",
    *,
    alone: bool = False,
    origin: str | None,
    now: datetime,
) -> StageMove:
    """Let it rest: until a day, when the one to talk to is asked; or until somebody wakes it.

    Raises Refusal for anyone not on its team, for a day that is over, and for what has ended.
    """
    lock_team(db, experiment_id)  # the clock may be asking about it at this instant
    experiment = for_team(db, by, experiment_id)
    saved = move_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    if experiment.state == CLOSED:
        raise Refusal("cycles.has_ended", ref=experiment.ref)
    if until is not None and until <= local_day(now, by.time_zone):
        raise Refusal("cycles.day_is_over", field="wake_on")
    before = newest_rest(db, experiment.id) if experiment.state == RESTING else None
    experiment.state = RESTING
    experiment.wake_on = until
    moved = record(db, experiment, by, "rested", words=words, alone=alone, origin=origin, now=now)
    moved.until = until
    changed(db, experiment, now=now)
    tell(db, experiment, moved, now=now)
    plan_wake_up(db, experiment, moved, now=now)
    if before is not None:  # it had another day
        refresh(db, WAKE, before.id, now=now)
    return moved


def let_rest(db: Session, by: Member, experiment_id: int, *, now: datetime) -> Experiment:
    """Asked on the day, somebody on it would rather let it rest: until somebody wakes it.

    Raises Refusal for anyone not on its team, and when it rests no more.
    """
    experiment = for_team(db, by, experiment_id)
    rested = newest_rest(db, experiment.id)
    if experiment.state != RESTING or rested is None:
        raise Refusal("cycles.rests_no_more", ref=experiment.ref)
    experiment.wake_on = None
    changed(db, experiment, now=now)
    refresh(db, WAKE, rested.id, now=now)
    return experiment


def end(
    db: Session,
    by: Member,
    experiment_id: int,
    reason: str,
    words: str = "",
    *,
    alone: bool = False,
    origin: str | None,
    now: datetime,
) -> StageMove:
    """It ends, for one of eight reasons that are equals.

    Raises Refusal for anyone not on its team, and for what has ended already.
    """
    experiment = for_team(db, by, experiment_id)
    saved = move_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    if reason not in REASONS:
        raise Refusal("experiments.unknown_choice", field="reason")
    if experiment.state == CLOSED:
        raise Refusal("cycles.has_ended", ref=experiment.ref)
    wake(db, experiment, by, now=now, is_passing=False)
    experiment.state = CLOSED
    experiment.closed_reason = reason
    moved = record(db, experiment, by, "closed", words=words, alone=alone, origin=origin, now=now)
    moved.reason = reason
    for each in open_proposals_about(db, experiment.id):
        let_go(db, each, now=now)
    changed(db, experiment, now=now)
    tell(db, experiment, moved, now=now)
    return moved


def plan_wake_up(db: Session, experiment: Experiment, move: StageMove, *, now: datetime) -> None:
    """Ask the one to talk to on the day until which it rests. `move` is the rest, or the handing
    over to somebody else since: each is asked about once.
    """
    if experiment.state != RESTING or experiment.wake_on is None:
        return
    lead = lead_of(db, experiment)
    at = max(at_hour(experiment.wake_on, WAKE_HOUR, lead.time_zone), now)
    show(db, WAKE, move.id, member_id=lead.id, at=at, now=now)
