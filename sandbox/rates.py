"""How often an app may call: the tiers of the Web API, and a message a second to each channel.

Which method has which tier stands with the methods (api/methods.py).
"""

from sandbox.clock import Clock


class Rates:
    """Its callers hold no lock. Without `enforced` everything may be called at any rate."""

    def __init__(self, clock: Clock) -> None:
        self.enforced = False
        self._clock = clock

    def take(self, method: str, channel: str) -> int:
        """0, and the call is counted; or the seconds to wait, as `Retry-After` says them."""
        del method, channel
        return 0
