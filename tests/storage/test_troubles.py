"""What the clock stumbles over is noted once, and forgotten when it works."""

from datetime import timedelta

from storage.database import Database
from storage.troubles import forget_stumble, stumble_over, stumbles
from tests.cast import NOW


def test_a_stumble_is_noted_once_and_forgotten(database: Database) -> None:
    with database.transaction() as db:
        assert stumble_over(db, "digests.plan", reference="1", now=NOW)
        assert not stumble_over(db, "digests.plan", reference="2", now=NOW)
        assert stumble_over(db, "asks.look", reference="3", now=NOW - timedelta(hours=1))
        assert [(each.job, each.reference) for each in stumbles(db)] == [
            ("asks.look", "3"),
            ("digests.plan", "1"),
        ]

        assert forget_stumble(db, "digests.plan")
        assert not forget_stumble(db, "digests.plan")
        assert [each.job for each in stumbles(db)] == ["asks.look"]
