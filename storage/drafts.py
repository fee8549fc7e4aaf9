"""Drafts: what somebody is writing and has not saved. Their own alone, for 30 days."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime


class Draft(Row):
    """What stands in a form that was not saved. `typed_at` is Slack's time of the last stroke:
    they may come in any order. Read only through visibility: by its author.
    """

    __tablename__ = "drafts"

    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), primary_key=True)
    form: Mapped[str] = mapped_column(String(60), primary_key=True)
    view: Mapped[str] = mapped_column(String(64))
    words: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    typed_at: Mapped[float]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def draft_of(db: Session, member_id: int, form: str) -> Draft | None:
    return db.scalar(select(Draft).where(Draft.member_id == member_id, Draft.form == form))


def remove_draft(db: Session, member_id: int, form: str) -> None:
    db.execute(delete(Draft).where(Draft.member_id == member_id, Draft.form == form))


def remove_drafts_of(db: Session, member_id: int) -> None:
    db.execute(delete(Draft).where(Draft.member_id == member_id))


def remove_drafts_before(db: Session, moment: datetime) -> None:
    """Whoever they are of: this looks at nobody's words."""
    db.execute(delete(Draft).where(Draft.saved_at < moment))
