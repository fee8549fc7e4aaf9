"""The gate over notices, asks and what comes of them: whoever reads, whatever the query looks like,
and whatever has become of them since.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.visibility import (
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
    guard_sessions,
    person,
    read_as,
)
from storage.asks import Ask, Help, LoopClosure
from storage.database import Database
from storage.digests import Digest, DigestNote
from storage.notices import Byline, Notice, authors_of
from storage.people import Member
from storage.rows import Row
from storage.teams import Teammate
from tests.cast import NOW, join, put_down, put_on

guard_sessions()
HOUR = timedelta(hours=1)
LEVELS = (ONLY_ME, FACILITATORS, CIRCLE, GROUP, PUBLIC)
STATES = ("standing", "settled", "expired", "taken_down")
# Amina asks; Priya may be on the experiment; Tom and Ana may have been asked, or help; Leila
# carries what is unnamed; Jonas facilitates, too.
PEOPLE = ("amina", "priya", "tom", "ana", "leila", "jonas")
HOSTS = {"leila", "jonas"}
KINDS: tuple[type[Row], ...] = (Notice, Byline, Ask, Help, LoopClosure, DigestNote)


@dataclass(frozen=True)
class Story:
    """What there is to know of one ask: who reads it, what became of it, who joined and helped."""

    level: str = FACILITATORS
    state: str = "standing"
    unnamed: bool = False
    joined: int | None = None  # hours after it was shared; None: never
    parts: Mapping[str, str] = field(default_factory=dict)
    came_of_it: str = CIRCLE


stories = st.builds(
    Story,
    level=st.sampled_from(LEVELS),
    state=st.sampled_from(STATES),
    unnamed=st.booleans(),
    joined=st.sampled_from([None, -1, 0, 1]),
    parts=st.dictionaries(
        st.sampled_from(["priya", "tom", "ana", "jonas"]),
        st.sampled_from(["asked", "helping", "declined", "given_back"]),
    ),
    came_of_it=st.sampled_from([CIRCLE, GROUP, PUBLIC]),
)


def reads_notice(story: Story, reader: Reader, who: str) -> bool:
    """Domain B0 and B6 in plain Python."""
    if isinstance(reader, Keeper) or who == "amina":
        return True
    if story.state == "taken_down":
        return False
    if isinstance(reader, Everybody):
        return story.level == PUBLIC
    helps = story.parts.get(who) == "helping"
    was_asked = story.parts.get(who) == "asked" and story.level != CIRCLE
    return helps or was_asked or story.level in {GROUP, PUBLIC} or who in _chosen(story)


def _chosen(story: Story) -> set[str]:
    """Whom the level that Amina chose names."""
    if story.level == FACILITATORS:
        return HOSTS
    in_time = story.joined is not None and story.joined <= 0
    return {"priya"} if story.level == CIRCLE and in_time else set()


def reads_byline(story: Story, reader: Reader, who: str) -> bool:
    if isinstance(reader, Keeper) or who == "amina":
        return True
    return reads_notice(story, reader, who) and (not story.unnamed or who in HOSTS)


def reads_part(story: Story, reader: Reader, who: str, helper: str) -> bool:
    if isinstance(reader, Keeper):
        return True
    if who in {"amina", helper, _talks_to(story)}:
        return True
    return who in HOSTS and reads_notice(story, reader, who)


def reads_what_came_of_it(story: Story, reader: Reader, who: str) -> bool:
    if isinstance(reader, Keeper):
        return False
    if who == "amina":
        return True
    if not reads_notice(story, reader, who):
        return False
    if isinstance(reader, Everybody):
        return story.came_of_it == PUBLIC
    somebody_helps = "helping" in story.parts.values()
    talked = story.parts.get(who) == "helping" or (somebody_helps and who == _talks_to(story))
    return talked or story.came_of_it in {GROUP, PUBLIC}


def _talks_to(story: Story) -> str:
    """Whom those who help talk to."""
    return "leila" if story.unnamed else "amina"


# Rare among all that could be: the facilitator who carries it hears what came of it.
CARRIED = Story(GROUP, "settled", unnamed=True, parts={"tom": "helping"})


@example(told=[CARRIED])
@given(told=st.lists(stories, min_size=1, max_size=4))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_gate_agrees_with_the_oracle(database: Database, told: list[Story]) -> None:
    with database.transaction() as db:
        cast = _cast(db)
        made = [(story, _write(db, cast, story)) for story in told]
        readers: list[tuple[str, Reader]] = [(each, person(cast[each])) for each in PEOPLE]
        readers += [("", Room()), ("", Everybody()), ("", Keeper())]
        for who, reader in readers:
            read_as(db, reader)
            seen = {kind: set(db.scalars(select(kind))) for kind in KINDS}
            for story, wrote in made:
                notice = reads_notice(story, reader, who)
                assert (wrote[Notice] in seen[Notice]) == notice
                assert (wrote[Ask] in seen[Ask]) == notice
                assert (wrote[Byline] in seen[Byline]) == reads_byline(story, reader, who)
                came = reads_what_came_of_it(story, reader, who)
                assert (wrote[LoopClosure] in seen[LoopClosure]) == came
                for helper, part in wrote[Help].items():
                    assert (part in seen[Help]) == reads_part(story, reader, who, helper)
        db.rollback()


def test_what_a_facilitator_adds_is_for_who_reads_the_digest(database: Database) -> None:
    with database.transaction() as db:
        cast = _cast(db)
        note = _note(db, cast["leila"])
        for member in cast.values():
            read_as(db, person(member))
            assert db.scalars(select(DigestNote)).all() == [note]
        for reader, reads in ((Room(), True), (Everybody(), False), (Keeper(), False)):
            read_as(db, reader)
            assert db.scalars(select(DigestNote)).all() == ([note] if reads else [])


def test_a_name_that_is_kept_is_in_no_list_of_names(database: Database) -> None:
    """Also by the joins of those who read what stands there."""
    with database.transaction() as db:
        cast = _cast(db)
        notice = _write(db, cast, Story(GROUP, unnamed=True))[Notice]
        by_join = select(Member.name, Notice.words).join(Byline, Byline.member_id == Member.id)
        by_join = by_join.join(Notice, Notice.id == Byline.notice_id)
        for who, knows in {"tom": False, "priya": False, "leila": True, "amina": True}.items():
            read_as(db, person(cast[who]))
            assert authors_of(db, [notice]) == ({notice.id: cast["amina"]} if knows else {})
            assert db.execute(by_join).all() == ([("Amina", "w")] if knows else [])
        read_as(db, Room())
        assert (authors_of(db, [notice]), db.execute(by_join).all()) == ({}, [])


JOINS: dict[str, Select[Any]] = {
    "bylines": select(Notice.id).join(Byline, Byline.notice_id == Notice.id),
    "helps": select(Notice.id).join(Help, Help.notice_id == Notice.id),
    "asks": select(Notice.id).join(Ask, Ask.notice_id == Notice.id),
    "teams": select(Notice.id).join(Teammate, Teammate.experiment_id == Notice.experiment_id),
    "what came of it": select(LoopClosure.id).join(Help, Help.notice_id == LoopClosure.notice_id),
}


@pytest.mark.parametrize("query", JOINS.values(), ids=JOINS)
def test_what_the_gate_itself_looks_at_can_be_joined(
    database: Database, query: Select[Any]
) -> None:
    """A condition that met the query's own tables would be no condition any more, or an error."""
    with database.transaction() as db:
        cast = _cast(db)
        _write(db, cast, Story(CIRCLE, joined=1, parts={"tom": "helping", "ana": "declined"}))
        read_as(db, person(cast["amina"]))
        assert len(db.execute(query).all()) >= 1
        for who in ("priya", "ana", "jonas"):
            read_as(db, person(cast[who]))
            assert db.execute(query).all() == [], who


