"""Who may read what: the one gate. A session is opened for a reader, and every query on it, for
whole rows, columns, counts or joins, gets the reader's condition. Nothing is checked elsewhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, event, exists, false, not_, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from storage.asks import Ask, Help, LoopClosure
from storage.cycles import PastCycle, Remark
from storage.details import Detail
from storage.digests import DigestNote
from storage.drafts import Draft
from storage.experiments import Experiment, is_answered
from storage.ideas import Idea
from storage.intentions import Intention
from storage.links import SameQuestion
from storage.notes import Learning, Note, Writeup
from storage.notices import Byline, Notice
from storage.people import Member
from storage.reflections import Line, Reflection
from storage.rows import Row
from storage.signups import AccessNeed, Signup
from storage.stories import Story
from storage.teams import Teammate
from storage.thanks import Talk, Thanks
from storage.workshops import JoinLink, Role, Slot, Workshop, WorkshopChange

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


@dataclass(frozen=True)
class Keeper:
    """Nobody at all: the clock, which ends what is past its time, and tells nobody what it saw."""


Reader = Person | Room | Everybody | Keeper


class NoReaderError(Exception):
    """A query touched people's words in a session that was opened for nobody."""


def person(member: Member) -> Person:
    return Person(member.id, member.facilitator)


def read_as(db: Session, reader: Reader) -> None:
    """From here on this session reads with `reader`'s eyes."""
    db.info["reader"] = reader


@contextmanager
def eyes_of(db: Session, reader: Reader) -> Iterator[None]:
    """For a moment, what this other reader may read: to know whether they may."""
    before = db.info.get("reader")
    read_as(db, reader)
    try:
        yield
    finally:
        db.info["reader"] = before


def _readable_experiments(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Keeper):
        return false()
    if isinstance(reader, Everybody):
        return and_(Experiment.visibility == PUBLIC, is_answered())
    if isinstance(reader, Room):
        return Experiment.shared.expression
    on_team = exists().where(
        Teammate.experiment_id == Experiment.id, Teammate.member_id == reader.member_id
    )
    in_circle = and_(Experiment.visibility.in_((CIRCLE, GROUP, PUBLIC)), on_team)
    hosts = Experiment.visibility == FACILITATORS if reader.facilitator else false()
    return or_(Experiment.shared, Experiment.lead_id == reader.member_id, hosts, in_circle)


def _of_readable_experiments(column: Any) -> Callable[[Reader], ColumnElement[bool]]:
    """What belongs to an experiment's card is read with it."""

    def condition(reader: Reader) -> ColumnElement[bool]:
        # Of that one alone: all that the reader may read would be looked through for each query.
        readable = select(Experiment.id).where(
            Experiment.id == column, _readable_experiments(reader)
        )
        one = readable.correlate_except(Experiment).scalar_subquery()
        return cast("ColumnElement[bool]", column.in_(one))

    return condition


def _readable_pieces(kind: type[Reflection | Line | Remark], reader: Reader) -> ColumnElement[bool]:
    """What one member wrote, at the level that they chose. A circle is who was on the experiment
    by then: whoever joins reads from their joining on.
    """
    if isinstance(reader, Keeper):
        return false()
    if isinstance(reader, Everybody):
        return kind.visibility == PUBLIC
    for_group = kind.visibility.in_((GROUP, PUBLIC))
    if isinstance(reader, Room):
        return for_group
    in_circle = exists().where(
        Teammate.experiment_id == kind.experiment_id,
        Teammate.member_id == reader.member_id,
        Teammate.joined_at <= kind.shared_at,
    )
    hosts = kind.visibility == FACILITATORS if reader.facilitator else false()
    return or_(
        kind.author_id == reader.member_id,
        for_group,
        and_(kind.visibility == CIRCLE, in_circle),
        hosts,
    )


def _readable_remarks(reader: Reader) -> ColumnElement[bool]:
    """At most who reads the experiment: made narrower, what was said about it is too."""
    with_card = _of_readable_experiments(Remark.experiment_id)(reader)
    as_chosen = and_(with_card, _readable_pieces(Remark, reader))
    if not isinstance(reader, Person):
        return as_chosen
    return or_(Remark.author_id == reader.member_id, as_chosen)


def _own_drafts(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Keeper):
        return true()
    return Draft.member_id == reader.member_id if isinstance(reader, Person) else false()


def _readable_talks(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Person):
        return or_(
            Talk.asker_id == reader.member_id,
            Talk.asked_id == reader.member_id,
            Talk.place == "thread",
        )
    return Talk.place == "thread" if isinstance(reader, Room) else false()


def _readable_thanks(reader: Reader) -> ColumnElement[bool]:
    if not isinstance(reader, Person):
        return false()
    return or_(Thanks.author_id == reader.member_id, Thanks.member_id == reader.member_id)


