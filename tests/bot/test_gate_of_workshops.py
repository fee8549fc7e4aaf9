"""The gate over sessions and all that belongs to one: whoever reads, whatever the query looks like,
and whatever has become of it since.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from bot.visibility import (
    Everybody,
    Keeper,
    NoReaderError,
    Person,
    Reader,
    Room,
    guard_sessions,
    person,
    read_as,
)
from storage.database import Database
from storage.ideas import Idea
from storage.intentions import Intention
from storage.notes import Learning, Note, Writeup
from storage.people import Member
from storage.rows import Row
from storage.signups import AccessNeed, Signup
from storage.stories import Story
from storage.workshops import JoinLink, Role, Slot, Workshop, WorkshopChange, slots_of
from tests.bot.test_gate_of_notices import shapes_of
from tests.cast import NOW, a_session, comes, join, put_down, put_on

guard_sessions()
# Jonas and Leila facilitate; Wanjiru may have been given it to hold; Amina may present; Tom has the
# time in hand, wrote the note and offered the idea; Priya may be on what that is; Ana is nobody.
PEOPLE = ("jonas", "leila", "wanjiru", "amina", "tom", "priya", "ana")
HOSTS = {"jonas", "leila"}
SIGNED_UP = {"coming", "waiting", "reading"}
KINDS: tuple[type[Row], ...] = (
    Workshop, Slot, WorkshopChange, Role, JoinLink, Signup, AccessNeed, Idea, Story, Note, Writeup,
    Learning, Intention,
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What there is to know of one session: how it stands, who holds it, presents and signed up,
    and how far what came of it has gone.
    """

    state: str = "open"
    holder: str = "jonas"
    presents: bool = False
    signups: Mapping[str, str] = field(default_factory=dict)
    writeup: str = "draft"
    learning: str = "draft"
    shared: bool = False
    on_it: bool = False


sessions = st.builds(
    Told,
    state=st.sampled_from(["draft", "open", "happened", "cancelled"]),
    holder=st.sampled_from(["jonas", "wanjiru"]),
    presents=st.booleans(),
    signups=st.dictionaries(
        st.sampled_from(["tom", "priya", "amina", "wanjiru"]),
        st.sampled_from([*sorted(SIGNED_UP), "left"]),
    ),
    writeup=st.sampled_from(["draft", "offered", "sent"]),
    learning=st.sampled_from(["draft", "offered", "group", "withdrawn"]),
    shared=st.booleans(),
    on_it=st.booleans(),
)


def looks_after(told: Told, who: str) -> bool:
    return who in HOSTS or who == told.holder


def signed_up(told: Told, who: str) -> bool:
    return told.signups.get(who) in SIGNED_UP


def presents(told: Told, who: str) -> bool:
    return told.presents and who == "amina"


def reads_session(told: Told, reader: Reader, who: str) -> bool:
    """Domain B8 in plain Python; so do the rest."""
    if isinstance(reader, Keeper):
        return True
    if isinstance(reader, Everybody):
        return False
    return told.state != "draft" or looks_after(told, who) or presents(told, who)


def reads_role(told: Told, reader: Reader, who: str, role: str) -> bool:
    if isinstance(reader, Keeper):
        return True
    announced = role in {"facilitator", "presenter"} and reads_session(told, reader, who)
    if not isinstance(reader, Person):
        return announced
    own = {"facilitator": told.holder, "presenter": "amina", "timekeeper": "tom"}[role] == who
    return announced or own or told.signups.get(who) == "coming" or looks_after(told, who)


def reads_link(told: Told, reader: Reader, who: str) -> bool:
    if isinstance(reader, Keeper):
        return True
    comes = told.signups.get(who) == "coming"
    return looks_after(told, who) or presents(told, who) or comes


def reads_signup(told: Told, reader: Reader, who: str, whose: str) -> bool:
    if isinstance(reader, Keeper) or who == whose or looks_after(told, who):
        return True
    return told.signups.get(who) == "coming" == told.signups[whose]


def reads_need(told: Told, reader: Reader, who: str, whose: str) -> bool:
    """Not the other facilitators: the form names who holds it."""
    return isinstance(reader, Keeper) or who in {whose, told.holder}


def reads_idea(told: Told, reader: Reader, who: str) -> bool:
    on_it = told.on_it and who == "priya"
    return isinstance(reader, Keeper) or who == "tom" or on_it or who in HOSTS


def reads_story(told: Told, who: str) -> bool:
    return who == "amina" or (told.shared and (signed_up(told, who) or looks_after(told, who)))


def reads_note(told: Told, who: str) -> bool:
    there = signed_up(told, who) or looks_after(told, who)
    return who == "tom" or presents(told, who) or there


