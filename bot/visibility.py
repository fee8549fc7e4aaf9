"""Who may read what: the one gate. A session is opened for a reader, and every query on it, for
whole rows, columns, counts or joins, gets the reader's condition. Nothing is checked elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, event, false, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from storage.experiments import Experiment, Teammate, is_answered
from storage.people import Member
from storage.rows import Row

ONLY_ME = "only_me"
FACILITATORS = "facilitators"
CIRCLE = "circle"
GROUP = "group"
PUBLIC = "public"


@dataclass(frozen=True)
class Person:
    """A member who reads."""

    member_id: int
    facilitator: bool = False


@dataclass(frozen=True)
class Room:
    """The noticeboard as a reader: everyone in the group at once."""


@dataclass(frozen=True)
class Everybody:
    """The public: anyone at all."""


Reader = Person | Room | Everybody


class NoReaderError(Exception):
    """A query touched people's words in a session that was opened for nobody."""


def person(member: Member) -> Person:
    return Person(member.id, member.facilitator)


def read_as(db: Session, reader: Reader) -> None:
    """From here on this session reads with `reader`'s eyes."""
    db.info["reader"] = reader


def _readable_experiments(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Everybody):
        return and_(Experiment.visibility == PUBLIC, is_answered())
    for_group = and_(Experiment.visibility.in_((GROUP, PUBLIC)), is_answered())
    if isinstance(reader, Room):
        return for_group
    on = select(Teammate.experiment_id).where(Teammate.member_id == reader.member_id)
    in_circle = and_(
        Experiment.visibility.in_((CIRCLE, GROUP, PUBLIC)), Experiment.id.in_(on.scalar_subquery())
    )
    hosts = Experiment.visibility == FACILITATORS if reader.facilitator else false()
    return or_(Experiment.created_by == reader.member_id, in_circle, hosts, for_group)


# Every table that holds what people wrote, with the condition under which a reader may read it.
GATED: dict[type[Row], Callable[[Reader], ColumnElement[bool]]] = {
    Experiment: _readable_experiments,
}


def guard_sessions() -> None:
    """Put the gate on every session of this process. Doing it twice is doing it once."""
    if not event.contains(Session, "do_orm_execute", _guard):
        event.listen(Session, "do_orm_execute", _guard)


def _guard(state: ORMExecuteState) -> None:
    touched = _touched(state)
    if not touched:
        return
    reader = state.session.info.get("reader")
    if reader is None:
        raise NoReaderError(", ".join(sorted(each.__name__ for each in touched)))
    state.statement = state.statement.options(
        *(with_loader_criteria(each, GATED[each](reader), include_aliases=True) for each in touched)
    )


def _touched(state: ORMExecuteState) -> list[type[Row]]:
    parts = visitors.iterate(cast("ExternallyTraversible", state.statement))
    names = {part.name for part in parts if isinstance(part, Table)}
    return [each for each in GATED if each.__tablename__ in names]
