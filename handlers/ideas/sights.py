"""Ideas as their readers see them: put together from rows, with the reader's eyes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ideas import hosts_for, title_of
from bot.visibility import Room, eyes_of
from storage.experiments import Experiment, experiment_by_id, experiments_by_ids
from storage.ideas import Idea
from storage.people import Member, members_by_ids
from storage.workshops import Slot, Workshop, slots_of, workshops_by_ids
from templates.dates import day
from templates.ideas.choices import Offered
from templates.ideas.lines import subject
from templates.ideas.offers import Mine


def mine(db: Session, member: Member, idea: Idea) -> Mine:
    about = idea.experiment_id
    talking = idea.talking_id
    return Mine(
        idea=idea,
        hosts=[each.name for each in hosts_for(db, member) if each.name],
        talker=members_by_ids(db, [talking])[talking].name if talking is not None else "",
        title=title_of(db, idea.chosen_for_id) if idea.state == "chosen" else "",
        experiment=experiment_by_id(db, about) if about is not None else None,
    )


def offered(db: Session, reader: Member, ideas: Sequence[Idea], now: datetime) -> list[Offered]:
    """As a facilitator, or somebody on the experiment, sees them."""
    ids = [each for idea in ideas for each in (idea.member_id, idea.talking_id) if each]
    people = members_by_ids(db, ids)
    sessions = workshops_by_ids(db, {each.workshop_id for each in ideas if each.workshop_id})
    about = experiments_by_ids(db, [each.experiment_id for each in ideas if each.experiment_id])
    return [
        Offered(
            idea=each,
            who=people[each.member_id],
            day=day(each.created_at, reader.time_zone, now=now),
            title=sessions[each.workshop_id].title if each.workshop_id in sessions else "",
            experiment=about.get(each.experiment_id or 0),
            talker=people[each.talking_id] if each.talking_id else None,
        )
        for each in ideas
    ]


def said_to_everyone(db: Session, who: Member, experiment_id: int | None) -> str:
    """Whose idea a session is about, as the announcement says it."""
    return subject(who.name, for_everyone(db, experiment_id))


def for_everyone(db: Session, experiment_id: int | None) -> Experiment | None:
    """The experiment, if the whole group may read it."""
    if experiment_id is None:
        return None
    with eyes_of(db, Room()):
        return experiment_by_id(db, experiment_id)


def day_of(db: Session, workshop: Workshop, zone: str, now: datetime) -> str:
    """The day of its first time that is still so; "" where there is none."""
    stands: list[Slot] = [each for each in slots_of(db, workshop.id) if each.state != "cancelled"]
    first = min((each.starts_at for each in stands), default=None)
    return day(first, zone, now=now) if first is not None else ""
