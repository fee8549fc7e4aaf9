"""Digests: one row for each week, what stands in it (ids, never words), and what facilitators
said about it.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.cycles import StageMove
from storage.people import Member
from storage.reflections import Line
from storage.rows import Row, UtcDateTime
from storage.statements import once


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


class DigestPreview(Row):
    """A facilitator was shown a digest before it goes out: one message each."""

    __tablename__ = "digest_previews"
    __table_args__ = (UniqueConstraint("digest_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey(Digest.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))


class DigestBreak(Row):
    """Days without a digest, from `first` to `last`."""

    __tablename__ = "digest_breaks"
    __table_args__ = ({"sqlite_autoincrement": True},)  # as above

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)


_OPEN = ("coming", "held")


def current_digest(db: Session) -> Digest | None:
    """The one that is to go out next."""
    return _to_come.scalar(db)


@once
def _to_come() -> Select[Digest]:
    to_come = select(Digest).where(Digest.state.in_(_OPEN)).order_by(Digest.id.desc()).limit(1)
    return to_come.execution_options(populate_existing=True)


def digest_by_id(db: Session, digest_id: int) -> Digest | None:
    return db.scalar(select(Digest).where(Digest.id == digest_id))


def newest_digest_sent(db: Session) -> Digest | None:
    sent = select(Digest).where(Digest.state == "sent")
    return db.scalar(sent.order_by(Digest.sent_at.desc(), Digest.id.desc()).limit(1))


def newest_digest_passed(db: Session) -> Digest | None:
    passed = select(Digest).where(Digest.state == "passed")
    return db.scalar(passed.order_by(Digest.id.desc()).limit(1))


def digest_days(db: Session, *, since: date, besides: int | None = None) -> Collection[date]:
    """The days from `since` on that have a digest already, but for that of `besides`."""
    taken = select(Digest.for_day).where(Digest.for_day >= since)
    if besides is not None:
        taken = taken.where(Digest.id != besides)
    return set(db.scalars(taken))


def items_of(db: Session, digest_id: int) -> Sequence[DigestItem]:
    """What stands in it, in order."""
    items = select(DigestItem).where(DigestItem.digest_id == digest_id)
    return db.scalars(items.order_by(DigestItem.position)).all()


def subjects_told(
    db: Session, sections: Collection[str], subject_ids: Collection[int]
) -> Collection[int]:
    """Those of `subject_ids` that stood in a digest that was sent."""
    told = (
        select(DigestItem.subject_id)
        .join(Digest, Digest.id == DigestItem.digest_id)
        .where(
            DigestItem.section.in_(sections),
            DigestItem.subject_id.in_(subject_ids),
            Digest.state == "sent",
        )
    )
    return set(db.scalars(told))


def digests_with(
    db: Session, sections: Collection[str], subject_ids: Collection[int]
) -> Sequence[int]:
    """The ids of those in which one of `subject_ids` stands, oldest first."""
    among = (DigestItem.section.in_(sections), DigestItem.subject_id.in_(subject_ids))
    ids = select(DigestItem.digest_id).where(*among).distinct()
    return db.scalars(ids.order_by(DigestItem.digest_id)).all()


def digests_about(db: Session, experiment_id: int) -> Sequence[int]:
    """The ids of those that tell something of an experiment: its moves, or lines about it."""
    moved = (
        select(DigestItem.digest_id)
        .join(StageMove, StageMove.id == DigestItem.subject_id)
        .where(DigestItem.section == "moves", StageMove.experiment_id == experiment_id)
    )
    heard = (
        select(DigestItem.digest_id)
        .join(Line, Line.id == DigestItem.subject_id)
        .where(
            DigestItem.section.in_(("opening", "lines")),
            Line.experiment_id == experiment_id,
        )
    )
    return sorted({*db.scalars(moved), *db.scalars(heard)})


def omissions_of(db: Session, digest_id: int) -> Sequence[Omission]:
    return db.scalars(select(Omission).where(Omission.digest_id == digest_id)).all()


def subjects_left_out(db: Session, section: str, subject_ids: Collection[int]) -> Collection[int]:
    """Those of `subject_ids` that somebody left out of a digest."""
    left = select(Omission.subject_id).where(
        Omission.section == section, Omission.subject_id.in_(subject_ids)
    )
    return set(db.scalars(left))


def remove_omissions(
    db: Session, digest_id: int, section: str, subject_ids: Collection[int]
) -> None:
    db.execute(
        delete(Omission).where(
            Omission.digest_id == digest_id,
            Omission.section == section,
            Omission.subject_id.in_(subject_ids),
        )
    )


def notes_of(db: Session, digest_id: int) -> Sequence[DigestNote]:
    """What facilitators added, first come first."""
    notes = select(DigestNote).where(DigestNote.digest_id == digest_id)
    return db.scalars(notes.order_by(DigestNote.written_at, DigestNote.author_id)).all()


def note_by(db: Session, digest_id: int, author_id: int) -> DigestNote | None:
    return db.scalar(
        select(DigestNote).where(
            DigestNote.digest_id == digest_id, DigestNote.author_id == author_id
        )
    )


def remove_note(db: Session, digest_id: int, author_id: int) -> None:
    db.execute(
        delete(DigestNote).where(
            DigestNote.digest_id == digest_id, DigestNote.author_id == author_id
        )
    )


def carry_over(db: Session, before: int, after: int) -> None:
    """What facilitators said about one digest is said about another, unless they said something
    else there.
    """
    said = [each.author_id for each in notes_of(db, after)]
    notes = update(DigestNote).where(
        DigestNote.digest_id == before, DigestNote.author_id.not_in(said)
    )
    db.execute(notes.values(digest_id=after))
    left_out = {(each.section, each.subject_id) for each in omissions_of(db, after)}
    for each in omissions_of(db, before):
        if (each.section, each.subject_id) not in left_out:
            db.add(Omission(digest_id=after, section=each.section, subject_id=each.subject_id))
        db.delete(each)
    db.flush()


def previews_of(db: Session, digest_id: int) -> Sequence[DigestPreview]:
    return db.scalars(select(DigestPreview).where(DigestPreview.digest_id == digest_id)).all()


def preview_by_id(db: Session, preview_id: int) -> DigestPreview | None:
    return db.scalar(select(DigestPreview).where(DigestPreview.id == preview_id))


def digest_breaks(db: Session) -> Sequence[DigestBreak]:
    """The earliest first."""
    return _breaks.scalars(db)


@once
def _breaks() -> Select[DigestBreak]:
    return select(DigestBreak).order_by(DigestBreak.first, DigestBreak.id)


def break_by_id(db: Session, break_id: int) -> DigestBreak | None:
    return db.scalar(select(DigestBreak).where(DigestBreak.id == break_id))
