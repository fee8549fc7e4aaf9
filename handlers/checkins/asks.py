"""Who is asked how it goes: when it is due, and what the message says then."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import turns as rules
from bot.audiences import audiences
from bot.checkins import first_level, readers_of
from bot.cycles import ACTIVE
from bot.deliveries import CHECK_IN, Claimed
from bot.visibility import Keeper
from handlers import Bot, Composers, Job
from storage.checkins import check_in_by_id, newest_check_in_of
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member, members_by_ids
from storage.reflections import line_of_check_in
from storage.teams import is_teammate
from storage.turns import ANSWERED, ASKED, PUT_OFF, SETTLED, SLOWED, Turn, turn_by_id
from templates.blocks import Message
from templates.checkins import views


def composers(bot: Bot) -> Composers:
    del bot
    return {CHECK_IN: _asked}


def jobs(bot: Bot) -> list[Job]:
    return [Job("checkins.ask", partial(_ask_due, bot))]


def _ask_due(bot: Bot, now: datetime) -> None:
    """A look at each heartbeat; only where there is something does anybody wait for a writer."""
    with bot.read(Keeper()) as db:
        is_due = rules.is_due(db, now=now)
    if is_due:
        with bot.transaction(Keeper()) as db:
            rules.ask_due(db, now=now)


def _asked(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """The question while it is one, to who is on it; then what came of it. What came to something
    before it was said is not said.
    """
    del now
    turn = turn_by_id(db, taken.subject_id)
    experiment = experiment_by_id(db, turn.experiment_id) if turn is not None else None
    if turn is None or experiment is None or not is_teammate(db, experiment.id, turn.member_id):
        return None
    if not taken.ts and turn.state != ASKED:
        return None
    if turn.state == ANSWERED:
        return _answered(db, experiment, turn)
    if experiment.state != ACTIVE:
        return views.pauses(experiment)
    return _open_or_over(db, experiment, turn)


def _open_or_over(db: Session, experiment: Experiment, turn: Turn) -> Message:
    people = members_by_ids(db, [turn.member_id, experiment.lead_id])
    if turn.state == ASKED:
        return _question(db, people[turn.member_id], experiment, turn)
    if turn.state == SLOWED:
        return views.slowed(experiment, turn.id)
    if turn.state == PUT_OFF:
        return views.put_off(experiment)
    if turn.state == SETTLED and experiment.lead_id != turn.member_id:
        return views.somebody_else(experiment, people[experiment.lead_id].name)
    if turn.state == SETTLED and experiment.rhythm:
        return views.rhythm_chosen(experiment, experiment.rhythm)
    return views.no_answer(experiment)


def _question(db: Session, member: Member, experiment: Experiment, turn: Turn) -> Message:
    return views.question(
        experiment,
        turn.id,
        readers=audiences(db, member, experiment),
        level=first_level(db, member, experiment),
        has_said=newest_check_in_of(db, member.id, experiment_id=experiment.id) is not None,
    )


def _answered(db: Session, experiment: Experiment, turn: Turn) -> Message:
    """Their own, or somebody else's as far as they may read it."""
    check_in = check_in_by_id(db, turn.check_in_id) if turn.check_in_id is not None else None
    if check_in is None:
        return views.no_answer(experiment)
    if check_in.author_id != turn.member_id:
        author = members_by_ids(db, [check_in.author_id])[check_in.author_id]
        return views.told(experiment, check_in, author.name)
    readers = readers_of(db, check_in)
    return views.noted(
        experiment,
        check_in,
        turn.id,
        readers=readers,
        has_line=line_of_check_in(db, check_in.id) is not None,
        let_go=turn.let_go,
    )
