"""The few kinds of field that Block Kit is made of, and the one walk that checks them.
Which block has which fields stands in the tables of the modules around it, not here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse, and where it stands in the payload."""

    pointer: str
    message: str

    @property
    def wire(self) -> str:
        """As Slack writes it (slack-facts §1.7); `response_metadata` puts `[ERROR] ` before it."""
        return f"{self.message} [json-pointer:{self.pointer}]"


Json: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[Json, str], Iterator[Problem]]


class Kind(Protocol):
    """What a field may hold."""

    def check(self, value: object, at: str) -> Iterator[Problem]: ...


@dataclass(frozen=True)
class Words:
    """A string of so many characters."""

    most: int | None = None
    least: int = 1

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
            return
        if len(value) < self.least:
            yield Problem(at, f"must be more than {self.least - 1} characters")
        if self.most is not None and len(value) > self.most:
            yield Problem(at, f"must be less than {self.most + 1} characters")


@dataclass(frozen=True)
class Formed:
    """A string that must also be written in a certain form: a date, a number, an address."""

    fits: Callable[[str], bool]
    otherwise: str
    most: int = 255

    def check(self, value: object, at: str) -> Iterator[Problem]:
        problems = list(Words(self.most).check(value, at))
        yield from problems
        if not problems and not self.fits(str(value)):
            yield Problem(at, self.otherwise)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    among: tuple[str, ...]

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if value not in self.among:
            yield Problem(at, "must be a valid enum value")


@dataclass(frozen=True)
class Flag:
    """True or false; Slack takes neither 1 nor "true" inside blocks."""

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(at, "must provide a boolean")


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int
    most: int | None = None

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must provide an integer")
            return
        if value < self.least:
            yield Problem(at, f"must be more than {self.least - 1}")
        if self.most is not None and value > self.most:
            yield Problem(at, f"must be less than {self.most + 1}")


@dataclass(frozen=True)
class Items:
    """A list of so many things of one kind."""

    kind: Kind
    most: int | None = None
    least: int = 1

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must provide an array")
            return
        if len(value) < self.least:
            yield Problem(at, f"must provide at least {self.least} items")
        if self.most is not None and len(value) > self.most:
            yield Problem(at, f"no more than {self.most} items allowed")
        for place, item in enumerate(value):
            yield from self.kind.check(item, f"{at}/{place}")


@dataclass(frozen=True)
class Shape:
    """An object: the fields it needs, those it may have, and the rules between them."""

    needs: Mapping[str, Kind] = field(default_factory=dict)
    may: Mapping[str, Kind] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        problems = [*self._names(value, at), *self._values(value, at)]
        yield from problems
        if problems:
            return  # a rule between fields may then count on each field being sound
        for rule in self.rules:
            yield from rule(value, at)

    def _names(self, value: Json, at: str) -> Iterator[Problem]:
        for name in self.needs:
            if name not in value:
                yield Problem(at, f"missing required field: {name}")
        for name in value:
            if name not in self.needs and name not in self.may:
                yield Problem(at, f"invalid additional property: {name}")

    def _values(self, value: Json, at: str) -> Iterator[Problem]:
        for name, kind in {**self.needs, **self.may}.items():
            if name in value:
                yield from kind.check(value[name], f"{at}/{name}")


@dataclass(frozen=True)
class OneOf:
    """An object whose `type` says which of several shapes it has."""

    shapes: Mapping[str, Shape]

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        if "type" not in value:
            yield Problem(at, "missing required field: type")
            return
        name = value["type"]
        shape = self.shapes.get(name) if isinstance(name, str) else None
        if shape is None:
            yield Problem(f"{at}/type", f"unsupported type: {name}")
            return
        yield from shape.check({key: val for key, val in value.items() if key != "type"}, at)
