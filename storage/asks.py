"""Asks: what is special about a notice that asks for help, who helps, and what happened next."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.notices import Byline, Notice
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once


class Ask(Row):
    """What a notice of the kind `ask` has besides (domain B6). Read with its notice.

    `wish` is what would help most; `state` is `open`, `talking` (somebody helps) or `closed`.
    `host_id` is the facilitator who looks after it while nobody answers; `open_since` is since
    when nobody does. `left` is true where a facilitator chose to leave it be, `let_go` where the
    asker has no more to say of it.
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
    left: Mapped[bool] = mapped_column(default=False)
    let_go: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_asks_state_open_since", "state", "open_since"),)


class Watch(Row):
    """Somebody's turn to look for an answer, from `due_at` on: a facilitator's, or the asker's own
    where facilitators may not read it. The newest one of an ask counts.
    """

    __tablename__ = "watches"
    __table_args__ = ({"sqlite_autoincrement": True},)  # each is said once, by its id

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id, ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Help(Row):
    """One member's part in an ask. `state` is `asked` (by the facilitator `asked_by`, or since they
    are on the experiment whose people were asked), `helping`, `declined` or `given_back`.
    `with_id` is whom they talk to: the asker, or the facilitator who carries an unnamed ask.

    Read by the two, the asker and facilitators: nobody else sees who declined.
    """

    __tablename__ = "helps"
    __table_args__ = (
        UniqueConstraint("notice_id", "member_id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )

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

    __table_args__ = (
        Index("ix_loop_closures_visibility_shared_at", "visibility", "shared_at"),
        {"sqlite_autoincrement": True},  # what a digest told of must never become another one
    )


def ask_of(db: Session, notice_id: int) -> Ask | None:
    return _of.scalar(db, notice_id=notice_id)


@once
def _of(notice_id: Any) -> Select[Ask]:
    return select(Ask).where(Ask.notice_id == notice_id)


def locked_ask(db: Session, notice_id: int) -> Ask | None:
    """The ask as it is now, with everybody else who would change it made to wait."""
    found = select(Ask).where(Ask.notice_id == notice_id).with_for_update()
    return db.scalar(found.execution_options(populate_existing=True))


def asks_held_by_nobody(db: Session) -> Sequence[int]:
    """The ids of those that stand while whoever looked after them facilitates no more."""
    hosts = select(Member.id).where(Member.facilitator)
    carried_by_nobody = select(Notice.id).where(
        Notice.state == "standing", Notice.carrier_id.not_in(hosts)
    )
    alone = select(Ask.notice_id).where(
        Ask.state != "closed",
        or_(Ask.host_id.is_(None), Ask.host_id.not_in(hosts), Ask.notice_id.in_(carried_by_nobody)),
    )
    return db.scalars(alone.order_by(Ask.notice_id)).all()


def open_asks_by_host(db: Session) -> dict[int, int]:
    """How many that wait each facilitator looks after."""
    waiting = select(Ask.host_id, func.count()).where(Ask.state == "open", Ask.host_id.is_not(None))
    return {host: n for host, n in db.execute(waiting.group_by(Ask.host_id)) if host is not None}


def watch_of(db: Session, notice_id: int) -> Watch | None:
    """The one that counts."""
    newest = select(Watch).where(Watch.notice_id == notice_id).order_by(Watch.id.desc())
    return db.scalar(newest.limit(1))


def watch_by_id(db: Session, watch_id: int) -> Watch | None:
    return db.get(Watch, watch_id)


def asks_to_look_after(
    db: Session, *, but_of: int, since: datetime, asked_since: datetime, limit: int
) -> Sequence[Notice]:
    """What a facilitator finds in Home: quiet ones, and those that nobody answered `since` then;
    not their own, nor one that somebody was asked about lately (`asked_since`).
    """
    own = select(Byline.notice_id).where(Byline.member_id == but_of)
    in_hand = select(Help.notice_id).where(
        Help.state == "asked", Help.asked_by.is_not(None), Help.since > asked_since
    )
    waiting = select(Notice).join(Ask, Ask.notice_id == Notice.id)
    waiting = waiting.where(
        Ask.state == "open",
        not_(Ask.left),
        Notice.state == "standing",
        Notice.visibility != "circle",
        or_(Notice.visibility == "facilitators", Ask.open_since <= since),
        Notice.id.not_in(own),
        Notice.id.not_in(in_hand),
    )
    return db.scalars(waiting.order_by(Notice.created_at, Notice.id).limit(limit)).all()


def invitations_for(db: Session, member_id: int, *, limit: int) -> Sequence[Help]:
    """What a member was asked to help with and has not answered, the newest first."""
    return _invitations_for.scalars(db, member_id=member_id, limit=limit)


@once
def _invitations_for(member_id: Any, limit: Any) -> Select[Help]:
    asked = select(Help).join(Notice, Notice.id == Help.notice_id)
    asked = asked.where(
        Help.member_id == member_id, Help.state == "asked", Notice.state == "standing"
    )
    return asked.order_by(Help.id.desc()).limit(limit)


def asked_in_circle(db: Session, experiment_id: int, member_ids: Collection[int]) -> Sequence[int]:
    """The ids of their parts, not answered yet, in what was asked of an experiment's people."""
    asked = select(Help.id).join(Notice, Notice.id == Help.notice_id)
    asked = asked.where(
        Help.member_id.in_(member_ids),
        Help.state == "asked",
        Notice.experiment_id == experiment_id,
    )
    return db.scalars(asked.order_by(Help.id)).all()


def asks_to_tell_of(
    db: Session, member_id: int, *, between: tuple[datetime, datetime], limit: int
) -> Sequence[Notice]:
    """A member's own that ended in that time with somebody helping, and of which they told nothing
    yet.
    """
    since, until = between
    return _to_tell_of.scalars(db, member_id=member_id, since=since, until=until, limit=limit)


@once
def _to_tell_of(member_id: Any, since: Any, until: Any, limit: Any) -> Select[Notice]:
    own = select(Byline.notice_id).where(Byline.member_id == member_id)
    helped = select(Help.notice_id).where(Help.state == "helping")
    told = select(LoopClosure.notice_id)
    ended = select(Notice).join(Ask, Ask.notice_id == Notice.id)
    ended = ended.where(
        Notice.id.in_(own),
        Notice.state.in_(("settled", "expired")),
        Ask.closed_at >= since,
        Ask.closed_at <= until,
        not_(Ask.let_go),
        or_(and_(Notice.state == "settled", Notice.visibility == "group"), Notice.id.in_(helped)),
        Notice.id.not_in(told),
    )
    return ended.order_by(Ask.closed_at.desc()).limit(limit)


def help_by_id(db: Session, help_id: int) -> Help | None:
    return db.scalar(select(Help).where(Help.id == help_id))


def parts_of(db: Session, member_id: int) -> Sequence[Help]:
    """Where a member helps, or was asked to."""
    mine = select(Help).where(Help.member_id == member_id, Help.state.in_(("asked", "helping")))
    return db.scalars(mine.order_by(Help.notice_id)).all()


def remove_help(db: Session, help_: Help) -> None:
    db.delete(help_)
    db.flush()


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


def loop_closure_by_origin(db: Session, origin: str) -> LoopClosure | None:
    return db.scalar(select(LoopClosure).where(LoopClosure.origin == origin))


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
    return _waiting.scalars(db, limit=limit)


@once
def _waiting(limit: Any) -> Select[Notice]:
    waiting = select(Notice).join(Ask, Ask.notice_id == Notice.id)
    waiting = waiting.where(Ask.state == "open", Notice.state == "standing")
    return waiting.order_by(Notice.created_at, Notice.id).limit(limit)
