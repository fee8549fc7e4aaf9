"""What comes back to those who wrote: thanks, gathered into rounds, and talks that somebody asked
for.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.reflections import Reflection
from storage.rows import Row, UtcDateTime


class ThanksRound(Row):
    """All that an author hears together, at most once a day."""

    __tablename__ = "thanks_rounds"
    __table_args__ = (UniqueConstraint("author_id", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Thanks(Row):
    """*Thank you* or *Same here* (`kind`). The author's and the giver's alone: never counted."""

    __tablename__ = "thanks"
    __table_args__ = (UniqueConstraint("reflection_id", "member_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reflection_id: Mapped[int] = mapped_column(ForeignKey(Reflection.id, ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    kind: Mapped[str] = mapped_column(String(16))
    round_id: Mapped[int] = mapped_column(ForeignKey(ThanksRound.id), index=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Talk(Row):
    """Somebody asked somebody to talk: about a reflection, or, after a hard day, about nothing
    that anybody else is told. `words` were typed by the one who asks; `place` is `thread`, where
    the group may read them, `messages`, or `wish`, after a hard day. Read only through visibility.
    """

    __tablename__ = "talks"

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    asked_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    reflection_id: Mapped[int | None] = mapped_column(
        ForeignKey(Reflection.id, ondelete="SET NULL"), index=True
    )
    place: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)


def thanks_by(db: Session, reflection_id: int, member_id: int, kind: str) -> Thanks | None:
    return db.scalar(
        select(Thanks).where(
            Thanks.reflection_id == reflection_id,
            Thanks.member_id == member_id,
            Thanks.kind == kind,
        )
    )


def thanks_in(db: Session, round_id: int) -> Sequence[Thanks]:
    return db.scalars(select(Thanks).where(Thanks.round_id == round_id).order_by(Thanks.id)).all()


def add_thanks_round(db: Session, author_id: int, due_at: datetime) -> None:
    """Add a round, unless someone added the same one at the same instant."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    begun = insert(ThanksRound).values(author_id=author_id, due_at=due_at)
    db.execute(begun.on_conflict_do_nothing())


def thanks_round_by_id(db: Session, round_id: int) -> ThanksRound | None:
    return db.get(ThanksRound, round_id)


def latest_thanks_round(db: Session, author_id: int) -> ThanksRound | None:
    rounds = select(ThanksRound).where(ThanksRound.author_id == author_id)
    return db.scalar(rounds.order_by(ThanksRound.due_at.desc()).limit(1))


def thanks_round(db: Session, author_id: int, due_at: datetime) -> ThanksRound | None:
    return db.scalar(
        select(ThanksRound).where(ThanksRound.author_id == author_id, ThanksRound.due_at == due_at)
    )


def remove_thanks(db: Session, reflection_id: int, member_id: int, kind: str) -> None:
    db.execute(
        delete(Thanks).where(
            Thanks.reflection_id == reflection_id,
            Thanks.member_id == member_id,
            Thanks.kind == kind,
        )
    )


def talk_by_id(db: Session, talk_id: int) -> Talk | None:
    return db.scalar(select(Talk).where(Talk.id == talk_id))


def talk_by_origin(db: Session, origin: str) -> Talk | None:
    return db.scalar(select(Talk).where(Talk.origin == origin))


def latest_talk_about(db: Session, reflection_id: int, asker_id: int) -> Talk | None:
    """What somebody asked last about a reflection."""
    asked = select(Talk).where(Talk.reflection_id == reflection_id, Talk.asker_id == asker_id)
    return db.scalar(asked.order_by(Talk.id.desc()).limit(1))


def latest_wish(db: Session, asker_id: int, asked_id: int) -> Talk | None:
    """When somebody last wished to talk with that person."""
    wishes = select(Talk).where(
        Talk.asker_id == asker_id, Talk.asked_id == asked_id, Talk.place == "wish"
    )
    return db.scalar(wishes.order_by(Talk.id.desc()).limit(1))


def talks_about(db: Session, reflection_id: int) -> Sequence[Talk]:
    """Those that the reader may read, oldest first."""
    about = select(Talk).where(Talk.reflection_id == reflection_id)
    return db.scalars(about.order_by(Talk.id)).all()
