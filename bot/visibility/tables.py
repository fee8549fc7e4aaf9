"""Tables as conditions look into them, beside the query that they are put on."""

from typing import Any, cast

from sqlalchemy import Table

from storage.rows import Row


def beside(kind: type[Row]) -> Any:
    """Columns to look into from a condition, under a name of their own: the query may ask for the
    same table. They are the table's, so that no condition is put on a condition, round and round.
    """
    return cast("Table", kind.__table__).alias().c
