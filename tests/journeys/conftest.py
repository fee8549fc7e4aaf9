"""A year, and what has to be true at the end of each."""

from collections.abc import Iterator

import pytest

from bot.app import Commons
from sandbox.workspaces import Workspace
from tests.journeys.years import Year


@pytest.fixture
def year(commons: Commons, workspace: Workspace) -> Iterator[Year]:
    """From a Monday in January on."""
    year = Year(commons, workspace)
    yield year
    year.goes_by()
    assert year.told_on_locks() == [], "a locked phone shows nobody's words"
    assert set(year.cards().values()) <= {1}, "one card each"
