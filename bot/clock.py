"""The only asker of the time. Everything else is handed a Clock, or takes `now`."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """`now` is what people live by; the sandbox may move it. `lease_now` is what machines agree
    on, and `monotonic` (seconds) what they measure with: nobody moves those.
    """

    now: Callable[[], datetime] = utc_now
    lease_now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
