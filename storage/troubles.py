"""What the clock stumbles over: one row a job, for as long as it does."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.rows import Row, UtcDateTime


class Stumble(Row):
    """A job of the clock that failed several times in a row, `since` when. What stands in the log
    about it stands by `reference`.
    """

    __tablename__ = "stumbles"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    reference: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


def stumbles(db: Session) -> Sequence[Stumble]:
    return db.scalars(select(Stumble).order_by(Stumble.since, Stumble.job)).all()


def stumble_over(db: Session, job: str, *, reference: str, now: datetime) -> bool:
    """Note it; False where it was noted already."""
    if db.get(Stumble, job) is not None:
        return False
    db.add(Stumble(job=job, reference=reference, since=now))
    db.flush()
    return True


def forget_stumble(db: Session, job: str) -> bool:
    """True when there was one."""
    known = db.get(Stumble, job)
    if known is None:
        return False
    db.execute(delete(Stumble).where(Stumble.job == job))
    return True
