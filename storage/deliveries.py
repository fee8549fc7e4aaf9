"""Deliveries: everything that Commons says on its own account, one row each (ids, never words)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Executable,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    and_,
    case,
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
from storage.statements import once

NOTICEBOARD, HOMES = "noticeboard", "homes"  # addressees: the rooms, and everybody's Home


class Delivery(Row):
    """One message, standing post or Home, from its planning to where it stands in Slack.

    It is for the noticeboard; for `member_id` alone; or for a conversation of `member_id` and
    `with_id`. `under` is the occasion of the post in whose thread it goes. To one `addressee` one
    thing is said at a time.

    It is due while `shown` is behind `wanted`. `begun_at` is when it began to be posted, in
    `channel` and `thread`: found on a row that nobody has, it means that the post may be out.
    `held` is Slack's word for why it waits for a person; "" while it is tried again after that.
    `rides_on` is the delivery in whose message it stands, where several that were due to one person
    became one. `waits_since` is when its member's peace put it off.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    with_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    under: Mapped[str | None] = mapped_column(String(200))
    addressee: Mapped[str] = mapped_column(String(40))
    token: Mapped[str] = mapped_column(String(32))
    wanted: Mapped[int]
    shown: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    channel: Mapped[str | None] = mapped_column(String(32))
    thread: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    held: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    put_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rides_on: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"))
    waits_since: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index(
    "ix_deliveries_under",
    Delivery.under,
    sqlite_where=Delivery.under.is_not(None),
    postgresql_where=Delivery.under.is_not(None),
)
# Partial indexes: what is due, and to whom, stays cheap to find, however much has been said before
# and however much else is due.
Index(
    "ix_deliveries_due",
    Delivery.due_at,
    sqlite_where=Delivery.shown < Delivery.wanted,
    postgresql_where=Delivery.shown < Delivery.wanted,
)
Index(
    "ix_deliveries_addressee",
    Delivery.addressee,
    sqlite_where=Delivery.shown < Delivery.wanted,
    postgresql_where=Delivery.shown < Delivery.wanted,
)
Index(
    "ix_deliveries_with",
    Delivery.with_id,
    sqlite_where=and_(Delivery.shown < Delivery.wanted, Delivery.with_id.is_not(None)),
    postgresql_where=and_(Delivery.shown < Delivery.wanted, Delivery.with_id.is_not(None)),
)
Index(
    "ix_deliveries_rides_on",
    Delivery.rides_on,
    sqlite_where=Delivery.rides_on.is_not(None),
    postgresql_where=Delivery.rides_on.is_not(None),
)
Index(
    "ix_deliveries_claim",
    Delivery.claim,
    sqlite_where=Delivery.claim.is_not(None),
    postgresql_where=Delivery.claim.is_not(None),
)
Index(
    "ix_deliveries_held",
    Delivery.held,
    sqlite_where=Delivery.held.is_not(None),
    postgresql_where=Delivery.held.is_not(None),
)


def delivery_by_occasion(db: Session, occasion: str) -> Delivery | None:
    return _by_occasion.scalar(db, occasion=occasion)


@once
def _by_occasion(occasion: Any) -> Select[Delivery]:
    return select(Delivery).where(Delivery.occasion == occasion)


def delivery_by_id(db: Session, delivery_id: int) -> Delivery:
    return db.get_one(Delivery, delivery_id)


# What was held is tried again, and remembered as such until it went out.
_TRIED_AGAIN = case((Delivery.held.is_(None), None), else_="")


def deliveries_of(db: Session, occasions: Collection[str]) -> Sequence[Delivery]:
    """What was ever planned of these."""
    return db.scalars(select(Delivery).where(Delivery.occasion.in_(occasions))).all()


