"""Who comes to a session, who waits for a place, and who reads along."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.workshops import Slot, Workshop


class Signup(Row):
    """One member's part in one session, for good: whoever leaves and comes back has the same row.

    `state` is `coming` (to `slot_id`, with a place), `waiting` (for one there, since
    `waiting_since`), `reading` (only the notes, no time) or `left`. `coming_as` is `take_part` or
    `listen`. `given_at` is set while a place that came free is theirs and they have not said yes.
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
    return db.scalar(
        select(Signup).where(Signup.workshop_id == workshop_id, Signup.member_id == member_id)
    )


def signups_by_workshop(db: Session, ids: Collection[int]) -> dict[int, list[Signup]]:
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
    mine = select(Signup).join(Slot, Slot.id == Signup.slot_id)
    mine = mine.where(
        Signup.member_id == member_id,
        Signup.state.in_(("coming", "waiting")),
        Slot.state == "coming",
    )
    return db.scalars(mine.order_by(Slot.starts_at, Slot.id).limit(limit)).all()


def access_needs_of(db: Session, signup_ids: Collection[int]) -> dict[int, str]:
    """What would help, by sign-up, as far as the reader may read it."""
    found = select(AccessNeed).where(AccessNeed.signup_id.in_(signup_ids))
    return {each.signup_id: each.words for each in db.scalars(found)}


def access_need_of(db: Session, signup_id: int) -> AccessNeed | None:
    return db.scalar(select(AccessNeed).where(AccessNeed.signup_id == signup_id))
