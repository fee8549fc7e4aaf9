"""Databases with as many experiments as a group has after a year, or after a hundred."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, insert
from sqlalchemy.types import TypeEngine

from bot.cards import CARD, TRYING
from bot.cycles import STAGES
from bot.deliveries import HOME
from bot.searches import fold
from bot.visibility import CIRCLE, GROUP, ONLY_ME
from storage.cycles import StageMove
from storage.database import Database
from storage.deliveries import Delivery
from storage.experiments import Experiment
from storage.people import Member
from storage.reflections import Line, Reflection
from storage.rows import Row
from storage.schema import migrate
from storage.teams import Teammate
from tests.benches.payloads import ANSWERS, slack_id

MEMBERS = 200
READERS = range(1, 21)  # who looks, by their number; the first facilitates
SEED = 20260302
_AT_ONCE = 5000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_BLANK: dict[type, Any] = {
    str: "", int: 0, bool: False, float: 0.0, datetime: BEGAN, date: BEGAN.date(), bytes: b"",
    dict: {}, list: [],
}  # fmt: skip

# From a source of chance, a number and how many there are: who put it down, and who may see it.
Mix = Callable[[random.Random, int, int], tuple[int, str]]


@dataclass(frozen=True)
class Given:
    """One experiment, before it is rows."""

    id: int
    by: int
    visibility: str
    stage: str
    at: datetime
    others: tuple[int, ...]


def everyday(chance: random.Random, number: int, count: int) -> tuple[int, str]:
    """As groups are: most is for the group, some for the author alone, a little for its team."""
    del number, count
    level = chance.choices((GROUP, ONLY_ME, CIRCLE), (60, 30, 10))[0]
    return chance.randint(1, MEMBERS), level


def mostly_private(chance: random.Random, number: int, count: int) -> tuple[int, str]:
    """The newest 99 in 100 are for somebody else alone: a reader's own lies far back."""
    if number > count // 100:
        return chance.randint(READERS.stop, MEMBERS), ONLY_ME
    return everyday(chance, number, count)


def fill(path: Path, count: int, mix: Mix) -> str:
    """A database with `count` experiments; returns its address."""
    url = f"sqlite:///{path}"
    database = Database(url, planned=lambda: None)
    migrate(database)
    chance = random.Random(SEED)
    given = [_imagine(chance, number, count, mix) for number in range(1, count + 1)]
    with database.engine.begin() as connection:
        put(connection, Member, map(_member, range(1, MEMBERS + 1)))
        put(connection, Experiment, map(_experiment, given))
        put(connection, Teammate, (row for each in given for row in _team(each)))
        put(connection, StageMove, (row for each in given for row in _moves(each)))
        put(connection, Delivery, _deliveries(given))
        put(connection, Reflection, map(_reflection, given))
        put(connection, Line, (_line(each) for each in given if each.visibility == GROUP))
    database.dispose()
    return url


def _imagine(chance: random.Random, number: int, count: int, mix: Mix) -> Given:
    by, visibility = mix(chance, number, count)
    most = 0 if visibility == ONLY_ME else 2
    least = 1 if visibility == CIRCLE else 0
    others = {chance.randint(1, MEMBERS) for _ in range(chance.randint(least, most))} - {by}
    at = BEGAN + timedelta(seconds=number)
    return Given(number, by, visibility, chance.choice(STAGES), at, tuple(sorted(others)))


def an_experiment(number: int) -> dict[str, Any]:
    """The first member's, which the whole group reads."""
    return _experiment(Given(number, 1, GROUP, STAGES[0], BEGAN, ()))


def _member(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "slack_id": slack_id(number),
        "name": f"Member {number}",
        "title": "a coastal council",
        "time_zone": "Europe/London",
        "facilitator": number == READERS.start,
        "profiled_at": datetime.now(UTC),
    }


