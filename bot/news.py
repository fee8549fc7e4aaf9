"""What facilitators hear of ideas: one message each for all that is new, while it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import leave_as_it_is, occasion, refresh, show, standing
from bot.hours import MORNING, at_work, local_day, next_workday_hour, week_of
from bot.visibility import Keeper, eyes_of
from storage.deliveries import delivery_by_occasion
from storage.ideas import idea_nobody_talked_about, sessions_without_their_idea
from storage.people import Member, facilitators
from storage.workshops import Workshop

NEWS = "ideas.news"


@dataclass(frozen=True)
class News:
    """What a facilitator has not heard of: that ideas were `offered`, and sessions that were about
    one and are about none by now.
    """

    offered: bool
    freed: Sequence[Workshop]

    def __bool__(self) -> bool:
        return self.offered or bool(self.freed)


def news_for(db: Session, host: Member) -> News:
    """What a facilitator is told of, and sees in Home."""
    with eyes_of(db, Keeper()):
        new = idea_nobody_talked_about(db, besides=host.id)
        return News(new is not None, sessions_without_their_idea(db))


def news_follow(db: Session, *, now: datetime) -> None:
    """What facilitators were told is true, or comes down."""
    for each in facilitators(db):
        refresh(db, NEWS, each.id, now=now)


def tell_of_news(db: Session, host: Member, *, now: datetime) -> None:
    """One message for all that is new, in working hours, and one in a day."""
    coming = standing(db, occasion(NEWS, host.id))
    if coming is not None and coming.ts is None:
        return
    at = at_work(now, week_of(host))
    last = delivery_by_occasion(db, occasion(NEWS, host.id))
    told_at = last.put_up_at if last is not None else None
    if told_at and local_day(told_at, host.time_zone) == local_day(at, host.time_zone):
        at = next_workday_hour(at, MORNING, week_of(host))
    leave_as_it_is(db, NEWS, host.id)
    show(db, NEWS, host.id, now=now, at=at, member_id=host.id)
