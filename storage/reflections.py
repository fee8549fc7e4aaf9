"""Reflections: what somebody wrote to learn, and the one line of it that is for the group."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import JSON, ForeignKey, Index, Select, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once
from storage.teams import Teammate
from storage.workshops import Workshop


class Answered(TypedDict):
    """A question as it was asked then, and what was written. A blank page asks nothing."""

    question: str
    words: str


class Reflection(Row):
    """Something that a member wrote to learn (domain B4). Read only through visibility.

    `shared_at` is when its author last chose who reads it: whoever joined the circle later does
    not. `workshop_id` is the session that it is about, if it is about one. `folded` is what a
    search looks through. `origin` is the window that it was saved from.
    """

    __tablename__ = "reflections"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey(Workshop.id), index=True)
    prompt_set: Mapped[str] = mapped_column(String(24))
    answers: Mapped[list[Answered]] = mapped_column(JSON)
    visibility: Mapped[str] = mapped_column(String(16))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    folded: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        Index("ix_reflections_author_id_created_at", "author_id", "created_at"),
        Index("ix_reflections_visibility_id", "visibility", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )


class Line(Row):
    """One line that its author lets the group read: a row of its own, and saving it is the
    permission for the digest. Read through visibility; taken back, it is gone. It belongs to a
    reflection, or to a check-in. `has_more` is True when others than its author may read the rest:
    only that, and not who they are.
    """

    __tablename__ = "lines"
    __table_args__ = (
        Index("ix_lines_visibility_shared_at", "visibility", "shared_at"),
        {"sqlite_autoincrement": True},  # as above
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    reflection_id: Mapped[int | None] = mapped_column(
        ForeignKey(Reflection.id, ondelete="CASCADE"), unique=True
    )
    check_in_id: Mapped[int | None] = mapped_column(
        ForeignKey(CheckIn.id, ondelete="CASCADE"), unique=True
    )
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id), index=True)
    words: Mapped[str] = mapped_column(String(240))
    has_more: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(String(16))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)


def reflection_by_id(db: Session, reflection_id: int) -> Reflection | None:
    return db.scalar(select(Reflection).where(Reflection.id == reflection_id))


def reflections_by_ids(db: Session, ids: Collection[int]) -> dict[int, Reflection]:
    """Those among `ids` that the reader may read, by id."""
    if not ids:
        return {}
    found = db.scalars(select(Reflection).where(Reflection.id.in_(ids)))
    return {each.id: each for each in found}


def reflection_by_origin(db: Session, origin: str) -> Reflection | None:
    return db.scalar(select(Reflection).where(Reflection.origin == origin))


def reflection_about_workshop(db: Session, author_id: int, workshop_id: int) -> Reflection | None:
    """A member's own newest one about a session."""
    mine = select(Reflection).where(
        Reflection.author_id == author_id, Reflection.workshop_id == workshop_id
    )
    return db.scalar(mine.order_by(Reflection.id.desc()).limit(1))


def newest_reflection_of(db: Session, author_id: int, *, but: str = "") -> Reflection | None:
    """A member's own last one; none of the set `but`."""
    return _newest_of.scalar(db, author_id=author_id, but=but)


@once
def _newest_of(author_id: Any, but: Any) -> Select[Reflection]:
    mine = select(Reflection).where(Reflection.author_id == author_id, Reflection.prompt_set != but)
    return mine.order_by(Reflection.created_at.desc(), Reflection.id.desc()).limit(1)


def reflections_of(
    db: Session, author_id: int, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Reflection]:
    """A member's own, newest first; from `before` (an id) on backwards, and only those with `word`
    (folded) in them.
    """
    mine = select(Reflection).where(Reflection.author_id == author_id)
    return db.scalars(_page_of(mine, limit, before, word)).all()


def reflections_for(
    db: Session, member_id: int, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Reflection]:
    """Those of others that a member may read, newest first. A look for each level, by an index
    each: one over all would read through what is private to others.
    """
    others = select(Reflection).where(Reflection.author_id != member_id)
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    looks = (
        others.where(Reflection.visibility == "group"),
        others.where(Reflection.visibility == "facilitators"),
        others.where(Reflection.visibility == "circle", Reflection.experiment_id.in_(on)),
    )
    found = {
        each.id: each for look in looks for each in db.scalars(_page_of(look, limit, before, word))
    }
    return [found[each] for each in sorted(found, reverse=True)[:limit]]


