"""How often an experiment's people are asked how it goes. While it is worked on, and they want to
be asked, exactly one turn is ahead of it. Asking, and what comes of it, is turns'.

Whoever changes an experiment's turns holds its row meanwhile: of two who do at the same instant,
the second sees what the first did.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import CHECK_IN, refresh
from bot.hours import A_DAY, Week, local_day, week_of
from storage.experiments import Experiment
from storage.teams import lead_of
from storage.turns import COMING, SETTLED, Turn, asked_turn, newest_turn, turn_ahead

WEEKLY, FORTNIGHTLY, MONTHLY, WHEN_I_CHOOSE = "weekly", "fortnightly", "monthly", "when_i_choose"
# A month is four weeks: who is asked on a Monday is asked on Mondays.
DAYS = {WEEKLY: 7, FORTNIGHTLY: 14, MONTHLY: 28}
RHYTHMS = (*DAYS, WHEN_I_CHOOSE)
_ACTIVE = "active"


def rhythm_of(experiment: Experiment) -> str:
    """Every two weeks, until somebody chooses (domain (g))."""
    return experiment.rhythm or FORTNIGHTLY


def is_asked_about(experiment: Experiment) -> bool:
    """False while it rests or has ended, and where its people said not to ask."""
    return experiment.state == _ACTIVE and rhythm_of(experiment) in DAYS


def turn_follows(db: Session, experiment: Experiment, *, now: datetime) -> None:
    """Something about it changed: what its people are asked, and who is, follows."""
    ahead, asked = turn_ahead(db, experiment.id), asked_turn(db, experiment.id)
    is_asked = is_asked_about(experiment)
    if ahead is None and is_asked:
        plan_turn(db, experiment, now=now)
    elif ahead is not None and is_asked:
        ahead.member_id = experiment.lead_id
    elif ahead is not None:
        db.delete(ahead)
    if asked is not None:
        if not is_asked or asked.member_id != experiment.lead_id:
            asked.state = SETTLED
        refresh(db, CHECK_IN, asked.id, now=now)
    db.flush()


def readers_follow(db: Session, experiment: Experiment, *, now: datetime) -> None:
    """Others are on it by now: what was noted says who can see it."""
    last = newest_turn(db, experiment.id)
    if last is not None and last.check_in_id is not None:
        refresh(db, CHECK_IN, last.id, now=now)


def rhythm_follows(db: Session, experiment: Experiment, *, now: datetime) -> None:
    """Its people chose how often: it is counted from when they were asked, or told, last. Who has
    just chosen has a day at least.
    """
    db.flush()
    turn_follows(db, experiment, now=now)
    ahead = turn_ahead(db, experiment.id)
    if ahead is not None:
        ahead.state, ahead.lapses = COMING, 0
        ahead.due_at = max(next_due(db, experiment, ahead.since), now + A_DAY)
        db.flush()


def plan_turn(db: Session, experiment: Experiment, *, lapses: int = 0, now: datetime) -> None:
    """The next one, a whole rhythm from now."""
    turn = Turn(
        experiment_id=experiment.id,
        member_id=experiment.lead_id,
        state=COMING,
        due_at=next_due(db, experiment, now),
        lapses=lapses,
        since=now,
        let_go=False,
    )
    db.add(turn)
    db.flush()


def next_due(db: Session, experiment: Experiment, since: datetime) -> datetime:
    """One rhythm later, when whom to talk to begins to work."""
    return days_later(since, DAYS[rhythm_of(experiment)], week_of(lead_of(db, experiment)))


def due_after(
    db: Session, experiment: Experiment, said_at: datetime, *, asked_at: datetime | None
) -> datetime:
    """When they are asked next, who said how it goes: one rhythm later; if they were asked, one
    rhythm after that, but never soon after they told. Counted from the answer alone, whoever takes
    five days for it every week would be asked every other week.
    """
    if asked_at is None:
        return next_due(db, experiment, said_at)
    week, days = week_of(lead_of(db, experiment)), DAYS[rhythm_of(experiment)]
    return max(days_later(asked_at, days, week), days_later(said_at, (days + 1) // 2, week))


def days_later(moment: datetime, days: int, week: Week) -> datetime:
    """So many days later, when they begin to work, whatever the clocks do meanwhile. Not at the
    same hour: whoever answers would be asked later each time, and what they answered one after the
    other would come one by one, and no more in one message.
    """
    return week.opens(local_day(moment, week.zone) + days * A_DAY)
