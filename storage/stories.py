"""What a presenter tells at a session, laid out beforehand."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.reflections import Reflection
from storage.rows import Row, UtcDateTime
from storage.workshops import Workshop


class Chapter(TypedDict):
    """One part of a story; `code` says which, `words` are the presenter's."""

    code: str
    words: str


class Story(Row):
    """One presenter's for one session: theirs until it is `shared` with those who signed up."""

    __tablename__ = "stories"
    __table_args__ = (
        UniqueConstraint("workshop_id", "author_id"),
        {"sqlite_autoincrement": True},  # an old button never means another one
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id, ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    chapters: Mapped[list[Chapter]] = mapped_column(JSON)
    shared: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300))

    __mapper_args__ = {"version_id_col": revision}


def story_of(db: Session, workshop_id: int, author_id: int) -> Story | None:
    """What this presenter laid out for a session, if the reader may read it."""
    found = select(Story).where(Story.workshop_id == workshop_id, Story.author_id == author_id)
    return db.scalar(found)


def reflections_to_tell(
    db: Session, author_id: int, experiment_id: int, *, limit: int
) -> Sequence[Reflection]:
    """An author's own about an experiment, newest first."""
    own = select(Reflection).where(
        Reflection.author_id == author_id, Reflection.experiment_id == experiment_id
    )
    return db.scalars(own.order_by(Reflection.id.desc()).limit(limit)).all()
