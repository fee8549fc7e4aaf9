"""A year, what has to be true at the end of each, and what is stored on the way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Commons
from sandbox.workspaces import Workspace
from storage.rows import Row
from tests.journeys.chapters import Chapters
from tests.journeys.years import Writer, Year, put_down

Written = Callable[[], dict[str, list[Any]]]
BESIDES = {"deliveries", "drafts", "members"}  # what goes out, is begun, and who is known
LOOKS = {
    each.name: str(select(each)) for each in Row.metadata.sorted_tables if each.name not in BESIDES
}


@pytest.fixture(scope="session")
def chapters() -> Iterator[Chapters]:
    chapters = Chapters()
    yield chapters
    chapters.close()


@pytest.fixture
def year(commons: Commons, workspace: Workspace) -> Iterator[Year]:
    """From a Monday in January on."""
    year = Year(commons, workspace)
    yield year
    year.goes_by()
    assert year.told_on_locks() == [], "a locked phone shows nobody's words"
    assert set(year.cards().values()) <= {1}, "one card each"


@pytest.fixture
def amina(year: Year, chapters: Chapters) -> Writer:
    """With Tom on E-1, whose card stands."""
    chapters.goes_on(year, begins)
    return year.person("amina")


def begins(year: Year) -> None:
    amina = year.person("amina")
    put_down(amina, "Corridors without signs").closes()
    amina.types("/experiment E-1").clicks("People").fills(people=["amina", "tom"]).saves()
    amina.closes(everything=True)
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Amina")
    year.person("tom").expects(text="You are on E-1 now")


@pytest.fixture
def written(commons: Commons) -> Written:
    """All that somebody saved, as it is stored: it is looked at after each click, and making rows
    out of it took ten times as long.
    """

    def written() -> dict[str, list[Any]]:
        with commons.database.engine.connect() as connection:
            cursor = connection.connection.cursor()
            return {each: cursor.execute(look).fetchall() for each, look in LOOKS.items()}

    return written
