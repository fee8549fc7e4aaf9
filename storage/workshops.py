"""Sessions: what they are for, when they are, who holds them, and the link for joining."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, validates

from storage.experiments import Experiment
from storage.kinds import Part
from storage.people import Member
from storage.rows import Row, UtcDateTime
from storage.searches import fold
from storage.statements import once


class Workshop(Row):
    """A session (domain B8), at one or two times with the same plan. Read through visibility: a
    draft only by facilitators and whoever holds it.

    `state` is `draft`, `open`, `happened` (all its times are over) or `cancelled`. `places` is how
    many may come to each of its times, None without a limit. `presenter_id` and `experiment_id` say
    whose work it is about, where it is about one.
    """

    __tablename__ = "workshops"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text)
    agenda: Mapped[list[Part]] = mapped_column(JSON)
    sharing_rule: Mapped[str] = mapped_column(String(16))
    recording: Mapped[str] = mapped_column(String(16))
    access: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id), index=True)
    folded: Mapped[str] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column()
    origin: Mapped[str | None] = mapped_column(String(300), unique=True)

    __mapper_args__ = {"version_id_col": revision}
    __table_args__ = (
        Index("ix_workshops_state", "state"),
        {"sqlite_autoincrement": True},  # an old button must never come to mean another one
    )

    @validates("title", "purpose")
    def _is_found_by(self, name: str, said: str) -> str:
        """A search compares `folded`, which follows the two by itself."""
        words = {"title": self.title or "", "purpose": self.purpose or "", name: said}
        self.folded = fold(words["title"], words["purpose"])
        return said


class Slot(Row):
    """One of the times of a session, `position` 1 or 2. `state` is `coming`, `over` or
    `cancelled`.
    """

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("workshop_id", "position"),
        Index("ix_slots_state_starts_at", "state", "starts_at"),
        Index("ix_slots_state_ends_at", "state", "ends_at"),
        Index("ix_slots_starts_at", "starts_at"),
        {"sqlite_autoincrement": True},  # as above
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id, ondelete="CASCADE"))
    position: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))


class Role(Row):
    """Somebody's part in running one time of a session: `facilitator` holds it; also `host`,
    `presenter`, `timekeeper`, `note_taker`, `friend` (domain B8). `given_by` is who asked them
    whether they would; `answered_at` when they answered that, or whether they would write it up.
    """

    __tablename__ = "roles"
    __table_args__ = (
        UniqueConstraint("slot_id", "member_id", "role"),
        {"sqlite_autoincrement": True},  # as above
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey(Slot.id, ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    role: Mapped[str] = mapped_column(String(16))
    given_by: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JoinLink(Row):
    """Where a session meets: a row of its own, since only those who have a place read it."""

    __tablename__ = "join_links"

    workshop_id: Mapped[int] = mapped_column(
        ForeignKey(Workshop.id, ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(Text)


class WorkshopChange(Row):
    """What became different about a session after sign-up was opened: `moved`, `cancelled`,
    `changed` and so on, with what was `before` and what is `after`. Everyone concerned hears of it.
    """

    __tablename__ = "workshop_changes"
    __table_args__ = ({"sqlite_autoincrement": True},)  # each is told once, by its id

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey(Workshop.id, ondelete="CASCADE"), index=True
    )
    slot_id: Mapped[int | None] = mapped_column(ForeignKey(Slot.id))
    what: Mapped[str] = mapped_column(String(16))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[int] = mapped_column(ForeignKey(Member.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChangeTelling(Row):
    """A member is told of a change. `told_with` is the telling in whose message it stands, where an
    earlier one had not gone out yet; None: its own. `fine_at` is when they said that it is fine.
    """

    __tablename__ = "change_tellings"
    __table_args__ = (
        UniqueConstraint("change_id", "member_id"),
        {"sqlite_autoincrement": True},  # as above
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey(WorkshopChange.id, ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id), index=True)
    told_with: Mapped[int | None] = mapped_column(
        ForeignKey("change_tellings.id", ondelete="CASCADE"), index=True
    )
    fine_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def workshop_by_id(db: Session, workshop_id: int) -> Workshop | None:
    return _by_id.scalar(db, workshop_id=workshop_id)


@once
def _by_id(workshop_id: Any) -> Select[Workshop]:
    return select(Workshop).where(Workshop.id == workshop_id)


def locked_workshop(db: Session, workshop_id: int) -> Workshop | None:
    """As it is now, with whoever else changes it, its times, its places or who comes made to wait.
    Its row is locked before any other of it.
    """
    # key_share: rows of others may meanwhile come to refer to it.
    found = select(Workshop).where(Workshop.id == workshop_id).with_for_update(key_share=True)
    workshop = db.scalar(found.execution_options(populate_existing=True))
    # Whoever waited may have looked at its times before: one was cancelled meanwhile.
    slots = select(Slot).where(Slot.workshop_id == workshop_id)
    db.scalars(slots.execution_options(populate_existing=True)).all()
    return workshop


def workshops_by_ids(db: Session, ids: Collection[int]) -> dict[int, Workshop]:
    """Those among `ids` that the reader may read, by id."""
    if not ids:
        return {}
    return {each.id: each for each in _by_ids.scalars(db, workshop_ids=tuple(ids))}


@once
def _by_ids(workshop_ids: Any) -> Select[Workshop]:
    return select(Workshop).where(Workshop.id.in_(workshop_ids))


def workshop_by_origin(db: Session, origin: str) -> Workshop | None:
    return db.scalar(select(Workshop).where(Workshop.origin == origin))


def slot_by_id(db: Session, slot_id: int) -> Slot | None:
    return _slot_by_id.scalar(db, slot_id=slot_id)


@once
def _slot_by_id(slot_id: Any) -> Select[Slot]:
    return select(Slot).where(Slot.id == slot_id)


def slots_of(db: Session, workshop_id: int) -> Sequence[Slot]:
    """All of its times, also those that are over or cancelled, the first first."""
    return _slots_of.scalars(db, workshop_id=workshop_id)


@once
def _slots_of(workshop_id: Any) -> Select[Slot]:
    return select(Slot).where(Slot.workshop_id == workshop_id).order_by(Slot.position)


def slots_by_workshop(db: Session, ids: Collection[int]) -> dict[int, list[Slot]]:
    """The times of each, as `slots_of`."""
    found: dict[int, list[Slot]] = {each: [] for each in ids}
    for each in _slots_by_workshop.scalars(db, workshop_ids=tuple(ids)):
        found[each.workshop_id].append(each)
    return found


@once
def _slots_by_workshop(workshop_ids: Any) -> Select[Slot]:
    slots = select(Slot).where(Slot.workshop_id.in_(workshop_ids))
    return slots.order_by(Slot.workshop_id, Slot.position)


def workshops_past(db: Session, now: datetime, *, limit: int) -> Sequence[int]:
    """The ids of open sessions of which a time is over by now and not yet said to be. Ids only:
    what is changed is locked before it is read.
    """
    past = select(Slot.workshop_id).join(Workshop, Workshop.id == Slot.workshop_id)
    past = past.where(Workshop.state == "open", Slot.state == "coming", Slot.ends_at <= now)
    return db.scalars(past.distinct().order_by(Slot.workshop_id).limit(limit)).all()


def next_slots(
    db: Session,
    *,
    limit: int,
    since: datetime | None = None,
    until: datetime | None = None,
    after: Slot | None = None,
) -> Sequence[Slot]:
    """The next time to come of each open session, the next first: with `since` the next that begins
    after that. `after` is the last one of the page before.
    """
    coming = select(Slot).join(Workshop, Workshop.id == Slot.workshop_id)
    coming = coming.where(Workshop.state == "open", Slot.state == "coming")
    if since is not None:
        coming = coming.where(Slot.starts_at > since)
    if until is not None:
        coming = coming.where(Slot.starts_at < until)
    ordered = coming.order_by(Slot.starts_at, Slot.id)

    def is_first(slot: Slot, all_: Sequence[Slot]) -> bool:
        begin = [each for each in all_ if since is None or each.starts_at > since]
        return slot is min((each for each in begin if each.state == "coming"), key=_beginning)

    return _one_of_each(
        db,
        lambda last: ordered.where(_is_before(last, Slot)) if last else ordered,
        is_first,
        after,
        limit,
    )


def last_slots(
    db: Session, *, limit: int, before: Slot | None = None, word: str = ""
) -> Sequence[Slot]:
    """The last time of each session that happened or was cancelled, the newest first; with `word`
    (folded), of each that has it, those to come too. `before` is the last one of the page before.
    """
    last = select(Slot).join(Workshop, Workshop.id == Slot.workshop_id)
    if word:
        last = last.where(
            Workshop.state != "draft", Workshop.folded.contains(word, autoescape=True)
        )
    else:
        last = last.where(Workshop.state.in_(("happened", "cancelled")))
    ordered = last.order_by(Slot.starts_at.desc(), Slot.id.desc())
    return _one_of_each(
        db,
        lambda page: ordered.where(_is_before(Slot, page)) if page else ordered,
        lambda slot, all_: slot is max(all_, key=_beginning),
        before,
        limit,
    )


def _one_of_each(
    db: Session,
    follows: Callable[[Slot | None], Select[Slot]],
    is_it: Callable[[Slot, Sequence[Slot]], bool],
    last: Slot | None,
    limit: int,
) -> Sequence[Slot]:
    """Of each session the one of its times that it stands there for, until there are enough. Looked
    through here: as a condition, a database that has not counted its rows yet takes seconds.
    """
    found: list[Slot] = []
    while len(found) < limit:
        page = db.scalars(follows(last).limit(2 * limit)).all()
        all_ = slots_by_workshop(db, {each.workshop_id for each in page})
        found += [each for each in page if is_it(each, all_[each.workshop_id])]
        if len(page) < 2 * limit:
            break
        last = page[-1]
    return found[:limit]


def _beginning(slot: Slot) -> tuple[datetime, int]:
    return slot.starts_at, slot.id


def _is_before(one: Any, other: Any) -> ColumnElement[bool]:
    """In the order of their beginnings; two at the same instant have an order, too."""
    return or_(
        one.starts_at < other.starts_at,
        and_(one.starts_at == other.starts_at, one.id < other.id),
    )


def drafts_of_workshops(db: Session, *, limit: int) -> Sequence[Workshop]:
    """Those not open yet, the newest first."""
    drafts = select(Workshop).where(Workshop.state == "draft").order_by(Workshop.id.desc())
    return db.scalars(drafts.limit(limit)).all()


def roles_of(db: Session, slot_ids: Collection[int]) -> Sequence[Role]:
    """Who runs these times, as the reader may know, first come first."""
    return _roles_of.scalars(db, slot_ids=tuple(slot_ids))


@once
def _roles_of(slot_ids: Any) -> Select[Role]:
    return select(Role).where(Role.slot_id.in_(slot_ids)).order_by(Role.id)


def role_by_id(db: Session, role_id: int) -> Role | None:
    return db.scalar(select(Role).where(Role.id == role_id))


def remove_role(db: Session, role_id: int) -> None:
    db.execute(delete(Role).where(Role.id == role_id))


def slots_around(db: Session, since: datetime, until: datetime) -> Sequence[Slot]:
    """The times of sessions that were opened, if they start and end within this span; those that
    were cancelled are not among them.
    """
    around = select(Slot).join(Workshop, Workshop.id == Slot.workshop_id)
    around = around.where(
        Workshop.state.in_(("open", "happened")),
        Slot.state.in_(("coming", "over")),
        Slot.ends_at >= since,
        Slot.starts_at <= until,
    )
    return db.scalars(around.order_by(Slot.starts_at, Slot.id)).all()


def is_holder(db: Session, workshop_id: int, member_id: int) -> bool:
    """True for whoever holds one of its times."""
    held = select(Role.id).join(Slot, Slot.id == Role.slot_id)
    held = held.where(
        Slot.workshop_id == workshop_id, Role.member_id == member_id, Role.role == "facilitator"
    )
    return db.scalar(held.limit(1)) is not None


def slots_held_by(db: Session, member_id: int, *, limit: int) -> Sequence[Slot]:
    """The times to come that a member holds, the next first; of drafts too."""
    return _held_by.scalars(db, member_id=member_id, limit=limit)


@once
def _held_by(member_id: Any, limit: Any) -> Select[Slot]:
    held = select(Slot).join(Role, Role.slot_id == Slot.id)
    held = held.where(
        Role.member_id == member_id, Role.role == "facilitator", Slot.state == "coming"
    )
    return held.order_by(Slot.starts_at, Slot.id).limit(limit)


def sessions_held(db: Session, member_id: int, ids: Collection[int]) -> Collection[int]:
    """Those of `ids` of which a member holds one of the times."""
    held = select(Slot.workshop_id).join(Role, Role.slot_id == Slot.id)
    held = held.where(
        Role.member_id == member_id, Role.role == "facilitator", Slot.workshop_id.in_(ids)
    )
    return set(db.scalars(held))


def join_link_of(db: Session, workshop_id: int) -> str:
    """The address, for who may know it; "" for everybody else, and while there is none."""
    found = select(JoinLink.address).where(JoinLink.workshop_id == workshop_id)
    return db.scalar(found) or ""


def set_join_link(db: Session, workshop_id: int, address: str) -> None:
    """An empty address takes it away."""
    link = db.scalar(select(JoinLink).where(JoinLink.workshop_id == workshop_id))
    if link is not None and not address:
        db.delete(link)
    elif link is not None:
        link.address = address
    elif address:
        db.add(JoinLink(workshop_id=workshop_id, address=address))
    db.flush()


def remove_workshop(db: Session, workshop: Workshop) -> None:
    """With its times, its link and who was to hold it."""
    db.delete(workshop)
    db.flush()


def remove_roles(
    db: Session, slot_ids: Collection[int], member_ids: Collection[int], role: str
) -> None:
    """These people have this part in these times no more."""
    theirs = select(Role).where(
        Role.slot_id.in_(slot_ids), Role.member_id.in_(member_ids), Role.role == role
    )
    for each in db.scalars(theirs):
        db.delete(each)
    db.flush()


def remove_slot(db: Session, slot: Slot) -> None:
    db.delete(slot)
    db.flush()
