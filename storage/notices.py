"""Notices: what members put on the noticeboard for a while, and who put it there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, not_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once
from storage.teams import Teammate


class Notice(Row):
    """Something short that stands until a day (domain B7). Read only through visibility.

    `kind` is `ask`, `offer`, `event`, `news`, `question`, `resource` or `thanks`; `state` is
    `standing`, `settled` (an ask that found its answer), `expired` or `taken_down`, and then only
    its author reads it. Who put it up is its byline; an unnamed one is carried by the facilitator
    `carrier_id`. `experiment_id` says whose circle, at the level `circle`.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(String(240))
    more: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(16))
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id))
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    state: Mapped[str] = mapped_column(String(16))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stands_until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    folded: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        Index("ix_notices_state_stands_until", "state", "stands_until"),
        Index("ix_notices_visibility_shared_at", "visibility", "shared_at"),
        Index("ix_notices_visibility_state_id", "visibility", "state", "id"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )


class Byline(Row):
    """Who put a notice up: a row of its own, so that the gate can keep a name where the words are
    for everyone. Unnamed, facilitators and its author read it.
    """

    __tablename__ = "bylines"

    notice_id: Mapped[int] = mapped_column(
        ForeignKey(Notice.id, ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    unnamed: Mapped[bool]


def notice_by_id(db: Session, notice_id: int) -> Notice | None:
    return _by_id.scalar(db, notice_id=notice_id)


@once
def _by_id(notice_id: Any) -> Select[Notice]:
    return select(Notice).where(Notice.id == notice_id)


def lock_notice(db: Session, notice_id: int) -> None:
    """Everybody else who would change it waits: its row comes before its ask's, for all."""
    # key_share: whoever begins to help meanwhile adds a row that refers to it.
    found = select(Notice).where(Notice.id == notice_id).with_for_update(key_share=True)
    db.scalar(found.execution_options(populate_existing=True))


def notices_by_ids(db: Session, ids: Collection[int]) -> dict[int, Notice]:
    """Those among `ids` that the reader may read, by id."""
    return {each.id: each for each in db.scalars(select(Notice).where(Notice.id.in_(ids)))}


def notice_by_origin(db: Session, origin: str) -> Notice | None:
    return db.scalar(select(Notice).where(Notice.origin == origin))


def byline_of(db: Session, notice_id: int) -> Byline | None:
    """Who put it up, if the reader may know."""
    return _byline_of.scalar(db, notice_id=notice_id)


@once
def _byline_of(notice_id: Any) -> Select[Byline]:
    return select(Byline).where(Byline.notice_id == notice_id)


def authors_of(
    db: Session, notices: Collection[Notice], *, named: bool = False
) -> dict[int, Member]:
    """Who put them up, by notice id: those whom the reader may know; with `named`, only those
    whose name stands on it for everyone.
    """
    if not notices:
        return {}
    ids = {each.id for each in notices}
    signed = select(Byline.notice_id, Member).join(Member, Member.id == Byline.member_id)
    signed = signed.where(Byline.notice_id.in_(ids))
    found = db.execute(signed.where(not_(Byline.unnamed)) if named else signed)
    return {each.notice_id: each.Member for each in found}


def notices_since(db: Session, since: datetime, *, limit: int) -> Sequence[Notice]:
    """Those that are for the group from `since` on and still stand, but for asks; newest first."""
    some = select(Notice).where(
        Notice.visibility == "group",
        Notice.shared_at >= since,
        Notice.state == "standing",
        Notice.kind != "ask",
    )
    return db.scalars(some.order_by(Notice.shared_at.desc(), Notice.id.desc()).limit(limit)).all()


def notices_past(db: Session, now: datetime, *, limit: int) -> Sequence[Notice]:
    """Those that stand longer than they were to, oldest first."""
    past = select(Notice).where(Notice.state == "standing", Notice.stands_until <= now)
    return db.scalars(past.order_by(Notice.stands_until).limit(limit)).all()


def newest_notices(db: Session, *, limit: int) -> Sequence[Notice]:
    """Those that stand for everyone, newest first."""
    return _newest.scalars(db, limit=limit)


@once
def _newest(limit: Any) -> Select[Notice]:
    return _page_of(_of_level("group").where(Notice.state == "standing"), limit, None, "")


def notices_for(
    db: Session, member_id: int, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Notice]:
    """Those that stand and a member may read, newest first; with `word` (folded), those that have
    it and may have ended. A look for each level, by an index each: one over all would read through
    what is for others.
    """
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    looks = (
        _of_level("group"),
        _of_level("facilitators"),
        _of_level("circle").where(Notice.experiment_id.in_(on)),
    )
    found = {
        each.id: each
        for look in looks
        for each in db.scalars(
            _page_of(look if word else look.where(Notice.state == "standing"), limit, before, word)
        )
    }
    return [found[each] for each in sorted(found, reverse=True)[:limit]]


def notices_of(
    db: Session, member_id: int, *, limit: int, before: int | None = None, word: str = ""
) -> Sequence[Notice]:
    """What a member put up, whatever became of it, newest first."""
    return db.scalars(_page_of(_by(member_id), limit, before, word)).all()


def standing_notices_of(db: Session, member_id: int, *, limit: int) -> Sequence[Notice]:
    """What a member put up and stands, newest first."""
    return _standing_of.scalars(db, member_id=member_id, limit=limit)


@once
def _standing_of(member_id: Any, limit: Any) -> Select[Notice]:
    return _page_of(_by(member_id).where(Notice.state == "standing"), limit, None, "")


def newest_notice_of(db: Session, member_id: int, kind: str) -> Notice | None:
    """The last one of a kind that a member put up."""
    mine = _by(member_id).where(Notice.kind == kind)
    return db.scalar(mine.order_by(Notice.id.desc()).limit(1))


def _of_level(level: str) -> Select[Notice]:
    return select(Notice).where(Notice.visibility == level)


def _by(member_id: int) -> Select[Notice]:
    """Theirs first, and then how they stand: a member puts up few."""
    theirs = select(Byline.notice_id).where(Byline.member_id == member_id)
    return select(Notice).where(Notice.id.in_(theirs))


def _page_of(some: Select[Notice], limit: int, before: int | None, word: str) -> Select[Notice]:
    if before is not None:
        some = some.where(Notice.id < before)
    if word:
        some = some.where(Notice.folded.contains(word, autoescape=True))
    return some.order_by(Notice.id.desc()).limit(limit)
