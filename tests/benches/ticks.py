"""The same turns due, with few members and experiments in the database and with many: what a tick
costs is what is due.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from bot.turns import ask_due, is_due
from bot.visibility import Keeper, guard_sessions
from storage.database import Database
from storage.experiments import Experiment
from storage.people import Member
from storage.schema import migrate
from storage.teams import Teammate
from storage.turns import COMING, LAPSED, Turn
from tests.benches.fillings import BEGAN, an_experiment, put
from tests.benches.payloads import slack_id
from tests.benches.slacks import Slack
from tests.benches.tables import Comparison

FEW, MANY = 100, 10_000
DUE, TIMES = 20, 25
NOW = BEGAN + timedelta(days=1)
A_MINUTE = timedelta(minutes=1)

Progress = Callable[[str], None]


class Group:
    """Everybody tries something; of so many, each minute, it is time to ask how it goes."""

    def __init__(self, folder: Path, members: int) -> None:
        guard_sessions()
        self._database = Database(f"sqlite:///{folder}/ticks{members}.db", planned=lambda: None)
        self._members = members
        migrate(self._database)
        everybody = range(1, members + 1)
        with self._database.engine.begin() as connection:
            put(connection, Member, map(_member, everybody))
            put(connection, Experiment, map(_experiment, everybody))
            put(connection, Teammate, map(_teammate, everybody))
            put(connection, Turn, _turns(everybody))

    def tick(self, number: int) -> float:
        """In milliseconds, with the same ones due again."""
        now = NOW + number * A_MINUTE
        due = range(1, DUE + 1)
        with self._database.engine.begin() as connection:
            connection.execute(delete(Turn).where(Turn.experiment_id.in_(due)))
            put(connection, Turn, (_turn(each, COMING, now) for each in due))
        began = time.perf_counter()
        with self._database.read(Keeper()) as db:
            found = is_due(db, now=now)
        with self._database.transaction(Keeper()) as db:
            ask_due(db, now=now)
        took = time.perf_counter() - began
        with self._database.read(Keeper()) as db:
            if not found or is_due(db, now=now):
                raise AssertionError("They were not asked.")
        return took * 1000

    def look(self) -> float:
        """In milliseconds, with nothing due: what most ticks are."""
        began = time.perf_counter()
        with self._database.read(Keeper()) as db:
            is_due(db, now=NOW)
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._database.dispose()


async def ticks(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    """Who is due is asked how it goes, with few members in the database and with many."""
    del slack
    progress(f"ticks, with {FEW} and {MANY} members")
    few, many = (Group(folder, members) for members in (FEW, MANY))
    asked = Comparison(f"{DUE} due, {MANY} members beside {FEW}", aim=1.5)
    idle = Comparison(f"nothing due, {MANY} members beside {FEW}", aim=1.5)
    for number in range(-2, TIMES):  # the first do not count: nothing is warm yet
        for each in (few, many) if number % 2 else (many, few):
            looked, took = each.look(), each.tick(number)
            if number >= 0:
                (idle.ours if each is many else idle.theirs).append(looked)
                (asked.ours if each is many else asked.theirs).append(took)
    few.close()
    many.close()
    return [asked, idle]


def _member(number: int) -> dict[str, Any]:
    who = {"id": number, "slack_id": slack_id(number), "name": f"Member {number}"}
    return {**who, "title": "", "time_zone": "Europe/London", "profiled_at": BEGAN}


def _experiment(number: int) -> dict[str, Any]:
    who = {"id": number, "lead_id": number, "created_by": number, "origin": f"V{number}:bench"}
    return {**an_experiment(number), **who}


def _teammate(number: int) -> dict[str, Any]:
    return {"experiment_id": number, "member_id": number, "joined_at": BEGAN}


def _turns(numbers: range) -> Iterator[dict[str, Any]]:
    """Each has been asked before, and will be."""
    for number in numbers:
        yield _turn(number, LAPSED, BEGAN)
        yield _turn(number, COMING, NOW + timedelta(days=14))


def _turn(number: int, state: str, due_at: datetime) -> dict[str, Any]:
    about = {"experiment_id": number, "member_id": number, "state": state}
    return {**about, "due_at": due_at, "since": BEGAN, "lapses": 0, "let_go": False}
