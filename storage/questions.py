"""The group's questions: what facilitators ask of everyone, or of some, and what was said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime


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
    `closes_at`, then `closed`, then `told`: everyone who was asked hears what was `heard`, and what
    `changes`.
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


def question_by_id(db: Session, question_id: int) -> Question | None:
    return db.scalar(select(Question).where(Question.id == question_id))


def round_by_id(db: Session, round_id: int) -> Round | None:
    return db.scalar(select(Round).where(Round.id == round_id))


def asked_by_id(db: Session, asked_id: int) -> Asked | None:
    return db.scalar(select(Asked).where(Asked.id == asked_id))


def answers_of(db: Session, round_id: int) -> Sequence[Answer]:
    """Those that the reader may read, in an order that says nothing."""
    return db.scalars(select(Answer).where(Answer.round_id == round_id).order_by(Answer.key)).all()