def _page_of(
    some: Select[Reflection], limit: int, before: int | None, word: str
) -> Select[Reflection]:
    if before is not None:
        some = some.where(Reflection.id < before)
    if word:
        some = some.where(Reflection.folded.contains(word, autoescape=True))
    return some.order_by(Reflection.id.desc()).limit(limit)


def reflection_between(
    db: Session,
    author_id: int,
    *,
    since: datetime,
    until: datetime,
    oldest: bool = False,
    but: str = "",
) -> Reflection | None:
    """A member's own newest one of a span of time, or the oldest; never one that was begun with
    the questions of `but`.
    """
    one = _oldest_between if oldest else _newest_between
    return one.scalar(db, author_id=author_id, since=since, until=until, but=but)


@once
def _oldest_between(author_id: Any, since: Any, until: Any, but: Any) -> Select[Reflection]:
    between = _between(author_id, since, until, but)
    return between.order_by(Reflection.created_at).limit(1)


@once
def _newest_between(author_id: Any, since: Any, until: Any, but: Any) -> Select[Reflection]:
    between = _between(author_id, since, until, but)
    return between.order_by(Reflection.created_at.desc()).limit(1)


def _between(author_id: Any, since: Any, until: Any, but: Any) -> Select[Reflection]:
    return select(Reflection).where(
        Reflection.author_id == author_id,
        Reflection.created_at >= since,
        Reflection.created_at < until,
        Reflection.prompt_set != but,
    )


def reflections_about(db: Session, experiment_id: int, *, limit: int) -> Sequence[Reflection]:
    """Those about an experiment that the reader may read, newest first."""
    about = select(Reflection).where(Reflection.experiment_id == experiment_id)
    return db.scalars(about.order_by(Reflection.id.desc()).limit(limit)).all()


def remove_reflection(db: Session, reflection_id: int) -> None:
    """Its line and its thanks go with it."""
    db.execute(delete(Reflection).where(Reflection.id == reflection_id))


def line_by_id(db: Session, line_id: int) -> Line | None:
    return db.scalar(select(Line).where(Line.id == line_id))


def line_of(db: Session, reflection_id: int) -> Line | None:
    return db.scalar(select(Line).where(Line.reflection_id == reflection_id))


def line_of_check_in(db: Session, check_in_id: int) -> Line | None:
    return db.scalar(select(Line).where(Line.check_in_id == check_in_id))


def lines_of_check_ins(db: Session, ids: Collection[int]) -> dict[int, Line]:
    """By check-in id."""
    if not ids:
        return {}
    found = db.scalars(select(Line).where(Line.check_in_id.in_(ids)))
    return {each.check_in_id: each for each in found if each.check_in_id is not None}


def lines_of(db: Session, reflections: Sequence[Reflection]) -> dict[int, Line]:
    """By reflection id."""
    ids = {each.id for each in reflections}
    found = db.scalars(select(Line).where(Line.reflection_id.in_(ids)))
    return {each.reflection_id: each for each in found if each.reflection_id is not None}


def newest_lines(db: Session, *, limit: int) -> Sequence[Line]:
    return _newest_lines.scalars(db, limit=limit)


@once
def _newest_lines(limit: Any) -> Select[Line]:
    return select(Line).order_by(Line.id.desc()).limit(limit)


def lines_since(db: Session, since: datetime, *, limit: int) -> Sequence[Line]:
    """Those that became the group's from `since` on, newest first."""
    some = select(Line).where(Line.visibility == "group", Line.shared_at >= since)
    return db.scalars(some.order_by(Line.shared_at.desc(), Line.id.desc()).limit(limit)).all()


def lines_by_ids(db: Session, ids: Collection[int]) -> dict[int, Line]:
    """Those among `ids` that the reader may read, by id."""
    return {each.id: each for each in db.scalars(select(Line).where(Line.id.in_(ids)))}


def lines_about(db: Session, experiment_id: int, *, limit: int) -> Sequence[Line]:
    about = select(Line).where(Line.experiment_id == experiment_id)
    return db.scalars(about.order_by(Line.id.desc()).limit(limit)).all()


def remove_line(db: Session, line_id: int) -> None:
    db.execute(delete(Line).where(Line.id == line_id))
