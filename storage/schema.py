"""Brings a database's tables up to date, with a copy of a SQLite file made before."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

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
    heads = _heads(database)
    if not heads <= {each.revision for each in _scripts().walk_revisions()}:
        raise NewerError
    if heads and is_sqlite(database.url):  # a server has its own backups
        path = Path(database.url.database or "")
        back_up(database, path.with_name(path.name + ".before-migration"))
    with database.engine.connect() as connection:
        if is_sqlite(database.url):
            # A batch migration rebuilds its table: with foreign keys on, that deleted every child
            # row; and SQLite ignores this switch inside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            _wait_for_other_copies(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_foreign_keys(connection)
        connection.invalidate()  # the next user gets a connection with foreign keys on


def is_current(database: Database) -> bool:
    return _heads(database) == set(_scripts().get_heads())


def _heads(database: Database) -> set[str]:
    """The migrations that this database has come to; none when it is empty."""
    with database.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


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
