"""Deliveries as rows: what is wanted, and what is held."""

from datetime import timedelta

from storage.database import Database
from storage.deliveries import (
    NOTICEBOARD,
    Delivery,
    delivery_by_occasion,
    held_deliveries,
    want_delivery,
)
from tests.cast import NOW


def planned(occasion: str, **more: object) -> Delivery:
    values: dict[str, object] = {
        "kind": "experiments.card",
        "subject_id": 1,
        "member_id": None,
        "addressee": NOTICEBOARD,
        "token": "t",
        "wanted": 1,
        "shown": 0,
        "due_at": NOW,
        "attempts": 0,
        "created_at": NOW,
    }
    return Delivery(occasion=occasion, **{**values, **more})


def test_wanting_it_again_raises_what_is_wanted_and_makes_it_due(database: Database) -> None:
    with database.transaction() as db:
        want_delivery(db, planned("one"))
        want_delivery(db, planned("one", due_at=NOW + timedelta(hours=1)))
        row = delivery_by_occasion(db, "one")

        assert row is not None
        assert (row.wanted, row.shown, row.due_at) == (2, 0, NOW + timedelta(hours=1))


def test_what_was_held_is_known_as_tried_again_until_it_went_out(database: Database) -> None:
    with database.transaction() as db:
        want_delivery(db, planned("held", held="not_in_channel"))
        want_delivery(db, planned("held"))
        want_delivery(db, planned("other"))
        want_delivery(db, planned("other"))

        assert [(each.occasion, each.held) for each in held_deliveries(db)] == [("held", "")]
