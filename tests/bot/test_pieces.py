"""The gate over everything that people write besides experiments: whoever reads, and whatever the
query looks like, nothing passes.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
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
from storage.cycles import PastCycle, Remark, moves_of
from storage.database import Database
from storage.details import Detail
from storage.drafts import Draft, remove_drafts_before
from storage.experiments import Experiment
from storage.links import SameQuestion
from storage.people import Member
from storage.reflections import Line, Reflection
from storage.rows import Row
from storage.thanks import Talk, Thanks, ThanksRound
from tests.cast import NOW, join, put_down, put_on

guard_sessions()
KINDS = (Reflection, Line, Remark, Detail, PastCycle, Draft)
LEVELS = (ONLY_ME, FACILITATORS, CIRCLE, GROUP, PUBLIC)
HOUR = timedelta(hours=1)

# level of the piece, level of its experiment, when the friend joined its circle (None: never)
pieces = st.tuples(
    st.sampled_from(LEVELS),
    st.sampled_from(LEVELS),
    st.sampled_from([None, -1, 0, 1]),
)


def oracle(level: str, joined: int | None, reader: Reader, cast: dict[str, Member]) -> bool:
    """Domain B0 in plain Python, for a piece that Amina wrote at NOW."""
    if isinstance(reader, Everybody | Keeper):
        return isinstance(reader, Everybody) and level == PUBLIC
    if isinstance(reader, Room):
        return level in {GROUP, PUBLIC}
    if reader.member_id == cast["amina"].id or level in {GROUP, PUBLIC}:
        return True
    if level == FACILITATORS:
        return reader.facilitator
    friend = reader.member_id == cast["priya"].id
    return level == CIRCLE and friend and joined is not None and joined <= 0


def reads_experiment(
    level: str, joined: int | None, reader: Reader, cast: dict[str, Member]
) -> bool:
    """For an experiment it does not matter when somebody joined."""
    friend = isinstance(reader, Person) and reader.member_id == cast["priya"].id
    on_team = friend and joined is not None
    if level in {CIRCLE, GROUP, PUBLIC} and on_team:
        return True
    return oracle(level, None, reader, cast)


@given(rows=st.lists(pieces, min_size=1, max_size=5))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_gate_agrees_with_the_oracle(
    database: Database, rows: list[tuple[str, str, int | None]]
) -> None:
    with database.transaction() as db:
        cast = _cast(db)
        made = [(row, _write(db, cast, *row)) for row in rows]
        readers: list[Reader] = [*map(person, cast.values()), Room(), Everybody(), Keeper()]
        for reader in readers:
            read_as(db, reader)
            seen = {kind: set(db.scalars(select(kind))) for kind in KINDS}
            for (level, around, joined), wrote in made:
                free = oracle(level, joined, reader, cast)
                with_card = reads_experiment(around, joined, reader, cast)
                mine = isinstance(reader, Person) and reader.member_id == cast["amina"].id
                assert (wrote[Reflection] in seen[Reflection]) == free
                assert (wrote[Line] in seen[Line]) == free
                assert (wrote[Remark] in seen[Remark]) == (mine or (free and with_card))
                assert (wrote[Detail] in seen[Detail]) == with_card
                assert (wrote[PastCycle] in seen[PastCycle]) == with_card
                assert (wrote[Draft] in seen[Draft]) == (mine or isinstance(reader, Keeper))
        db.rollback()


def test_thanks_talks_and_same_questions_are_between_the_two(database: Database) -> None:
    with database.transaction() as db:
        cast = _cast(db)
        wrote = _write(db, cast, GROUP, GROUP, -1)
        amina, priya, tom = cast["amina"], cast["priya"], cast["tom"]
        between = _between(db, wrote[Reflection], asker=tom, author=amina)
        same = SameQuestion(
            experiment_id=wrote[Detail].experiment_id, member_id=tom.id, words="ours", said_at=NOW
        )
        db.add(same)
        db.flush()
        for member in cast.values():
            read_as(db, person(member))
            is_one_of_two = member.id in {amina.id, tom.id}
            assert set(db.scalars(select(Thanks))) == (
                {between["thanks"]} if is_one_of_two else set()
            )
            assert (between["messages"] in set(db.scalars(select(Talk)))) == is_one_of_two
            assert between["thread"] in set(db.scalars(select(Talk)))
            on_team_or_asking = member.id in {amina.id, priya.id, tom.id}
            assert (same in set(db.scalars(select(SameQuestion)))) == on_team_or_asking
        for reader in (Room(), Everybody(), Keeper()):
            read_as(db, reader)
            assert set(db.scalars(select(Thanks))) == set()
            assert set(db.scalars(select(SameQuestion))) == set()
            heard = {between["thread"]} if isinstance(reader, Room) else set()
            assert set(db.scalars(select(Talk))) == heard
        db.rollback()


other = aliased(Reflection)
cte = select(Reflection.id).cte()
subquery = select(Reflection.id).subquery()
QUERIES: dict[str, Select[Any]] = {
    "rows": select(Reflection),
    "columns": select(Reflection.answers),
    "a count": select(func.count(Reflection.id)).having(func.count(Reflection.id) > 0),
    "an alias": select(other),
    "an alias's column": select(other.folded),
    "a CTE": select(cte.c.id),
    "a subquery": select(subquery.c.id),
    "a join": select(Member.name).join(Reflection, Reflection.author_id == Member.id),
    "exists": select(Member.id).where(exists().where(Reflection.author_id == Member.id)),
    "in": select(Member.id).where(Member.id.in_(select(Reflection.author_id))),
    "a union": select(Reflection.id).union_all(select(other.id)),  # type: ignore[dict-item]
}


@pytest.fixture
def circle(database: Database) -> Callable[[Reader | None], Session]:
    """A reflection for a circle that Priya joined an hour too late, and where Tom never was."""
    with database.transaction() as db:
        _write(db, _cast(db), CIRCLE, CIRCLE, 1)

    def open_as(reader: Reader | None) -> Session:
        return Session(database.engine, info={"reader": reader})

    return open_as


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_no_shape_of_query_passes_beside_the_gate(
    circle: Callable[[Reader | None], Session], query: Select[Any]
) -> None:
    with circle(None) as db:
        ids = {each.name: each.id for each in db.scalars(select(Member))}
        with pytest.raises(NoReaderError):
            db.execute(query)
    hosts = Person(ids["Leila"], facilitator=True)
    for reader in (Person(ids["Priya"]), Person(ids["Tom"]), hosts, Room(), Everybody(), Keeper()):
        with circle(reader) as db:
            assert db.execute(query).all() == []
    with circle(Person(ids["Amina"])) as db:
        assert len(db.execute(query).all()) >= 1


def test_changing_and_deleting_reach_no_further_than_reading(
    circle: Callable[[Reader | None], Session],
) -> None:
    with circle(None) as db:
        ids = {each.name: each.id for each in db.scalars(select(Member))}
    with circle(Person(ids["Priya"])) as db:
        db.execute(update(Reflection).values(visibility=GROUP))
        db.execute(delete(Reflection))
        db.commit()
    with circle(Person(ids["Amina"])) as db:
        assert db.scalars(select(Reflection.visibility)).all() == [CIRCLE]


def test_the_clock_throws_drafts_away_without_reading_them(database: Database) -> None:
    with database.transaction() as db:
        cast = _cast(db)
        _write(db, cast, ONLY_ME, ONLY_ME, None)
        read_as(db, Keeper())
        remove_drafts_before(db, NOW)
        assert db.scalar(select(func.count()).select_from(Draft)) == 1
        remove_drafts_before(db, NOW + HOUR)
        read_as(db, person(cast["amina"]))
        assert db.scalars(select(Draft)).all() == []


def _cast(db: Session) -> dict[str, Member]:
    cast = {name: join(db, name) for name in ("amina", "priya", "tom")}
    return {**cast, "leila": join(db, "leila", facilitator=True)}


def _write(
    db: Session, cast: dict[str, Member], level: str, around: str, joined: int | None
) -> dict[type[Row], Any]:
    """One of each, by Amina at NOW, about an experiment of hers that Priya may have joined."""
    amina = cast["amina"]
    experiment = put_down(db, amina)
    experiment.visibility = around
    if joined is not None:
        put_on(db, experiment.id, cast["priya"], at=NOW + joined * HOUR)
    reflection = _reflection(amina, experiment, level)
    db.add(reflection)
    db.flush()
    shared = {"author_id": amina.id, "experiment_id": experiment.id, "visibility": level}
    line = Line(reflection_id=reflection.id, words="w", has_more=True, shared_at=NOW, **shared)
    move = moves_of(db, experiment.id)[0]
    remark = Remark(move_id=move.id, words="w", shared_at=NOW, **shared)
    detail = _detail(amina, experiment)
    past = _past(experiment)
    draft = Draft(
        member_id=amina.id,
        form="f",
        view=f"V{experiment.id}",
        words={},
        typed_at=0.0,
        began_at=NOW,
        saved_at=NOW,
    )
    made = (reflection, line, remark, detail, past, draft)
    wrote: dict[type[Row], Any] = {type(each): each for each in made}
    db.add_all(wrote.values())
    db.flush()
    return wrote


def _reflection(author: Member, about: Experiment, level: str, at: datetime = NOW) -> Reflection:
    return Reflection(
        author_id=author.id,
        experiment_id=about.id,
        prompt_set="line",
        answers=[{"question": "q", "words": "w"}],
        visibility=level,
        shared_at=at,
        folded="w",
        created_at=at,
        updated_at=at,
    )


def _detail(author: Member, about: Experiment) -> Detail:
    return Detail(
        experiment_id=about.id,
        cycle=1,
        field="actors",
        words="w",
        changed_by=author.id,
        changed_at=NOW,
    )


def _past(about: Experiment) -> PastCycle:
    return PastCycle(
        experiment_id=about.id,
        number=1,
        purpose="p",
        question="q",
        could_be_hurt="",
        people_know="",
        how_stop="",
        ended_at=NOW,
    )


def _between(
    db: Session, reflection: Reflection, *, asker: Member, author: Member
) -> dict[str, Row]:
    heard = ThanksRound(author_id=author.id, due_at=NOW)
    db.add(heard)
    db.flush()
    thanks = Thanks(
        reflection_id=reflection.id,
        member_id=asker.id,
        author_id=author.id,
        kind="thank",
        round_id=heard.id,
        given_at=NOW,
    )
    talks = {
        place: Talk(
            asker_id=asker.id,
            asked_id=author.id,
            reflection_id=reflection.id,
            place=place,
            words="w",
            asked_at=NOW,
        )
        for place in ("messages", "thread")
    }
    db.add_all([thanks, *talks.values()])
    db.flush()
    return {"thanks": thanks, **talks}
