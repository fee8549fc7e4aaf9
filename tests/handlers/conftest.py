"""What tests of handlers may ask for besides."""

import pytest

from bot.app import Commons
from tests.cast import join, put_down


@pytest.fixture
def planned(commons: Commons) -> None:
    """One experiment is saved, and its card is planned."""
    with commons.database.transaction() as db:
        put_down(db, join(db, "amina"))