def reads_writeup(told: Told, who: str) -> bool:
    first = told.writeup != "draft" and presents(told, who)
    return looks_after(told, who) or first or (told.writeup == "sent" and signed_up(told, who))


def reads_learning(told: Told, reader: Reader, who: str) -> bool:
    if told.learning == "group":
        return isinstance(reader, Person | Room)
    return looks_after(told, who) or (told.learning != "draft" and presents(told, who))


FULL = Told(
    presents=True,
    signups={"tom": "coming", "priya": "coming", "amina": "waiting", "wanjiru": "reading"},
    writeup="sent",
    learning="group",
    shared=True,
)


@example(all_told=[FULL, Told("draft", "wanjiru", signups={"tom": "coming"})])
@given(all_told=st.lists(sessions, min_size=1, max_size=3))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_gate_agrees_with_the_oracle(database: Database, all_told: list[Told]) -> None:
    with database.transaction() as db:
        cast = _cast(db)
        made = [(told, _write(db, cast, told)) for told in all_told]
        readers: list[tuple[str, Reader]] = [(each, person(cast[each])) for each in PEOPLE]
        readers += [("", Room()), ("", Everybody()), ("", Keeper())]
        for who, reader in readers:
            read_as(db, reader)
            seen = {kind: set(db.scalars(select(kind))) for kind in KINDS}
            for told, wrote in made:
                for kind, row, reads in _expected(told, wrote, reader, who):
                    assert (row in seen[kind]) == reads, (kind.__name__, who or reader, told)
        db.rollback()


def _expected(
    told: Told, wrote: Mapping[type[Row], Any], reader: Reader, who: str
) -> Iterator[tuple[type[Row], Row, bool]]:
    session = reads_session(told, reader, who)
    for kind in (Workshop, Slot, WorkshopChange):
        yield kind, wrote[kind], session
    for each in wrote[Role]:
        yield Role, each, reads_role(told, reader, who, each.role)
    yield JoinLink, wrote[JoinLink], reads_link(told, reader, who)
    for whose, each in wrote[Signup].items():
        yield Signup, each, reads_signup(told, reader, who, whose)
    for whose, each in wrote[AccessNeed].items():
        yield AccessNeed, each, reads_need(told, reader, who, whose)
    yield Idea, wrote[Idea], reads_idea(told, reader, who)
    yield Story, wrote[Story], reads_story(told, who)
    yield Note, wrote[Note], reads_note(told, who)
    yield Writeup, wrote[Writeup], reads_writeup(told, who)
    yield Learning, wrote[Learning], reads_learning(told, reader, who)
    yield Intention, wrote[Intention], who == "tom"


JOINS: dict[str, Select[Any]] = {
    "sign-ups": select(Note.id).join(Signup, Signup.workshop_id == Note.workshop_id),
    "roles": select(JoinLink.workshop_id)
    .join(Slot, Slot.workshop_id == JoinLink.workshop_id)
    .join(Role, Role.slot_id == Slot.id),
    "sessions": select(Writeup.workshop_id).join(Workshop, Workshop.id == Writeup.workshop_id),
    "needs": select(AccessNeed.words).join(Signup, Signup.id == AccessNeed.signup_id),
}


@pytest.mark.parametrize("query", JOINS.values(), ids=JOINS)
def test_what_the_gate_itself_looks_at_can_be_joined(
    database: Database, query: Select[Any]
) -> None:
    """A condition that met the query's own tables would be no condition any more, or an error."""
    with database.transaction() as db:
        cast = _cast(db)
        _write(db, cast, Told(holder="wanjiru", signups={"tom": "coming", "priya": "left"}))
        read_as(db, person(cast["wanjiru"]))
        assert len(db.execute(query).all()) >= 1
        for who in ("ana", "amina"):
            read_as(db, person(cast[who]))
            assert db.execute(query).all() == [], who


# Who reads each of them where hardly anybody does: of a draft that Wanjiru holds.
READS = {Story: "Amina", Idea: "Tom", Intention: "Tom"}
Opened = Callable[[Reader | None], Session]


@pytest.fixture
def quiet(database: Database) -> Opened:
    with database.transaction() as db:
        _write(db, _cast(db), Told("draft", "wanjiru", signups={"tom": "coming"}))

    def open_as(reader: Reader | None) -> Session:
        return Session(database.engine, info={"reader": reader})

    return open_as


@contextmanager
def _ids(quiet: Opened) -> Iterator[dict[str, int]]:
    with quiet(None) as db:
        yield {each.name: each.id for each in db.scalars(select(Member))}


