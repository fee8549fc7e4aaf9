"""Who comes to a session, who waits for a place, and who reads along."""

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
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once
from storage.workshops import Slot, Workshop


class Signup(Row):
    """One member's part in one session, for good: whoever leaves and comes back has the same row.

    `state` is `coming` (to `slot_id`, with a place), `waiting` (for one there, since
    `waiting_since`), `reading` (only the notes, no time) or `left`. `coming_as` is `take_part` or
    `listen`. `given_at` is set while a place that came free is theirs and they have not said yes.
    Whoever lost their time, as it was cancelled, reads along, and `slot_id` says which it was.
    `let_go`: asked afterwards what stays with them, they said not this time.
    Read through visibility: who comes is seen by those who come.
    """

    __tablename__ = "signups"
    __table_args__ = (
        UniqueConstraint("workshop_id", "member_id"),
        Index("ix_signups_slot_id_state", "slot_id", "state", "waiting_since"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id, ondelete="CASCADE"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey(Slot.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    coming_as: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    let_go: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccessNeed(Row):
    """What would help somebody take part: for them and who holds the session, and for 30 days after
    it at most.
    """

    __tablename__ = "access_needs"

    signup_id: Mapped[int] = mapped_column(
        ForeignKey(Signup.id, ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


def signup_by_id(db: Session, signup_id: int) -> Signup | None:
    return db.scalar(select(Signup).where(Signup.id == signup_id))


def signup_of(db: Session, workshop_id: int, member_id: int) -> Signup | None:
    return _signup_of.scalar(db, workshop_id=workshop_id, member_id=member_id)


@once
def _signup_of(workshop_id: Any, member_id: Any) -> Select[Signup]:
    return select(Signup).where(Signup.workshop_id == workshop_id, Signup.member_id == member_id)


def signup_as_it_is(db: Session, workshop_id: int, member_id: int) -> Signup | None:
    """The same, for who holds the session's row: as others left it before."""
    found = select(Signup).where(Signup.workshop_id == workshop_id, Signup.member_id == member_id)
    return db.scalar(found.execution_options(populate_existing=True))


def signups_by_workshop(db: Session, member_id: int, ids: Collection[int]) -> dict[int, Signup]:
    """A member's own part in each of these, where they have one."""
    mine = select(Signup).where(Signup.member_id == member_id, Signup.workshop_id.in_(ids))
    return {each.workshop_id: each for each in db.scalars(mine)}


def all_signups_of(db: Session, ids: Collection[int]) -> dict[int, list[Signup]]:
    """Those of each, as `signups_of`."""
    found: dict[int, list[Signup]] = {each: [] for each in ids}
    for each in db.scalars(select(Signup).where(Signup.workshop_id.in_(ids)).order_by(Signup.id)):
        found[each.workshop_id].append(each)
    return found


def workshops_come_to(
    db: Session, member_id: int, *, before: datetime, limit: int
) -> Sequence[Workshop]:
    """The sessions that a member had a place at, if their time had begun `before` then, or asked
    for the notes of, the newest first.
    """
    mine = select(Workshop).join(Signup, Signup.workshop_id == Workshop.id)
    begun = (Slot.starts_at <= before, Slot.state != "cancelled")
    there = Signup.slot_id.in_(select(Slot.id).where(*begun))
    mine = mine.where(
        Signup.member_id == member_id,
        Workshop.state.in_(("open", "happened")),
        or_(
            and_(Signup.state == "coming", there),
            and_(
                Signup.state == "reading",
                Workshop.id.in_(select(Slot.workshop_id).where(*begun)),
            ),
        ),
    )
    return db.scalars(mine.order_by(Workshop.id.desc()).limit(limit)).all()


def signups_of(db: Session, workshop_id: int) -> Sequence[Signup]:
    """All that the reader may know of, also who left; first come first."""
    return db.scalars(
        select(Signup).where(Signup.workshop_id == workshop_id).order_by(Signup.id)
    ).all()


def counts_by_slot(db: Session, slot_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """How many there are in each time and state."""
    counted = select(Signup.slot_id, Signup.state, func.count()).where(
        Signup.slot_id.in_(slot_ids), Signup.state.in_(("coming", "waiting"))
    )
    rows = db.execute(counted.group_by(Signup.slot_id, Signup.state))
    return {(slot, state): n for slot, state, n in rows if slot is not None}


def signups_to_come(db: Session, member_id: int, *, limit: int) -> Sequence[Signup]:
    """A member's own for what is not over, the next first: they come, or wait."""
    return _to_come.scalars(db, member_id=member_id, limit=limit)


@once
def _to_come(member_id: Any, limit: Any) -> Select[Signup]:
    mine = select(Signup).join(Slot, Slot.id == Signup.slot_id)
    mine = mine.where(
        Signup.member_id == member_id,
        Signup.state.in_(("coming", "waiting")),
        Slot.state == "coming",
    )
    return mine.order_by(Slot.starts_at, Slot.id).limit(limit)


def next_in_line(db: Session, slot_id: int, *, limit: int | None = None) -> Sequence[Signup]:
    """Who waits for a place there, the next first."""
    waiting = select(Signup).where(Signup.slot_id == slot_id, Signup.state == "waiting")
    waiting = waiting.order_by(Signup.waiting_since, Signup.id).limit(limit)
    return db.scalars(waiting.execution_options(populate_existing=True)).all()


def end_of_line(db: Session, slot_id: int) -> datetime | None:
    """Since when the last waits there; None where nobody does."""
    last = select(Signup.waiting_since).where(Signup.slot_id == slot_id, Signup.state == "waiting")
    return db.scalar(last.order_by(Signup.waiting_since.desc()).limit(1))


def how_many_before(db: Session, signup: Signup) -> int:
    """How many wait there for longer."""
    longer = or_(
        Signup.waiting_since < signup.waiting_since,
        and_(Signup.waiting_since == signup.waiting_since, Signup.id < signup.id),
    )
    before = select(func.count()).select_from(Signup)
    before = before.where(Signup.slot_id == signup.slot_id, Signup.state == "waiting", longer)
    return db.scalar(before) or 0


def given_in(db: Session, workshop_id: int) -> Sequence[Signup]:
    """The places that came free there, given to people who have not said yes."""
    given = select(Signup).where(
        Signup.workshop_id == workshop_id, Signup.state == "coming", Signup.given_at.is_not(None)
    )
    return db.scalars(given.order_by(Signup.id)).all()


def given_to(db: Session, member_id: int, *, now: datetime, limit: int) -> Sequence[Signup]:
    """The same of one member, for what is to come, the next first."""
    return _given_to.scalars(db, member_id=member_id, now=now, limit=limit)


@once
def _given_to(member_id: Any, now: Any, limit: Any) -> Select[Signup]:
    given = select(Signup).join(Slot, Slot.id == Signup.slot_id)
    given = given.join(Workshop, Workshop.id == Signup.workshop_id)
    given = given.where(
        Signup.member_id == member_id,
        Signup.state == "coming",
        Signup.given_at.is_not(None),
        Workshop.state == "open",
        Slot.state == "coming",
        Slot.starts_at > now,
    )
    return given.order_by(Slot.starts_at, Slot.id).limit(limit)


def sessions_to_come_of(db: Session, member_id: int) -> Sequence[int]:
    """The open sessions that a member comes to, waits for or reads along with, by number."""
    mine = select(Signup.workshop_id).join(Workshop, Workshop.id == Signup.workshop_id)
    mine = mine.where(
        Signup.member_id == member_id, Signup.state != "left", Workshop.state == "open"
    )
    return db.scalars(mine.order_by(Signup.workshop_id)).all()


def access_need_of(db: Session, signup_id: int) -> AccessNeed | None:
    return db.scalar(select(AccessNeed).where(AccessNeed.signup_id == signup_id))


def access_needs_in(db: Session, slot_id: int) -> Sequence[tuple[Member, AccessNeed]]:
    """What would help those who come to one time, with who they are; first come first."""
    needs = select(Member, AccessNeed).join(Signup, Signup.member_id == Member.id)
    needs = needs.join(AccessNeed, AccessNeed.signup_id == Signup.id)
    needs = needs.where(Signup.slot_id == slot_id, Signup.state == "coming").order_by(Signup.id)
    return [(member, need) for member, need in db.execute(needs)]


def access_needs_past(db: Session, ended_by: datetime, *, limit: int) -> Sequence[AccessNeed]:
    """Those for times that were over by then."""
    past = select(AccessNeed).join(Signup, Signup.id == AccessNeed.signup_id)
    past = past.join(Slot, Slot.id == Signup.slot_id).where(Slot.ends_at <= ended_by)
    return db.scalars(past.order_by(AccessNeed.signup_id).limit(limit)).all()