def want_deliveries(db: Session, planned: Sequence[Delivery]) -> None:
    """Plan them, or, where an occasion is planned already, ask for it anew: one statement, so that
    two who ask at the same instant cannot undo each other.
    """
    columns = [each.key for each in Delivery.__table__.columns if each.key != "id"]
    values = [{key: vars(each).get(key) for key in columns} for each in planned]
    if not values:
        return
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
        "addressee": insert.excluded.addressee,
        "expires_at": insert.excluded.expires_at,
        "attempts": 0,
        "held": _TRIED_AGAIN,
    }
    return insert.on_conflict_do_update(index_elements=["occasion"], set_=again)


def want_deliveries_under(db: Session, occasion: str, *, now: datetime) -> None:
    """Ask anew for all that stands in the thread of a post."""
    db.flush()
    again = (
        update(Delivery)
        .where(Delivery.under == occasion)
        .values(wanted=Delivery.wanted + 1, due_at=_not_before(now), attempts=0, held=_TRIED_AGAIN)
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
        .values(wanted=Delivery.wanted + 1, due_at=_not_before(now), attempts=0, held=_TRIED_AGAIN)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", db.execute(again)).rowcount:
        db.info[PLANNED] = True


def want_at_once(db: Session, member_id: int, *, now: datetime) -> None:
    """What waits for this member's sake is due now."""
    waiting = (
        update(Delivery)
        .where(
            Delivery.addressee == f"member:{member_id}",
            Delivery.shown < Delivery.wanted,
            Delivery.waits_since.is_not(None),
            Delivery.due_at > now,
        )
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )
    db.flush()
    if cast("CursorResult[object]", db.execute(waiting)).rowcount:
        db.info[PLANNED] = True


def riders_of(db: Session, delivery_id: int) -> Sequence[Delivery]:
    """What stands in the message of another."""
    riding = select(Delivery).where(Delivery.rides_on == delivery_id)
    return db.scalars(riding.order_by(Delivery.id)).all()


def riders_if_free(db: Session, ids: Collection[int]) -> Sequence[Delivery]:
    """What rides on these, but for what somebody is writing at this instant."""
    if not ids:
        return ()
    riding = select(Delivery).where(Delivery.rides_on.in_(ids)).order_by(Delivery.id)
    return db.scalars(_if_free(riding)).all()


def delivery_if_free(db: Session, delivery_id: int) -> Delivery | None:
    """None while somebody is writing it."""
    return db.scalar(_if_free(select(Delivery).where(Delivery.id == delivery_id)))


def hand_over(db: Session, carrier: Delivery) -> None:
    """It leaves its message to those who ride on it: the eldest carries the others."""
    heir, *others = riders_of(db, carrier.id) or (None,)
    if heir is None:
        return
    heir.rides_on = None
    heir.channel, heir.ts, heir.put_up_at = carrier.channel, carrier.ts, carrier.put_up_at
    for each in others:
        each.rides_on = heir.id


def let_riders_go(db: Session, ids: Collection[int]) -> None:
    """What they ride on is not said: nor are they."""
    riding = update(Delivery).where(Delivery.rides_on.in_(ids)).values(rides_on=None)
    db.execute(riding.execution_options(synchronize_session=False))


def stands_somewhere(db: Session, ids: Collection[int], ts: str) -> bool:
    """True where one of these stands there."""
    there = select(Delivery.id).where(Delivery.id.in_(ids), Delivery.ts == ts)
    return db.scalar(there.limit(1)) is not None


def _if_free(rows: Select[Delivery]) -> Select[Delivery]:
    return rows.with_for_update(skip_locked=True).execution_options(populate_existing=True)


def _not_before(now: datetime) -> ColumnElement[datetime]:
    """At once; what is due later only then."""
    return case((Delivery.due_at > now, Delivery.due_at), else_=now)


def held_deliveries(db: Session) -> Sequence[Delivery]:
    """What Slack refused and a person has to look at; with what is tried again after that, whose
    `held` is "".
    """
    held = select(Delivery).where(Delivery.held.is_not(None), Delivery.shown < Delivery.wanted)
    return db.scalars(held.order_by(Delivery.id)).all()
