"""Faults at will: what goes wrong between Slack and the app now and then, on demand.

How a fault is played out on the wire is the server's and the sockets' business.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "rate_limited",
    "server_error",
    "fails",
    "times_out_before",
    "times_out_after",
    "resets",
    "resets_after",
    "comes_twice",
    "comes_late",
    "expires",
    "goes_unheard",
]


@dataclass(frozen=True)
class Fault:
    """`…_after`: the call took effect, but the app never learns it. `comes_…` is for "event",
    `expires` for "trigger", `goes_unheard` for "ack"; all others are for methods, "upload" and
    "response_url".
    """

    kind: Kind
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"
    seconds: float = 60.0

    @classmethod
    def rate_limited(cls, retry_after: int = 1) -> "Fault":
        return cls("rate_limited", retry_after=retry_after)

    @classmethod
    def server_error(cls, status: int = 500) -> "Fault":
        return cls("server_error", status=status)

    @classmethod
    def fails(cls, error: str = "internal_error") -> "Fault":
        return cls("fails", error=error)

    @classmethod
    def times_out_before(cls) -> "Fault":
        return cls("times_out_before")

    @classmethod
    def times_out_after(cls) -> "Fault":
        return cls("times_out_after")

    @classmethod
    def resets(cls, *, after: bool = False) -> "Fault":
        return cls("resets_after" if after else "resets")

    @classmethod
    def comes_twice(cls) -> "Fault":
        return cls("comes_twice")

    @classmethod
    def comes_late(cls, seconds: float = 60.0) -> "Fault":
        """What happens meanwhile comes before it."""
        return cls("comes_late", seconds=seconds)

    @classmethod
    def expires(cls) -> "Fault":
        """The trigger is too old when it arrives."""
        return cls("expires")

    @classmethod
    def goes_unheard(cls) -> "Fault":
        """The app acknowledged, and Slack never hears it."""
        return cls("goes_unheard")

    @property
    def takes_effect(self) -> bool:
        return self.kind.endswith("_after")


# By the words of the page, which has no use for their details.
KINDS: dict[str, Callable[[], Fault]] = {
    "rate_limited": Fault.rate_limited,
    "server_error": Fault.server_error,
    "fails": Fault.fails,
    "times_out_before": Fault.times_out_before,
    "times_out_after": Fault.times_out_after,
    "resets": Fault.resets,
    "resets_after": lambda: Fault.resets(after=True),
}


class Faults:
    """Faults waiting for the next calls of a method; "*" waits for any method."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Fault]] = []

    @property
    def waiting(self) -> int:
        """How many have not happened yet."""
        with self._lock:
            return len(self._waiting)

    def list(self) -> "list[tuple[str, Fault]]":
        """Those that wait, and for what, in order."""
        with self._lock:
            return self._waiting.copy()

    def drop(self, method: str, fault: Fault) -> None:
        """Call one of them off; it may have happened meanwhile."""
        with self._lock:
            if (method, fault) in self._waiting:
                self._waiting.remove((method, fault))

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        with self._lock:
            self._waiting.extend([(method, fault)] * times)

    def take(self, method: str) -> Fault | None:
        """The first fault waiting for this method; it is gone afterwards."""
        with self._lock:
            for row in self._waiting:
                if row[0] in (method, "*"):
                    self._waiting.remove(row)
                    return row[1]
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
