"""Faults at will: what goes wrong between Slack and the app now and then, on demand.

How a fault is played out on the wire is the server's and the sockets' business.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

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
    def answer(self) -> dict[str, Any] | None:
        """What the app reads; None where it reads nothing, or no JSON."""
        errors = {"rate_limited": "ratelimited", "fails": self.error}
        error = errors.get(self.kind)
        return {"ok": False, "error": error} if error else None

    @property
    def takes_effect(self) -> bool:
        return self.kind.endswith("_after")


# By the words of the page.
KINDS: dict[str, Callable[[], Fault]] = {
    "rate_limited": Fault.rate_limited,
    "server_error": Fault.server_error,
    "fails": Fault.fails,
    "times_out_before": Fault.times_out_before,
    "times_out_after": Fault.times_out_after,
    "resets": Fault.resets,
    "resets_after": lambda: Fault.resets(after=True),
    "comes_twice": Fault.comes_twice,
    "comes_late": Fault.comes_late,
    "expires": Fault.expires,
    "goes_unheard": Fault.goes_unheard,
}
# What can happen to something else than a call; to a call happens all the rest.
PLACES: dict[str, tuple[Kind, ...]] = {
    "event": ("comes_twice", "comes_late"),
    "trigger": ("expires",),
    "ack": ("goes_unheard",),
}
_ELSEWHERE = frozenset(kind for kinds in PLACES.values() for kind in kinds)
# The one detail that a kind has, how it is read, and what it may be.
_DETAILS: dict[str, tuple[str, Callable[[Any], Any], Callable[[Any], bool], str]] = {
    "rate_limited": ("retry_after", int, lambda value: 0 < value <= 3600, "1 to 3600 seconds"),
    "server_error": ("status", int, lambda value: 500 <= value <= 599, "500 to 599"),
    "fails": ("error", str, lambda value: value != "", "one of Slack's, such as account_inactive"),
    "comes_late": ("seconds", float, lambda value: 0 < value <= 86_400, "up to 86400 seconds"),
}


def make_fault(kind: str, details: Mapping[str, Any]) -> Fault:
    """As the page asks for it: `details` may hold more than this kind has. Raises ValueError, with
    a sentence.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no fault called {kind!r}; there are: {', '.join(KINDS)}")
    fault = KINDS[kind]()
    if kind not in _DETAILS:
        return fault
    name, read, is_fine, words = _DETAILS[kind]
    if details.get(name) in (None, ""):
        return fault
    try:
        value = read(details[name])
    except (TypeError, ValueError):
        value = None
    if value is None or not is_fine(value):
        raise ValueError(f"{name} should be {words}")
    return replace(fault, **{name: value})


Waiting = list[tuple[str, Fault]]


class Faults:
    """Faults waiting for the next calls of a method; "*" waits for any method."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Waiting = []

    @property
    def waiting(self) -> int:
        """How many have not happened yet."""
        with self._lock:
            return len(self._waiting)

    def list(self) -> Waiting:
        """Those that have not happened yet, in the order in which they were asked for."""
        with self._lock:
            return [*self._waiting]

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Raises ValueError for what cannot happen there."""
        possible = PLACES.get(method)
        if fault.kind not in possible if possible else fault.kind in _ELSEWHERE:
            raise ValueError(f"{fault.kind} cannot happen to {method!r}")
        with self._lock:
            self._waiting.extend([(method, fault)] * times)

    def drop(self, method: str, fault: Fault) -> bool:
        """Call one off; False when it has happened meanwhile."""
        with self._lock:
            if (method, fault) not in self._waiting:
                return False
            self._waiting.remove((method, fault))
            return True

    def take(self, method: str) -> Fault | None:
        """The first fault waiting for this method; it is gone afterwards."""
        wanted = (method,) if method in PLACES else (method, "*")
        with self._lock:
            for row in self._waiting:
                if row[0] in wanted:
                    self._waiting.remove(row)
                    return row[1]
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
