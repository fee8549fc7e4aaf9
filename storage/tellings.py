"""Who was told of which change of a session, and in which message."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.workshops import ChangeTelling, WorkshopChange


def telling_by_id(db: Session, telling_id: int) -> ChangeTelling | None:
    return db.scalar(select(ChangeTelling).where(ChangeTelling.id == telling_id))


def changes_in(db: Session, telling_id: int) -> Sequence[WorkshopChange]:
    """All that one message tells, in the order in which it happened."""
    told = or_(ChangeTelling.id == telling_id, ChangeTelling.told_with == telling_id)
    changes = select(WorkshopChange).join(
        ChangeTelling, ChangeTelling.change_id == WorkshopChange.id
    )
    return db.scalars(changes.where(told).order_by(WorkshopChange.id)).all()


def last_messages_to(
    db: Session, workshop_id: int, member_ids: Collection[int]
) -> dict[int, ChangeTelling]:
    """The newest message about the session to each of these members, by member."""
    tellings = select(ChangeTelling).join(
        WorkshopChange, WorkshopChange.id == ChangeTelling.change_id
    )
    tellings = tellings.where(
        WorkshopChange.workshop_id == workshop_id,
        ChangeTelling.member_id.in_(member_ids),
        ChangeTelling.told_with.is_(None),
    )
    return {each.member_id: each for each in db.scalars(tellings.order_by(ChangeTelling.id))}
