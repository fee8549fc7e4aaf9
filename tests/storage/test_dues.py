"""What is planned for next: of all that has its hour, the earliest to come."""

from datetime import timedelta

from storage.database import Database
from storage.deliveries import want_deliveries
from storage.digests import Digest
from storage.dues import next_due
from storage.turns import ASKED, COMING
from tests.cast import NOW
from tests.storage.test_deliveries import planned
from tests.storage.test_turns import put_in, without_turns

HOUR = timedelta(hours=1)


def test_the_earliest_of_all_that_is_still_to_come(database: Database) -> None:
    with database.transaction() as db:
        assert next_due(db, after=NOW) is None
        [experiment] = without_turns(db, "Doors")
        put_in(db, experiment, ASKED, due_at=NOW + HOUR / 2)
        put_in(db, experiment, COMING, due_at=NOW + 3 * HOUR)
        assert next_due(db, after=NOW) == NOW + 3 * HOUR

        for state, hours in (("held", 1), ("coming", 2)):
            at = NOW + hours * HOUR
            day = at.date() + timedelta(days=hours)
            db.add(Digest(for_day=day, state=state, since=NOW - HOUR, due_at=at))
        db.flush()
        assert next_due(db, after=NOW) == NOW + 2 * HOUR

        want_deliveries(
            db,
            [
                planned("now", due_at=NOW),
                planned("said", due_at=NOW + HOUR, shown=1),
                planned("held", due_at=NOW + HOUR, held="not_in_channel"),
                planned("planned", due_at=NOW + HOUR * 3 / 2),
            ],
        )
        assert next_due(db, after=NOW) == NOW + HOUR * 3 / 2
        assert next_due(db, after=NOW + 2 * HOUR) == NOW + 3 * HOUR
