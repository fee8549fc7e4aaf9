"""The only place of the sandbox that asks for the time: real time plus an offset one can move.

What is due is not decided here; whoever has something due says when, and what to do then.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# A jump of a week must not skip what lies in it: it stops at whatever is due on the way, and often
# enough for those who cannot say when they are due (a bot that looks for itself). What they look
# for may be done so much later than it was due, unless they name it among `stops`.
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
        # Where those who are asked at each stride want one to end, as they last knew.
        self.stops: list[Callable[[], float | None]] = []
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
        """When something is due next, as far as anybody says."""
        return min(self._ahead(self.now()), default=None)

    def catch_up(self) -> None:
        """Do all that is due by now, the earliest first. While somebody jumps, they do it: two at
        once would do things twice, and waiting for them would stop the server's tick.
        """
        if not self._jumping.acquire(blocking=False):
            return
        try:
            self._do_what_is_due()
        finally:
            self._jumping.release()

    def _do_what_is_due(self) -> None:
        """What cannot be done now is left for another look, and holds nothing else up."""
        stuck: list[Chore] = []
        while (found := self._earliest(self.now(), but=stuck)) is not None:
            due, chore = found
            chore.run()
            if chore.next_due() == due:
                stuck.append(chore)

    def advance(self, seconds: float) -> None:
        """Move on from one thing that is due to the next, and let everyone do what is due."""
        with self._jumping:
            self._do_what_is_due()
            while seconds > 0:
                stride = min(seconds, self._stride())
                self.offset += stride
                seconds -= stride
                self._do_what_is_due()
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
        ahead = [max(due - now, _LEAST_STRIDE) for due in self._ahead(now)]
        return min([STRIDE_SECONDS, *ahead])

    def _ahead(self, now: float) -> list[float]:
        stops = [due for stop in self.stops if (due := stop()) is not None]
        return [due for due in (*stops, *(due for due, _ in self._dues())) if due > now]

    def _earliest(self, until: float, but: Sequence[Chore] = ()) -> tuple[float, Chore] | None:
        """What is due first, if it is due by then."""
        found = [each for each in self._dues() if each[0] <= until and each[1] not in but]
        return min(found, key=lambda each: each[0]) if found else None

    def _dues(self) -> list[tuple[float, Chore]]:
        return [(due, chore) for chore in self.chores if (due := chore.next_due()) is not None]
