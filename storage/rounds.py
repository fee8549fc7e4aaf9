"""The times that the group's questions are asked: who was asked, and what they answered. Their rows
are in questions.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, and_, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.questions import OPEN, Answer, Asked, Closing, Round
from storage.statements import once


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
    return _waiting_for.scalars(db, member_id=member_id, now=now, limit=limit)


@once
def _waiting_for(member_id: Any, now: Any, limit: Any) -> Select[Round]:
    waiting = select(Round).join(Asked, Asked.round_id == Round.id)
    waiting = waiting.where(
        Asked.member_id == member_id,
        Asked.answered.is_(False),
        Asked.let_go.is_(False),
        Round.state == "open",
        Round.closes_at > now,
    )
    return waiting.order_by(Round.closes_at, Round.id).limit(limit)


def rounds_to_tell(db: Session, *, since: datetime, limit: int) -> Sequence[Round]:
    """Those that closed from `since` on, of which there is something to read, and nobody told."""
    said = exists().where(Answer.round_id == Round.id)
    closed = select(Round).where(Round.state == "closed", Round.closes_at >= since, said)
    return db.scalars(closed.order_by(Round.closes_at, Round.id).limit(limit)).all()


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
    # Else PostgreSQL's count is gone with its cursor.
    once = kept.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    done = db.execute(once)
    return cast("CursorResult[object]", done).rowcount == 1


def remove_answer(db: Session, key: str) -> None:
    db.execute(delete(Answer).where(Answer.key == key))
