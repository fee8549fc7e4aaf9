"""Members as rows."""

import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.people import (
    Member,
    facilitators,
    member_by_slack_id,
    members_by_ids,
)
from tests.cast import NOW, join


def test_a_member_is_found_by_slack_id_and_by_id(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")

        assert member_by_slack_id(db, "UAMINA") is amina
        assert member_by_slack_id(db, "UNOBODY") is None
        assert members_by_ids(db, [amina.id, tom.id, 999]) == {amina.id: amina, tom.id: tom}


def test_facilitators_are_listed_in_the_order_in_which_they_came(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        join(db, "tom")
        leila = join(db, "leila", facilitator=True)

        assert list(facilitators(db)) == [jonas, leila]


def test_a_person_is_one_member_only(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        for _ in range(2):
            db.add(
                Member(
                    slack_id="UAMINA",
                    name="Amina",
                    title="",
                    time_zone="UTC",
                    facilitator=False,
                    created_at=NOW,
                )
            )
