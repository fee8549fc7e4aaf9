"""Tables as conditions look into them, beside the query that they are put on."""

from functools import cache
from typing import Any

from sqlalchemy import TableClause, column, table

from storage.rows import Row


def beside(kind: type[Row], *columns: str) -> Any:
    """Columns to look into from a condition, under a name of their own: the query may ask for the
    same table. They are a plain table's, so that no condition is put on a condition, round and
    round.

    Only these, since each reader has conditions of their own: with all columns of all tables they
    took 1.6 MB for each reader, and most of the time that it takes to put them together.
    """
    return _plain(kind, columns).alias().c


@cache
def _plain(kind: type[Row], columns: tuple[str, ...]) -> TableClause:
    known = kind.__table__.columns
    return table(kind.__tablename__, *(column(each, known[each].type) for each in columns))
