"""How fast we may speak: Slack takes about one message a second in a channel, and several hundred
a minute over all; of Homes, a hundred a minute (slack-facts §3.2).
"""

import threading
from collections.abc import Callable

_A_HAIR = 1e-6  # seconds; what is lost in adding them up


class Pace:
    """Gives each call its moment. Waiting is for the courier's threads only."""

    def __init__(
        self, monotonic: Callable[[], float], *, channel_seconds: float, posts_per_second: float
    ) -> None:
        self._monotonic = monotonic
        self._channel_seconds = channel_seconds
        self._seconds = 1 / posts_per_second if posts_per_second else 0.0
        self._next_in_channel: dict[str, float] = {}
        self._given: list[float] = []  # moments, in order
        self._lock = threading.Lock()

    def wait(self, channel: str, stopped: threading.Event) -> bool:
        """Return when it is this call's turn in the channel; False when we stop before that."""
        with self._lock:
            now = self._monotonic()
            self._forget(now)
            at = self._free(max(now, self._next_in_channel.get(channel, now)))
            self._given = sorted((*self._given, at))
            self._next_in_channel[channel] = at + self._channel_seconds
        return not stopped.wait(at - now) if at > now else not stopped.is_set()

    def _free(self, at: float) -> float:
        """The first moment from `at` on that is nobody's. Whoever waits long for their channel
        leaves the moments before to others.
        """
        for given in self._given:
            if abs(given - at) < self._seconds - _A_HAIR:
                at = given + self._seconds
        return at

    def _forget(self, now: float) -> None:
        self._given = [each for each in self._given if each > now - self._seconds]
        coming = self._next_in_channel.items()
        self._next_in_channel = {channel: at for channel, at in coming if at > now}
