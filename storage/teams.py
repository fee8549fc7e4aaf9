"""The people on an experiment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, delete, not_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import (
    Experiment,
    is_answered,
    leads_of,
    newest_shared_experiments,
    page_of,
)
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once


class Teammate(Row):
    """A member who is on an experiment, and reads what its circle is told from `joined_at` on."""

    __tablename__ = "teammates"
    __table_args__ = (Index("ix_teammates_member_id_experiment_id", "member_id", "experiment_id"),)

    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), primary_key=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


def team_of(db: Session, experiment_id: int) -> Sequence[Member]:
    """The people on it, those who joined first coming first. Who is to be talked to is the
    experiment's `lead_id`: who is on a team says nothing of what it does, so no gate asks here.
    """
    return _team_of.scalars(db, experiment_id=experiment_id)


@once
def _team_of(experiment_id: Any) -> Select[Member]:
    team = select(Member).join(Teammate, Teammate.member_id == Member.id)
    team = team.where(Teammate.experiment_id == experiment_id)
    return team.order_by(Teammate.joined_at, Teammate.member_id)


def lead_of(db: Session, experiment: Experiment) -> Member:
    """Whom to talk to."""
    return leads_of(db, [experiment])[experiment.id]


def teammates_of(db: Session, experiment_id: int) -> Sequence[Teammate]:
    return db.scalars(select(Teammate).where(Teammate.experiment_id == experiment_id)).all()


def is_teammate(db: Session, experiment_id: int, member_id: int) -> bool:
    return _is_on.scalar(db, experiment_id=experiment_id, member_id=member_id) is not None


@once
def _is_on(experiment_id: Any, member_id: Any) -> Select[int]:
    return select(Teammate.member_id).where(
        Teammate.experiment_id == experiment_id, Teammate.member_id == member_id
    )


def remove_teammate(db: Session, experiment_id: int, member_id: int) -> None:
    db.execute(
        delete(Teammate).where(
            Teammate.experiment_id == experiment_id, Teammate.member_id == member_id
        )
    )


def experiments_of(
    db: Session, member_id: int, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Experiment]:
    """Those a member is on, newest first; from `before` (an id) on backwards, and only those with
    `word` (folded) in them.
    """
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    mine = select(Experiment).where(Experiment.id.in_(on))
    return db.scalars(page_of(mine, limit, before, word)).all()


def experiments_going_on(db: Session, member_id: int, *, limit: int) -> Sequence[Experiment]:
    """Those a member is on that have not ended, newest first."""
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    mine = select(Experiment).where(Experiment.id.in_(on), Experiment.state != "closed")
    return db.scalars(mine.order_by(Experiment.id.desc()).limit(limit)).all()


def shared_experiments_of(db: Session, member_id: int, *, limit: int) -> Sequence[Experiment]:
    """Those a member is on together with others, newest first."""
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    others = select(Teammate.experiment_id).where(Teammate.member_id != member_id)
    with_others = others.where(Teammate.experiment_id.in_(on))
    both = select(Experiment).where(Experiment.id.in_(with_others))
    return db.scalars(both.order_by(Experiment.id.desc()).limit(limit)).all()


def experiments_for(
    db: Session, member_id: int, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Experiment]:
    """Those a member may read, newest first: the group's, and those that they are on. Two looks,
    each by its own index: one over both would read through all that is private to others.
    """
    shared = newest_shared_experiments(db, limit=limit, before=before, word=word)
    mine = experiments_of(db, member_id, limit=limit, before=before, word=word)
    both = {each.id: each for each in (*shared, *mine)}
    return [both[each] for each in sorted(both, reverse=True)[:limit]]


def unanswered_experiments_of(db: Session, member_id: int, *, limit: int) -> Sequence[Experiment]:
    """Those a member is on that wait for the three answers, newest first."""
    return _unanswered_of.scalars(db, member_id=member_id, limit=limit)


@once
def _unanswered_of(member_id: Any, limit: Any) -> Select[Experiment]:
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    waiting = select(Experiment).where(
        Experiment.id.in_(on), Experiment.state == "active", not_(is_answered())
    )
    return waiting.order_by(Experiment.id.desc()).limit(limit)


def lock_team(db: Session, experiment_id: int) -> None:
    """Whoever else changes the people on it at this instant waits until we are done."""
    row = select(Experiment.id).where(Experiment.id == experiment_id)
    db.scalar(row.with_for_update(key_share=True))


def held_experiment(db: Session, experiment_id: int) -> Experiment | None:
    """As `lock_team`, with the experiment as it is by then."""
    row = select(Experiment).where(Experiment.id == experiment_id)
    row = row.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.scalar(row)


def those_with(db: Session, member_id: int, experiment_ids: Sequence[int]) -> set[int]:
    """Those among `experiment_ids` that a member is on."""
    on = select(Teammate.experiment_id).where(
        Teammate.member_id == member_id, Teammate.experiment_id.in_(experiment_ids)
    )
    return set(db.scalars(on))
