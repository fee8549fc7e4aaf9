"""How an experiment moved: its trail with all its loops, what was said on the way, and the cycles
that came before this one.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime


class StageMove(Row):
    """An experiment began, moved, looped back, rested, woke, ended or was taken up again (`kind`,
    domain (c)), and `stage` is where it stood then. Together they are the trail. No words.

    `until` is the day until which it rests, `reason` why it ended. `origin` is the form that it was
    saved from: the same save twice is one move.
    """

    __tablename__ = "stage_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    cycle: Mapped[int]
    moved_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    until: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(24))
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)


class Remark(Row):
    """What somebody said at a move. Read only through visibility: who could read the experiment
    when it was said, and still can.
    """

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    move_id: Mapped[int] = mapped_column(ForeignKey(StageMove.id), unique=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    words: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(16))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PastCycle(Row):
    """What an experiment was about in an earlier turn. Read by whoever reads the experiment."""

    __tablename__ = "past_cycles"
    __table_args__ = (UniqueConstraint("experiment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    number: Mapped[int]
    purpose: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    could_be_hurt: Mapped[str] = mapped_column(Text)
    people_know: Mapped[str] = mapped_column(Text)
    how_stop: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)


# What stands still on the trail: the experiment is where it was.
_STANDING = ("rested", "closed", "handed_over", "merged", "noted")
# A rest is carried on by whoever becomes the one to talk to.
_RESTING = ("rested", "handed_over")


def moves_of(db: Session, experiment_id: int) -> Sequence[StageMove]:
    """All that happened, oldest first."""
    moves = select(StageMove).where(StageMove.experiment_id == experiment_id)
    return db.scalars(moves.order_by(StageMove.id)).all()


def trail_of(db: Session, experiment_id: int, cycle: int | None = None) -> Sequence[str]:
    """The stages it went through, in order, loops and all; with `cycle`, those of that turn."""
    moves = select(StageMove.stage).where(
        StageMove.experiment_id == experiment_id, StageMove.kind.not_in(_STANDING)
    )
    if cycle is not None:
        moves = moves.where(StageMove.cycle == cycle)
    stages = db.scalars(moves.order_by(StageMove.id)).all()
    return [stage for at, stage in enumerate(stages) if at == 0 or stage != stages[at - 1]]


def move_by_id(db: Session, move_id: int) -> StageMove | None:
    return db.get(StageMove, move_id)


def move_by_origin(db: Session, origin: str) -> StageMove | None:
    return db.scalar(select(StageMove).where(StageMove.origin == origin))


def moves_since(db: Session, since: datetime, *, limit: int) -> Sequence[StageMove]:
    """What happened from `since` on, newest first: also to what the reader may not read."""
    moves = select(StageMove).where(StageMove.moved_at >= since)
    return db.scalars(
        moves.order_by(StageMove.moved_at.desc(), StageMove.id.desc()).limit(limit)
    ).all()


def moves_by_ids(db: Session, ids: Collection[int]) -> dict[int, StageMove]:
    return {each.id: each for each in db.scalars(select(StageMove).where(StageMove.id.in_(ids)))}


def newest_move(db: Session, experiment_id: int) -> StageMove | None:
    return _newest(db, experiment_id)


def newest_rest(db: Session, experiment_id: int) -> StageMove | None:
    """Since when it rests, if it does; handed over meanwhile, since then."""
    return _newest(db, experiment_id, *_RESTING)


def _newest(db: Session, experiment_id: int, *kinds: str) -> StageMove | None:
    moves = select(StageMove).where(StageMove.experiment_id == experiment_id)
    if kinds:
        moves = moves.where(StageMove.kind.in_(kinds))
    return db.scalar(moves.order_by(StageMove.id.desc()).limit(1))


def remark_at(db: Session, move_id: int) -> Remark | None:
    """What was said at a move, if the reader may read it."""
    return db.scalar(select(Remark).where(Remark.move_id == move_id))


def remarks_at(db: Session, move_ids: Collection[int]) -> Mapping[int, Remark]:
    """What was said at some moves, by move id: what the reader may read of it."""
    said = db.scalars(select(Remark).where(Remark.move_id.in_(move_ids)))
    return {each.move_id: each for each in said}


def remarks_of(db: Session, experiment_id: int) -> Mapping[int, Remark]:
    """What was said, by move id."""
    said = db.scalars(select(Remark).where(Remark.experiment_id == experiment_id))
    return {each.move_id: each for each in said}


def past_cycles_of(db: Session, experiment_id: int) -> Sequence[PastCycle]:
    """All earlier turns, oldest first."""
    past = select(PastCycle).where(PastCycle.experiment_id == experiment_id)
    return db.scalars(past.order_by(PastCycle.number)).all()


def past_cycle(db: Session, experiment_id: int, number: int) -> PastCycle | None:
    """An earlier turn, if the reader may read it."""
    return db.scalar(
        select(PastCycle).where(
            PastCycle.experiment_id == experiment_id, PastCycle.number == number
        )
    )