def _readable_same_questions(reader: Reader) -> ColumnElement[bool]:
    if not isinstance(reader, Person):
        return false()
    on = select(Teammate.experiment_id).where(Teammate.member_id == reader.member_id)
    return or_(
        SameQuestion.member_id == reader.member_id,
        SameQuestion.experiment_id.in_(on.scalar_subquery()),
    )


def _beside(kind: type[Row]) -> Any:
    """Columns to look into from a condition, under a name of their own: the query may ask for the
    same table. They are the table's, so that no condition is put on a condition, round and round.
    """
    return cast("Table", kind.__table__).alias().c


def _readable_notices(reader: Reader, notice: Any = Notice) -> ColumnElement[bool]:
    """As its author chose; taken down, only its author's. Whoever helps reads what they help with;
    whom a facilitator asked, what they were asked, unless it is for a circle by now. Those of a
    circle, who were asked since they are in it, read as such, and no longer than that.
    """
    if isinstance(reader, Keeper):
        return true()
    stands = notice.state != "taken_down"
    if isinstance(reader, Everybody):
        return and_(stands, notice.visibility == PUBLIC)
    for_group = notice.visibility.in_((GROUP, PUBLIC))
    if isinstance(reader, Room):
        return and_(stands, for_group)
    byline, help_, teammate = _beside(Byline), _beside(Help), _beside(Teammate)
    own = exists().where(byline.notice_id == notice.id, byline.member_id == reader.member_id)
    asked = exists().where(
        help_.notice_id == notice.id,
        help_.member_id == reader.member_id,
        or_(
            help_.state == "helping",
            and_(
                help_.state == "asked",
                help_.asked_by.is_not(None),
                notice.visibility != CIRCLE,
            ),
        ),
    )
    in_circle = exists().where(
        teammate.experiment_id == notice.experiment_id,
        teammate.member_id == reader.member_id,
        teammate.joined_at <= notice.shared_at,
    )
    hosts = notice.visibility == FACILITATORS if reader.facilitator else false()
    of_circle = and_(notice.visibility == CIRCLE, in_circle)
    return or_(own, and_(stands, or_(for_group, hosts, of_circle, asked)))


def _of_readable_notices(column: Any) -> Callable[[Reader], ColumnElement[bool]]:
    """What belongs to a notice is read with it. It is looked for by its number: a list of all that
    can be read would be made for each query.
    """

    def condition(reader: Reader) -> ColumnElement[bool]:
        if isinstance(reader, Keeper):
            return true()
        notice = _beside(Notice)
        return exists().where(notice.id == column, _readable_notices(reader, notice))

    return condition


def _readable_bylines(reader: Reader) -> ColumnElement[bool]:
    """A name may be kept where the words are for everyone: facilitators know it, and its owner."""
    if isinstance(reader, Keeper):
        return true()
    with_notice = _of_readable_notices(Byline.notice_id)(reader)
    named = and_(not_(Byline.unnamed), with_notice)
    if not isinstance(reader, Person):
        return named
    hosts = with_notice if reader.facilitator else false()
    return or_(Byline.member_id == reader.member_id, named, hosts)


def _is_own_notice(column: Any, reader: Person) -> ColumnElement[bool]:
    own = select(Byline.notice_id).where(Byline.member_id == reader.member_id)
    return cast("ColumnElement[bool]", column.in_(own.correlate(None)))


def _readable_helps(reader: Reader) -> ColumnElement[bool]:
    """Of the two who talk, the asker, and the facilitators who may read what was asked: nobody else
    learns who helped, or who did not.
    """
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    hosts = _of_readable_notices(Help.notice_id)(reader) if reader.facilitator else false()
    return or_(
        Help.member_id == reader.member_id,
        Help.with_id == reader.member_id,
        _is_own_notice(Help.notice_id, reader),
        hosts,
    )


def _readable_loop_closures(reader: Reader) -> ColumnElement[bool]:
    """With what was asked, and no further than its asker chose: once that is taken down, what came
    of it is the asker's, too.
    """
    if isinstance(reader, Keeper):
        return false()
    with_notice = _of_readable_notices(LoopClosure.notice_id)(reader)
    if isinstance(reader, Everybody):
        return and_(with_notice, LoopClosure.visibility == PUBLIC)
    for_group = LoopClosure.visibility.in_((GROUP, PUBLIC))
    if isinstance(reader, Room):
        return and_(with_notice, for_group)
    helped = select(Help.notice_id).where(
        or_(Help.member_id == reader.member_id, Help.with_id == reader.member_id),
        Help.state == "helping",
    )
    for_reader = or_(for_group, LoopClosure.notice_id.in_(helped.correlate(None)))
    return or_(_is_own_notice(LoopClosure.notice_id, reader), and_(with_notice, for_reader))


