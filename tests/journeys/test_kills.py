"""Killed at any point, alone or as one of two: what was to be said stands in Slack once."""

from pathlib import Path

import pytest

from sandbox.server import Server
from sandbox.workspaces import Workspace
from storage.database import Database
from tests.kills.rounds import Story

TIMES = 12


@pytest.mark.parametrize("lives", [1, 2], ids=["alone", "one of two"])
def test_whenever_it_is_killed_each_thing_is_said_once(
    server: Server, workspace: Workspace, database: Database, tmp_path: Path, lives: int
) -> None:
    if lives > 1 and database.engine.dialect.name == "sqlite":
        pytest.skip("two copies run on PostgreSQL only")
    story = Story(server, workspace, database, folder=tmp_path, seed=lives, lives=lives)
    story.kill(TIMES)

    assert story.stands() == story.should_stand()
    assert "Traceback" not in story.said.read_text(encoding="utf-8")
