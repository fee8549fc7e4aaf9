"""Notices: what members put on the noticeboard for a while, and who put it there."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime


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
    return db.scalar(select(Notice).where(Notice.id == notice_id))


def notices_by_ids(db: Session, ids: Collection[int]) -> dict[int, Notice]:
    """Those among `ids` that the reader may read, by id."""
    return {each.id: each for each in db.scalars(select(Notice).where(Notice.id.in_(ids)))}


def notice_by_origin(db: Session, origin: str) -> Notice | None:
    return db.scalar(select(Notice).where(Notice.origin == origin))


def byline_of(db: Session, notice_id: int) -> Byline | None:
    """Who put it up, if the reader may know."""
    return db.scalar(select(Byline).where(Byline.notice_id == notice_id))


def authors_of(db: Session, notices: Collection[Notice]) -> dict[int, Member]:
    """Who put them up, by notice id: those whom the reader may know."""
    ids = {each.id for each in notices}
    signed = select(Byline.notice_id, Member).join(Member, Member.id == Byline.member_id)
    found = db.execute(signed.where(Byline.notice_id.in_(ids)))
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
