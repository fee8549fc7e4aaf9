"""Tables as conditions look into them, beside the query that they are put on."""

from functools import cache
from typing import Any, Self

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    TableClause,
    column,
    literal_column,
    table,
)
from sqlalchemy.sql import visitors

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


class _Once(BindParameter[Any]):
    """A value that stays itself where the ORM marks the parts of a condition as belonging to its
    query. Each place would have a marked copy; copies hash alike, and at each query SQLAlchemy
    finds the value of each among all the others: that took half of what a query takes.
    """

    inherit_cache = True

    def _annotate(self, values: Any) -> Self:
        del values
        return self


def written_out(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition with our own words in it (levels, states) as they are, and each number (who
    reads) once. Every value costs something at each query: they took a third of what Home takes.
    """
    once: dict[tuple[type, Any], _Once] = {}

    def write_out(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        value: Any = element.value
        words = value if element.expanding else [value]
        if not all(isinstance(word, str) for word in words):
            if element.expanding:
                return None
            who = _Once(None, value, element.type)
            return once.setdefault((type(element.type), value), who)
        listed = ", ".join("'{}'".format(word.replace("'", "''")) for word in words)
        return literal_column(f"({listed})" if element.expanding else listed, element.type)

    written: ColumnElement[bool] = visitors.replacement_traverse(condition, {}, write_out)
    return written
