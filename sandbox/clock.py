"""The only place of the sandbox that asks for the time: real time plus an offset one can move.

What is due is not decided here; whoever has something due says when, and what to do then.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

# A jump of a week must not skip what lies in it: it stops at whatever is due on the way, and often
# enough for those who cannot say when they are due (a bot that looks for itself).
STRIDE_SECONDS = 15 * 60
# What is due at a fraction of a second is not missed by one bit of it.
_LEAST_STRIDE = 0.001


@dataclass(frozen=True)
class Chore:
    """Something done when its time comes. `next_due`: seconds since 1970, None for nothing."""

    run: Callable[[], None]
    next_due: Callable[[], float | None]


class Clock:
    def __init__(
        self,
        offset: float = 0.0,
        *,
        real: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.offset = offset
        self.on_stride: list[Callable[[], None]] = []
        self.chores: list[Chore] = []
        self._real = real
        self._ticks = ticks
        self._jumping = threading.RLock()

    def now(self) -> float:
        """Seconds since 1970, as the workspace has it."""
        return self._real() + self.offset

    def is_due(self) -> bool:
        return self._earliest(self.now()) is not None

    def next_due(self) -> float | None:
        """When something is due next; None while nothing is."""
        return min((due for due, _ in self._dues()), default=None)

    def catch_up(self) -> None:
        """Do all that is due by now, the earliest first."""
        while (found := self._earliest(self.now())) is not None:
            due, chore = found
            chore.run()
            if chore.next_due() == due:
                return  # it could not be done now; another look will come

    def advance(self, seconds: float) -> None:
        """Move on from one thing that is due to the next, and let everyone do what is due."""
        with self._jumping:
            self.catch_up()
            while seconds > 0:
                stride = min(seconds, self._stride())
                self.offset += stride
                seconds -= stride
                self.catch_up()
                for callback in tuple(self.on_stride):
                    callback()

    def deadline(self, seconds: float) -> float:
        """A moment of real time: a moved clock shortens nobody's three seconds."""
        return self._ticks() + seconds

    def left(self, deadline: float) -> float:
        """Real seconds until the deadline, 0 when it has passed."""
        return max(0.0, deadline - self._ticks())

    def _stride(self) -> float:
        """To what is due next. What could not be done when it was due shortens nothing."""
        now = self.now()
        ahead = [due - now for due, _ in self._dues() if due > now]
        return min([STRIDE_SECONDS, *(max(each, _LEAST_STRIDE) for each in ahead)])

    def _earliest(self, until: float) -> tuple[float, Chore] | None:
        """What is due first, if it is due by then."""
        found = [each for each in self._dues() if each[0] <= until]
        return min(found, key=lambda each: each[0]) if found else None

    def _dues(self) -> list[tuple[float, Chore]]:
        return [(due, chore) for chore in self.chores if (due := chore.next_due()) is not None]
