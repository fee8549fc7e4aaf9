"""Brings a database's tables up to date, with a copy of a SQLite file made before."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect

from storage.database import Database, is_sqlite


class NewerError(Exception):
    """The database was made by a newer version of Commons than this one."""


def migrate(database: Database) -> None:
    """Run the migrations that this database has not seen; a fresh one runs them all.

    Raises NewerError.
    """
    if is_sqlite(database.url):
        Path(database.url.database or "").parent.mkdir(parents=True, exist_ok=True)
    if is_current(database):
        return
    came_to = _came_to(database)
    if came_to is not None and came_to not in _revisions():
        raise NewerError
    # Alembic is a seventh of the start, and almost every start has nothing to migrate.
    from storage.upgrades import upgrade

    if came_to and is_sqlite(database.url):  # a server has its own backups
        path = Path(database.url.database or "")
        back_up(database, path.with_name(path.name + ".before-migration"))
    with database.engine.connect() as connection:
        if is_sqlite(database.url):
            # A batch migration rebuilds its table: with foreign keys on, that deleted every child
            # row; and SQLite ignores this switch inside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            _wait_for_other_copies(connection)
            upgrade(connection)
            _check_foreign_keys(connection)
        connection.invalidate()  # the next user gets a connection with foreign keys on


def is_current(database: Database) -> bool:
    return _came_to(database) == _revisions()[-1]


def _came_to(database: Database) -> str | None:
    """The migration that this database has come to; None when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _revisions() -> list[str]:
    """They are numbered, in their files' names, one after the other."""
    files = (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
    return sorted(path.name.partition("_")[0] for path in files)


def _wait_for_other_copies(connection: Connection) -> None:
    """Two copies of the bot that start on one PostgreSQL migrate one after the other."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261122)")


def back_up(database: Database, copy: Path) -> None:
    """A copy of a SQLite file, whole also while others write: SQLite's own way takes what is still
    in the write-ahead log, a copy of the file would not.
    """
    path = Path(database.url.database or "")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"A migration left rows without their parents: {orphans[:5]}")
