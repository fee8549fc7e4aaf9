"""What Slack would refuse, one thing at a time, with all that it tells of it.
Which rules there are stands in the tables; how they are checked, in fields.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse, and where it stands in the payload.

    `code`, `constraint` and `name` (of the field that is missing) are told by blocks.validate
    alone (slack-facts §0.1). Slack's validators are made by slackhq/hack-json-schema, which is
    public: the names of codes and constraints are from there.
    """

    pointer: str
    message: str
    code: str = field(default="failed_constraint", compare=False)
    constraint: Json | None = field(default=None, compare=False)
    name: str | None = field(default=None, compare=False)

    @property
    def wire(self) -> str:
        """As Slack writes it (slack-facts §1.7); `response_metadata` puts `[ERROR] ` before it."""
        return f"{self.message} [json-pointer:{self.pointer}]"


def wrong_type(at: str, what: str) -> Problem:
    return Problem(at, f"must provide {what}", code="invalid_type")


def failed(at: str, message: str, constraint: str, expected: Any, got: Any) -> Problem:
    told = {"type": constraint, "expected": expected, "got": got}
    return Problem(at, message, constraint=told)


def missing(at: str, name: str) -> Problem:
    return Problem(at, f"missing required field: {name}", code="missing_field", name=name)


def unsupported(at: str, known: list[str], got: Any) -> Problem:
    return failed(at, f"unsupported type: {got}", "enum", known, got)


def unmatched(at: str) -> Problem:
    """Said before the reasons themselves."""
    return Problem(at, "failed to match all allowed schemas", constraint={"type": "all_of"})
