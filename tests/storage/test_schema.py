"""Migrations: they make what the models say, once, and lose nothing."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, DateTime, column, insert, select, text
from sqlalchemy import table as sa_table

from storage.database import Database
from storage.people import Member
from storage.rows import Row
from storage.schema import NewerError, back_up, is_current, migrate
from storage.turns import Turn
from storage.upgrades import upgrade
from tests.cast import join, put_down
from tests.conftest import empty


def test_the_migrations_come_to_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Row.metadata) == []


def test_a_fresh_file_is_made_with_its_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/commons.db", planned=_nothing)
    assert not database.exists()
    migrate(database)
    migrate(database)

    assert is_current(database)
    database.dispose()
    assert list((tmp_path / "new").glob("*.before-migration")) == []


def test_a_copy_holds_what_was_written_a_moment_ago(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, planned=_nothing)
    with database.transaction() as db:
        join(db, "amina")
    back_up(database, tmp_path / "copy.db")
    database.dispose()
    copy = Database(f"sqlite:///{tmp_path}/copy.db", planned=_nothing)
    with copy.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM members")).scalars().all() == ["Amina"]
    copy.dispose()


def test_a_database_of_a_newer_commons_is_left_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url, planned=_nothing)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerError):
        migrate(database)
    database.dispose()


def test_two_copies_that_start_at_once_migrate_once(postgres: Database) -> None:
    with postgres.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    ready = threading.Barrier(2)
    stumbled: list[Exception] = []

    def start() -> None:
        ready.wait()
        try:
            migrate(postgres)
        except Exception as error:  # noqa: BLE001  # carried over to the test's own thread
            stumbled.append(error)

    copies = [threading.Thread(target=start) for _ in range(2)]
    for each in copies:
        each.start()
    for each in copies:
        each.join()

    assert stumbled == []
    assert is_current(postgres)


def test_foreign_keys_hold_after_a_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/commons.db", planned=_nothing)
    migrate(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.dispose()


def test_experiments_that_were_there_before_go_on_as_they_stood(tmp_path: Path) -> None:
    """From 0001: whoever put it down is the one to talk to, and its trail has kinds now."""
    database = Database(f"sqlite:///{tmp_path}/commons.db", planned=_nothing)
    _as_of(database, "0001")
    with database.engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    migrate(database)
    with database.engine.begin() as connection:
        rows = connection.execute(text("SELECT lead_id, cycle, state, folded FROM experiments"))
        assert rows.all() == [(7, 1, "active", "marta\np\nq")]
        kinds = connection.execute(text("SELECT kind FROM stage_moves ORDER BY id")).scalars().all()
        assert kinds == ["began", "jumped", "looped_back", "onward"]
        assert connection.execute(text("SELECT keeps_drafts FROM members")).scalar() == 1
        connection.execute(text("DELETE FROM stage_moves"))
        connection.execute(text("DELETE FROM turns"))
        connection.execute(text("DELETE FROM experiments"))
    with database.transaction() as db:
        assert put_down(db, join(db, "amina")).ref == "E-15", "a reference is never given twice"
    database.dispose()


BEFORE = (
    "INSERT INTO members VALUES (7, 'UMARTA', 'Märta', '', 'UTC', 0, '2026-01-01 00:00:00', NULL)",
    (
        "INSERT INTO experiments VALUES (14, 'Märta', 'p', 'q', 'co_design', 'group', '', '', '',"
        " 7, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 'E')"
    ),
    *(
        f"INSERT INTO stage_moves VALUES ({at}, 14, '{stage}', 7, '2026-01-01 00:00:00')"
        for at, stage in enumerate(("idea", "embed", "understand", "co_design"))
    ),
)


def test_what_was_to_be_said_before_is_said_to_whom_it_was_for(tmp_path: Path) -> None:
    """From 0002: to one addressee one thing is said at a time, and nobody has a claim."""
    database = Database(f"sqlite:///{tmp_path}/commons.db", planned=_nothing)
    _as_of(database, "0002")
    whose = {"home": (7, None), "card": (None, None), "letter": (7, None), "talk": (7, 8)}
    with database.engine.begin() as connection:
        for number in (7, 8):
            connection.execute(
                text(
                    "INSERT INTO members (id, slack_id, name, title, time_zone, facilitator,"
                    " keeps_drafts, created_at)"
                    " VALUES (:id, :id, '', '', 'UTC', 0, 1, '2026-01-01')"
                ),
                {"id": number},
            )
        for kind, (member, other) in whose.items():
            connection.execute(
                text(
                    "INSERT INTO deliveries (occasion, kind, subject_id, member_id, with_id, token,"
                    " wanted, shown, due_at, claim, attempts, created_at) VALUES (:kind, :kind, 1,"
                    " :member, :other, 't', 1, 0, '2026-01-01', 'c', 0, '2026-01-01')"
                ),
                {"kind": kind, "member": member, "other": other},
            )
    migrate(database)
    with database.engine.begin() as connection:
        rows = connection.execute(text("SELECT kind, addressee, claim FROM deliveries")).all()

    assert {tuple(each) for each in rows} == {
        ("home", "homes", None),
        ("card", "noticeboard", None),
        ("letter", "member:7", None),
        ("talk", "talk:7:8", None),
    }
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """With nothing in it, not even tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/commons.db", planned=_nothing)
        yield database
        database.dispose()
        return
    database = request.getfixturevalue("postgres")
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield database
    migrate(database)
    empty(database)


