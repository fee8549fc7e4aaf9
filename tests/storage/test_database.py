"""The two kinds of transaction, on both engines."""

import threading
import time
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.deliveries import show_home
from storage.database import Database
from storage.people import Member, member_by_slack_id
from storage.rows import UtcDateTime
from tests.cast import NOW, join


def test_what_is_written_can_be_read(database: Database) -> None:
    with database.transaction() as db:
        join(db, "amina")
    with database.read() as db:
        amina = member_by_slack_id(db, "UAMINA")

    assert amina is not None
    assert amina.created_at == NOW
    assert amina.created_at.tzinfo is not None


def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(ValueError, match="in the middle"), database.transaction() as db:
        join(db, "amina")
        raise ValueError("in the middle")
    with database.read() as db:
        assert member_by_slack_id(db, "UAMINA") is None


def test_the_courier_is_told_of_what_was_planned_and_of_nothing_else(sqlite_url: str) -> None:
    told: list[str] = []
    database = Database(sqlite_url, planned=lambda: told.append("planned"))
    with database.transaction() as db:
        amina = join(db, "amina")
    assert told == []
    with database.transaction() as db:
        show_home(db, amina, now=NOW)
        assert told == [], "not before the commit"
    assert told == ["planned"]
    with pytest.raises(ValueError, match="taken back"), database.transaction() as db:
        show_home(db, amina, now=NOW)
        raise ValueError("taken back")
    database.dispose()

    assert told == ["planned"]


def test_the_end_waits_for_who_still_reads(sqlite_url: str) -> None:
    """What is given back afterwards nobody would close."""
    database = Database(sqlite_url, planned=lambda: None)
    closed: list[object] = []
    event.listen(database.engine, "close", lambda connection, _: closed.append(connection))
    reading, may_end = threading.Event(), threading.Event()

    def read() -> None:
        with database.read() as db:
            member_by_slack_id(db, "UAMINA")
            reading.set()
            may_end.wait(1)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait(1)
    threading.Timer(0.05, may_end.set).start()
    database.dispose()
    reader.join()

    assert len(closed) == 1


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001


def test_a_database_that_another_process_holds_gives_up_within_two_seconds(
    sqlite_url: str,
) -> None:
    ours = Database(sqlite_url, planned=_nothing)
    theirs = Database(sqlite_url, planned=_nothing)
    with theirs.transaction() as writing:
        writing.connection()
        began = time.monotonic()
        with pytest.raises(OperationalError, match="locked"), ours.transaction() as waiting:
            waiting.connection()
        assert time.monotonic() - began < 2
        with ours.read() as db:
            assert db.scalars(select(Member)).all() == [], "reading goes on meanwhile"
    with ours.transaction() as db:
        join(db, "amina")
    ours.dispose()
    theirs.dispose()


def test_our_own_writers_queue_and_lose_nothing(database: Database) -> None:
    def write(number: int) -> None:
        with database.transaction() as db:
            join(db, f"member{number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    with database.read() as db:
        assert len(db.scalars(select(Member)).all()) == 20


def test_a_writer_that_waits_too_long_is_told_so(sqlite_url: str) -> None:
    database = Database(sqlite_url, planned=_nothing)
    raised: list[type[Exception]] = []

    def write() -> None:
        try:
            with database.transaction():
                pass
        except TimeoutError as error:
            raised.append(type(error))

    with database.transaction():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    database.dispose()

    assert raised == [TimeoutError]


def _nothing() -> None:
    """Nobody waits for these commits."""
