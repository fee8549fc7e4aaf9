"""Deliveries as rows: what is due, and who has it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from storage.database import Database
from storage.deliveries import (
    Delivery,
    claim_delivery,
    claimed_delivery,
    delivery_by_occasion,
    due_deliveries,
    want_delivery,
)
from tests.cast import NOW


def planned(occasion: str, **more: object) -> Delivery:
    values: dict[str, object] = {
        "kind": "experiments.card",
        "subject_id": 1,
        "member_id": None,
        "token": "t",
        "wanted": 1,
        "shown": 0,
        "due_at": NOW,
        "attempts": 0,
        "created_at": NOW,
    }
    return Delivery(occasion=occasion, **{**values, **more})


def due(db: Session, **more: object) -> list[str]:
    asked: dict[str, object] = {
        "now": NOW,
        "lease_now": NOW,
        "noticeboard": True,
        "limit": 10,
        **more,
    }
    return [each.occasion for each in due_deliveries(db, **asked)]  # type: ignore[arg-type]


def test_wanting_it_again_raises_what_is_wanted_and_makes_it_due(database: Database) -> None:
    with database.transaction() as db:
        want_delivery(db, planned("one"))
        want_delivery(db, planned("one", due_at=NOW + timedelta(hours=1)))
        row = delivery_by_occasion(db, "one")

        assert row is not None
        assert (row.wanted, row.shown) == (2, 0)
        assert due(db) == []
        assert due(db, now=NOW + timedelta(hours=1)) == ["one"]


def test_oldest_first_and_only_so_many(database: Database) -> None:
    with database.transaction() as db:
        want_delivery(db, planned("newer"))
        want_delivery(db, planned("older", due_at=NOW - timedelta(hours=1)))
        want_delivery(db, planned("shown", shown=1))
        want_delivery(db, planned("held", held="not_in_channel"))

        assert due(db) == ["older", "newer"]
        assert due(db, limit=1) == ["older"]


def test_a_claim_holds_until_its_lease_lapses(database: Database) -> None:
    until = NOW + timedelta(seconds=30)
    with database.transaction() as db:
        want_delivery(db, planned("one"))
        row = delivery_by_occasion(db, "one")
        assert row is not None
        times = {"now": NOW, "lease_now": NOW, "until": until}

        assert claim_delivery(db, row, claim="mine", channel="CNOTICEBO", **times)
        assert not claim_delivery(db, row, claim="yours", channel="CNOTICEBO", **times)
        assert claimed_delivery(db, row.id, "yours") is None
        assert claimed_delivery(db, row.id, "mine") is not None
        assert due(db, lease_now=until) == []
        assert due(db, lease_now=until + timedelta(seconds=1)) == ["one"]
