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


def migrate(database: Database) -> None:
    """Run the migrations that this database has not seen; a fresh one runs them all."""
    if is_sqlite(database.url):
        Path(database.url.database or "").parent.mkdir(parents=True, exist_ok=True)
    if is_current(database):
        return
    if _heads(database):
        _back_up(database)
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
    return _heads(database) == set(ScriptDirectory.from_config(_config()).get_heads())


def _heads(database: Database) -> set[str]:
    """The migrations that this database has come to; none when it is empty."""
    with database.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


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


def _back_up(database: Database) -> None:
    if not is_sqlite(database.url):
        return  # a server has its own backups
    path = Path(database.url.database or "")
    copy = path.with_name(path.name + ".before-migration")
    # SQLite's own way: it takes what is still in the write-ahead log, too.
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"A migration left rows without their parents: {orphans[:5]}")
