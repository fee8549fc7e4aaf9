"""Who reads how it is going, and its line: an oracle in plain Python against the gate."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.checkins import readers_of
from bot.visibility import (
    CIRCLE,
    FACILITATORS,
    GROUP,
    ONLY_ME,
    Everybody,
    Keeper,
    Person,
    Reader,
    Room,
    guard_sessions,
    person,
    read_as,
)
from storage.checkins import CheckIn, newest_check_ins_about
from storage.database import Database
from storage.people import Member
from storage.reflections import Line
from tests.cast import NOW, checked_in, join, put_down, put_on

guard_sessions()
HOUR = timedelta(hours=1)

# level of the check-in, level of its experiment, whether that waits for three answers, and when
# the friend joined (None: never)
said = st.tuples(
    st.sampled_from((ONLY_ME, FACILITATORS, CIRCLE, GROUP)),
    st.sampled_from((ONLY_ME, CIRCLE, GROUP)),
    st.booleans(),
    st.sampled_from([None, -1, 0, 1]),
)
Row = tuple[str, str, bool, int | None]


def reads_experiment(row: Row, reader: Reader, cast: dict[str, Member]) -> bool:
    _, around, waits, joined = row
    if around == GROUP and not waits:
        return isinstance(reader, Person | Room)
    if not isinstance(reader, Person):
        return False
    if reader.member_id == cast["amina"].id:
        return True
    is_friend = reader.member_id == cast["priya"].id and joined is not None
    return is_friend and around != ONLY_ME


def oracle(row: Row, reader: Reader, cast: dict[str, Member]) -> bool:
    """Amina said it at NOW."""
    level, _, _, joined = row
    if isinstance(reader, Person) and reader.member_id == cast["amina"].id:
        return True
    if not reads_experiment(row, reader, cast) or level == ONLY_ME:
        return False
    if level == GROUP:
        return True
    if not isinstance(reader, Person):
        return False
    if level == FACILITATORS:
        return reader.facilitator
    return reader.member_id == cast["priya"].id and joined is not None and joined <= 0


@given(rows=st.lists(said, min_size=1, max_size=5))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_gate_agrees_with_the_oracle_and_with_who_is_named(
    database: Database, rows: list[Row]
) -> None:
    with database.transaction() as db:
        cast = {name: join(db, name) for name in ("amina", "priya", "tom")}
        cast["leila"] = join(db, "leila", facilitator=True)
        made = [(row, *_say(db, cast, row)) for row in rows]
        people = {each.id: person(each) for each in cast.values()}
        readers: list[Reader] = [*people.values(), Room(), Everybody(), Keeper()]
        for reader in readers:
            read_as(db, reader)
            seen, lines = set(db.scalars(select(CheckIn))), set(db.scalars(select(Line)))
            for row, check_in, line in made:
                assert (check_in in seen) == oracle(row, reader, cast)
                assert (line in lines) == isinstance(reader, Person | Room)
        read_as(db, person(cast["amina"]))
        for row, check_in, _ in made:
            reading = {each for each, eyes in people.items() if oracle(row, eyes, cast)}
            [(level, named)] = readers_of(db, check_in).items()
            names = {each.name.lower() for each in named}
            whom = set(cast) if level == GROUP else {"amina", *names}
            assert {cast[each].id for each in whom} == reading
        db.rollback()


def test_the_newest_of_each_is_the_newest_that_the_reader_may_read(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        one, two = put_down(db, amina), put_down(db, amina)
        open_ = checked_in(db, amina, one, visibility=GROUP)
        mine = checked_in(db, amina, one, visibility=ONLY_ME)
        checked_in(db, amina, two, visibility=CIRCLE)
        ids = [one.id, two.id]
        assert newest_check_ins_about(db, ids)[one.id] == mine
        read_as(db, person(tom))
        assert newest_check_ins_about(db, ids) == {one.id: open_}
        assert newest_check_ins_about(db, []) == {}


def _say(db: Session, cast: dict[str, Member], row: Row) -> tuple[CheckIn, Line]:
    level, around, waits, joined = row
    amina = cast["amina"]
    experiment = put_down(db, amina)
    experiment.visibility, experiment.stage = around, "explore" if waits else "idea"
    if joined is not None:
        put_on(db, experiment.id, cast["priya"], at=NOW + joined * HOUR)
    check_in = checked_in(db, amina, experiment, visibility=level)
    line = Line(
        author_id=amina.id,
        check_in_id=check_in.id,
        experiment_id=experiment.id,
        words="w",
        visibility=GROUP,
        shared_at=NOW,
    )
    db.add(line)
    db.flush()
    return check_in, line
