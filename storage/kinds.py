"""The kinds of sessions, each with its plan and what it usually supplies: data that the group may
change.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime


class Part(TypedDict):
    """One part of a plan."""

    minutes: int
    title: str


class WorkshopKind(Row):
    """One kind of session (domain B8), and what a session of it begins with; `hidden` ones are put
    away, not lost. `places` is None where there is no limit.
    """

    __tablename__ = "workshop_kinds"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    agenda: Mapped[list[Part]] = mapped_column(JSON)
    sharing_rule: Mapped[str] = mapped_column(String(16))
    recording: Mapped[str] = mapped_column(String(16))
    access: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[int | None]
    position: Mapped[int]
    hidden: Mapped[bool]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}


class KindChange(Row):
    """Somebody changed a kind. Everybody may read what it was before and after."""

    __tablename__ = "workshop_kind_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24))
    what: Mapped[str] = mapped_column(String(16))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def workshop_kinds(db: Session, *, hidden: bool = False) -> Sequence[WorkshopKind]:
    """In their order; with `hidden`, also those that were put away."""
    found = select(WorkshopKind).order_by(WorkshopKind.position, WorkshopKind.code)
    return db.scalars(found if hidden else found.where(WorkshopKind.hidden.is_(False))).all()


def workshop_kind(db: Session, code: str) -> WorkshopKind | None:
    return db.get(WorkshopKind, code)


def locked_workshop_kinds(db: Session) -> Sequence[WorkshopKind]:
    """All of them, as they are now, with whoever else changes one at this instant made to wait."""
    found = select(WorkshopKind).order_by(WorkshopKind.code).with_for_update()
    db.scalars(found).all()
    # Asked anew after the wait: another may have come in meanwhile.
    again = select(WorkshopKind).order_by(WorkshopKind.position, WorkshopKind.code)
    return db.scalars(again.execution_options(populate_existing=True)).all()


def kind_changes(db: Session, *, limit: int, before: int | None = None) -> Sequence[KindChange]:
    """What was changed, newest first; from `before` (an id) on backwards."""
    newest = select(KindChange).order_by(KindChange.id.desc()).limit(limit)
    return db.scalars(newest if before is None else newest.where(KindChange.id < before)).all()
