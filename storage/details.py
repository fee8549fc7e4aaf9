"""Details: what a team adds to its card as the stages ask for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime


class Detail(Row):
    """One answer to one field of one cycle (domain B3). Read by whoever reads the experiment."""

    __tablename__ = "details"

    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), primary_key=True)
    cycle: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(24), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def details_of(db: Session, experiment_id: int, cycle: int) -> Mapping[str, str]:
    """What was answered, by field; what is empty is not there."""
    found = select(Detail.field, Detail.words).where(
        Detail.experiment_id == experiment_id, Detail.cycle == cycle, Detail.words != ""
    )
    return {each.field: each.words for each in db.execute(found)}


def words_added_to(db: Session, experiment_id: int) -> Sequence[str]:
    """All that was answered, in any turn."""
    words = select(Detail.words).where(Detail.experiment_id == experiment_id, Detail.words != "")
    return db.scalars(words.order_by(Detail.cycle, Detail.field)).all()


def detail(db: Session, experiment_id: int, cycle: int, field: str) -> Detail | None:
    return db.scalar(
        select(Detail).where(
            Detail.experiment_id == experiment_id, Detail.cycle == cycle, Detail.field == field
        )
    )
