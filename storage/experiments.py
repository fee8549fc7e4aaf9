"""Experiments, the people on them, and the stages they went through."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_, not_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.people import Member
from storage.rows import Row, UtcDateTime


class Experiment(Row):
    """A deliberate try, in real work, done to learn (domain B3). Read only through visibility.

    `origin` is the window that it was saved from: the same save twice is one experiment.
    `revision` rises with each change, so that two people who edit at once are told.
    """

    __tablename__ = "experiments"
    __table_args__ = (
        {"sqlite_autoincrement": True},
    )  # a reference that people say aloud: no reuse

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16))
    could_be_hurt: Mapped[str] = mapped_column(Text)
    people_know: Mapped[str] = mapped_column(Text)
    how_stop: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def ref(self) -> str:
        """What people call it aloud, such as E-14."""
        return f"E-{self.id}"


class Teammate(Row):
    """A member who is on an experiment. The first one is the person to talk to."""

    __tablename__ = "teammates"

    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), primary_key=True, index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StageMove(Row):
    """An experiment entered a stage. Together they are the trail on its card."""

    __tablename__ = "stage_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    moved_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)


def experiment_by_id(db: Session, experiment_id: int) -> Experiment | None:
    return db.scalar(select(Experiment).where(Experiment.id == experiment_id))


def experiment_by_origin(db: Session, origin: str) -> Experiment | None:
    return db.scalar(select(Experiment).where(Experiment.origin == origin))


def experiments_of(db: Session, member_id: int, *, limit: int) -> Sequence[Experiment]:
    """Those a member is on, newest first."""
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    newest = select(Experiment).where(Experiment.id.in_(on)).order_by(Experiment.id.desc())
    return db.scalars(newest.limit(limit)).all()


def newest_experiments(
    db: Session, *, limit: int, before: int | None = None
) -> Sequence[Experiment]:
    """Those the reader may read, newest first; from `before` (an id) on backwards."""
    newest = select(Experiment).order_by(Experiment.id.desc()).limit(limit)
    return db.scalars(newest if before is None else newest.where(Experiment.id < before)).all()


def is_answered() -> ColumnElement[bool]:
    """What is being tried on people needs three answers before the group may read it (B3)."""
    answers = (Experiment.could_be_hurt, Experiment.people_know, Experiment.how_stop)
    return or_(Experiment.stage != "explore", and_(*(answer != "" for answer in answers)))


def unanswered_experiments_of(db: Session, member_id: int, *, limit: int) -> Sequence[Experiment]:
    """Those a member is on that wait for the three answers, newest first."""
    on = select(Teammate.experiment_id).where(Teammate.member_id == member_id)
    waiting = select(Experiment).where(Experiment.id.in_(on), not_(is_answered()))
    return db.scalars(waiting.order_by(Experiment.id.desc()).limit(limit)).all()


def newest_shared_experiments(db: Session, *, limit: int) -> Sequence[Experiment]:
    """Those that the whole group may read, newest first."""
    levels = ("group", "public")
    shared = select(Experiment).where(Experiment.visibility.in_(levels), is_answered())
    return db.scalars(shared.order_by(Experiment.id.desc()).limit(limit)).all()


def team_of(db: Session, experiment_id: int) -> Sequence[Member]:
    """The people on it; first the one to talk to."""
    team = select(Member).join(Teammate, Teammate.member_id == Member.id)
    team = team.where(Teammate.experiment_id == experiment_id)
    return db.scalars(team.order_by(Teammate.joined_at, Teammate.member_id)).all()


def leads_of(db: Session, experiments: Sequence[Experiment]) -> dict[int, Member]:
    """Whom to talk to, by experiment id."""
    ids = {each.created_by for each in experiments}
    members = {each.id: each for each in db.scalars(select(Member).where(Member.id.in_(ids)))}
    return {each.id: members[each.created_by] for each in experiments}


def trail_of(db: Session, experiment_id: int) -> Sequence[str]:
    """The stages it went through, in order."""
    moves = select(StageMove.stage).where(StageMove.experiment_id == experiment_id)
    return db.scalars(moves.order_by(StageMove.id)).all()
