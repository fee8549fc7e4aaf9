"""Turns: whoever is to be talked to about an experiment is asked how it goes, when it is due. One
word is an answer, and so is none.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import CHECK_IN, occasion, refresh, show
from bot.hours import A_DAY, AN_HOUR, week_of
from bot.peace import may_be_asked
from bot.rhythms import MONTHLY, due_after, is_asked_about, next_due, plan_turn, rhythm_of
from bot.visibility import ONLY_ME, eyes_of, person
from storage.checkins import CheckIn, check_in_by_id, newest_check_in_of
from storage.deliveries import delivery_by_occasion
from storage.experiments import Experiment
from storage.people import Member, members_by_ids
from storage.teams import held_experiment, team_of
from storage.turns import (
    ANSWERED,
    ASKED,
    COMING,
    LAPSED,
    RESTING,
    SETTLED,
    SLOWED,
    Due,
    Turn,
    asked_turn,
    newest_turn,
    turn_ahead,
    turn_by_id,
    turns_answered_by,
    turns_due,
    turns_to_look_at,
)

AT_ONCE = 50
LAPSES_AFTER = timedelta(days=7)
MOST_LAPSES = 3  # one after the other: from then on once a month
RESTS = "resting"  # the word that pauses


def is_due(db: Session, *, now: datetime) -> bool:
    """False while there is nothing to do: the clock asks every few seconds."""
    return bool(turns_due(db, now=now, limit=1) or turns_to_look_at(db, now=now, limit=1))


def ask_due(db: Session, *, now: datetime) -> None:
    """For the clock: who is due is asked, and what was left alone needs no answer any more. Each is
    done with the eyes of whom to talk to. In one order, or two who do it wait for each other.
    """
    asked = turns_to_look_at(db, now=now, limit=AT_ONCE)
    due = [*asked, *turns_due(db, now=now, limit=AT_ONCE)]
    leads = members_by_ids(db, [each.member_id for each in due])
    for each in sorted(due, key=lambda it: (it.experiment_id, it.id)):
        with eyes_of(db, person(leads[each.member_id])):
            _take(db, each, leads[each.member_id], now)


def answered(db: Session, check_in: CheckIn, *, now: datetime) -> None:
    """Somebody said how it goes, or changed what they said: whoever was asked need not, and the
    next turn follows. Said for themselves alone it changes nothing for others.
    """
    experiment = held_experiment(db, check_in.experiment_id)
    if experiment is None:
        return
    turn = newest_turn(db, experiment.id)
    if turn is not None and _answers(db, check_in, turn):
        turn.state, turn.check_in_id, turn.let_go = ANSWERED, check_in.id, False
    ahead = turn_ahead(db, experiment.id)
    if ahead is not None and check_in.created_at >= ahead.since and _counts(experiment, check_in):
        _count_from(db, experiment, ahead, check_in)
    message_follows(db, check_in, now=now)


def taken_back(db: Session, check_in: CheckIn, *, now: datetime) -> None:
    """It is as if nobody had said so: what it answered is asked again, where it was the last."""
    experiment = held_experiment(db, check_in.experiment_id)
    last = newest_turn(db, check_in.experiment_id)
    for turn in turns_answered_by(db, check_in.id):
        turn.state = ASKED if turn is last and _asks(experiment, turn) else LAPSED
        turn.looked_at = max(turn.looked_at or now, now + A_DAY)
        turn.check_in_id, turn.let_go = None, False
        refresh(db, CHECK_IN, turn.id, now=now)
    ahead = turn_ahead(db, check_in.experiment_id)
    if experiment is not None and ahead is not None and ahead.since <= check_in.created_at:
        _count_anew(db, experiment, ahead, last, besides=check_in.id)
    db.flush()


def message_follows(db: Session, check_in: CheckIn, *, now: datetime) -> None:
    """What stands where it was asked says how it is now; and what is asked, who would read it: that
    begins with whom its author chose last.
    """
    db.flush()
    for turn in turns_answered_by(db, check_in.id):
        refresh(db, CHECK_IN, turn.id, now=now)
    asked = asked_turn(db, check_in.experiment_id)
    if asked is not None and asked.member_id == check_in.author_id:
        refresh(db, CHECK_IN, asked.id, now=now)


def _take(db: Session, due: Due, lead: Member, now: datetime) -> None:
    """Somebody may have done something with it since it was found."""
    experiment = held_experiment(db, due.experiment_id)
    turn = turn_by_id(db, due.id)
    if turn is None or turn.member_id != lead.id:
        return
    if experiment is None:  # it would be looked at for ever
        turn.state = SETTLED
    elif turn.state == ASKED and turn.looked_at is not None and turn.looked_at <= now:
        _look(db, experiment, turn, now)
    elif turn.state == COMING and turn.due_at <= now:
        _ask(db, experiment, turn, lead, now)
    db.flush()


def _ask(db: Session, experiment: Experiment, turn: Turn, lead: Member, now: datetime) -> None:
    later = _not_before(db, experiment, lead, now)
    if later is not None:
        turn.due_at = later
        return
    turn.state, turn.due_at, turn.looked_at = ASKED, now, now + LAPSES_AFTER
    db.flush()
    plan_turn(db, experiment, lapses=turn.lapses, now=now)
    show(db, CHECK_IN, turn.id, member_id=lead.id, now=now)


def _not_before(
    db: Session, experiment: Experiment, lead: Member, now: datetime
) -> datetime | None:
    """Until when this one waits; None: not at all. At which hour they hear it is their peace's."""
    asked = asked_turn(db, experiment.id)
    if asked is not None:  # two about one are never open
        return max(asked.looked_at or now, now + AN_HOUR)
    if lead.paused_at is not None or not may_be_asked(lead, "check_ins"):
        return next_due(db, experiment, now)
    if lead.away_until is None:
        return None
    back = week_of(lead).opens(lead.away_until)
    return back if back > now else None


