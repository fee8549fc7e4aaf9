"""Deliveries: everything that Commons says on its own account, one row each (ids, never words)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import (
    CursorResult,
    Executable,
    ForeignKey,
    Index,
    String,
    Table,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql import ColumnElement

from storage.database import PLANNED
from storage.people import Member
from storage.rows import Row, UtcDateTime

NOTICEBOARD = "noticeboard"


class Delivery(Row):
    """One message, standing post or Home, from its planning to where it stands in Slack.

    It is for the noticeboard; for `member_id` alone; or for a conversation of `member_id` and
    `with_id`. `under` is the occasion of the post in whose thread it goes.

    It is due while `shown` is behind `wanted`. `begun_at` is set while an attempt is under way:
    found on a row whose lease has lapsed, it means that the post may be out already.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    with_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    under: Mapped[str | None] = mapped_column(String(200))
    token: Mapped[str] = mapped_column(String(32))
    wanted: Mapped[int]
    shown: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    held: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    put_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def addressee(self) -> str:
        """A member's Home or messages, or the noticeboard: one thing is said there at a time."""
        return NOTICEBOARD if self.member_id is None else f"member:{self.member_id}"


Index(
    "ix_deliveries_under",
    Delivery.under,
    sqlite_where=Delivery.under.is_not(None),
    postgresql_where=Delivery.under.is_not(None),
)
# A partial index: what is due stays cheap to find, however much has been said before.
Index(
    "ix_deliveries_due",
    Delivery.due_at,
    sqlite_where=Delivery.shown < Delivery.wanted,
    postgresql_where=Delivery.shown < Delivery.wanted,
)


def delivery_by_occasion(db: Session, occasion: str) -> Delivery | None:
    return db.scalar(select(Delivery).where(Delivery.occasion == occasion))


def deliveries_of(db: Session, occasions: Collection[str]) -> Sequence[Delivery]:
    """What was ever planned of these."""
    return db.scalars(select(Delivery).where(Delivery.occasion.in_(occasions))).all()


def want_delivery(db: Session, planned: Delivery) -> None:
    """Plan it, or, where its occasion is planned already, ask for it anew: one statement, so that
    two who ask at the same instant cannot undo each other.
    """
    values = {
        column.key: getattr(planned, column.key)
        for column in Delivery.__table__.columns
        if column.key != "id"
    }
    db.flush()
    db.info[PLANNED] = True
    db.execute(_want(db.get_bind().dialect.name), values)


@cache
def _want(dialect: str) -> Executable:
    """Put together once: anew for each save it took a fifth of that save (`make bench`)."""
    insert_on = postgresql.insert if dialect == "postgresql" else sqlite.insert
    insert = insert_on(cast("Table", Delivery.__table__))
    again = {
        "wanted": Delivery.wanted + 1,
        "due_at": insert.excluded.due_at,
        "expires_at": insert.excluded.expires_at,
        "attempts": 0,
        "held": None,
    }
    return insert.on_conflict_do_update(index_elements=["occasion"], set_=again)


def want_deliveries_under(db: Session, occasion: str, *, now: datetime) -> None:
    """Ask anew for all that stands in the thread of a post."""
    db.flush()
    again = (
        update(Delivery)
        .where(Delivery.under == occasion)
        .values(wanted=Delivery.wanted + 1, due_at=now, attempts=0, held=None)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", db.execute(again)).rowcount:
        db.info[PLANNED] = True


def want_messages(
    db: Session, occasions: Collection[str], *, to: Collection[int], now: datetime
) -> None:
    """Ask anew for those that stand, or will; with `to`, only for what is for these members."""
    stands = or_(Delivery.ts.is_not(None), Delivery.shown < Delivery.wanted)
    wanted = [Delivery.occasion.in_(occasions), stands]
    if to:
        wanted.append(Delivery.member_id.in_(to))
    db.flush()
    again = (
        update(Delivery)
        .where(*wanted)
        .values(wanted=Delivery.wanted + 1, due_at=now, attempts=0, held=None)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", db.execute(again)).rowcount:
        db.info[PLANNED] = True


def due_deliveries(
    db: Session, *, now: datetime, lease_now: datetime, noticeboard: bool, limit: int
) -> Sequence[Delivery]:
    """What could be carried out now, oldest first. Without a noticeboard its posts wait."""
    due = select(Delivery).where(*_due(now, lease_now))
    if not noticeboard:
        due = due.where(or_(Delivery.member_id.is_not(None), Delivery.channel.is_not(None)))
    # Rows that a save is writing at this instant are passed over: they come at the next look.
    oldest = due.order_by(Delivery.due_at, Delivery.id).limit(limit)
    oldest = oldest.with_for_update(skip_locked=True)
    return db.scalars(oldest.execution_options(populate_existing=True)).all()


def claim_delivery(
    db: Session,
    delivery: Delivery,
    *,
    claim: str,
    channel: str | None,
    now: datetime,
    lease_now: datetime,
    until: datetime,
) -> bool:
    """True for exactly one of all who try at the same time (a conditional update). `channel` is
    where it goes: whoever has to look for it later looks there.
    """
    begun_at = delivery.begun_at or now
    taken = (
        update(Delivery)
        .where(Delivery.id == delivery.id, *_due(now, lease_now))
        .values(claim=claim, claimed_until=until, begun_at=begun_at, channel=channel)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", db.execute(taken)).rowcount == 1


def claimed_delivery(db: Session, delivery_id: int, claim: str) -> Delivery | None:
    """The row, if this claim still holds it."""
    held = select(Delivery).where(Delivery.id == delivery_id, Delivery.claim == claim)
    return db.scalar(held.with_for_update())


def held_deliveries(db: Session) -> Sequence[Delivery]:
    """What Slack refused, and a person has to look at."""
    held = select(Delivery).where(Delivery.held.is_not(None), Delivery.shown < Delivery.wanted)
    return db.scalars(held.order_by(Delivery.id)).all()


def _due(now: datetime, lease_now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.shown < Delivery.wanted,
        Delivery.due_at <= now,
        Delivery.held.is_(None),
        or_(Delivery.claim.is_(None), Delivery.claimed_until < lease_now),
    )
