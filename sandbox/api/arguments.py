"""The arguments of a Web API call, however they came: in the query, a form or JSON.

Forms know only text: slack_sdk sends booleans as 1 and 0, and structures as JSON in a string.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.api.refusals import Refusal, invalid_arguments

_TRUE = (True, 1, "1", "true", "True")
Row = TypeVar("Row")


class Arguments:
    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.given.get(name)
        return default if value is None else value in _TRUE

    def json(self, name: str, code: str) -> Any:
        """The structure, decoded when it came as text; `code` is the error when it does not."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(code) from None

    def limit(self, default: int, most: int) -> int:
        """Nothing and 0 ask for as many as Slack likes: users.list names 0 as its default."""
        value = self.text("limit") or "0"
        if not value.isdecimal() or int(value) > most:
            raise Refusal("invalid_limit")
        return int(value) or default


def read_object(raw: bytes) -> dict[str, Any] | None:
    """None when it is not JSON, or not an object."""
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def require(arguments: Arguments, names: Sequence[str]) -> None:
    missing = [name for name in names if arguments.text(name) == ""]
    if missing:
        raise invalid_arguments(*(f"missing required field: {name}" for name in missing))


def page(
    arguments: Arguments, rows: Sequence[Row], *, default: int = 100, most: int = 1000
) -> tuple[list[Row], dict[str, Any]]:
    """One page of the rows, and what to ask for the next one (slack-facts §3.1)."""
    start = _start(arguments.text("cursor"))
    end = start + arguments.limit(default, most)
    cursor = _cursor(end) if end < len(rows) else ""
    return list(rows[start:end]), {"response_metadata": {"next_cursor": cursor}}


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"next:{start}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(cursor).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refusal("invalid_cursor") from None
    if word != "next" or not number.isdecimal():
        raise Refusal("invalid_cursor")
    return int(number)