def shapes_of(kind: type[Row]) -> dict[str, Select[Any]]:
    column = next(iter(kind.__mapper__.columns.values()))
    first: Any = getattr(kind, column.key)
    by: Any = getattr(kind, "member_id", getattr(kind, "author_id", None))
    other: Any = aliased(kind)
    cte, subquery = select(first.label("it")).cte(), select(first.label("it")).subquery()
    shapes: dict[str, Select[Any]] = {
        "rows": select(kind),
        "columns": select(first),
        "a count": select(func.count(first)).having(func.count(first) > 0),
        "count from": select(func.count()).select_from(kind).having(func.count() > 0),
        "an alias": select(other),
        "an alias's column": select(getattr(other, column.key)),
        "a CTE": select(cte.c.it),
        "a subquery": select(subquery.c.it),
        "exists": select(Member.id).where(exists().where(first.is_not(None))),
        "a union": select(first).union_all(select(getattr(other, column.key))),  # type: ignore[dict-item]
    }
    if by is not None:
        shapes["a join"] = select(Member.name).join(kind, by == Member.id)
        shapes["in"] = select(Member.id).where(Member.id.in_(select(by)))
    return shapes


Opened = Callable[[Reader | None], Session]


@pytest.fixture
def quiet(database: Database) -> Opened:
    """A quiet ask, which Ana was asked to help with and declined, and what came of it."""
    with database.transaction() as db:
        cast = _cast(db)
        _write(db, cast, Story(FACILITATORS, parts={"ana": "declined", "tom": "helping"}))
        _note(db, cast["leila"])

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
        strangers: list[Reader] = [Everybody()]
        if kind is not DigestNote:
            strangers += [Room(), Person(ids["Priya"])]
    for name, query in shapes_of(kind).items():
        with quiet(None) as db, pytest.raises(NoReaderError):
            db.execute(query)
        for reader in strangers:
            with quiet(reader) as db:
                assert db.execute(query).all() == [], (name, reader)
        with quiet(Person(ids["Amina"])) as db:
            assert len(db.execute(query).all()) >= 1, name