def _look(db: Session, experiment: Experiment, turn: Turn, now: datetime) -> None:
    """Seven days are counted from when it really went out."""
    delivery = delivery_by_occasion(db, occasion(CHECK_IN, turn.id))
    said_at = delivery.put_up_at if delivery is not None else None
    if said_at is not None and said_at + LAPSES_AFTER <= now:
        _lapse(db, experiment, turn, now)
    elif said_at is not None:
        turn.looked_at = said_at + LAPSES_AFTER
    elif delivery is None or (delivery.shown >= delivery.wanted and delivery.rides_on is None):
        turn.state = SETTLED  # it was let go unsaid
    else:
        turn.looked_at = max(delivery.due_at, now) + A_DAY


def _lapse(db: Session, experiment: Experiment, turn: Turn, now: datetime) -> None:
    lapses = turn.lapses + 1
    slows = lapses >= MOST_LAPSES and rhythm_of(experiment) != MONTHLY
    turn.state = SLOWED if slows else LAPSED
    ahead = turn_ahead(db, experiment.id)
    if ahead is not None:
        ahead.lapses = lapses
    if slows:
        experiment.rhythm = MONTHLY
        if ahead is not None:
            ahead.due_at = next_due(db, experiment, ahead.since)
    db.flush()
    refresh(db, CHECK_IN, turn.id, now=now)


def _asks(experiment: Experiment | None, turn: Turn) -> bool:
    """True where it would be asked today."""
    is_asked = experiment is not None and is_asked_about(experiment)
    return is_asked and experiment is not None and turn.member_id == experiment.lead_id


def _answers(db: Session, check_in: CheckIn, turn: Turn) -> bool:
    """True where it is the first answer, or the first of their own, to what was asked before."""
    if check_in.created_at < turn.due_at or turn.check_in_id == check_in.id:
        return False
    if check_in.author_id != turn.member_id:
        return turn.state == ASKED and check_in.visibility != ONLY_ME
    before = check_in_by_id(db, turn.check_in_id) if turn.check_in_id is not None else None
    return before is None or before.author_id != check_in.author_id


def _counts(experiment: Experiment, check_in: CheckIn) -> bool:
    """What somebody said for themselves alone spares nobody else the question."""
    return check_in.visibility != ONLY_ME or check_in.author_id == experiment.lead_id


def _count_from(db: Session, experiment: Experiment, ahead: Turn, check_in: CheckIn) -> None:
    ahead.state = RESTING if check_in.feel == RESTS else COMING
    ahead.since, ahead.lapses = check_in.created_at, 0
    asked = [each.due_at for each in turns_answered_by(db, check_in.id)]
    ahead.due_at = due_after(db, experiment, ahead.since, asked_at=max(asked, default=None))


def _count_anew(
    db: Session, experiment: Experiment, ahead: Turn, last: Turn | None, *, besides: int
) -> None:
    """From what its people said before that, or from when they were asked."""
    said = _last_said(db, experiment, besides=besides)
    if said is not None and (last is None or said.created_at >= last.due_at):
        _count_from(db, experiment, ahead, said)
        return
    ahead.state = COMING
    if last is not None:
        ahead.since, ahead.lapses = last.due_at, last.lapses
    ahead.due_at = next_due(db, experiment, ahead.since)


def _last_said(db: Session, experiment: Experiment, *, besides: int) -> CheckIn | None:
    """What counts, whoever may read it: each one's own is found with their own eyes."""
    found = []
    for each in team_of(db, experiment.id):
        with eyes_of(db, person(each)):
            said = newest_check_in_of(db, each.id, experiment_id=experiment.id, but=besides)
        if said is not None and _counts(experiment, said):
            found.append(said)
    return max(found, key=lambda it: it.created_at, default=None)
