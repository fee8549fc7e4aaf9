"""The group's own arrangements: one row that is always there."""

from storage.database import Database
from storage.programme import programme


def test_the_row_is_there_from_the_first_migration_on(database: Database) -> None:
    with database.transaction() as db:
        assert programme(db).noticeboard is None
        programme(db).noticeboard = "CNOTICEBO"
    with database.read() as db:
        assert programme(db).noticeboard == "CNOTICEBO"