@pytest.mark.parametrize("kind", KINDS)
def test_getting_a_row_by_its_id_is_no_way_around(quiet: Opened, kind: type[Row]) -> None:
    with _ids(quiet) as ids:
        with quiet(Person(ids["Amina"])) as db:
            [found, *_] = db.scalars(select(kind)).all()
            identity = kind.__mapper__.primary_key_from_instance(found)
        stranger = Everybody() if kind is DigestNote else Person(ids["Priya"])
        with quiet(stranger) as db:
            assert db.get(kind, identity) is None


@pytest.mark.parametrize("kind", KINDS)
def test_changing_and_deleting_reach_no_further_than_reading(
    quiet: Opened, kind: type[Row]
) -> None:
    text = {Notice: "words", Help: "words", LoopClosure: "words", DigestNote: "words", Ask: "wish"}
    change = {text[kind]: "changed"} if kind in text else {"unnamed": True}
    with _ids(quiet) as ids:
        stranger = Everybody() if kind is DigestNote else Person(ids["Priya"])
        with quiet(Person(ids["Amina"])) as db:
            before = len(db.scalars(select(kind)).all())
        with quiet(stranger) as db:
            db.execute(update(kind).values(change))
            db.execute(delete(kind))
            db.commit()
        with quiet(Person(ids["Amina"])) as db:
            rows = db.scalars(select(kind)).all()
            assert len(rows) == before >= 1
            [(name, value)] = change.items()
            assert [each for each in rows if getattr(each, name) == value] == []


def _cast(db: Session) -> dict[str, Member]:
    return {name: join(db, name, facilitator=name in HOSTS) for name in PEOPLE}


def _write(db: Session, cast: dict[str, Member], story: Story) -> dict[type[Row], Any]:
    """An ask of Amina's, shared at NOW, with everything that may belong to one."""
    experiment = put_down(db, cast["amina"])
    experiment.visibility = ONLY_ME
    if story.joined is not None:
        put_on(db, experiment.id, cast["priya"], at=NOW + story.joined * HOUR)
    notice = Notice(
        kind="ask",
        words="w",
        more="",
        link="",
        visibility=story.level,
        experiment_id=experiment.id,
        carrier_id=cast["leila"].id if story.unnamed else None,
        state=story.state,
        shared_at=NOW,
        stands_until=NOW + 24 * HOUR,
        folded="w",
        created_at=NOW,
        updated_at=NOW,
    )
    db.add(notice)
    db.flush()
    talks_to = cast[_talks_to(story)].id
    helps = {
        helper: Help(
            notice_id=notice.id,
            member_id=cast[helper].id,
            with_id=talks_to,
            asked_by=cast["leila"].id,
            state=state,
            words="w",
            since=NOW,
        )
        for helper, state in story.parts.items()
    }
    wrote: dict[type[Row], Any] = {
        Byline: Byline(notice_id=notice.id, member_id=cast["amina"].id, unnamed=story.unnamed),
        Ask: Ask(notice_id=notice.id, wish="ideas", state="open", open_since=NOW),
        LoopClosure: LoopClosure(
            notice_id=notice.id, words="w", visibility=story.came_of_it, shared_at=NOW
        ),
    }
    db.add_all([*wrote.values(), *helps.values()])
    db.flush()
    return {**wrote, Notice: notice, Help: helps}


def _note(db: Session, by: Member) -> DigestNote:
    digest = Digest(for_day=date(2026, 3, 9), state="coming", since=NOW, due_at=NOW)
    db.add(digest)
    db.flush()
    note = DigestNote(digest_id=digest.id, author_id=by.id, words="w", written_at=NOW)
    db.add(note)
    db.flush()
    return note