def _experiment(each: Given) -> dict[str, Any]:
    answer = "The clerks, who were asked." if each.stage == TRYING and each.id % 10 else ""
    return {
        **ANSWERS,
        "id": each.id,
        "title": f"{ANSWERS['title']} {each.id}",
        "stage": each.stage,
        "visibility": each.visibility,
        "could_be_hurt": answer,
        "people_know": answer,
        "how_stop": answer,
        "lead_id": each.by,
        "cycle": 1,
        "state": "active",
        "folded": fold(*ANSWERS.values()),
        "created_by": each.by,
        "created_at": each.at,
        "updated_at": each.at,
        "revision": 1,
        "origin": f"V{each.id}:bench",
    }


def _team(each: Given) -> Iterator[dict[str, Any]]:
    for later, member in enumerate((each.by, *each.others)):
        joined = each.at + timedelta(seconds=later)
        yield {"experiment_id": each.id, "member_id": member, "joined_at": joined}


def _moves(each: Given) -> Iterator[dict[str, Any]]:
    for stage in STAGES[: STAGES.index(each.stage) + 1]:
        where = {"experiment_id": each.id, "kind": "onward", "stage": stage, "cycle": 1}
        yield {**where, "moved_by": each.by, "moved_at": each.at}


def _reflection(each: Given) -> dict[str, Any]:
    """As many as experiments, each about one and read as it is."""
    return {
        "id": each.id,
        "author_id": each.by,
        "experiment_id": each.id,
        "prompt_set": "line",
        "answers": [{"question": "What is one thing you noticed?", "words": ANSWERS["purpose"]}],
        "visibility": each.visibility,
        "shared_at": each.at,
        "created_at": each.at,
        "updated_at": each.at,
        "folded": fold(ANSWERS["purpose"]),
        "revision": 1,
        "origin": f"V{each.id}:bench",
    }


def _line(each: Given) -> dict[str, Any]:
    return {
        "id": each.id,
        "author_id": each.by,
        "reflection_id": each.id,
        "experiment_id": each.id,
        "words": ANSWERS["title"],
        "visibility": GROUP,
        "has_more": True,
        "shared_at": each.at,
    }


def _deliveries(given: Iterable[Given]) -> Iterator[dict[str, Any]]:
    """All carried out long ago: a card for each that the group reads, and everybody's Home."""
    said = {"wanted": 1, "shown": 1, "created_at": BEGAN, "due_at": BEGAN}
    for each in given:
        if each.visibility == GROUP:
            stands = {"channel": "C0BENCH", "ts": f"1600000000.{each.id:06}", "put_up_at": each.at}
            about = {"occasion": f"{CARD}:{each.id}", "kind": CARD, "subject_id": each.id}
            yield {**said, **about, **stands, "member_id": None, "token": f"{each.id:032}"}
    for number in range(1, MEMBERS + 1):
        about = {"occasion": f"{HOME}:{number}", "kind": HOME, "subject_id": number}
        stands = {"channel": None, "ts": None, "put_up_at": None}
        yield {**said, **about, **stands, "member_id": number, "token": f"{-number:032}"}


def put(connection: Connection, kind: type[Row], rows: Iterable[dict[str, Any]]) -> None:
    """Past the session: so many objects would take minutes. Columns that came later are blank."""
    table = kind.__table__
    assert isinstance(table, Table)
    blank = _blank_row(table)
    rest = iter(rows)
    while batch := [{**blank, **row} for row in islice(rest, _AT_ONCE)]:
        connection.execute(insert(table), batch)


def _blank_row(table: Table) -> dict[str, Any]:
    return {
        column.key: 1 if column.foreign_keys else _BLANK[_python_type(column)]
        for column in table.columns
        if not (column.nullable or column.primary_key or column.default or column.server_default)
    }


def _python_type(column: Column[Any]) -> type:
    """A type of our own says only `object`; what it is kept as says more."""
    kept_as: TypeEngine[Any] = getattr(column.type, "impl_instance", column.type)
    return list if isinstance(kept_as, JSON) else kept_as.python_type
