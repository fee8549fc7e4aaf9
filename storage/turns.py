"""Turns: when an experiment's people are asked how it is going, one row for each time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once

# Ahead: it comes, or nobody is asked until somebody says how it goes.
COMING, RESTING = "coming", "resting"
# Asked, and what came of it.
ASKED, ANSWERED, PUT_OFF = "asked", "answered", "put_off"
LAPSED, SLOWED, SETTLED = "lapsed", "slowed", "settled"


class Turn(Row):
    """One time that an experiment's people are asked, of `member_id`, whom to talk to then.

    `coming` until `due_at`, or `resting`: each experiment has at most one of these. From then on
    `due_at` is when it was asked: `asked` until `looked_at`, when it is seen whether it was left
    alone; then `answered` by a check-in, `put_off` for a week, `lapsed`, `slowed` (lapsed, and
    asked less often from then on), or `settled`, when nothing is asked any more. `since` is from
    when the rhythm is counted, `lapses` how many before it, one after the other, were left alone.
    `let_go` is that whoever is stuck wants nothing.
    """

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    check_in_id: Mapped[int | None] = mapped_column(
        ForeignKey(CheckIn.id, ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    let_go: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_turns_experiment_id_id", "experiment_id", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )


_IS_COMING, _IS_ASKED = Turn.state == COMING, Turn.state == ASKED
_IS_AHEAD = Turn.state.in_((COMING, RESTING))
# Partial indexes: what is due stays cheap to find, however much was asked before.
Index(
    "uq_turns_ahead",
    Turn.experiment_id,
    unique=True,
    sqlite_where=_IS_AHEAD,
    postgresql_where=_IS_AHEAD,
)
Index("ix_turns_due_at", Turn.due_at, sqlite_where=_IS_COMING, postgresql_where=_IS_COMING)
Index("ix_turns_looked_at", Turn.looked_at, sqlite_where=_IS_ASKED, postgresql_where=_IS_ASKED)


@dataclass(frozen=True)
class Due:
    """A turn for which something is to be done, found before it is held."""

    id: int
    experiment_id: int
    member_id: int


def turn_by_id(db: Session, turn_id: int) -> Turn | None:
    return _by_id.scalar(db, turn_id=turn_id)


@once
def _by_id(turn_id: Any) -> Select[Turn]:
    return _as_it_is(select(Turn).where(Turn.id == turn_id))


def turns_due(db: Session, *, now: datetime, limit: int) -> Sequence[Due]:
    """Those whose time has come, the oldest first."""
    due = _ids().where(_IS_COMING, Turn.due_at <= now)
    return _found(db, due.order_by(Turn.due_at, Turn.id).limit(limit))


def turns_to_look_at(db: Session, *, now: datetime, limit: int) -> Sequence[Due]:
    """Those asked, of which it is time to see whether they were left alone."""
    asked = _ids().where(_IS_ASKED, Turn.looked_at <= now)
    return _found(db, asked.order_by(Turn.looked_at, Turn.id).limit(limit))


def turn_ahead(db: Session, experiment_id: int) -> Turn | None:
    """The one that comes, or rests."""
    ahead = select(Turn).where(Turn.experiment_id == experiment_id, _IS_AHEAD)
    return db.scalar(_as_it_is(ahead))


def asked_turn(db: Session, experiment_id: int) -> Turn | None:
    """The one that waits for an answer."""
    asked = select(Turn).where(Turn.experiment_id == experiment_id, _IS_ASKED)
    return db.scalar(_as_it_is(asked.order_by(Turn.id.desc()).limit(1)))


def newest_turn(db: Session, experiment_id: int) -> Turn | None:
    """The last that was asked, whatever became of it."""
    asked = select(Turn).where(Turn.experiment_id == experiment_id, ~_IS_AHEAD)
    return db.scalar(_as_it_is(asked.order_by(Turn.id.desc()).limit(1)))


def turns_answered_by(db: Session, check_in_id: int) -> Sequence[Turn]:
    return db.scalars(select(Turn).where(Turn.check_in_id == check_in_id)).all()


def turns_asked_of(db: Session, experiment_id: int, member_ids: Collection[int]) -> Sequence[Turn]:
    """Those that any of these members were asked about an experiment."""
    asked = select(Turn).where(Turn.experiment_id == experiment_id, ~_IS_AHEAD)
    return db.scalars(asked.where(Turn.member_id.in_(member_ids))).all()


def _as_it_is(query: Select[Turn]) -> Select[Turn]:
    """Whoever waited for others to be done with the experiment sees what they did."""
    return query.execution_options(populate_existing=True)


def _ids() -> Select[int, int, int]:
    return select(Turn.id, Turn.experiment_id, Turn.member_id).where(true())


def _found(db: Session, query: Select[int, int, int]) -> Sequence[Due]:
    return [Due(*row) for row in db.execute(query)]
