"""What went between Slack and the app, in order: what the page's inspector shows.

It keeps the newest only, and changes nothing. What is said to be odd stands with what it is odd in.
"""

import threading
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
# An envelope goes to the app; a call (Web API) and a response (response_url) come from it.
Direction = Literal["envelope", "call", "response"]

MOST_ENTRIES = 500


@dataclass
class Entry:
    """`remarks` are the lints and refusals; `answer` is None until there is one, or for good."""

    number: int
    at: float
    direction: Direction
    name: str
    sent: Json
    answer: Json | None = None
    ok: bool | None = None
    remarks: list[str] = field(default_factory=list)


# A lint knows no call: it belongs to the one that its own thread is busy with.
_current: ContextVar[Entry | None] = ContextVar("entry", default=None)


class Journal:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._last = 0

    def begin(self, at: float, direction: Direction, name: str, sent: Json) -> Entry:
        with self._lock:
            self._last += 1
            entry = Entry(self._last, at, direction, name, sent)
            self._entries.append(entry)
        _current.set(entry)
        return entry

    def end(self, entry: Entry, answer: Json | None, *, ok: bool, remark: str = "") -> None:
        entry.answer, entry.ok = answer, ok
        if remark:
            entry.remarks.append(remark)

    def remark(self, sentence: str) -> None:
        """To what this thread is busy with, or has just been."""
        entry = _current.get()
        if entry is not None:
            entry.remarks.append(sentence)

    def since(self, number: int = 0) -> list[Entry]:
        """Those with a higher number, oldest first."""
        with self._lock:
            return [entry for entry in self._entries if entry.number > number]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
