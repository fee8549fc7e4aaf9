"""Turns: when an experiment's people are asked how it is going, one row for each time."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime

COMING, ASKED, ANSWERED, LAPSED = "coming", "asked", "answered", "lapsed"


class Turn(Row):
    """One time that an experiment's people are asked. It is `coming` (once for each experiment)
    until `due_at`; then `asked` of `member_id`, until `looked_at`, when it is seen whether it was
    left alone; then `answered` by a check-in, or `lapsed`. `lapses` is how many before it, one
    after the other, were left alone.
    """

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    check_in_id: Mapped[int | None] = mapped_column(
        ForeignKey(CheckIn.id, ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_turns_experiment_id_id", "experiment_id", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )


_IS_COMING, _IS_ASKED = Turn.state == COMING, Turn.state == ASKED
# Partial indexes: what is due stays cheap to find, however much was asked before.
Index(
    "uq_turns_coming",
    Turn.experiment_id,
    unique=True,
    sqlite_where=_IS_COMING,
    postgresql_where=_IS_COMING,
)
Index("ix_turns_due_at", Turn.due_at, sqlite_where=_IS_COMING, postgresql_where=_IS_COMING)
Index("ix_turns_looked_at", Turn.looked_at, sqlite_where=_IS_ASKED, postgresql_where=_IS_ASKED)


def turn_by_id(db: Session, turn_id: int) -> Turn | None:
    return db.scalar(select(Turn).where(Turn.id == turn_id))


def turns_by_ids(db: Session, ids: Collection[int]) -> dict[int, Turn]:
    return {each.id: each for each in db.scalars(select(Turn).where(Turn.id.in_(ids)))}


def turns_due(db: Session, *, now: datetime, limit: int) -> Sequence[Turn]:
    """Those whose time has come, the oldest first. Somebody else's at this instant are left."""
    due = select(Turn).where(Turn.state == COMING, Turn.due_at <= now)
    due = due.order_by(Turn.due_at, Turn.id).limit(limit).with_for_update(skip_locked=True)
    return db.scalars(due).all()


def turns_to_look_at(db: Session, *, now: datetime, limit: int) -> Sequence[Turn]:
    """Those asked, of which it is time to see whether they were left alone."""
    asked = select(Turn).where(Turn.state == ASKED, Turn.looked_at <= now)
    asked = asked.order_by(Turn.looked_at, Turn.id).limit(limit).with_for_update(skip_locked=True)
    return db.scalars(asked).all()


def coming_turn(db: Session, experiment_id: int) -> Turn | None:
    coming = select(Turn).where(Turn.experiment_id == experiment_id, Turn.state == COMING)
    return db.scalar(coming)


def newest_turns(db: Session, experiment_id: int, *, limit: int) -> Sequence[Turn]:
    """Those that were asked, newest first, whatever became of them."""
    asked = select(Turn).where(Turn.experiment_id == experiment_id, Turn.state != COMING)
    return db.scalars(asked.order_by(Turn.id.desc()).limit(limit)).all()


def turns_answered_by(db: Session, check_in_id: int) -> Sequence[Turn]:
    return db.scalars(select(Turn).where(Turn.check_in_id == check_in_id)).all()


def remove_coming_turn(db: Session, experiment_id: int) -> None:
    db.execute(delete(Turn).where(Turn.experiment_id == experiment_id, Turn.state == COMING))
