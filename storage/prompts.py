"""Prompt sets: the questions that reflections are begun with, as data that the group may change."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once


class Prompt(TypedDict):
    """One question, and perhaps a hint."""

    question: str
    hint: str


class PromptSet(Row):
    """One way into a reflection (domain B4); `hidden` ones are put away, not lost."""

    __tablename__ = "prompt_sets"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    prompts: Mapped[list[Prompt]] = mapped_column(JSON)
    position: Mapped[int]
    hidden: Mapped[bool]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}


class PromptChange(Row):
    """Somebody changed a set. Everybody may read what it was before and after."""

    __tablename__ = "prompt_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24))
    what: Mapped[str] = mapped_column(String(16))
    name_before: Mapped[str] = mapped_column(String(60))
    name_after: Mapped[str] = mapped_column(String(60))
    before: Mapped[list[Prompt]] = mapped_column(JSON)
    after: Mapped[list[Prompt]] = mapped_column(JSON)
    changed_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def prompt_sets(db: Session, *, hidden: bool = False) -> Sequence[PromptSet]:
    """In their order; with `hidden`, also those that were put away."""
    return (_all_sets if hidden else _shown_sets).scalars(db)


@once
def _all_sets() -> Select[PromptSet]:
    return select(PromptSet).order_by(PromptSet.position, PromptSet.code)


@once
def _shown_sets() -> Select[PromptSet]:
    shown = select(PromptSet).where(PromptSet.hidden.is_(False))
    return shown.order_by(PromptSet.position, PromptSet.code)


def locked_prompt_sets(db: Session) -> Sequence[PromptSet]:
    """All of them, as they are now, with whoever else changes one at this instant made to wait."""
    found = select(PromptSet).order_by(PromptSet.code).with_for_update()
    db.scalars(found).all()
    # Asked anew after the wait: another may have come in meanwhile.
    again = select(PromptSet).order_by(PromptSet.position, PromptSet.code)
    return db.scalars(again.execution_options(populate_existing=True)).all()


def prompt_set(db: Session, code: str) -> PromptSet | None:
    return db.get(PromptSet, code)


def prompt_changes(db: Session, *, limit: int, before: int | None = None) -> Sequence[PromptChange]:
    """What was changed, newest first; from `before` (an id) on backwards."""
    newest = select(PromptChange).order_by(PromptChange.id.desc()).limit(limit)
    return db.scalars(newest if before is None else newest.where(PromptChange.id < before)).all()
