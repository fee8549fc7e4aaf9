"""The people on an experiment, as rows."""

from bot.visibility import guard_sessions
from storage.database import Database
from storage.teams import (
    is_teammate,
    lock_team,
    remove_teammate,
    team_of,
    teammates_of,
    those_with,
)
from tests.cast import join, put_down

guard_sessions()


def test_whoever_is_taken_off_is_on_it_no_more(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        one, two = put_down(db, amina), put_down(db, amina)
        lock_team(db, one.id)
        assert [each.member_id for each in teammates_of(db, one.id)] == [amina.id]
        assert those_with(db, amina.id, [one.id, two.id, 999]) == {one.id, two.id}
        assert those_with(db, tom.id, [one.id]) == set()
        assert those_with(db, amina.id, []) == set()
        remove_teammate(db, one.id, amina.id)

        assert not is_teammate(db, one.id, amina.id)
        assert is_teammate(db, two.id, amina.id)
        assert team_of(db, one.id) == []
