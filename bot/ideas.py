"""Ideas for sessions: offered by members, read by the facilitators, who talk with them first. Which
one a session is about is presenters' to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import (
    leave_as_it_is,
    refresh,
    show,
    show_homes,
)
from bot.errors import Refusal
from bot.hours import at_work, week_of
from bot.news import news_follow, tell_of_news
from bot.rights import must_facilitate
from bot.workshops import DRAFT, OPEN, announcement_follows, readable, times_to_come
from storage.experiments import Experiment
from storage.ideas import (
    Idea,
    idea_by_id,
    idea_by_origin,
    locked_idea,
)
from storage.people import Member, facilitators, members_by_ids
from storage.teams import experiments_of, is_teammate, team_of
from storage.workshops import Workshop, locked_workshop, workshop_by_id

OFFERED, TALKING, CHOSEN, LATER, WITHDRAWN = (
    "offered", "talking", "chosen", "later", "withdrawn",
)  # fmt: skip
# What is said of one: where two talk, and what became of it.
TALK, TOLD, ANOTHER_TIME = "ideas.talk", "ideas.told", "ideas.another_time"
# Sessions of these kinds are about nobody's idea; of all others they may be.
_ABOUT_NOBODY = frozenset({"trios", "launch", "open_hour", "review"})
MOST_EXPERIMENTS = 20


@dataclass(frozen=True)
class Offer:
    """What somebody offers: `people` is who is in it with them, in their words."""

    words: str
    people: str
    experiment_id: int | None = None


def takes_ideas(db: Session, workshop: Workshop, *, now: datetime) -> bool:
    """True while somebody's idea may still become what it is about."""
    fits = workshop.kind not in _ABOUT_NOBODY and workshop.state in (DRAFT, OPEN)
    return fits and workshop.presenter_id is None and bool(times_to_come(db, workshop, now=now))


def could_be(db: Session, by: Member) -> Sequence[Experiment]:
    """The experiments that their idea may be: those they are on that have not ended."""
    mine = experiments_of(db, by.id, limit=MOST_EXPERIMENTS)
    return [each for each in mine if each.state != "closed"]


def hosts_for(db: Session, by: Member) -> Sequence[Member]:
    """The facilitators who read what `by` offers."""
    return [each for each in facilitators(db) if each.id != by.id]


def offer(
    db: Session,
    by: Member,
    said: Offer,
    *,
    workshop_id: int | None = None,
    origin: str | None,
    now: datetime,
) -> Idea:
    """Offer an idea, for a session or for any. The same window saved twice is one. Raises Refusal
    for an experiment that `by` is not on.
    """
    saved = idea_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    _must_be_theirs(db, by, said.experiment_id)
    idea = Idea(
        workshop_id=readable(db, workshop_id).id if workshop_id is not None else None,
        member_id=by.id,
        words=said.words,
        people=said.people,
        experiment_id=said.experiment_id,
        state=OFFERED,
        created_at=now,
        updated_at=now,
        origin=origin,
    )
    db.add(idea)
    db.flush()
    for each in hosts_for(db, by):
        tell_of_news(db, each, now=now)
    homes_follow(db, idea, now=now)
    return idea


def change(db: Session, by: Member, idea_id: int, said: Offer, *, now: datetime) -> Idea:
    """Say it otherwise. Raises Refusal for anybody else's, and as `offer`."""
    idea, workshop = own(db, by, idea_id)
    if said.experiment_id != idea.experiment_id:
        _must_be_theirs(db, by, said.experiment_id)
    idea.words, idea.people, idea.updated_at = said.words, said.people, now
    _is(db, idea, workshop, said.experiment_id, now=now)
    for kind in (TALK, ANOTHER_TIME, TOLD):
        refresh(db, kind, idea.id, now=now)
    return idea


def keep(db: Session, by: Member, idea_id: int, *, now: datetime) -> Idea:
    """It was not this time: it goes on being offered. Raises Refusal for anybody else's."""
    idea, _ = own(db, by, idea_id)
    if idea.state == LATER:
        idea.state = OFFERED if idea.talking_id is None else TALKING
        idea.updated_at = now
        db.flush()
        refresh(db, ANOTHER_TIME, idea.id, now=now)
        homes_follow(db, idea, now=now)
    return idea