def _readable_digest_notes(reader: Reader) -> ColumnElement[bool]:
    """What a facilitator adds is for everyone who reads the digest."""
    return true() if isinstance(reader, Person | Room) else false()


def _runs(workshop: Any, member_id: int, *roles: str) -> ColumnElement[bool]:
    """Whoever has one of these parts in running one of its times."""
    slot, role = _beside(Slot), _beside(Role)
    return exists().where(
        slot.workshop_id == workshop,
        role.slot_id == slot.id,
        role.member_id == member_id,
        role.role.in_(roles),
    )


def _looks_after(workshop: Any, reader: Person) -> ColumnElement[bool]:
    """The facilitators, and whoever holds the session."""
    return true() if reader.facilitator else _runs(workshop, reader.member_id, "facilitator")


def _signed_up(workshop: Any, member_id: int, *states: str) -> ColumnElement[bool]:
    signup = _beside(Signup)
    return exists().where(
        signup.workshop_id == workshop, signup.member_id == member_id, signup.state.in_(states)
    )


def _presents(workshop: Any, member_id: int) -> ColumnElement[bool]:
    session = _beside(Workshop)
    return exists().where(session.id == workshop, session.presenter_id == member_id)


def _readable_workshops(reader: Reader, workshop: Any = Workshop) -> ColumnElement[bool]:
    """Everyone's in the group, once sign-up was opened; before, also who was chosen to present."""
    if isinstance(reader, Keeper):
        return true()
    opened = workshop.state != "draft"
    if isinstance(reader, Everybody):
        return false()
    if isinstance(reader, Room):
        return cast("ColumnElement[bool]", opened)
    presents = workshop.presenter_id == reader.member_id
    return or_(opened, presents, _looks_after(workshop.id, reader))


def _of_readable_workshops(column: Any) -> Callable[[Reader], ColumnElement[bool]]:
    """What belongs to a session is read with it; looked for by its number, as with notices."""

    def condition(reader: Reader) -> ColumnElement[bool]:
        if isinstance(reader, Keeper):
            return true()
        workshop = _beside(Workshop)
        return exists().where(workshop.id == column, _readable_workshops(reader, workshop))

    return condition


