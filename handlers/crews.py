"""Threads that work while there is something to do: each that finds some calls in another, up to so
many. Whoever finds nothing goes, so that an idle crew is nobody.
"""

import threading
from collections.abc import Callable

from bot.scheduler import guard


class Crew:
    """`work` is given a way to call in another; it returns False when it found nothing to do."""

    def __init__(self, name: str, most: int, work: Callable[[Callable[[], None]], bool]) -> None:
        self._name = name
        self._most = most
        self._work = work
        self._at_work = 0
        self._calls = 0
        self._changed = threading.Condition()

    def call(self) -> None:
        """Somebody look, please: there may be something to do."""
        with self._changed:
            self._calls += 1
            if self._at_work >= self._most:
                return
            self._at_work += 1
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def rest(self, seconds: float | None = None) -> None:
        """Return when nobody is at work, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._at_work == 0, seconds)

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            calls = self._calls
            found = self._works()
            with self._changed:
                # Whoever was called while looking looks again: all the others may be busy.
                goes_on = found or calls != self._calls
                if not goes_on:
                    self._at_work -= 1
                    self._changed.notify_all()

    def _works(self) -> bool:
        found = []
        guard(self._name, lambda: found.append(self._work(self.call)))
        return any(found)
