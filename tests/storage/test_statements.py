"""Statements that are put together once."""

from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.people import Member
from storage.statements import once
from tests.cast import join

BUILT: list[str] = []


@once
def _called(slack_ids: Any, limit: Any) -> Select[Member]:
    BUILT.append("called")
    return select(Member).where(Member.slack_id.in_(slack_ids)).order_by(Member.id).limit(limit)


def test_it_is_put_together_once_and_asked_with_other_values(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        ids = [amina.slack_id, tom.slack_id]

        assert _called.scalars(db, slack_ids=ids, limit=9) == [amina, tom]
        assert _called.scalars(db, slack_ids=ids, limit=1) == [amina]
        assert _called.scalar(db, slack_ids=[tom.slack_id], limit=9) is tom
        assert _called.scalar(db, slack_ids=[], limit=9) is None
    assert BUILT == ["called"], "on both engines"


def test_a_value_that_is_not_given_is_missed(database: Database) -> None:
    with database.read() as db, pytest.raises(StatementError, match="limit"):
        _called.scalars(db, slack_ids=["U1"])