def _readable_roles(reader: Reader) -> ColumnElement[bool]:
    """Who holds it and who presents is announced; the rest is seen by those who come."""
    if isinstance(reader, Keeper):
        return true()
    if isinstance(reader, Everybody):
        return false()
    slot, workshop = _beside(Slot), _beside(Workshop)

    def of(condition: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        return exists().where(
            slot.id == Role.slot_id, workshop.id == slot.workshop_id, condition(workshop)
        )

    announced = and_(
        Role.role.in_(("facilitator", "presenter")),
        of(lambda each: _readable_workshops(reader, each)),
    )
    if isinstance(reader, Room):
        return announced
    with_those_who_come = of(
        lambda each: or_(
            _signed_up(each.id, reader.member_id, "coming"), _looks_after(each.id, reader)
        )
    )
    return or_(announced, Role.member_id == reader.member_id, with_those_who_come)


def _readable_join_links(reader: Reader) -> ColumnElement[bool]:
    """The link comes only with a place, and to whoever it is about: they may be one too many."""
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    return or_(
        _looks_after(JoinLink.workshop_id, reader),
        _presents(JoinLink.workshop_id, reader.member_id),
        _signed_up(JoinLink.workshop_id, reader.member_id, "coming"),
    )


def _readable_signups(reader: Reader) -> ColumnElement[bool]:
    """Who comes is seen by those who come; who waits or reads along, by who holds it."""
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    comes_too = _signed_up(Signup.workshop_id, reader.member_id, "coming")
    return or_(
        Signup.member_id == reader.member_id,
        and_(Signup.state == "coming", comes_too),
        _looks_after(Signup.workshop_id, reader),
    )


def _readable_access_needs(reader: Reader) -> ColumnElement[bool]:
    """Of who wrote it, and of those whom the form names: who holds that session."""
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    signup = _beside(Signup)
    return exists().where(
        signup.id == AccessNeed.signup_id,
        or_(
            signup.member_id == reader.member_id,
            _runs(signup.workshop_id, reader.member_id, "facilitator"),
        ),
    )


def _readable_ideas(reader: Reader) -> ColumnElement[bool]:
    """Of who offered it, the people on it, and the facilitators, who talk with them first; taken
    back, of nobody else any more.
    """
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    teammate = _beside(Teammate)
    on_it = exists().where(
        teammate.experiment_id == Idea.experiment_id, teammate.member_id == reader.member_id
    )
    hosts = true() if reader.facilitator else false()
    stands = Idea.state != "withdrawn"
    return or_(Idea.member_id == reader.member_id, and_(stands, or_(on_it, hosts)))


def _readable_stories(reader: Reader) -> ColumnElement[bool]:
    """The presenter's own, until they share it with those who signed up."""
    if not isinstance(reader, Person):
        return false()
    there = or_(
        _signed_up(Story.workshop_id, reader.member_id, "coming", "waiting", "reading"),
        _looks_after(Story.workshop_id, reader),
    )
    return or_(Story.author_id == reader.member_id, and_(Story.shared, there))


def _of_those_signed_up(kind: type[Note | Writeup], reader: Person) -> ColumnElement[bool]:
    return or_(
        _signed_up(kind.workshop_id, reader.member_id, "coming", "waiting", "reading"),
        _looks_after(kind.workshop_id, reader),
    )


def _readable_notes(reader: Reader) -> ColumnElement[bool]:
    if not isinstance(reader, Person):
        return false()
    return or_(
        Note.author_id == reader.member_id,
        _presents(Note.workshop_id, reader.member_id),
        _of_those_signed_up(Note, reader),
    )


def _readable_writeups(reader: Reader) -> ColumnElement[bool]:
    """Whoever holds it writes it up; the presenter reads it first, then everyone who signed up."""
    if not isinstance(reader, Person):
        return false()
    holds = _looks_after(Writeup.workshop_id, reader)
    presents = _presents(Writeup.workshop_id, reader.member_id)
    return or_(
        holds,
        and_(Writeup.state != "draft", presents),
        and_(Writeup.state == "sent", _of_those_signed_up(Writeup, reader)),
    )


def _readable_learnings(reader: Reader) -> ColumnElement[bool]:
    """As write-ups, until it is the group's."""
    for_group = Learning.state == "group"
    if isinstance(reader, Room):
        return for_group
    if not isinstance(reader, Person):
        return false()
    return or_(
        for_group,
        _looks_after(Learning.workshop_id, reader),
        and_(Learning.state != "draft", _presents(Learning.workshop_id, reader.member_id)),
    )


def _own_intentions(reader: Reader) -> ColumnElement[bool]:
    return Intention.member_id == reader.member_id if isinstance(reader, Person) else false()


# Every table that holds what people wrote, with the condition under which a reader may read it.
GATED: dict[type[Row], Callable[[Reader], ColumnElement[bool]]] = {
    Experiment: _readable_experiments,
    Remark: _readable_remarks,
    PastCycle: _of_readable_experiments(PastCycle.experiment_id),
    Detail: _of_readable_experiments(Detail.experiment_id),
    Reflection: partial(_readable_pieces, Reflection),
    Line: partial(_readable_pieces, Line),
    Draft: _own_drafts,
    Talk: _readable_talks,
    Thanks: _readable_thanks,
    SameQuestion: _readable_same_questions,
    Notice: _readable_notices,
    Byline: _readable_bylines,
    Ask: _of_readable_notices(Ask.notice_id),
    Help: _readable_helps,
    LoopClosure: _readable_loop_closures,
    DigestNote: _readable_digest_notes,
    Workshop: _readable_workshops,
    Slot: _of_readable_workshops(Slot.workshop_id),
    WorkshopChange: _of_readable_workshops(WorkshopChange.workshop_id),
    Role: _readable_roles,
    JoinLink: _readable_join_links,
    Signup: _readable_signups,
    AccessNeed: _readable_access_needs,
    Idea: _readable_ideas,
    Story: _readable_stories,
    Note: _readable_notes,
    Writeup: _readable_writeups,
    Learning: _readable_learnings,
    Intention: _own_intentions,
}


def guard_sessions() -> None:
    """Put the gate on every session of this process. Doing it twice is doing it once."""
    if not event.contains(Session, "do_orm_execute", _guard):
        event.listen(Session, "do_orm_execute", _guard)


@lru_cache(maxsize=512)
def _condition(kind: type[Row], reader: Reader) -> ColumnElement[bool]:
    """Put together once for each reader: a group has few of them, and they come often."""
    return GATED[kind](reader)


def _guard(state: ORMExecuteState) -> None:
    touched = _touched(state)
    if not touched:
        return
    reader = state.session.info.get("reader")
    if reader is None:
        raise NoReaderError(", ".join(sorted(each.__name__ for each in touched)))
    state.statement = state.statement.options(
        *(
            with_loader_criteria(each, _condition(each, reader), include_aliases=True)
            for each in touched
        )
    )


def _touched(state: ORMExecuteState) -> list[type[Row]]:
    parts = visitors.iterate(cast("ExternallyTraversible", state.statement))
    names = {part.name for part in parts if isinstance(part, Table)}
    return [each for each in GATED if each.__tablename__ in names]
