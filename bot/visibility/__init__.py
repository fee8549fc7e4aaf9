"""Who may read what: the one gate. A session is opened for a reader, and every query on it, for
whole rows, columns, counts or joins, gets the reader's condition. Nothing is checked elsewhere.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import cast

from sqlalchemy import BindParameter, ColumnClause, ColumnElement, Executable, Table, event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.visitors import ExternallyTraversible

from bot.visibility.experiments import (
    of_readable_experiments,
    own_drafts,
    readable_experiments,
    readable_pieces,
    readable_same_questions,
    readable_talks,
    readable_thanks,
    readable_with_card,
)
from bot.visibility.notices import (
    of_readable_notices,
    readable_bylines,
    readable_digest_notes,
    readable_helps,
    readable_loop_closures,
    readable_notices,
)
from bot.visibility.questions import readable_answers
from bot.visibility.readers import (
    CIRCLE,
    FACILITATORS,
    GROUP,
    ONLY_ME,
    PUBLIC,
    Everybody,
    Keeper,
    NoReaderError,
    Person,
    Reader,
    Room,
    eyes_of,
    person,
    read_as,
)
from bot.visibility.tables import written_out
from bot.visibility.workshops import (
    of_readable_workshops,
    own_intentions,
    readable_access_needs,
    readable_ideas,
    readable_join_links,
    readable_learnings,
    readable_notes,
    readable_roles,
    readable_signups,
    readable_stories,
    readable_workshops,
    readable_writeups,
)
from storage.asks import Ask, Help, LoopClosure
from storage.checkins import CheckIn
from storage.cycles import PastCycle, Remark
from storage.details import Detail
from storage.digests import DigestNote
from storage.drafts import Draft
from storage.experiments import Experiment
from storage.ideas import Idea
from storage.intentions import Intention
from storage.links import SameQuestion
from storage.notes import Learning, Note, Writeup
from storage.notices import Byline, Notice
from storage.questions import Answer
from storage.reflections import Line, Reflection
from storage.rows import Row
from storage.signups import AccessNeed, Signup
from storage.statements import KEPT
from storage.stories import Story
from storage.thanks import Talk, Thanks
from storage.workshops import JoinLink, Role, Slot, Workshop, WorkshopChange

__all__ = [
    "CIRCLE",
    "FACILITATORS",
    "GATED",
    "GROUP",
    "ONLY_ME",
    "PUBLIC",
    "Everybody",
    "Keeper",
    "NoReaderError",
    "Person",
    "Reader",
    "Room",
    "eyes_of",
    "guard_sessions",
    "person",
    "read_as",
]

# Every table that holds what people wrote, with the condition under which a reader may read it.
GATED: dict[type[Row], Callable[[Reader], ColumnElement[bool]]] = {
    Experiment: readable_experiments,
    Remark: partial(readable_with_card, Remark),
    CheckIn: partial(readable_with_card, CheckIn),
    PastCycle: of_readable_experiments(PastCycle.experiment_id),
    Detail: of_readable_experiments(Detail.experiment_id),
    Reflection: partial(readable_pieces, Reflection),
    Line: partial(readable_pieces, Line),
    Draft: own_drafts,
    Talk: readable_talks,
    Thanks: readable_thanks,
    SameQuestion: readable_same_questions,
    Notice: readable_notices,
    Byline: readable_bylines,
    Ask: of_readable_notices(Ask.notice_id),
    Help: readable_helps,
    LoopClosure: readable_loop_closures,
    DigestNote: readable_digest_notes,
    Workshop: readable_workshops,
    Slot: of_readable_workshops(Slot.workshop_id),
    WorkshopChange: of_readable_workshops(WorkshopChange.workshop_id),
    Role: readable_roles,
    JoinLink: readable_join_links,
    Signup: readable_signups,
    AccessNeed: readable_access_needs,
    Idea: readable_ideas,
    Story: readable_stories,
    Note: readable_notes,
    Writeup: readable_writeups,
    Learning: readable_learnings,
    Intention: own_intentions,
    Answer: readable_answers,
}


def guard_sessions() -> None:
    """Put the gate on every session of this process. Doing it twice is doing it once."""
    if not event.contains(Session, "do_orm_execute", _guard):
        event.listen(Session, "do_orm_execute", _guard)


@lru_cache(maxsize=512)
def _criteria(kind: type[Row], reader: Reader) -> LoaderCriteriaOption:
    """Put together once for each reader: a group has few of them, and they come often."""
    condition = written_out(GATED[kind](reader))
    return with_loader_criteria(kind, condition, include_aliases=True)


def _guard(state: ORMExecuteState) -> None:
    guard = _guarded_once if state.execution_options.get(KEPT) else _guarded
    state.statement = guard(state.statement, state.session.info.get("reader"))


def _guarded(statement: Executable, reader: Reader | None) -> Executable:
    touched = _touched(statement)
    if not touched:
        return statement
    if reader is None:
        raise NoReaderError(", ".join(sorted(each.__name__ for each in touched)))
    return statement.options(*(_criteria(each, reader) for each in touched))


_guarded_once = lru_cache(maxsize=4096)(_guarded)


def _touched(statement: Executable) -> list[type[Row]]:
    names = set(_tables(cast("ExternallyTraversible", statement)))
    return [each for each in GATED if each.__tablename__ in names]


def _tables(statement: ExternallyTraversible) -> Iterator[str]:
    """The names of all tables that a statement reads, however deep inside. Half of a statement's
    parts are columns and values: they hold no table that is not there without them.
    """
    parts = [statement]
    while parts:
        part = parts.pop()
        if isinstance(part, Table):
            yield part.name
        elif not isinstance(part, ColumnClause | BindParameter):
            parts.extend(part.get_children())
