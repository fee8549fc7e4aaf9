"""The engine and its two kinds of transaction: for reading, and for writing.
Who the reader is travels with the session; what a reader may read is not decided here.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

# A listener has 3 s to answer Slack (slack-facts §2.1), so nothing waits for the database longer
# than 2 s: this much for our own threads, and this much for other processes.
_LOCK_SECONDS = 1.5
_BUSY_MILLISECONDS = 400
_LOOKS, _LOOK_SECONDS = 200, 0.005  # whether all is given back at the end
_PATIENCE = 700  # milliseconds a statement may wait or run on PostgreSQL

Reader = object

# Set in a session's info by what plans a delivery: the courier is told after the commit. Every
# commit would be too many: its own would wake it for ever.
PLANNED = "planned"


class Database:
    """One database, SQLite or PostgreSQL, and the sessions on it."""

    def __init__(self, url: str, *, threads: int = 60, planned: Callable[[], None]) -> None:
        self.url: URL = make_url(url)
        self.engine = _engine(self.url, threads)
        self._planned = planned
        self._writing = threading.Lock()
        self._reads = sessionmaker(self.engine, expire_on_commit=False)
        self._writes = sessionmaker(
            self.engine.execution_options(writes=True), expire_on_commit=False
        )

    @contextmanager
    def read(self, reader: Reader | None = None) -> Iterator[Session]:
        """A transaction that only reads, with `reader`'s eyes."""
        with self._reads(info={"reader": reader}) as session:
            yield session

    @contextmanager
    def transaction(self, reader: Reader | None = None) -> Iterator[Session]:
        """A transaction that writes: committed at the end, rolled back by any exception.

        Raises TimeoutError or OperationalError within 2 s when others hold the database.
        """
        with self._turn(), self._writes.begin() as session:
            session.info["reader"] = reader
            yield session
        if session.info.get(PLANNED):
            self._planned()

    def exists(self) -> bool:
        """False for a SQLite file that is not there yet: only opening it would make it."""
        return not is_sqlite(self.url) or Path(self.url.database or "").exists()

    def dispose(self) -> None:
        """When what is being read and written is done, or after a moment: a connection that is
        given back later is never closed.
        """
        pool, looks = cast("QueuePool", self.engine.pool), threading.Event()
        for _ in range(_LOOKS):
            if not pool.checkedout():
                break
            looks.wait(_LOOK_SECONDS)
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """On SQLite our own writers queue here: 50 threads at BEGIN IMMEDIATE met lock errors."""
        if not is_sqlite(self.url):
            yield
            return
        if not self._writing.acquire(timeout=_LOCK_SECONDS):
            raise TimeoutError("Others are still writing to the database.")
        try:
            yield
        finally:
            self._writing.release()


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _engine(url: URL, threads: int) -> Engine:
    if not is_sqlite(url):
        waits = f"-c lock_timeout={_PATIENCE} -c statement_timeout={_PATIENCE}"
        return create_engine(
            url,
            pool_size=20,
            pool_timeout=_LOCK_SECONDS,
            pool_pre_ping=True,
            connect_args={"options": waits, "connect_timeout": 2},
        )
    engine = create_engine(url, poolclass=QueuePool, pool_size=threads, max_overflow=0)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    # The driver's own transactions begin too late: five people got five of one place.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
