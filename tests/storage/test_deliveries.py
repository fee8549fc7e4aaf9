"""Deliveries as rows: what is wanted, and what is held."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event, func, select

from storage.database import Database
from storage.deliveries import (
    NOTICEBOARD,
    Delivery,
    delivery_by_occasion,
    held_deliveries,
    want_deliveries,
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
        want_deliveries(db, [planned("one")])
        want_deliveries(db, [planned("one", due_at=NOW + timedelta(hours=1))])
        row = delivery_by_occasion(db, "one")

        assert row is not None
        assert (row.wanted, row.shown, row.due_at) == (2, 0, NOW + timedelta(hours=1))


def test_thousands_are_wanted_at_once(
    database: Database,
) -> None:
    """What is taken back leaves everybody's Home, in the transaction that takes it back."""
    homes = [planned(f"home:{each}") for each in range(2000)]
    said: list[str] = []

    def listen(*told: Any) -> None:
        said.append(told[2].partition(" ")[0])

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.transaction() as db:
        want_deliveries(db, homes)
        want_deliveries(db, [])
    event.remove(database.engine, "before_cursor_execute", listen)

    assert [each for each in said if each != "BEGIN"] == ["INSERT"]
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Delivery)) == len(homes)


def test_what_was_held_is_known_as_tried_again_until_it_went_out(database: Database) -> None:
    with database.transaction() as db:
        want_deliveries(db, [planned("held", held="not_in_channel")])
        want_deliveries(db, [planned("held")])
        want_deliveries(db, [planned("other")])
        want_deliveries(db, [planned("other")])

        assert [(each.occasion, each.held) for each in held_deliveries(db)] == [("held", "")]
