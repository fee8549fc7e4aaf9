"""How often an app may call: the tiers of the Web API, and a message a second to each channel.

Which method has which tier stands with the methods (api/methods.csv).
"""

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.api.table import METHODS
from sandbox.clock import Clock

# slack-facts §3.2: calls a minute. What is special is high where Slack says anything of it, and
# what is unknown is taken for the usual tier; both are guesses.
PER_MINUTE = {"1": 1, "2": 20, "3": 50, "4": 100, "special": 600, "": 50}
# slack-facts §3.2: a message a second to each channel, several hundred a minute to all of them.
# How long a burst may be Slack does not say; these are guesses.
CHANNEL_BURST, CHANNEL_SECONDS = 10, 1.0
POSTS_PER_MINUTE = 300
_POSTING = "chat.postMessage"


@dataclass
class Bucket:
    """Calls that are still free; one more comes every `seconds`."""

    size: float
    seconds: float
    left: float
    since: float

    def wait(self, now: float) -> float:
        """Seconds until a call is free. A clock that is set back refills nothing."""
        self.left = min(self.size, self.left + max(0.0, now - self.since) / self.seconds)
        self.since = now
        return max(0.0, (1 - self.left) * self.seconds)


class Rates:
    """Its callers hold no lock. Without `enforced` everything may be called at any rate.

    All of it is in the workspace's time: whoever jumps a week ahead finds every bucket full.
    """

    def __init__(self, clock: Clock) -> None:
        self.enforced = True
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._lock = threading.Lock()

    def take(self, method: str, channel: str) -> int:
        """0, and the call is counted; or the seconds to wait, as `Retry-After` says them."""
        if not self.enforced or method not in METHODS:
            return 0
        with self._lock:
            now = self._clock.now()
            buckets = list(self._of(method, channel, now))
            wait = max(bucket.wait(now) for bucket in buckets)
            if wait > 0:
                return math.ceil(wait)
            for bucket in buckets:
                bucket.left -= 1
        return 0

    def _of(self, method: str, channel: str, now: float) -> Iterator[Bucket]:
        if method == _POSTING:
            yield self._bucket(f"{method} {channel}", CHANNEL_BURST, CHANNEL_SECONDS, now)
            yield self._bucket(method, POSTS_PER_MINUTE, 60 / POSTS_PER_MINUTE, now)
            return
        calls = PER_MINUTE[METHODS[method].tier]
        yield self._bucket(method, calls, 60 / calls, now)

    def _bucket(self, name: str, size: float, seconds: float, now: float) -> Bucket:
        return self._buckets.setdefault(name, Bucket(size, seconds, size, now))