def test_what_was_there_before_is_asked_about_and_nobody_has_to_set_anything(
    older: Database,
) -> None:
    """From 0004, on both engines."""
    _as_of(older, "0004")
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    rhythms = {1: None, 2: "monthly", 3: "when_i_choose", 4: None, 5: None, 30: None}
    long_ago = {30: timedelta(days=365)}
    states = {4: "resting", 5: "closed"}
    zones = {7: "Asia/Katmandu", 8: "UTC"}
    with older.engine.begin() as connection:
        for number, zone in zones.items():
            _put(
                connection,
                "members",
                id=number,
                slack_id=f"U{number}",
                name="",
                title="",
                time_zone=zone,
                facilitator=False,
                keeps_drafts=True,
                created_at=begun,
                profiled_at=begun,
                greeting="",
                reminders="[]",
            )
        for number, rhythm in rhythms.items():
            _put(
                connection,
                "experiments",
                id=number,
                title="t",
                purpose="p",
                question="q",
                stage="idea",
                visibility="group",
                could_be_hurt="",
                people_know="",
                how_stop="",
                created_by=7,
                lead_id=7,
                created_at=begun,
                updated_at=begun - long_ago.get(number, timedelta()),
                revision=1,
                cycle=1,
                state=states.get(number, "active"),
                rhythm=rhythm,
                folded="t",
            )
        _put(
            connection,
            "reflections",
            id=3,
            author_id=7,
            prompt_set="line",
            answers="[]",
            folded="",
            visibility="only_me",
            shared_at=begun,
            created_at=begun,
            updated_at=begun,
            revision=1,
        )
        for number in (9, 4):
            _put(
                connection,
                "lines",
                id=number,
                author_id=7,
                reflection_id=3,
                words="They knew.",
                visibility="group",
                has_more=False,
                shared_at=begun,
            )
            connection.execute(text("DELETE FROM lines WHERE id = 9"))
    migrate(older)
    with older.engine.begin() as connection:
        turns = connection.execute(
            select(Turn.experiment_id, Turn.state, Turn.due_at).order_by(Turn.experiment_id)
        )
        assert [tuple(each) for each in turns] == [
            (1, "coming", begun + timedelta(weeks=2)),
            (2, "coming", begun + timedelta(weeks=4)),
            # Long as it was: what nobody touched for a year is not asked about at once.
            (30, "coming", begun + timedelta(days=1 + 30 % 14)),
        ]
        known = select(Member.time_zone, Member.slack_zone, Member.confirmed_zone)
        assert [tuple(each) for each in connection.execute(known.order_by(Member.id))] == [
            ("Asia/Katmandu", "Asia/Katmandu", "Asia/Katmandu"),
            ("UTC", "", ""),
        ], "whether UTC is right they are asked: it stood for no zone, too"
        lines = connection.execute(text("SELECT id, words, reflection_id FROM lines"))
        assert [tuple(each) for each in lines] == [(4, "They knew.", 3)]
    assert is_current(older)


def _put(connection: Connection, table: str, **values: object) -> None:
    """Moments as SQLAlchemy writes them on either engine."""
    moment = DateTime(timezone=True)
    kinds = {name: moment if isinstance(it, datetime) else None for name, it in values.items()}
    columns = (column(name, kind) for name, kind in kinds.items())
    connection.execute(insert(sa_table(table, *columns)).values(values))


def _as_of(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        upgrade(connection, revision)


def _nothing() -> None:
    """Nobody waits for these commits."""
