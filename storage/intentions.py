"""What people said they would try: it comes back to them as their own words."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.workshops import Workshop


class Intention(Row):
    """What a member will try, said at a session or of an experiment. For them alone."""

    __tablename__ = "intentions"
    __table_args__ = (
        Index("ix_intentions_member_id", "member_id", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey(Workshop.id))
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)


def intention_by_origin(db: Session, origin: str) -> Intention | None:
    return db.scalar(select(Intention).where(Intention.origin == origin))


def remove_intention(db: Session, intention_id: int) -> None:
    db.execute(delete(Intention).where(Intention.id == intention_id))


def newest_intention_of(
    db: Session, member_id: int, *, but_of: int | None = None
) -> Intention | None:
    """The last thing that they said they would try; nothing that was said at the session
    `but_of`.
    """
    mine = select(Intention).where(Intention.member_id == member_id)
    if but_of is not None:
        mine = mine.where(or_(Intention.workshop_id.is_(None), Intention.workshop_id != but_of))
    return db.scalar(mine.order_by(Intention.id.desc()).limit(1))
