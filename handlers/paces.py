"""How fast we may speak: Slack takes about one message a second in a channel, and several hundred
a minute over all (slack-facts §3.2).
"""

import threading
from collections.abc import Callable


class Pace:
    """Gives each call its moment. Waiting is for the courier's threads only."""

    def __init__(
        self, monotonic: Callable[[], float], *, channel_seconds: float, posts_per_second: float
    ) -> None:
        self._monotonic = monotonic
        self._channel_seconds = channel_seconds
        self._seconds = 1 / posts_per_second if posts_per_second else 0.0
        self._next_in_channel: dict[str, float] = {}
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, channel: str, stopped: threading.Event) -> bool:
        """Return when it is this call's turn in the channel; False when we stop before that."""
        with self._lock:
            now = self._monotonic()
            at = max(now, self._next, self._next_in_channel.get(channel, 0.0))
            self._next = at + self._seconds
            self._next_in_channel[channel] = at + self._channel_seconds
        return not stopped.wait(at - now) if at > now else not stopped.is_set()
