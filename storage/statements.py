"""Statements that are put together once and asked with other values each time: to put one together
takes as long as to ask it, and so does to look through it for whom it is asked (bot/visibility).
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam
from sqlalchemy.orm import Session

Found = TypeVar("Found")

# An execution option of all of them.
KEPT = "kept"


class once(Generic[Found]):  # noqa: N801 - a decorator
    """A function that makes a statement out of its arguments becomes one that can be asked with
    values for them. What it makes must not depend on the values. An argument whose name ends in
    `_ids` stands for several.
    """

    def __init__(self, build: Callable[..., Select[Found]]) -> None:
        self._build = build

    def scalar(self, db: Session, **values: Any) -> Found | None:
        return db.scalar(self._statement, values)

    def scalars(self, db: Session, **values: Any) -> Sequence[Found]:
        return db.scalars(self._statement, values).all()

    @cached_property
    def _statement(self) -> Select[Found]:
        names = signature(self._build).parameters
        values = {each: _value(each) for each in names}
        return self._build(**values).execution_options(**{KEPT: True})


def _value(name: str) -> Any:
    return bindparam(name, expanding=name.endswith("_ids"))
