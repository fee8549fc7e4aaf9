"""Who carries which delivery: what is due to one, oldest first, and to whom nobody speaks."""

from datetime import timedelta

from sqlalchemy.orm import Session

from storage.claims import claim_delivery, claimed_delivery, due_together
from storage.database import Database
from storage.deliveries import delivery_by_occasion, want_deliveries
from tests.cast import NOW
from tests.storage.test_deliveries import planned


def due(db: Session, **more: object) -> list[str]:
    asked: dict[str, object] = {"now": NOW, "lease_now": NOW, "rooms": None, "limit": 10, **more}
    return [each.occasion for each in due_together(db, **asked)]  # type: ignore[arg-type]


def test_as_it_was_planned_and_only_so_many(database: Database) -> None:
    with database.transaction() as db:
        want_deliveries(db, [planned("one")])
        want_deliveries(db, [planned("two", due_at=NOW - timedelta(hours=1))])
        want_deliveries(db, [planned("later", due_at=NOW + timedelta(hours=1))])
        want_deliveries(db, [planned("shown", shown=1)])
        want_deliveries(db, [planned("held", held="not_in_channel")])
        want_deliveries(db, [planned("tried again", held="")])

        assert due(db) == ["one", "two", "tried again"]
        assert due(db, limit=1) == ["one"]


def test_who_waits_longest_is_next(database: Database) -> None:
    with database.transaction() as db:
        want_deliveries(db, [planned("newer", addressee="member:1")])
        earlier = NOW - timedelta(hours=1)
        want_deliveries(db, [planned("older", addressee="member:2", due_at=earlier)])

        assert due(db) == ["older"]


def test_what_has_no_room_waits(database: Database) -> None:
    with database.transaction() as db:
        want_deliveries(db, [planned("card")])
        want_deliveries(db, [planned("digest", kind="digests.post")])
        want_deliveries(db, [planned("stands", channel="CNOTICEBO")])
        want_deliveries(db, [planned("letter", addressee="member:1")])

        assert due(db, rooms=["digests.post"]) == ["digest", "stands"]
        assert due(db, rooms=[]) == ["stands"]


def test_a_claim_holds_until_its_lease_lapses(database: Database) -> None:
    until = NOW + timedelta(seconds=30)
    with database.transaction() as db:
        want_deliveries(db, [planned("one")])
        row = delivery_by_occasion(db, "one")
        assert row is not None
        times = {"now": NOW, "lease_now": NOW, "until": until}

        assert claim_delivery(db, row, claim="mine", **times)
        assert not claim_delivery(db, row, claim="yours", **times)
        assert claimed_delivery(db, row.id, "yours") is None
        assert claimed_delivery(db, row.id, "mine") is not None
        assert due(db, lease_now=until) == []
        assert due(db, lease_now=until + timedelta(seconds=1)) == ["one"]