def talk(db: Session, by: Member, idea_id: int, *, now: datetime) -> tuple[Idea, datetime]:
    """A facilitator would like to talk about it: the two meet in a conversation of theirs when
    whoever offered it is at work. Returns when. Raises Refusal for others, for one's own, and where
    somebody else talks with them.
    """
    must_facilitate(by)
    idea, _ = locked(db, idea_id)
    if idea.member_id == by.id:
        raise Refusal("ideas.yours")
    at = at_work(now, week_of(members_by_ids(db, [idea.member_id])[idea.member_id]))
    if idea.talking_id == by.id:
        return idea, at
    if idea.talking_id is not None:
        who = members_by_ids(db, [idea.talking_id])[idea.talking_id]
        raise Refusal("ideas.talks_already", who=who.name)
    idea.talking_id, idea.updated_at = by.id, now
    if idea.state in (OFFERED, LATER):
        idea.state = TALKING
    db.flush()
    show(db, TALK, idea.id, now=now, at=at, member_id=idea.member_id, with_id=by.id)
    refresh(db, ANOTHER_TIME, idea.id, now=now)
    news_follow(db, now=now)
    homes_follow(db, idea, now=now)
    return idea, at


def becoming(db: Session, by: Member, idea_id: int) -> tuple[Idea, Workshop | None] | None:
    """Before an idea is put down as an experiment: it and its session, which nobody else changes
    meanwhile. None where it is nobody's to become one (any more).
    """
    idea = idea_by_id(db, idea_id)
    if idea is None or idea.member_id != by.id or idea.state == WITHDRAWN:
        return None
    idea, workshop = own(db, by, idea_id)
    return None if idea.experiment_id is not None else (idea, workshop)


def became(
    db: Session,
    idea: Idea,
    workshop: Workshop | None,
    experiment: Experiment,
    *,
    now: datetime,
) -> None:
    """From now on the idea is that experiment, and so is what its session is about."""
    _is(db, idea, workshop, experiment.id, now=now)
    refresh(db, TOLD, idea.id, now=now)


def locked(db: Session, idea_id: int) -> tuple[Idea, Workshop | None]:
    """An idea and the session that it was chosen for, which nobody else changes meanwhile. Raises
    Refusal for what the reader may not read (any more).
    """
    known = idea_by_id(db, idea_id)
    if known is None:
        raise Refusal("ideas.gone")
    before = known.chosen_for_id
    workshop = locked_workshop(db, before) if before is not None else None
    idea = locked_idea(db, idea_id)
    if idea is None:
        raise Refusal("ideas.gone")
    if idea.chosen_for_id != before:  # in between; the session's row is locked first, by everyone
        raise Refusal("ideas.just_now")
    return idea, workshop


def own(db: Session, by: Member, idea_id: int) -> tuple[Idea, Workshop | None]:
    """As `locked`, one's own that is not taken back."""
    idea, workshop = locked(db, idea_id)
    if idea.member_id != by.id:
        raise Refusal("ideas.not_yours")
    if idea.state == WITHDRAWN:
        raise Refusal("ideas.gone")
    return idea, workshop


def say_anew(db: Session, kind: str, idea: Idea, *, now: datetime) -> None:
    """To whoever offered it, in their working hours, in a message of its own: an edit rings
    nobody.
    """
    leave_as_it_is(db, kind, idea.id)
    member = members_by_ids(db, [idea.member_id])[idea.member_id]
    at = at_work(now, week_of(member))
    show(db, kind, idea.id, now=now, at=at, member_id=member.id)


def _must_be_theirs(db: Session, by: Member, experiment_id: int | None) -> None:
    if experiment_id is not None and not is_teammate(db, experiment_id, by.id):
        raise Refusal("ideas.not_on_it", field="experiment")


def _is(
    db: Session,
    idea: Idea,
    workshop: Workshop | None,
    experiment_id: int | None,
    *,
    now: datetime,
) -> None:
    """It is that experiment, and so is what the session that it was chosen for is about."""
    idea.experiment_id = experiment_id
    db.flush()
    stands = idea.state == CHOSEN and workshop is not None and workshop.state in (DRAFT, OPEN)
    if stands and workshop is not None and workshop.experiment_id != experiment_id:
        workshop.experiment_id = experiment_id
        db.flush()
        announcement_follows(db, workshop, now=now)


def homes_follow(db: Session, idea: Idea, *, now: datetime) -> None:
    people = list(facilitators(db))
    if idea.experiment_id is not None:
        people += team_of(db, idea.experiment_id)
    people += members_by_ids(db, [idea.member_id]).values()
    show_homes(db, people, now=now)


def title_of(db: Session, workshop_id: int | None) -> str:
    """Of a session, where the reader may know of it; "" else."""
    workshop = workshop_by_id(db, workshop_id) if workshop_id is not None else None
    return workshop.title if workshop is not None else ""
