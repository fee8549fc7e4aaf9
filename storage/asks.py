"""Asks: what is special about a notice that asks for help, who helps, and what happened next."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.notices import Notice
from storage.people import Member
from storage.rows import Row, UtcDateTime


class Ask(Row):
    """What a notice of the kind `ask` has besides (domain B6). Read with its notice.

    `wish` is what would help most; `state` is `open`, `talking` (somebody helps) or `closed`.
    `host_id` is the facilitator who looks after it while nobody answers; `open_since` is since
    when nobody does.
    """

    __tablename__ = "asks"

    notice_id: Mapped[int] = mapped_column(
        ForeignKey(Notice.id, ondelete="CASCADE"), primary_key=True
    )
    wish: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    host_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id), index=True)
    open_since: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_asks_state_open_since", "state", "open_since"),)


class Help(Row):
    """One member's part in an ask. `state` is `asked` (by the facilitator `asked_by`, or since they
    are on the experiment whose people were asked), `helping`, `declined` or `given_back`.
    `with_id` is whom they talk to: the asker, or the facilitator who carries an unnamed ask.

    Read by the two, the asker and facilitators: nobody else sees who declined.
    """

    __tablename__ = "helps"
    __table_args__ = (UniqueConstraint("notice_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id, ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    with_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    state: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class LoopClosure(Row):
    """What happened next, in the asker's words: for those who helped (`circle`), or for the group
    and its digest too (`group`). Who asked is the notice's byline to say. Read through visibility.
    """

    __tablename__ = "loop_closures"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id, ondelete="CASCADE"), unique=True)
    words: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(16))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __table_args__ = (Index("ix_loop_closures_visibility_shared_at", "visibility", "shared_at"),)


def ask_of(db: Session, notice_id: int) -> Ask | None:
    return db.scalar(select(Ask).where(Ask.notice_id == notice_id))


def asks_by_notice(db: Session, notice_ids: Collection[int]) -> dict[int, Ask]:
    found = db.scalars(select(Ask).where(Ask.notice_id.in_(notice_ids)))
    return {each.notice_id: each for each in found}


def helps_with(db: Session, notice_id: int) -> Sequence[Help]:
    """Everybody's part in it that the reader may know of, first come first."""
    return db.scalars(select(Help).where(Help.notice_id == notice_id).order_by(Help.id)).all()


def help_by(db: Session, notice_id: int, member_id: int) -> Help | None:
    """A member's part in it."""
    return db.scalar(select(Help).where(Help.notice_id == notice_id, Help.member_id == member_id))


def loop_closure_of(db: Session, notice_id: int) -> LoopClosure | None:
    return db.scalar(select(LoopClosure).where(LoopClosure.notice_id == notice_id))


def loop_closures_since(db: Session, since: datetime, *, limit: int) -> Sequence[LoopClosure]:
    """What was told to the group from `since` on, newest first."""
    told = select(LoopClosure).where(
        LoopClosure.visibility == "group", LoopClosure.shared_at >= since
    )
    newest = told.order_by(LoopClosure.shared_at.desc(), LoopClosure.id.desc())
    return db.scalars(newest.limit(limit)).all()


def loop_closures_by_ids(db: Session, ids: Collection[int]) -> dict[int, LoopClosure]:
    """Those among `ids` that the reader may read, by id."""
    found = db.scalars(select(LoopClosure).where(LoopClosure.id.in_(ids)))
    return {each.id: each for each in found}


def waiting_asks(db: Session, *, limit: int) -> Sequence[Notice]:
    """Those that stand with nobody helping, and the reader may read; oldest first."""
    waiting = select(Notice).join(Ask, Ask.notice_id == Notice.id)
    waiting = waiting.where(Ask.state == "open", Notice.state == "standing")
    return db.scalars(waiting.order_by(Ask.open_since).limit(limit)).all()
