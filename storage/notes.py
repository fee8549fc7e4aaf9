"""What is noted at a session, and what is written up of it afterwards."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.workshops import Slot, Workshop


class Note(Row):
    """One note of one time, for everyone who signed up, at whichever time, and who reads along."""

    __tablename__ = "notes"
    __table_args__ = (
        Index("ix_notes_workshop_id", "workshop_id", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id, ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey(Slot.id))
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)


class Writeup(Row):
    """What is sent around afterwards. `state` is `draft` (of who holds it), `offered` (to the
    presenter first) or `sent` (to everyone who signed up).
    """

    __tablename__ = "writeups"

    workshop_id: Mapped[int] = mapped_column(
        ForeignKey(Workshop.id, ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    state: Mapped[str] = mapped_column(String(16))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}


class Learning(Row):
    """One thing that was learned at a session, with where it was true (domain B9). `state` is
    `draft`, `offered` (to the presenter first), `group` or `withdrawn`.
    """

    __tablename__ = "learnings"
    __table_args__ = ({"sqlite_autoincrement": True},)  # as above

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey(Workshop.id, ondelete="CASCADE"), index=True
    )
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id), index=True)
    words: Mapped[str] = mapped_column(String(240))
    context: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(300))


def notes_of_workshop(
    db: Session, workshop_id: int, *, limit: int, after: int = 0
) -> Sequence[Note]:
    """First come first; from the one `after` an id on."""
    notes = select(Note).where(Note.workshop_id == workshop_id, Note.id > after)
    return db.scalars(notes.order_by(Note.id).limit(limit)).all()


def notes_of_slot(db: Session, slot_id: int, *, limit: int) -> Sequence[Note]:
    """First come first."""
    notes = select(Note).where(Note.slot_id == slot_id).order_by(Note.id)
    return db.scalars(notes.limit(limit)).all()


def note_by_origin(db: Session, origin: str) -> Note | None:
    return db.scalar(select(Note).where(Note.origin == origin))


def remove_note(db: Session, note_id: int) -> None:
    db.execute(delete(Note).where(Note.id == note_id))


def note_by_id(db: Session, note_id: int) -> Note | None:
    return db.scalar(select(Note).where(Note.id == note_id))


def writeup_of(db: Session, workshop_id: int) -> Writeup | None:
    return db.scalar(select(Writeup).where(Writeup.workshop_id == workshop_id))


def learnings_about(db: Session, experiment_id: int, *, limit: int) -> Sequence[Learning]:
    """What the group learned from an experiment at sessions, the newest first."""
    found = select(Learning).where(
        Learning.experiment_id == experiment_id, Learning.state == "group"
    )
    return db.scalars(found.order_by(Learning.id.desc()).limit(limit)).all()


def remove_learnings(db: Session, ids: Collection[int]) -> None:
    db.execute(delete(Learning).where(Learning.id.in_(ids)))


def learnings_of(db: Session, workshop_id: int) -> Sequence[Learning]:
    """As they were written."""
    found = select(Learning).where(Learning.workshop_id == workshop_id)
    return db.scalars(found.order_by(Learning.id)).all()
