"""The two lanes in which Slack takes what we say: everybody's Homes, and messages. Each has its
pace, and may be asked to rest while the other goes on.
"""

import threading
from datetime import datetime, timedelta
from http import HTTPStatus

from slack_sdk.errors import SlackApiError

from bot.deliveries import Claimed
from handlers import Bot
from handlers.paces import Pace
from storage.deliveries import HOMES, NOTICEBOARD

HOMES_PER_SECOND = 1.5  # slack-facts §3.2: 100 a minute
# Nothing was posted, and it is nobody's fault: Slack has too much to do, or moves the workspace.
BUSY = {"ratelimited", "rate_limited", "team_added_to_org", "org_login_required"}
_BUSY_FOR = 30.0  # seconds, where Slack does not say


class Lanes:
    """For the courier's threads only: `take_turn` waits."""

    def __init__(self, bot: Bot, stopped: threading.Event) -> None:
        self._bot = bot
        self._stopped = stopped
        pace = bot.settings.posts_per_second
        self._paces = {
            NOTICEBOARD: self._a_pace(pace),
            HOMES: self._a_pace(min(pace, HOMES_PER_SECOND)),
        }
        self._closed_until: dict[str, datetime] = {}

    def resting(self) -> set[str]:
        """Whom Slack asked to leave alone: HOMES, or NOTICEBOARD for all that are messages."""
        now = self._bot.now()
        return {lane for lane, until in dict(self._closed_until).items() if now < until}

    def rests(self, taken: Claimed) -> timedelta:
        """For how long its lane still rests; nothing where it does not."""
        until = self._closed_until.get(_lane(taken))
        return max(until - self._bot.now(), timedelta()) if until is not None else timedelta()

    def close(self, taken: Claimed, error: SlackApiError) -> timedelta | None:
        """Its lane rests for as long as Slack asks; None where it asked for no such thing."""
        wait = _asked_to_wait(error)
        if wait is not None:
            self._closed_until[_lane(taken)] = self._bot.now() + wait
        return wait

    def take_turn(self, taken: Claimed, channel: str) -> bool:
        """Return when it may be said there; False when we stop before that."""
        return self._paces[_lane(taken)].wait(channel, self._stopped)

    def _a_pace(self, posts_per_second: float) -> Pace:
        return Pace(
            self._bot.clock.monotonic,
            channel_seconds=self._bot.settings.channel_seconds,
            posts_per_second=posts_per_second,
        )


def _lane(taken: Claimed) -> str:
    return HOMES if taken.addressee == HOMES else NOTICEBOARD


def _asked_to_wait(error: SlackApiError) -> timedelta | None:
    answer = error.response
    is_429 = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    if not is_429 and answer.get("error") not in BUSY:
        return None
    try:
        return timedelta(seconds=float(answer.headers.get("Retry-After", _BUSY_FOR)))
    except ValueError:
        return timedelta(seconds=_BUSY_FOR)
