"""The group's questions: what facilitators ask of everyone, or of some, and what was said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import (
    JSON,
    CursorResult,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.cycles import StageMove
from storage.people import Member
from storage.rows import Row, UtcDateTime
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
    return db.scalar(select(Question).where(Question.code == code))


def question_by_origin(db: Session, origin: str) -> Question | None:
    return db.scalar(select(Question).where(Question.origin == origin))


def questions_by_ids(db: Session, ids: Collection[int]) -> dict[int, Question]:
    return {each.id: each for each in db.scalars(select(Question).where(Question.id.in_(ids)))}


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


def round_by_id(db: Session, round_id: int) -> Round | None:
    return db.scalar(select(Round).where(Round.id == round_id))


def locked_round(db: Session, round_id: int, *, to_answer: bool = False) -> Round | None:
    """As it is now: it cannot close, or be told, while we are at it. `to_answer`, others may
    answer meanwhile.
    """
    one = select(Round).where(Round.id == round_id).with_for_update(read=to_answer)
    return db.scalar(one.execution_options(populate_existing=True))


def rounds_due(db: Session, now: datetime) -> Sequence[int]:
    """The ids of those that are to close by now."""
    due = select(Round.id).where(Round.state.in_(OPEN), Round.closes_at <= now)
    return db.scalars(due.order_by(Round.closes_at, Round.id)).all()


def open_round_of(db: Session, question_id: int) -> Round | None:
    """There is at most one."""
    open_ones = select(Round).where(Round.question_id == question_id, Round.state.in_(OPEN))
    return db.scalar(open_ones.order_by(Round.id.desc()).limit(1))


def open_rounds_of(db: Session, question_ids: Collection[int]) -> dict[int, Round]:
    """By question."""
    open_ones = select(Round).where(Round.question_id.in_(question_ids), Round.state.in_(OPEN))
    return {each.question_id: each for each in db.scalars(open_ones.order_by(Round.id))}


def rounds_of(
    db: Session, question_id: int, *, limit: int, before: int | None = None
) -> Sequence[Round]:
    """Newest first; from `before` (an id) on backwards."""
    newest = select(Round).where(Round.question_id == question_id).order_by(Round.id.desc())
    newest = newest if before is None else newest.where(Round.id < before)
    return db.scalars(newest.limit(limit)).all()


def rounds_told(db: Session, *, limit: int, before: Round | None = None) -> Sequence[Round]:
    """Those of which it was told what was heard, the newest first; from `before` on backwards."""
    told = select(Round).where(Round.told_at.is_not(None))
    if before is not None:
        earlier = Round.told_at < before.told_at
        same = and_(Round.told_at == before.told_at, Round.id < before.id)
        told = told.where(or_(earlier, same))
    return db.scalars(told.order_by(Round.told_at.desc(), Round.id.desc()).limit(limit)).all()


def asked_by_id(db: Session, asked_id: int) -> Asked | None:
    return db.scalar(select(Asked).where(Asked.id == asked_id))


def asked_in(db: Session, round_id: int) -> Sequence[Asked]:
    """Everyone who was asked in a round."""
    return db.scalars(select(Asked).where(Asked.round_id == round_id).order_by(Asked.id)).all()


def asked_of(db: Session, round_id: int, member_id: int) -> Asked | None:
    one = select(Asked).where(Asked.round_id == round_id, Asked.member_id == member_id)
    return db.scalar(one)


def rounds_waiting_for(
    db: Session, member_id: int, *, now: datetime, limit: int
) -> Sequence[Round]:
    """Those in which a member was asked and has neither answered nor let it be, soonest to close
    first.
    """
    waiting = select(Round).join(Asked, Asked.round_id == Round.id)
    waiting = waiting.where(
        Asked.member_id == member_id,
        Asked.answered.is_(False),
        Asked.let_go.is_(False),
        Round.state == "open",
        Round.closes_at > now,
    )
    return db.scalars(waiting.order_by(Round.closes_at, Round.id).limit(limit)).all()


def closing_by_id(db: Session, closing_id: int) -> Closing | None:
    return db.scalar(select(Closing).where(Closing.id == closing_id))


def closings_of(db: Session, round_id: int) -> Sequence[Closing]:
    return db.scalars(select(Closing).where(Closing.round_id == round_id)).all()


def answers_of(db: Session, round_id: int) -> Sequence[Answer]:
    """Those that the reader may read, in an order that says nothing."""
    return db.scalars(select(Answer).where(Answer.round_id == round_id).order_by(Answer.key)).all()


def answer_of(db: Session, round_id: int, member_id: int) -> Answer | None:
    """What a member answered with their name."""
    return db.scalar(
        select(Answer).where(Answer.round_id == round_id, Answer.member_id == member_id)
    )


def keep_answer(db: Session, key: str, round_id: int, *, choice: str, words: str) -> bool:
    """Without a name. False when it was kept already."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    kept = insert(Answer).values(
        key=key, round_id=round_id, member_id=None, choice=choice, words=words
    )
    done = db.execute(kept.on_conflict_do_nothing())
    return bool(cast("CursorResult[object]", done).rowcount)


def remove_answer(db: Session, key: str) -> None:
    db.execute(delete(Answer).where(Answer.key == key))


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
