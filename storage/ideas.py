"""Ideas that members offer as the subject of a session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once
from storage.workshops import Slot, Workshop

WAITING = ("offered", "talking", "later")  # the states of those that wait for a session


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


def locked_idea(db: Session, idea_id: int) -> Idea | None:
    """As it is now, with whoever else changes it made to wait. The session that it is chosen for
    is locked before it.
    """
    found = select(Idea).where(Idea.id == idea_id).with_for_update()
    return db.scalar(found.execution_options(populate_existing=True))


def idea_by_origin(db: Session, origin: str) -> Idea | None:
    return db.scalar(select(Idea).where(Idea.origin == origin))


def ideas_offered(db: Session, *, limit: int, after: int = 0) -> Sequence[Idea]:
    """Those that wait for a session, oldest first; from `after` (an id) on."""
    waiting = select(Idea).where(Idea.state.in_(WAITING), Idea.id > after)
    return db.scalars(waiting.order_by(Idea.id).limit(limit)).all()


def idea_nobody_talked_about(db: Session, *, besides: int) -> Idea | None:
    """The first that was offered, by others than the member `besides`, and nobody took up yet."""
    new = select(Idea).where(Idea.state == "offered", Idea.talking_id.is_(None))
    return db.scalar(new.where(Idea.member_id != besides).order_by(Idea.id).limit(1))


def ideas_of(db: Session, member_id: int, *, limit: int) -> Sequence[Idea]:
    """A member's own that are not taken back, newest first."""
    return _ideas_of.scalars(db, member_id=member_id, limit=limit)


@once
def _ideas_of(member_id: Any, limit: Any) -> Select[Idea]:
    mine = select(Idea).where(Idea.member_id == member_id, Idea.state != "withdrawn")
    return mine.order_by(Idea.id.desc()).limit(limit)


def ideas_for(db: Session, workshop_id: int) -> Sequence[Idea]:
    """Those offered for a session that wait, oldest first."""
    found = select(Idea).where(Idea.workshop_id == workshop_id, Idea.state.in_(WAITING))
    return db.scalars(found.order_by(Idea.id)).all()


def idea_chosen_for(db: Session, workshop_id: int) -> Idea | None:
    """What a session is about, if the reader may know of the offer."""
    chosen = select(Idea).where(Idea.chosen_for_id == workshop_id, Idea.state == "chosen")
    return db.scalar(chosen.limit(1))


def ideas_chosen(db: Session, *, limit: int) -> Sequence[Idea]:
    """Those chosen for sessions that are still to come."""
    chosen = select(Idea).join(Workshop, Workshop.id == Idea.chosen_for_id)
    chosen = chosen.where(Idea.state == "chosen", Workshop.state.in_(("draft", "open")))
    return db.scalars(chosen.order_by(Idea.id).limit(limit)).all()


def idea_about(db: Session, experiment_id: int) -> Idea | None:
    """The newest offer that is this experiment, if the reader may know of it."""
    about = select(Idea).where(Idea.experiment_id == experiment_id, Idea.state != "withdrawn")
    return db.scalar(about.order_by(Idea.id.desc()).limit(1))


def sessions_without_their_idea(db: Session) -> Sequence[Workshop]:
    """Those to come whose idea was taken back, and that have none since."""
    gone = select(Idea.chosen_for_id).where(Idea.state == "withdrawn")
    freed = select(Workshop).where(
        Workshop.id.in_(gone.correlate(None)),
        Workshop.presenter_id.is_(None),
        Workshop.state.in_(("draft", "open")),
    )
    return db.scalars(freed.order_by(Workshop.id)).all()


def sessions_about_nobody_yet(db: Session, now: datetime, *, limit: int) -> Sequence[Workshop]:
    """Those that begin later and have no presenter, the next first: drafts, too."""
    first = (
        select(Slot.workshop_id, func.min(Slot.starts_at).label("starts_at"))
        .where(Slot.state == "coming", Slot.starts_at > now)
        .group_by(Slot.workshop_id)
        .subquery()
    )
    found = select(Workshop).join(first, first.c.workshop_id == Workshop.id)
    found = found.where(Workshop.presenter_id.is_(None), Workshop.state.in_(("draft", "open")))
    return db.scalars(found.order_by(first.c.starts_at, Workshop.id).limit(limit)).all()


def sessions_about(db: Session, experiment_id: int, *, limit: int) -> Sequence[Workshop]:
    """Those that are or were about an experiment, newest first."""
    about = select(Workshop).where(
        Workshop.experiment_id == experiment_id, Workshop.state.in_(("open", "happened"))
    )
    return db.scalars(about.order_by(Workshop.id.desc()).limit(limit)).all()
