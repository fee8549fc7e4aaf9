"""What many tests begin with is told once, and kept: each of them goes on from there, in a copy of
its own.
"""

import json
import sqlite3
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.app import Commons
from sandbox.workspaces import Workspace
from tests.journeys.years import Year

Some = TypeVar("Some", bound=Year)
TOLD_BY = {"workspace", "board", "commons"}  # of a year; the rest is what it remembers


@dataclass(frozen=True)
class Chapter:
    """All that there is at its end: in Slack, in the database, and in memory."""

    slack: str
    now: float
    database: sqlite3.Connection
    acquainted: dict[str, Any]
    remembered: dict[str, Any]


class Chapters:
    def __init__(self) -> None:
        self._kept: dict[Callable[..., None], Chapter] = {}

    def goes_on(self, year: Some, tell: Callable[[Some], None]) -> None:
        """From the end of what is told, for whomever that was."""
        if tell in self._kept:
            _take_up(self._kept[tell], year)
            return
        tell(year)
        self._kept[tell] = _keep(year)

    def close(self) -> None:
        for each in self._kept.values():
            each.database.close()


def _keep(year: Year) -> Chapter:
    database = sqlite3.connect(":memory:")
    _copy(year.commons, lambda ours: ours.backup(database))
    return Chapter(
        slack=json.dumps(_slack(year.workspace)),
        now=year.workspace.clock.now(),
        database=database,
        acquainted=dict(year.commons.bot.acquainted),
        remembered=deepcopy({k: v for k, v in vars(year).items() if k not in TOLD_BY}),
    )


def _slack(workspace: Workspace) -> dict[str, Any]:
    """Without what was said to one person alone, which must not be what a test waits for."""
    alone = [each for each in workspace.posts.everything() if each.ephemeral_to]
    assert all(each.expected for each in alone)
    return workspace.to_dict()


def _take_up(chapter: Chapter, year: Year) -> None:
    workspace = year.workspace
    with workspace.change():
        workspace.go_on(json.loads(chapter.slack))
        workspace.clock.offset += chapter.now - workspace.clock.now()
    _copy(year.commons, chapter.database.backup)
    year.commons.bot.acquainted.update(chapter.acquainted)
    vars(year).update(deepcopy(chapter.remembered))


def _copy(commons: Commons, how: Callable[[sqlite3.Connection], None]) -> None:
    connection = commons.database.engine.raw_connection()
    try:
        ours = connection.driver_connection
        assert isinstance(ours, sqlite3.Connection)
        how(ours)
    finally:
        connection.close()