@pytest.mark.parametrize("kind", KINDS)
def test_no_shape_of_query_passes_beside_the_gate(quiet: Opened, kind: type[Row]) -> None:
    with _ids(quiet) as ids:
        strangers: list[Reader] = [Everybody(), Room(), Person(ids["Ana"])]
        reads = Person(ids[READS.get(kind, "Wanjiru")])
    for name, query in shapes_of(kind).items():
        with quiet(None) as db, pytest.raises(NoReaderError):
            db.execute(query)
        for reader in strangers:
            with quiet(reader) as db:
                assert db.execute(query).all() == [], (name, reader)
        with quiet(reads) as db:
            assert len(db.execute(query).all()) >= 1, name


@pytest.mark.parametrize("kind", KINDS)
def test_getting_a_row_by_its_id_is_no_way_around(quiet: Opened, kind: type[Row]) -> None:
    with _ids(quiet) as ids:
        with quiet(Person(ids[READS.get(kind, "Wanjiru")])) as db:
            [found, *_] = db.scalars(select(kind)).all()
            identity = kind.__mapper__.primary_key_from_instance(found)
        with quiet(Person(ids["Ana"])) as db:
            assert db.get(kind, identity) is None


# What a stranger would write into it.
WRITES: dict[type[Row], str] = {
    Workshop: "title", Slot: "state", WorkshopChange: "what", Role: "role", JoinLink: "address",
    Signup: "state", AccessNeed: "words", Idea: "words", Note: "words", Writeup: "words",
    Learning: "words", Intention: "words", Story: "origin",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_changing_and_deleting_reach_no_further_than_reading(
    quiet: Opened, kind: type[Row]
) -> None:
    with _ids(quiet) as ids:
        reads = Person(ids[READS.get(kind, "Wanjiru")])
        with quiet(reads) as db:
            before = len(db.scalars(select(kind)).all())
        with quiet(Person(ids["Ana"])) as db:
            db.execute(update(kind).values({WRITES[kind]: "forged"}))
            db.execute(delete(kind))
            db.commit()
        with quiet(reads) as db:
            rows = db.scalars(select(kind)).all()
            assert len(rows) == before >= 1
            assert [each for each in rows if getattr(each, WRITES[kind]) == "forged"] == []


def _cast(db: Session) -> dict[str, Member]:
    return {name: join(db, name, facilitator=name in HOSTS) for name in PEOPLE}


def _write(db: Session, cast: dict[str, Member], told: Told) -> dict[type[Row], Any]:
    """A session with everything that may belong to one."""
    experiment = put_down(db, cast["tom"], visibility="only_me")
    if told.on_it:
        put_on(db, experiment.id, cast["priya"])
    read_as(db, Keeper())
    presenter = cast["amina"] if told.presents else None
    workshop = a_session(
        db, cast[told.holder], state=told.state, link="https://x.example", presenter=presenter
    )
    [slot] = slots_of(db, workshop.id)
    for who, role in (("tom", "timekeeper"), ("amina", "presenter")):
        db.add(Role(slot_id=slot.id, member_id=cast[who].id, role=role))
    signups = {
        who: comes(db, workshop, cast[who], state=state, needs="w")
        for who, state in told.signups.items()
    }
    db.flush()
    at = {"created_at": NOW, "updated_at": NOW}
    wrote: dict[type[Row], Any] = {
        WorkshopChange: WorkshopChange(
            workshop_id=workshop.id, what="moved", before={}, after={}, made_by=1, made_at=NOW
        ),
        Idea: Idea(
            member_id=cast["tom"].id,
            words="w",
            people="",
            experiment_id=experiment.id,
            state="offered",
            **at,
        ),
        Story: Story(
            workshop_id=workshop.id,
            author_id=cast["amina"].id,
            chapters=[{"code": "before", "words": "w"}],
            shared=told.shared,
            updated_at=NOW,
        ),
        Note: Note(
            workshop_id=workshop.id,
            slot_id=slot.id,
            author_id=cast["tom"].id,
            words="w",
            created_at=NOW,
        ),
        Writeup: Writeup(
            workshop_id=workshop.id,
            words="w",
            written_by=cast[told.holder].id,
            state=told.writeup,
            updated_at=NOW,
        ),
        Learning: Learning(
            workshop_id=workshop.id,
            words="w",
            context="",
            written_by=cast[told.holder].id,
            state=told.learning,
            **at,
        ),
        Intention: Intention(
            member_id=cast["tom"].id, workshop_id=workshop.id, words="w", created_at=NOW
        ),
    }
    wrote[WorkshopChange].made_by = cast[told.holder].id
    db.add_all(wrote.values())
    db.flush()
    return {
        **wrote,
        Workshop: workshop,
        Slot: slot,
        JoinLink: db.scalars(select(JoinLink).where(JoinLink.workshop_id == workshop.id)).one(),
        Role: db.scalars(select(Role).where(Role.slot_id == slot.id)).all(),
        Signup: signups,
        AccessNeed: {
            who: db.scalars(select(AccessNeed).where(AccessNeed.signup_id == each.id)).one()
            for who, each in signups.items()
        },
    }
