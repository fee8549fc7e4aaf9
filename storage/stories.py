"""What a presenter tells at a session, laid out beforehand."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.workshops import Workshop


class Chapter(TypedDict):
    """One part of a story; `code` says which, `words` are the presenter's."""

    code: str
    words: str


class Story(Row):
    """The presenter's own until it is `shared` with those who signed up."""

    __tablename__ = "stories"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old button never means another one

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey(Workshop.id, ondelete="CASCADE"), unique=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    chapters: Mapped[list[Chapter]] = mapped_column(JSON)
    shared: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300))

    __mapper_args__ = {"version_id_col": revision}


def story_of(db: Session, workshop_id: int) -> Story | None:
    return db.scalar(select(Story).where(Story.workshop_id == workshop_id))
