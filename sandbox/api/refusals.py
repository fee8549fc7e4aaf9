"""What Slack says when it says no: a code, and sometimes more.

When to say it stands with the method that says it.
"""

from collections.abc import Sequence
from typing import Any

from sandbox.kit.problems import Problem


class Refusal(Exception):  # noqa: N818 - Slack says no; nothing went wrong
    """An answer `{"ok": false, "error": code, …}`."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    @property
    def wire(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*sentences: str) -> Refusal:
    messages = [f"[ERROR] {sentence}" for sentence in sentences]
    return Refusal("invalid_arguments", response_metadata={"messages": messages})


def invalid_blocks(problems: Sequence[Problem], code: str = "invalid_blocks") -> Refusal:
    """slack-facts §1.7: chat.* names each problem twice, plain and marked as an error."""
    sentences = [problem.wire for problem in problems]
    messages = [f"[ERROR] {sentence}" for sentence in sentences]
    return Refusal(code, errors=sentences, response_metadata={"messages": messages})


def invalid_attachments(problems: Sequence[Problem]) -> Refusal:
    return invalid_blocks(problems, "invalid_attachments")


def invalid_view(problems: Sequence[Problem]) -> Refusal:
    return invalid_arguments(*(problem.wire for problem in problems))
