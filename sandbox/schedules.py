"""Messages that an app has written for later, until their time comes.

Who may schedule what is not here but in api/scheduled.py; the clock says when it is time.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sandbox.messages import Post

# Slack's are numbers of ten digits, with a Q before them.
_FIRST = 1_000_000_000


@dataclass(frozen=True)
class Scheduled:
    """`post` is the message as it will be posted, but for its ts."""

    number: int
    post_at: int
    created: int
    post: Post

    @property
    def id(self) -> str:
        return f"Q{self.number}"


class Schedule:
    """All that waits. Its callers hold the lock."""

    def __init__(self) -> None:
        self.last_number = _FIRST
        self._waiting: list[Scheduled] = []

    def add(self, post: Post, post_at: int, now: float) -> Scheduled:
        self.last_number += 1
        scheduled = Scheduled(self.last_number, post_at, int(now), post)
        self.put(scheduled)
        return scheduled

    def put(self, scheduled: Scheduled) -> None:
        waiting = [*self._waiting, scheduled]
        self._waiting = sorted(waiting, key=lambda each: (each.post_at, each.number))

    def waiting(self) -> list[Scheduled]:
        """The next one first."""
        return list(self._waiting)

    def find(self, wanted: str) -> Scheduled | None:
        """By the id that chat.scheduleMessage gave, or by the number that the list shows."""
        number = wanted.removeprefix("Q")
        return next((each for each in self._waiting if str(each.number) == number), None)

    def remove(self, scheduled: Scheduled) -> None:
        self._waiting = [each for each in self._waiting if each is not scheduled]

    def next_due(self) -> float | None:
        """Asked by the clock, which holds no lock: the list is never changed, only replaced."""
        waiting = self._waiting
        return waiting[0].post_at if waiting else None

    def take_due(self, now: float) -> list[Scheduled]:
        """What is due by now, in order; it waits no longer."""
        due = [each for each in self._waiting if each.post_at <= now]
        self._waiting = self._waiting[len(due) :]
        return due

    def to_dict(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self._waiting]
