"""Every method of the Web API, as methods.csv has it: what each asks for and may say.

The rows are slack-facts §3.4, from Slack's own reference; where only the name stands, nothing more
was looked up. What the methods do is not here, but in the modules that methods.py names.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

_FILE = Path(__file__).with_name("methods.csv")

# What a call may be made with. "none": no token at all; "retired": nobody may call it any more.
Access = Literal["bot", "app", "user", "none", "retired"]

# The row of what any method may answer (slack-facts §3.1).
_ANY = "*"


@dataclass(frozen=True)
class Method:
    """`scopes`: any of them will do; `json`: whether a JSON body is read; `tier`: "1" to "4",
    "special", or "" where it was not looked up; `errors`: beside those of every method.
    """

    name: str
    tier: str
    tokens: tuple[Access, ...]
    scopes: tuple[str, ...]
    json: bool
    required: tuple[str, ...]
    optional: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def arguments(self) -> frozenset[str]:
        return frozenset((*self.required, *self.optional))


def _read() -> dict[str, Method]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["method"]: _method(row) for row in csv.DictReader(file)}


def _method(row: dict[str, str]) -> Method:
    return Method(
        name=row["method"],
        tier=row["tier"],
        tokens=tuple(_access(word) for word in row["tokens"].split()),
        scopes=tuple(row["scopes"].split()),
        json=row["json"] == "yes",
        required=tuple(row["required"].split()),
        optional=tuple(row["optional"].split()),
        errors=tuple(row["errors"].split()),
    )


def _access(word: str) -> Access:
    if word not in get_args(Access):
        raise ValueError(f"{_FILE.name}: {word!r} is no kind of token")
    return cast("Access", word)


_ROWS = _read()
ANYWHERE = frozenset(_ROWS[_ANY].errors)
METHODS = {name: method for name, method in _ROWS.items() if name != _ANY}
