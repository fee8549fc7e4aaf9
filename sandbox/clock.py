"""The only place of the sandbox that asks for the time: real time plus an offset one can move.

What is due is not decided here; whoever has something due registers for the strides of a jump.
"""

import threading
import time
from collections.abc import Callable

# A jump of a week must not skip what lies in it (reminders, retries): it goes in short strides.
STRIDE_SECONDS = 15 * 60


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
        self._real = real
        self._ticks = ticks
        self._jumping = threading.RLock()

    def now(self) -> float:
        """Seconds since 1970, as the workspace has it."""
        return self._real() + self.offset

    def advance(self, seconds: float) -> None:
        """Move on in strides, and let everyone do what is due after each of them."""
        with self._jumping:
            while seconds > 0:
                stride = min(seconds, STRIDE_SECONDS)
                self.offset += stride
                seconds -= stride
                for callback in tuple(self.on_stride):
                    callback()

    def deadline(self, seconds: float) -> float:
        """A moment of real time: a moved clock shortens nobody's three seconds."""
        return self._ticks() + seconds

    def left(self, deadline: float) -> float:
        """Real seconds until the deadline, 0 when it has passed."""
        return max(0.0, deadline - self._ticks())
