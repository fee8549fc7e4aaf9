"""Digests: one row for each week, what stands in it (ids, never words), and what facilitators
said about it.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime


class Digest(Row):
    """The round-up of what came since `since`, to go out on `for_day` at `due_at`.

    One of them is always `coming` or `held` (a facilitator held it back); the others are `sent`, at
    `sent_at`, or `passed` (what would have been in it is in the next).
    """

    __tablename__ = "digests"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old button must keep its meaning

    id: Mapped[int] = mapped_column(primary_key=True)
    for_day: Mapped[date] = mapped_column(Date, unique=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DigestItem(Row):
    """What stands in a digest that was sent: its place, and the id of what stands there. Whether
    and how it is shown is decided each time, by what is true and readable then.
    """

    __tablename__ = "digest_items"
    __table_args__ = (Index("ix_digest_items_section_subject_id", "section", "subject_id"),)

    digest_id: Mapped[int] = mapped_column(ForeignKey(Digest.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int]


class Omission(Row):
    """What a facilitator left out of a digest."""

    __tablename__ = "omissions"

    digest_id: Mapped[int] = mapped_column(ForeignKey(Digest.id), primary_key=True)
    section: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)


class DigestNote(Row):
    """The line that a facilitator added to a digest, with their name to it. Read through
    visibility.
    """

    __tablename__ = "digest_notes"

    digest_id: Mapped[int] = mapped_column(ForeignKey(Digest.id), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Member.id), primary_key=True)
    words: Mapped[str] = mapped_column(String(240))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DigestBreak(Row):
    """Days without a digest, from `first` to `last`."""

    __tablename__ = "digest_breaks"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
