"""What is told of ideas, composed when it is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import Claimed
from bot.ideas import ANOTHER_TIME, CHOSEN, LATER, TALK, TOLD, WITHDRAWN, title_of
from bot.news import NEWS, news_for
from bot.signups import COMES
from handlers import Composers
from handlers.ideas.sights import day_of
from storage.ideas import idea_by_id
from storage.people import members_by_ids
from storage.signups import signup_of
from storage.stories import story_of
from storage.workshops import workshop_by_id
from templates.blocks import Message
from templates.ideas import messages as views


def _news(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To one facilitator: while there is something to do."""
    del now
    host = members_by_ids(db, [taken.subject_id])[taken.subject_id]
    news = news_for(db, host)
    if not host.facilitator or not news:
        return None
    return views.news(news.freed, offered=news.offered)


def _talk(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Where the two meet; read with the eyes of whoever offered it."""
    del now
    idea = idea_by_id(db, taken.subject_id)
    if idea is None or taken.with_id is None:
        return None
    people = members_by_ids(db, [idea.member_id, taken.with_id])
    host, who = people[taken.with_id], people[idea.member_id]
    if idea.state == WITHDRAWN:
        return views.talk_is_over(host, who) if taken.ts else None
    title = title_of(db, idea.chosen_for_id)
    return views.talk(idea, host, who, title=title)


def _told(db: Session, taken: Claimed, now: datetime) -> Message | None:
    idea = idea_by_id(db, taken.subject_id)
    if idea is None:
        return None
    chosen_for = idea.chosen_for_id
    workshop = workshop_by_id(db, chosen_for) if chosen_for is not None else None
    if idea.state != CHOSEN or workshop is None:
        return views.told_over(idea) if taken.ts else None
    member = members_by_ids(db, [idea.member_id])[idea.member_id]
    signup = signup_of(db, workshop.id, member.id)
    return views.told(
        idea,
        workshop,
        day_of(db, workshop, member.time_zone, now),
        has_place=signup is not None and signup.state == COMES,
        with_story=story_of(db, workshop.id, member.id) is None,
    )


def _another_time(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """The sentence while it is so, then what was answered."""
    del now
    idea = idea_by_id(db, taken.subject_id)
    if idea is None:
        return None
    if idea.state != LATER:
        return views.another_time_answered(idea) if taken.ts else None
    talking = idea.talking_id
    host = members_by_ids(db, [talking])[talking].name if talking is not None else ""
    return views.another_time(idea, title_of(db, idea.workshop_id), host)


COMPOSERS: Composers = {NEWS: _news, TALK: _talk, TOLD: _told, ANOTHER_TIME: _another_time}
