"""The group's questions: what facilitators ask of everyone, or of some, and what was said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.cycles import StageMove
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once
from storage.teams import Teammate


class Question(Row):
    """A question to the group, asked once or again at a `rhythm`: `once`, `monthly`, `quarterly`.

    It wants words, or one of `choices` where there are any. `stages` and `ways` narrow whom it is
    asked (of experiments, of taking part); both empty, everyone. It is open for `days`. `asks_at`
    is when it is asked next, None when it is not. `code` is that of the one that was there from
    the start, None for the others.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(24), unique=True)
    words: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON)
    anonymous: Mapped[bool]
    stages: Mapped[list[str]] = mapped_column(JSON)
    ways: Mapped[list[str]] = mapped_column(JSON)
    rhythm: Mapped[str] = mapped_column(String(16))
    days: Mapped[int]
    asks_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = ({"sqlite_autoincrement": True},)


class Round(Row):
    """One time that a question is asked, with its words as they were then. `open` until
    `closes_at` (or `unasked`: nobody was asked, people tell of their own accord), then `closed`,
    then `told`: everyone who was asked hears what was `heard`, and what `changes`.
    """

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    words: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON)
    anonymous: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heard: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    told_by: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        Index("ix_rounds_state_closes_at", "state", "closes_at"),
        {"sqlite_autoincrement": True},
    )


class Asked(Row):
    """Somebody who was asked in a round, and whether they answered, or let it be: never what."""

    __tablename__ = "asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    answered: Mapped[bool] = mapped_column(default=False)
    let_go: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("uq_asked_round_id_member_id", "round_id", "member_id", unique=True),
        {"sqlite_autoincrement": True},
    )


class Answer(Row):
    """What somebody answered. Read only through visibility: by its author, and by facilitators. In
    an anonymous round nobody is its author, and `key` is drawn by lot, so that neither a name nor
    the order says whose it is.
    """

    __tablename__ = "answers"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id), index=True)
    choice: Mapped[str] = mapped_column(String(75))
    words: Mapped[str] = mapped_column(Text)

    # Rows of SQLite would keep the order in which people answered; so they stand in that of `key`.
    __table_args__ = ({"sqlite_with_rowid": False},)


class Closing(Row):
    """A facilitator is told that a round has closed: one message each."""

    __tablename__ = "closings"
    __table_args__ = (
        UniqueConstraint("round_id", "member_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))


OPEN = ("open", "unasked")  # while answers come in


def question_by_id(db: Session, question_id: int) -> Question | None:
    return db.scalar(select(Question).where(Question.id == question_id))


def question_by_code(db: Session, code: str) -> Question | None:
    return _by_code.scalar(db, code=code)


@once
def _by_code(code: Any) -> Select[Question]:
    return select(Question).where(Question.code == code)


def question_by_origin(db: Session, origin: str) -> Question | None:
    return db.scalar(select(Question).where(Question.origin == origin))


def locked_question(db: Session, question_id: int) -> Question | None:
    """As it is now, with whoever else changes or asks it at this instant made to wait."""
    one = select(Question).where(Question.id == question_id).with_for_update()
    return db.scalar(one.execution_options(populate_existing=True))


def questions_from(db: Session, *, limit: int, before: int | None = None) -> Sequence[Question]:
    """Newest first; from `before` (an id) on backwards."""
    newest = select(Question).order_by(Question.id.desc()).limit(limit)
    return db.scalars(newest if before is None else newest.where(Question.id < before)).all()


def number_of_questions(db: Session) -> int:
    """Those that are asked again."""
    waiting = select(func.count()).select_from(Question).where(Question.asks_at.is_not(None))
    return db.scalar(waiting) or 0


def questions_due(db: Session, now: datetime) -> Sequence[int]:
    """The ids of those that are to be asked by now."""
    due = select(Question.id).where(Question.asks_at <= now)
    return db.scalars(due.order_by(Question.asks_at, Question.id)).all()


def members_concerned(
    db: Session, *, stages: Collection[str], ways: Collection[str]
) -> Sequence[int]:
    """The ids of everyone who is in this Slack; with `stages`, only those on an experiment that is
    being worked on in one of them; with `ways`, only those who take part so.
    """
    concerned = select(Member.id).where(Member.gone_at.is_(None))
    if ways:
        concerned = concerned.where(Member.taking_part.in_(ways))
    if stages:
        concerned = concerned.where(Member.id.in_(_on_experiments_in(stages)))
    return db.scalars(concerned.order_by(Member.id)).all()


# What leaves an experiment as it was, and what says that nobody works on it now.
_SAYS_NOTHING, _NOT_NOW = ("handed_over", "noted"), ("rested", "closed", "merged")


def _on_experiments_in(stages: Collection[str]) -> Select[int]:
    """Who is on an experiment that stands there, by its trail: what an experiment is about is not
    for everyone to read, and the clock that asks has nobody's eyes.
    """
    last = select(func.max(StageMove.id)).where(StageMove.kind.not_in(_SAYS_NOTHING))
    stands = StageMove.id.in_(last.group_by(StageMove.experiment_id))
    on = select(Teammate.member_id).join(
        StageMove, StageMove.experiment_id == Teammate.experiment_id
    )
    return on.where(stands, StageMove.kind.not_in(_NOT_NOW), StageMove.stage.in_(stages))
