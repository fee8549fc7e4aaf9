"""Events that were not acknowledged are tried again, whichever way they go; nothing else is.

Here, too, an event comes twice or late when somebody asked for that.
"""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from math import ceil

from sandbox.clock import Chore, Clock
from sandbox.faults import Faults
from sandbox.transports import FIRST, Json, Retry

# slack-facts §0.9: nearly at once, after one minute, after five minutes.
AFTER = (0, 60, 300)
# Of those that are due at the same moment none waits for what another one does not acknowledge.
_AT_ONCE = 16


@dataclass(frozen=True)
class Failure:
    reason: str
    again: bool


@dataclass(frozen=True)
class Undelivered:
    payload: Json
    retry: Retry
    due: float


class Retries:
    """`attempt` delivers an event once, and says what went wrong, if anything did; `tell` hears of
    every change of what is still to come.
    """

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        attempt: Callable[[Json, Retry], Failure | None],
        *,
        tell: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._attempt = attempt
        self._tell = tell
        self._lock = threading.Lock()
        self._waiting: list[Undelivered] = []
        clock.chores.append(Chore(self.run, self.next_due))

    def send(self, payload: Json) -> None:
        fault = self._faults.take("event")
        if fault is not None and fault.kind == "comes_late":
            self._keep(Undelivered(payload, FIRST, self._clock.now() + fault.seconds))
            return
        self._deliver(payload, FIRST)
        if fault is not None and fault.kind == "comes_twice":
            # As when the acknowledgement was there, and came too late for Slack.
            self._deliver(payload, Retry(1, "timeout"))

    def run(self) -> None:
        """Send what is due by now."""
        due = self._take_due()
        if len(due) == 1:
            self._deliver(due[0].payload, due[0].retry)
            return
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="retries") as crew:
            list(crew.map(lambda event: self._deliver(event.payload, event.retry), due))

    def next_due(self) -> float | None:
        with self._lock:
            return min((event.due for event in self._waiting), default=None)

    def to_rows(self) -> list[Json]:
        """What is still to come, as a snapshot keeps it."""
        with self._lock:
            return [asdict(event) for event in self._waiting]

    def add_rows(self, rows: Iterable[Json]) -> None:
        for row in rows:
            self._keep(Undelivered(row["payload"], Retry(**row["retry"]), row["due"]))

    def _deliver(self, payload: Json, retry: Retry) -> None:
        began = self._clock.now()
        failure = self._attempt(payload, retry)
        if failure is None or not failure.again or retry.attempt == len(AFTER):
            return
        again = Retry(retry.attempt + 1, failure.reason)
        self._keep(Undelivered(payload, again, _due(began, AFTER[retry.attempt])))

    def _keep(self, event: Undelivered) -> None:
        with self._lock:
            self._waiting.append(event)
        self._tell()

    def _take_due(self) -> list[Undelivered]:
        now = self._clock.now()
        with self._lock:
            due = [event for event in self._waiting if event.due <= now]
            self._waiting = [event for event in self._waiting if event.due > now]
        if due:
            self._tell()
        return due


def _due(began: float, after: int) -> float:
    """On the whole second, but at once: what failed together comes again together."""
    return ceil(began + after) if after else began
