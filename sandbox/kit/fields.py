"""The few kinds of field that Block Kit is made of, and the one walk that checks them.
Which block has which fields stands in the tables of the modules around it, not here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias

from sandbox.kit.problems import Json, Problem, failed, missing, unmatched, unsupported, wrong_type

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
            yield wrong_type(at, "a string")
            return
        got = len(value)
        if got < self.least:
            said = f"must be more than {self.least - 1} characters"
            yield failed(at, said, "min_length", self.least, got)
        if self.most is not None and got > self.most:
            said = f"must be less than {self.most + 1} characters"
            yield failed(at, said, "max_length", self.most, got)


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
            form = self.otherwise.removeprefix("must be a valid ")
            yield failed(at, self.otherwise, "format", form, value)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    among: tuple[str, ...]

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield wrong_type(at, "a string")
        elif value not in self.among:
            yield failed(at, "must be a valid enum value", "enum", list(self.among), value)


@dataclass(frozen=True)
class Flag:
    """True or false; Slack takes neither 1 nor "true" inside blocks."""

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield wrong_type(at, "a boolean")


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int
    most: int | None = None

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong_type(at, "an integer")
            return
        if value < self.least:
            yield failed(at, f"must be more than {self.least - 1}", "minimum", self.least, value)
        if self.most is not None and value > self.most:
            yield failed(at, f"must be less than {self.most + 1}", "maximum", self.most, value)


@dataclass(frozen=True)
class Items:
    """A list of so many things of one kind."""

    kind: Kind
    most: int | None = None
    least: int = 1

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield wrong_type(at, "an array")
            return
        got = len(value)
        if got < self.least:
            yield failed(
                at, f"must provide at least {self.least} items", "min_items", self.least, got
            )
        if self.most is not None and got > self.most:
            said = f"no more than {self.most} items allowed"
            yield failed(at, said, "max_items", self.most, got)
        for place, item in enumerate(value):
            yield from self.kind.check(item, f"{at}/{place}")


@dataclass(frozen=True)
class Shape:
    """An object: the fields it needs, those it may have, and the rules between them."""

    needs: Mapping[str, Kind] = field(default_factory=dict)
    may: Mapping[str, Kind] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        return {**self.needs, **self.may}

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield wrong_type(at, "an object")
            return
        yield from self.check_fields(value, value.keys(), at)

    def check_fields(self, value: Json, names: Iterable[str], at: str) -> Iterator[Problem]:
        """Only these of the value's fields are looked at: its `type` is another's to judge."""
        problems = [*self._missing(value, at), *self._fields(value, names, at)]
        yield from problems
        if problems:
            return  # a rule between fields may then count on each field being sound
        for rule in self.rules:
            yield from rule(value, at)

    def _missing(self, value: Json, at: str) -> Iterator[Problem]:
        for name in self.needs:
            if name not in value:
                yield missing(at, name)

    def _fields(self, value: Json, names: Iterable[str], at: str) -> Iterator[Problem]:
        kinds = self.kinds
        for name in names:
            kind = kinds.get(name)
            if kind is not None:
                yield from kind.check(value[name], f"{at}/{name}")
                continue
            told = {"type": "additional_properties", "got": name}
            yield Problem(at, f"invalid additional property: {name}", constraint=told)


@dataclass(frozen=True)
class OneOf:
    """An object whose `type` says which of several shapes it has."""

    shapes: Mapping[str, Shape]

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield wrong_type(at, "an object")
            return
        if "type" not in value:
            yield missing(at, "type")
            return
        name = value["type"]
        shape = self.shapes.get(name) if isinstance(name, str) else None
        if shape is None:
            yield unsupported(f"{at}/type", sorted(self.shapes), name)
            return
        yield from shape.check_fields(value, [name for name in value if name != "type"], at)


@dataclass(frozen=True)
class EitherOf(OneOf):
    """The same, where Slack says first that nothing matched, and then why (slack-facts §1.7; so
    slack-go #1414, grafana/oncall #5121). It says both of texts that may be plain or mrkdwn, and
    only the reason of blocks, elements and texts of one type.
    """

    def check(self, value: object, at: str) -> Iterator[Problem]:
        reasons = list(super().check(value, at))
        if reasons:
            yield unmatched(at)
        yield from reasons


@dataclass(frozen=True)
class Maybe:
    """Something, or null."""

    kind: Kind

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if value is not None:
            yield from self.kind.check(value, at)


@dataclass(frozen=True)
class Number:
    """Any number."""

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield wrong_type(at, "a number")


@dataclass(frozen=True)
class Loose:
    """An object with any fields."""

    def check(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield wrong_type(at, "an object")
