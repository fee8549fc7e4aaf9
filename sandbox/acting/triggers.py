"""What a person's act lets the app do next: triggers for windows, addresses for answers.

What is done with them is not here (views.py, responses.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sandbox.api.refusals import Refusal
from sandbox.clock import Clock
from sandbox.faults import Fault, Faults

TRIGGER_SECONDS = 3  # slack-facts §2.1: a trigger lives 3 s and works once
ADDRESS_SECONDS = 30 * 60  # slack-facts §2.1: a response_url lives 30 minutes …
ADDRESS_USES = 5  # … and works five times
# So many of each are remembered: what is older is long over, and a sandbox may run for weeks.
MOST_KEPT = 1_000


@dataclass
class Trigger:
    user: str
    deadline: float
    # The type of the view that it came from; "" where it came from none.
    origin: str = ""
    used: bool = False
    # As somebody asked for: it was too old when it arrived.
    spoilt: Fault | None = None


@dataclass
class Address:
    """A `response_url`. `ts` is the message whose button was clicked; a command has none."""

    user: str
    channel: str
    expires: float
    ts: str | None = None
    uses: int = 0


class Triggers:
    """Its callers hold the lock."""

    def __init__(self, clock: Clock, faults: Faults, remark: Callable[[str], None]) -> None:
        self._clock = clock
        self._faults = faults
        self._remark = remark
        self._issued = 0
        self._triggers: dict[str, Trigger] = {}
        self._addresses: dict[str, Address] = {}

    def issue(self, user: str, origin: str = "") -> str:
        self._issued += 1
        trigger_id = f"{self._issued}.{token_hex(5)}.{token_hex(16)}"
        deadline = self._clock.deadline(TRIGGER_SECONDS)
        spoilt = self._faults.take("trigger")
        self._triggers[trigger_id] = Trigger(user, deadline, origin, spoilt=spoilt)
        _forget_oldest(self._triggers)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """It is used up after this."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if trigger.spoilt is not None:
            self._remark(trigger.spoilt.kind)
            raise Refusal("expired_trigger_id")
        if self._clock.left(trigger.deadline) == 0:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def give_address(self, user: str, channel: str, ts: str | None = None) -> str:
        key = token_hex(12)
        expires = self._clock.now() + ADDRESS_SECONDS
        self._addresses[key] = Address(user, channel, expires, ts)
        _forget_oldest(self._addresses)
        return key

    def knows_address(self, key: str) -> bool:
        return key in self._addresses

    def use_address(self, key: str) -> Address:
        address = self._addresses.get(key)
        if address is None or self._clock.now() > address.expires:
            raise Refusal("expired_url")
        if address.uses >= ADDRESS_USES:
            raise Refusal("used_url")
        address.uses += 1
        return address


def _forget_oldest(kept: dict[str, Any]) -> None:
    if len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
