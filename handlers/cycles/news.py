"""What somebody did with an experiment while somebody else had a form of it open, and what such a
form remembers to know that.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from handlers.windows import about, origin_of
from storage.cycles import newest_move, remark_at
from storage.experiments import Experiment
from storage.people import Member, members_by_ids
from templates.cycles import views


def remember(db: Session, experiment: Experiment) -> dict[str, Any]:
    """What a form about a move has to know when it comes back: since when it was true."""
    newest = newest_move(db, experiment.id)
    return {"experiment": experiment.id, "at": newest.id if newest else 0}


def news_since(
    db: Session, member: Member, experiment: Experiment, opened: Mapping[str, Any], now: datetime
) -> str:
    """What somebody did with it since the form was opened; "" when nobody did."""
    newest = newest_move(db, experiment.id)
    if newest is None or newest.id == opened["at"]:
        return ""
    who = members_by_ids(db, [newest.moved_by])[newest.moved_by]
    remark = remark_at(db, newest.id)
    called = "" if who.id == member.id else who.name
    words = remark.words if remark else ""
    return views.meanwhile(experiment, newest, called, words, now=now)


def origin_since(view: Mapping[str, Any]) -> str:
    """As `origin_of`; with news, another form in the same window is another."""
    return f"{origin_of(view)}:{about(view)['at']}"
