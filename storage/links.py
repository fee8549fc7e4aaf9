"""What joins experiments: links that people made, and those who ask the same question."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime


class Link(Row):
    """Two experiments belong together (`kind`, domain B3). It holds no words; whoever reads both
    of them sees it.
    """

    __tablename__ = "links"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    made_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SameQuestion(Row):
    """A member said to an experiment's people: same question here. Theirs and the team's alone."""

    __tablename__ = "same_questions"
    # A message is planned for its id: taken back, the id must not come to mean another's.
    __table_args__ = (
        UniqueConstraint("experiment_id", "member_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


def links_of(db: Session, experiment_id: int) -> Sequence[Link]:
    """Both ways, oldest first. Whether the other may be read is asked when that is looked up."""
    links = select(Link).where(or_(Link.from_id == experiment_id, Link.to_id == experiment_id))
    return db.scalars(links.order_by(Link.id)).all()


def link_between(db: Session, from_id: int, to_id: int, kind: str) -> Link | None:
    return db.scalar(
        select(Link).where(Link.from_id == from_id, Link.to_id == to_id, Link.kind == kind)
    )


def link_by_id(db: Session, link_id: int) -> Link | None:
    return db.get(Link, link_id)


def remove_link(db: Session, link_id: int) -> None:
    db.execute(delete(Link).where(Link.id == link_id))


def same_question_by_id(db: Session, same_id: int) -> SameQuestion | None:
    return db.scalar(select(SameQuestion).where(SameQuestion.id == same_id))


def same_question_of(db: Session, experiment_id: int, member_id: int) -> SameQuestion | None:
    return db.scalar(
        select(SameQuestion).where(
            SameQuestion.experiment_id == experiment_id, SameQuestion.member_id == member_id
        )
    )


def same_questions_about(db: Session, experiment_id: int) -> Sequence[SameQuestion]:
    """Those that the reader may know of, oldest first."""
    same = select(SameQuestion).where(SameQuestion.experiment_id == experiment_id)
    return db.scalars(same.order_by(SameQuestion.id)).all()


def remove_same_question(db: Session, same_id: int) -> None:
    db.execute(delete(SameQuestion).where(SameQuestion.id == same_id))
