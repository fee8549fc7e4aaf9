"""Experiments: what a team tries, as it stands today. How it moved is in cycles, who is on it in
teams, what its stages asked in details.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Computed,
    Date,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member, members_by_ids
from storage.rows import Row, UtcDateTime
from storage.statements import once

_SHARED = (
    "visibility IN ('group', 'public') AND (stage <> 'explore'"
    " OR (could_be_hurt <> '' AND people_know <> '' AND how_stop <> ''))"
)


class Experiment(Row):
    """A deliberate try, in real work, done to learn (domain B3). Read only through visibility.

    `lead_id` is whom to talk to. `state` is `active`, `resting` (perhaps until `wake_on`) or
    `closed` (for `closed_reason`). `rhythm` is how often to ask how it goes, None until chosen.
    `folded` is what a search looks through. `origin` is the window that it was saved from: the
    same save twice is one experiment. `revision` rises with each change, so that two people who
    edit at once are told. `shared` is whether the whole group may read it.
    """

    __tablename__ = "experiments"
    __table_args__ = (
        Index("ix_experiments_shared_id", "shared", "id"),
        {"sqlite_autoincrement": True},  # a reference that people say aloud: no reuse
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16))
    could_be_hurt: Mapped[str] = mapped_column(Text)
    people_know: Mapped[str] = mapped_column(Text)
    how_stop: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    cycle: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    wake_on: Mapped[date | None] = mapped_column(Date)
    closed_reason: Mapped[str | None] = mapped_column(String(24))
    rhythm: Mapped[str | None] = mapped_column(String(16))
    folded: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)
    # Kept by the database, so that its index finds the newest ones however many are private.
    shared: Mapped[bool] = mapped_column(Computed(_SHARED, persisted=True))

    __mapper_args__ = {"version_id_col": revision, "eager_defaults": False}

    @property
    def ref(self) -> str:
        """What people call it aloud, such as E-14."""
        return f"E-{self.id}"


def experiment_by_id(db: Session, experiment_id: int) -> Experiment | None:
    return _by_id.scalar(db, experiment_id=experiment_id)


@once
def _by_id(experiment_id: Any) -> Select[Experiment]:
    return select(Experiment).where(Experiment.id == experiment_id)


def experiments_by_ids(db: Session, ids: Sequence[int]) -> dict[int, Experiment]:
    """Those among `ids` that the reader may read, by id."""
    found = _by_ids.scalars(db, experiment_ids=tuple(set(ids)))
    return {each.id: each for each in found}


@once
def _by_ids(experiment_ids: Any) -> Select[Experiment]:
    return select(Experiment).where(Experiment.id.in_(experiment_ids))


def experiment_by_origin(db: Session, origin: str) -> Experiment | None:
    return db.scalar(select(Experiment).where(Experiment.origin == origin))


def newest_active_experiments(db: Session, *, besides: int, limit: int) -> Sequence[Experiment]:
    """Those being worked on that the reader may read, but for `besides`, newest first."""
    active = select(Experiment).where(Experiment.state == "active", Experiment.id != besides)
    return db.scalars(active.order_by(Experiment.id.desc()).limit(limit)).all()


def is_answered() -> ColumnElement[bool]:
    """What is being tried on people needs three answers before the group may read it (B3)."""
    answers = (Experiment.could_be_hurt, Experiment.people_know, Experiment.how_stop)
    return or_(Experiment.stage != "explore", and_(*(answer != "" for answer in answers)))


def newest_shared_experiments(
    db: Session, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Experiment]:
    """Those that the whole group may read, newest first; from `before` (an id) on backwards, and
    only those with `word` (folded) in them.
    """
    return db.scalars(
        page_of(select(Experiment).where(Experiment.shared), limit, before, word)
    ).all()


def newest_shared_words(db: Session, *, limit: int) -> dict[int, str]:
    """What a search looks through of the newest that the whole group may read, by id; none of
    those that another one carries on. Columns alone: whole rows take five times as long.
    """
    newest = (
        select(Experiment.id, Experiment.folded)
        .where(Experiment.shared, Experiment.closed_reason.is_distinct_from("merged"))
        .order_by(Experiment.id.desc())
        .limit(limit)
    )
    return {each.id: each.folded for each in db.execute(newest)}


def page_of(
    some: Select[Experiment], limit: int, before: int | None, word: str
) -> Select[Experiment]:
    """The newest of some experiments; from `before` on backwards, with `word` in them."""
    if before is not None:
        some = some.where(Experiment.id < before)
    if word:
        some = some.where(Experiment.folded.contains(word, autoescape=True))
    return some.order_by(Experiment.id.desc()).limit(limit)


def leads_of(db: Session, experiments: Sequence[Experiment]) -> dict[int, Member]:
    """Whom to talk to, by experiment id."""
    members = members_by_ids(db, [each.lead_id for each in experiments])
    return {each.id: members[each.lead_id] for each in experiments}
