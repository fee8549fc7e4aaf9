"""What one member asked of another about an experiment, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.statements import once


class Proposal(Row):
    """What needs somebody's yes: to be the one to talk to (`hand_over`), or to carry on what
    another team began (`merge`, in `other_id`, the experiment that would carry it on). What needs
    none and is only told is a `welcome`; with `other_id`, what brought them there. No words.

    Until `answered_at` it is open. `accepted` is None as long as nobody said yes or no: it was
    taken back then, or came to nothing.
    """

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id))
    asked_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None]


def proposal_by_id(db: Session, proposal_id: int) -> Proposal | None:
    return db.get(Proposal, proposal_id)


def open_proposals_for(db: Session, member_id: int, *, limit: int) -> Sequence[Proposal]:
    """What waits for a member's yes or no, oldest first."""
    return _open_for.scalars(db, member_id=member_id, limit=limit)


@once
def _open_for(member_id: Any, limit: Any) -> Select[Proposal]:
    waiting = select(Proposal).where(Proposal.asked_id == member_id, Proposal.answered_at.is_(None))
    return waiting.order_by(Proposal.id).limit(limit)


def open_proposals_about(db: Session, experiment_id: int) -> Sequence[Proposal]:
    waiting = select(Proposal).where(
        Proposal.experiment_id == experiment_id, Proposal.answered_at.is_(None)
    )
    return db.scalars(waiting.order_by(Proposal.id)).all()


def proposals_naming(db: Session, experiment_id: int) -> Sequence[Proposal]:
    """All that was ever asked or told about it, from either end."""
    return db.scalars(
        select(Proposal).where(
            or_(Proposal.experiment_id == experiment_id, Proposal.other_id == experiment_id)
        )
    ).all()


def newest_proposal(db: Session, experiment_id: int, kind: str) -> Proposal | None:
    newest = select(Proposal).where(Proposal.experiment_id == experiment_id, Proposal.kind == kind)
    return db.scalar(newest.order_by(Proposal.id.desc()).limit(1))


def newest_welcome(db: Session, experiment_id: int, member_id: int) -> Proposal | None:
    """How a member was told last that they are on it."""
    newest = select(Proposal).where(
        Proposal.experiment_id == experiment_id,
        Proposal.asked_id == member_id,
        Proposal.kind == "welcome",
    )
    return db.scalar(newest.order_by(Proposal.id.desc()).limit(1))
