"""Drafts: what somebody is writing and has not saved. Their own alone, for 30 days."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime


class Draft(Row):
    """What stands in a form that was not saved, one row for each window (`view`) in which somebody
    writes. `typed_at` is Slack's time of the last stroke: they may come in any order. Read only
    through visibility: by its author.
    """

    __tablename__ = "drafts"

    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), primary_key=True)
    view: Mapped[str] = mapped_column(String(64), primary_key=True)
    form: Mapped[str] = mapped_column(String(60))
    words: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    typed_at: Mapped[float]
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def draft_in(db: Session, member_id: int, view: str) -> Draft | None:
    """What stands in that window."""
    return db.scalar(select(Draft).where(Draft.member_id == member_id, Draft.view == view))


def drafts_of(db: Session, member_id: int, form: str, *, since: datetime) -> Sequence[Draft]:
    """What a member began in such a form and wrote at since then, newest first."""
    found = select(Draft).where(
        Draft.member_id == member_id, Draft.form == form, Draft.saved_at >= since
    )
    return db.scalars(found.order_by(Draft.saved_at.desc(), Draft.typed_at.desc())).all()


def remove_drafts(db: Session, member_id: int, views: Collection[str]) -> None:
    db.execute(delete(Draft).where(Draft.member_id == member_id, Draft.view.in_(views)))


def remove_drafts_of(db: Session, member_id: int) -> None:
    db.execute(delete(Draft).where(Draft.member_id == member_id))


def remove_drafts_before(db: Session, moment: datetime) -> None:
    """Whoever they are of: this looks at nobody's words."""
    db.execute(delete(Draft).where(Draft.saved_at < moment))
