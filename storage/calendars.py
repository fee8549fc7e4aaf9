"""What stands in people's own calendars of our sessions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.signups import Signup
from storage.workshops import Role, Slot, Workshop


class CalendarEntry(Row):
    """One event in one member's calendar. Its `uid` is the same for life, whatever it moves to, and
    its `sequence` rises with each file that is sent. `state` is `standing` or `cancelled`;
    `holds` is what the last file said, to know whether there is news.
    """

    __tablename__ = "calendar_entries"
    __table_args__ = ({"sqlite_autoincrement": True},)  # each file is sent by its id

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey(Workshop.id, ondelete="CASCADE"), index=True
    )
    slot_id: Mapped[int] = mapped_column(ForeignKey(Slot.id))
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    holds: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def entry_by_id(db: Session, entry_id: int) -> CalendarEntry | None:
    return db.get(CalendarEntry, entry_id)


def entries_of(
    db: Session, workshop_id: int, member_ids: Collection[int]
) -> Sequence[CalendarEntry]:
    """All that these members ever had of it, the oldest first."""
    found = select(CalendarEntry).where(
        CalendarEntry.workshop_id == workshop_id, CalendarEntry.member_id.in_(member_ids)
    )
    return db.scalars(found.order_by(CalendarEntry.id)).all()


def standing_entries_of(db: Session, member_id: int) -> Sequence[CalendarEntry]:
    """All that a member's feed shows, oldest first."""
    found = select(CalendarEntry).where(
        CalendarEntry.member_id == member_id, CalendarEntry.state == "standing"
    )
    return db.scalars(found.order_by(CalendarEntry.id)).all()


def sessions_ahead_of(db: Session, member_id: int) -> Sequence[int]:
    """The open sessions that a member comes to, or holds, by number."""
    come = select(Signup.workshop_id).where(Signup.member_id == member_id, Signup.state == "coming")
    held = select(Slot.workshop_id).join(Role, Role.slot_id == Slot.id)
    held = held.where(Role.member_id == member_id, Role.role == "facilitator")
    ahead = select(Workshop.id).where(
        Workshop.state == "open", or_(Workshop.id.in_(come), Workshop.id.in_(held))
    )
    return db.scalars(ahead.order_by(Workshop.id)).all()
