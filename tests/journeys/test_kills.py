"""Killed at any point, alone or as one of two: what was to be said stands in Slack once."""

from pathlib import Path

from sandbox.server import Server
from sandbox.workspaces import Workspace
from storage.database import Database
from tests.conftest import empty
from tests.kills.rounds import Story

TIMES = 5


def test_whenever_it_is_killed_each_thing_is_said_once(
    server: Server, workspace: Workspace, sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url, planned=lambda: None)
    assert_once(Story(server, workspace, database, folder=tmp_path, seed=1))
    database.dispose()


def test_whichever_of_two_is_killed_each_thing_is_said_once(
    server: Server, workspace: Workspace, postgres: Database, tmp_path: Path
) -> None:
    """Two copies of the bot on one PostgreSQL."""
    assert_once(Story(server, workspace, postgres, folder=tmp_path, seed=2, lives=2))
    empty(postgres)


def assert_once(story: Story) -> None:
    story.kill(TIMES)

    assert story.stands() == story.should_stand()
    posts, weeks = story.digests()
    assert posts == weeks > 0
    assert "Traceback" not in story.said.read_text(encoding="utf-8")
