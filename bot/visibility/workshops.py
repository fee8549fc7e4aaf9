"""Who may read of sessions: what they are, who comes, and what is learned there."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from bot.visibility.readers import Everybody, Keeper, Person, Reader, Room
from bot.visibility.tables import beside
from storage.ideas import Idea
from storage.intentions import Intention
from storage.notes import Learning, Note, Writeup
from storage.signups import AccessNeed, Signup
from storage.stories import Story
from storage.teams import Teammate
from storage.workshops import JoinLink, Role, Slot, Workshop


def _runs(workshop: Any, member_id: int, *roles: str) -> ColumnElement[bool]:
    """Whoever has one of these parts in running one of its times."""
    slot = beside(Slot, "id", "workshop_id")
    role = beside(Role, "slot_id", "member_id", "role")
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
    signup = beside(Signup, "workshop_id", "member_id", "state")
    return exists().where(
        signup.workshop_id == workshop, signup.member_id == member_id, signup.state.in_(states)
    )


def _presents(workshop: Any, member_id: int) -> ColumnElement[bool]:
    session = beside(Workshop, "id", "presenter_id")
    return exists().where(session.id == workshop, session.presenter_id == member_id)


def readable_workshops(reader: Reader, workshop: Any = Workshop) -> ColumnElement[bool]:
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


def of_readable_workshops(column: Any) -> Callable[[Reader], ColumnElement[bool]]:
    """What belongs to a session is read with it; looked for by its number, as with notices."""

    def condition(reader: Reader) -> ColumnElement[bool]:
        if isinstance(reader, Keeper):
            return true()
        workshop = beside(Workshop, "id", "state", "presenter_id")
        return exists().where(workshop.id == column, readable_workshops(reader, workshop))

    return condition


def readable_roles(reader: Reader) -> ColumnElement[bool]:
    """Who holds it and who presents is announced; the rest is seen by those who come."""
    if isinstance(reader, Keeper):
        return true()
    if isinstance(reader, Everybody):
        return false()
    slot = beside(Slot, "id", "workshop_id")
    workshop = beside(Workshop, "id", "state", "presenter_id")

    def of(condition: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        return exists().where(
            slot.id == Role.slot_id, workshop.id == slot.workshop_id, condition(workshop)
        )

    announced = and_(
        Role.role.in_(("facilitator", "presenter")),
        of(lambda each: readable_workshops(reader, each)),
    )
    if isinstance(reader, Room):
        return announced
    with_those_who_come = of(
        lambda each: or_(
            _signed_up(each.id, reader.member_id, "coming"), _looks_after(each.id, reader)
        )
    )
    return or_(announced, Role.member_id == reader.member_id, with_those_who_come)


def readable_join_links(reader: Reader) -> ColumnElement[bool]:
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


def readable_signups(reader: Reader) -> ColumnElement[bool]:
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


def readable_access_needs(reader: Reader) -> ColumnElement[bool]:
    """Of who wrote it, and of those whom the form names: who holds that session."""
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    signup = beside(Signup, "id", "member_id", "workshop_id")
    return exists().where(
        signup.id == AccessNeed.signup_id,
        or_(
            signup.member_id == reader.member_id,
            _runs(signup.workshop_id, reader.member_id, "facilitator"),
        ),
    )


def readable_ideas(reader: Reader) -> ColumnElement[bool]:
    """Of who offered it, the people on it, and the facilitators, who talk with them first; taken
    back, of nobody else any more.
    """
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    teammate = beside(Teammate, "experiment_id", "member_id")
    on_it = exists().where(
        teammate.experiment_id == Idea.experiment_id, teammate.member_id == reader.member_id
    )
    hosts = true() if reader.facilitator else false()
    stands = Idea.state != "withdrawn"
    return or_(Idea.member_id == reader.member_id, and_(stands, or_(on_it, hosts)))


def readable_stories(reader: Reader) -> ColumnElement[bool]:
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


def readable_notes(reader: Reader) -> ColumnElement[bool]:
    if not isinstance(reader, Person):
        return false()
    return or_(
        Note.author_id == reader.member_id,
        _presents(Note.workshop_id, reader.member_id),
        _of_those_signed_up(Note, reader),
    )


def readable_writeups(reader: Reader) -> ColumnElement[bool]:
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


def readable_learnings(reader: Reader) -> ColumnElement[bool]:
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


def own_intentions(reader: Reader) -> ColumnElement[bool]:
    return Intention.member_id == reader.member_id if isinstance(reader, Person) else false()
