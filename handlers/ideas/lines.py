"""What other windows and Home say of ideas."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.ideas import takes_ideas, title_of
from bot.news import news_for
from handlers.ideas.sights import day_of
from storage.experiments import Experiment, experiment_by_id
from storage.ideas import idea_about, ideas_for, ideas_of, sessions_about
from storage.people import Member
from storage.workshops import Workshop
from templates.blocks import Block
from templates.ideas import lines as views
from templates.ideas.messages import news_lines
from templates.ideas.views import offer_experiment_button

MOST_IN_HOME, MOST_SESSIONS = 3, 3


def idea_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: whose idea it is about, and the way to offer one."""
    mine = [each for each in ideas_for(db, workshop.id) if each.member_id == member.id]
    return views.session_lines(
        workshop,
        _subject(db, member, workshop),
        mine if workshop.presenter_id is None else [],
        takes_ideas=takes_ideas(db, workshop, now=now),
        facilitates=member.facilitator and workshop.state in ("draft", "open"),
    )


def experiment_lines(
    db: Session, member: Member, experiment: Experiment, now: datetime
) -> list[Block]:
    """In an experiment's window: the sessions about it; for who may know, that it is offered."""
    found = reversed(sessions_about(db, experiment.id, limit=MOST_SESSIONS))
    sessions = [(each, day_of(db, each, member.time_zone, now)) for each in found]
    idea = idea_about(db, experiment.id)
    title = title_of(db, idea.workshop_id) if idea is not None else ""
    return views.experiment_lines(sessions, idea, title)


def experiment_ways(db: Session, experiment: Experiment) -> list[Block]:
    """For its people: to offer it, unless somebody did."""
    if experiment.state == "closed" or idea_about(db, experiment.id) is not None:
        return []
    return [offer_experiment_button(experiment.id)]


def waiting_ideas(db: Session, member: Member) -> list[Block]:
    """What waits in a facilitator's Home."""
    news = news_for(db, member) if member.facilitator else None
    return news_lines(news.freed, offered=news.offered) if news else []


def my_ideas(db: Session, member: Member) -> list[Block]:
    """A member's own, in Home."""
    return views.home_lines(ideas_of(db, member.id, limit=MOST_IN_HOME))


def _subject(db: Session, member: Member, workshop: Workshop) -> str:
    """For whoever brings it; others read under the session's name whose idea it is about."""
    if workshop.presenter_id != member.id:
        return ""
    about = workshop.experiment_id
    own = experiment_by_id(db, about) if about is not None else None
    return views.subject(member.name, own, is_own=True)
