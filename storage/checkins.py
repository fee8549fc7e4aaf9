"""Check-ins: how somebody on an experiment says it is going."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime


class CheckIn(Row):
    """What somebody said of how an experiment goes (domain B5). Read only through visibility.

    `feel` is one of six words, or `nothing_new`. `stage` is the experiment's at that time.
    `shared_at` is when its author last chose who reads it: whoever joined the circle later does
    not. `origin` is the window or the message that it was saved from.
    """

    __tablename__ = "check_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    feel: Mapped[str] = mapped_column(String(16))
    noticed: Mapped[str] = mapped_column(Text)
    will_try: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        Index("ix_check_ins_experiment_id_id", "experiment_id", "id"),
        Index("ix_check_ins_author_id_id", "author_id", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )


def check_in_by_id(db: Session, check_in_id: int) -> CheckIn | None:
    return db.scalar(select(CheckIn).where(CheckIn.id == check_in_id))


def check_in_by_origin(db: Session, origin: str) -> CheckIn | None:
    return db.scalar(select(CheckIn).where(CheckIn.origin == origin))


def check_ins_by_ids(db: Session, ids: Collection[int]) -> dict[int, CheckIn]:
    """Those among `ids` that the reader may read, by id."""
    if not ids:
        return {}
    return {each.id: each for each in db.scalars(select(CheckIn).where(CheckIn.id.in_(ids)))}


def check_ins_about(
    db: Session, experiment_id: int, *, limit: int, before: int | None = None
) -> Sequence[CheckIn]:
    """Those about an experiment that the reader may read, newest first; from `before` (an id) on
    backwards.
    """
    about = select(CheckIn).where(CheckIn.experiment_id == experiment_id)
    if before is not None:
        about = about.where(CheckIn.id < before)
    return db.scalars(about.order_by(CheckIn.id.desc()).limit(limit)).all()


def newest_check_ins_about(db: Session, experiment_ids: Collection[int]) -> dict[int, CheckIn]:
    """The newest of each experiment that the reader may read, by experiment."""
    if not experiment_ids:
        return {}
    some = select(func.max(CheckIn.id)).where(CheckIn.experiment_id.in_(experiment_ids))
    ids = db.scalars(some.group_by(CheckIn.experiment_id)).all()
    return {each.experiment_id: each for each in check_ins_by_ids(db, ids).values()}


def newest_check_in_of(
    db: Session, author_id: int, *, experiment_id: int, but: int | None = None
) -> CheckIn | None:
    """What a member last said of an experiment, besides the one that is `but`."""
    theirs = select(CheckIn).where(
        CheckIn.author_id == author_id, CheckIn.experiment_id == experiment_id
    )
    if but is not None:
        theirs = theirs.where(CheckIn.id != but)
    return db.scalar(theirs.order_by(CheckIn.id.desc()).limit(1))


def newest_try_of(
    db: Session, author_id: int, *, experiment_id: int, but: int | None = None
) -> CheckIn | None:
    """Where a member last said what they would try next, besides the one that is `but`."""
    theirs = select(CheckIn).where(
        CheckIn.author_id == author_id,
        CheckIn.experiment_id == experiment_id,
        CheckIn.will_try != "",
    )
    if but is not None:
        theirs = theirs.where(CheckIn.id != but)
    return db.scalar(theirs.order_by(CheckIn.id.desc()).limit(1))


def remove_check_in(db: Session, check_in_id: int) -> None:
    """Its line goes with it."""
    db.execute(delete(CheckIn).where(CheckIn.id == check_in_id))
