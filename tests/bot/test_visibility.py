"""The gate: whatever a query looks like, a reader gets what a reader may read, and nothing more."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BindParameter, ClauseElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import visitors
from sqlalchemy.sql.annotation import _deep_annotate

from bot.cycles import STAGES
from bot.visibility import (
    CIRCLE,
    FACILITATORS,
    GATED,
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
from bot.visibility.tables import written_out
from storage.database import Database
from storage.experiments import Experiment
from storage.people import Member
from storage.rows import Row
from storage.statements import once
from tests.cast import join, put_down, put_on

guard_sessions()
LEVELS = (ONLY_ME, FACILITATORS, CIRCLE, GROUP, PUBLIC)


def oracle(experiment: Experiment, author: int, team: set[int], reader: Reader) -> bool:
    """Domain B0 in plain Python: what the gate must come to, row by row."""
    answered = all((experiment.could_be_hurt, experiment.people_know, experiment.how_stop))
    safe = experiment.stage != "explore" or answered
    level = experiment.visibility
    if isinstance(reader, Everybody | Keeper):
        return isinstance(reader, Everybody) and level == PUBLIC and safe
    for_group = level in {GROUP, PUBLIC} and safe
    if isinstance(reader, Room):
        return for_group
    if reader.member_id == author:
        return True
    if reader.member_id in team and level in {CIRCLE, GROUP, PUBLIC}:
        return True
    if reader.facilitator and level == FACILITATORS:
        return True
    return for_group


experiments = st.tuples(
    st.sampled_from(LEVELS),
    st.sampled_from(STAGES),
    st.tuples(*[st.sampled_from(["", "said"])] * 3),
    st.booleans(),
)


@given(rows=st.lists(experiments, min_size=1, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_gate_agrees_with_the_oracle(
    database: Database, rows: list[tuple[str, str, tuple[str, str, str], bool]]
) -> None:
    with database.transaction() as db:
        amina, priya = join(db, "amina"), join(db, "priya")
        tom, leila = join(db, "tom"), join(db, "leila", facilitator=True)
        made = [_experiment(db, amina, priya, row) for row in rows]
        readers: list[Reader] = [*map(person, (amina, priya, tom, leila))]
        readers += [Room(), Everybody(), Keeper()]
        for reader in readers:
            allowed = {each.id for each, team in made if oracle(each, amina.id, team, reader)}
            read_as(db, reader)
            seen = set(db.scalars(select(Experiment.id)))
            assert seen & {each.id for each, _ in made} == allowed
        db.rollback()


def _experiment(
    db: Session, author: Member, friend: Member, row: tuple[str, str, tuple[str, str, str], bool]
) -> tuple[Experiment, set[int]]:
    level, stage, (hurt, know, stop), has_team = row
    experiment = put_down(db, author, stage=stage)
    experiment.visibility = level
    experiment.could_be_hurt, experiment.people_know, experiment.how_stop = hurt, know, stop
    if has_team:
        put_on(db, experiment.id, friend)
    db.flush()
    return experiment, {author.id, friend.id} if has_team else {author.id}


other = aliased(Experiment)
cte = select(Experiment.id).cte()
subquery = select(Experiment.id).subquery()
QUERIES: dict[str, Select[Any]] = {
    "rows": select(Experiment),
    "columns": select(Experiment.title),
    "a count": select(func.count(Experiment.id)).having(func.count(Experiment.id) > 0),
    "count from": select(func.count()).select_from(Experiment).having(func.count() > 0),
    "an alias": select(other),
    "an alias's column": select(other.title),
    "a CTE": select(cte.c.id),
    "a subquery": select(subquery.c.id),
    "a join": select(Member.name).join(Experiment, Experiment.created_by == Member.id),
    "exists": select(Member.id).where(exists().where(Experiment.created_by == Member.id)),
    "in": select(Member.id).where(Member.id.in_(select(Experiment.created_by))),
    "a union": select(Experiment.id).union_all(select(other.id)),  # type: ignore[dict-item]
}


@pytest.fixture
def private(database: Database) -> Callable[[Reader | None], Session]:
    """A database with one experiment of Amina's alone, to be opened as someone."""
    with database.transaction() as db:
        put_down(db, join(db, "amina"), visibility="only_me", title="Nobody's business")
        join(db, "tom", facilitator=True)

    def open_as(reader: Reader | None) -> Session:
        return Session(database.engine, info={"reader": reader})

    return open_as


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_no_shape_of_query_passes_beside_the_gate(
    private: Callable[[Reader | None], Session], query: Select[Any]
) -> None:
    with private(None) as db:
        amina, tom = _ids(db)
        with pytest.raises(NoReaderError):
            db.execute(query)
    for reader in (Person(tom, facilitator=True), Room(), Everybody(), Keeper()):
        with private(reader) as db:
            assert db.execute(query).all() == []
    with private(Person(amina)) as db:
        assert len(db.execute(query).all()) >= 1


def test_getting_a_row_by_its_id_is_no_way_around(
    private: Callable[[Reader | None], Session],
) -> None:
    with private(None) as db:
        amina, tom = _ids(db)
    with private(Person(amina)) as db:
        found = db.scalars(select(Experiment)).one()
    with private(Person(tom, facilitator=True)) as db:
        assert db.get(Experiment, found.id) is None
    with private(None) as db, pytest.raises(NoReaderError):
        db.get(Experiment, found.id)


def _ids(db: Session) -> tuple[int, int]:
    found = {each.name: each.id for each in db.scalars(select(Member))}
    return found["Amina"], found["Tom"]


@pytest.mark.parametrize("kind", GATED, ids=lambda kind: kind.__name__)
def test_a_condition_holds_one_value_at_most(kind: type[Row]) -> None:
    """Who reads. All others would be handed over with each query, and each takes its time."""
    condition = written_out(GATED[kind](Person(7, facilitator=True)))

    who = _values(condition)
    assert {each.value for each in who.values()} <= {7}
    assert len(who) <= 1
    marked = _deep_annotate(condition, {"belongs": "to a query"})
    assert _values(marked).keys() == who.keys(), "as the ORM does at each place it puts it"


def _values(condition: ClauseElement) -> dict[int, BindParameter[Any]]:
    parts = visitors.iterate(condition)
    return {id(part): part for part in parts if isinstance(part, BindParameter)}


@once
def _by_level(visibility: Any) -> Select[Experiment]:
    return select(Experiment).where(Experiment.visibility == visibility)


def test_a_statement_that_is_put_together_once_is_read_with_the_eyes_of_who_asks(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        put_down(db, amina, visibility=ONLY_ME)
        readers: list[Reader] = [person(amina), person(tom), Room(), Everybody()]
    for _ in range(2):
        for reader in readers:
            with database.read(reader) as db:
                found = _by_level.scalars(db, visibility=ONLY_ME)
            assert len(found) == (reader == readers[0]), reader
        with database.read() as db, pytest.raises(NoReaderError):
            _by_level.scalars(db, visibility=ONLY_ME)
