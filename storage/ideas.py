"""Ideas that members offer as the subject of a session."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.workshops import Workshop


class Idea(Row):
    """What somebody would like a session to be about: read by who offered it, the people on the
    experiment that it is, if it is one, and the facilitators.

    `workshop_id` is the session from which it was offered, None for any; `people` who is in it with
    them, in their words. `state` is `offered`, `talking` (the facilitator `talking_id` talks with
    them), `chosen` (for `chosen_for_id`), `later` or `withdrawn`.
    """

    __tablename__ = "ideas"
    __table_args__ = (
        Index("ix_ideas_state", "state"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey(Workshop.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    words: Mapped[str] = mapped_column(Text)
    people: Mapped[str] = mapped_column(Text)
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id), index=True)
    state: Mapped[str] = mapped_column(String(16))
    talking_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    chosen_for_id: Mapped[int | None] = mapped_column(ForeignKey(Workshop.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}


def idea_by_id(db: Session, idea_id: int) -> Idea | None:
    return db.scalar(select(Idea).where(Idea.id == idea_id))


def ideas_about(db: Session, workshop_id: int) -> Sequence[Idea]:
    """Those that were offered from a session, or chosen for it."""
    about = or_(Idea.workshop_id == workshop_id, Idea.chosen_for_id == workshop_id)
    return db.scalars(select(Idea).where(about).order_by(Idea.id)).all()


def ideas_offered(db: Session, *, limit: int) -> Sequence[Idea]:
    """Those that wait for a session, oldest first."""
    waiting = select(Idea).where(Idea.state.in_(("offered", "talking", "later")))
    return db.scalars(waiting.order_by(Idea.id).limit(limit)).all()


def idea_chosen_for(db: Session, workshop_id: int) -> Idea | None:
    """What a session is about, if the reader may know of the offer."""
    chosen = select(Idea).where(Idea.chosen_for_id == workshop_id, Idea.state == "chosen")
    return db.scalar(chosen.limit(1))
