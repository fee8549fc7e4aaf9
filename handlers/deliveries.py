"""The courier: carries what is due to Slack, each thing once. Rows decide, it only posts."""

import logging
import re
import threading
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from itertools import groupby
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk.errors import SlackApiError

from bot.deliveries import (
    DOORWAY,
    HOME,
    Claimed,
    claim,
    hold,
    leave,
    put_off,
    release_all,
    settle,
    try_again,
)
from bot.scheduler import guard
from handlers import Bot, Composers, Job
from handlers.people import acting
from handlers.posts import ClosedError, Posts, StoppedError
from templates.deliveries.views import TRY_AGAIN

log = logging.getLogger(__name__)

_REASON = re.compile(r"[a-z_]{1,60}")

THREADS = 4
STOP_SECONDS = 1.0
# With these errors the call may have taken effect all the same.
UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}


def register(app: App, bot: Bot) -> None:
    @app.action(TRY_AGAIN)
    def again(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            try_again(db, member, now=bot.now())
        ack()

    @app.event("member_joined_channel")
    def invited(event: dict[str, Any], context: BoltContext) -> None:
        """Someone invited me: what Slack refused because I was not there goes up now."""
        if event["user"] == context.bot_user_id:
            with bot.transaction() as db:
                release_all(db, now=bot.now())


class Courier:
    """Carries deliveries when woken: when something was planned, and at every heartbeat."""

    def __init__(self, bot: Bot, composers: Composers, woken: threading.Event) -> None:
        self._bot = bot
        self._woken = woken
        self._stopped = threading.Event()
        self._posts = Posts(bot, composers, self._stopped)
        self._thread = threading.Thread(target=self._loop, name="courier", daemon=True)
        self._slots = threading.BoundedSemaphore(THREADS)

    def start(self) -> None:
        self._woken.set()
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being said; the rest stays planned. A call that Slack does not answer is
        not waited for: whoever comes next looks whether it took effect.
        """
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def jobs(self) -> list[Job]:
        return [Job("deliveries.wake", lambda _: self._woken.set())]

    def deliver(self) -> int:
        """Carry what is due until nothing is. Returns how many were carried."""
        carried = 0
        while not self._stopped.is_set() and (taken := self._claim()):
            rounds = [list(each) for _, each in groupby(_in_order(taken), lambda it: it.addressee)]
            threads = [
                threading.Thread(target=guard, args=("A delivery", run), daemon=True)
                for run in (partial(self._carry_all, each) for each in rounds)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            carried += len(taken)
        return carried

    def _loop(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait()
            self._woken.clear()
            guard("deliveries", self.deliver)

    def _claim(self) -> list[Claimed]:
        with self._bot.transaction() as db:
            return claim(db, now=self._bot.now(), lease_now=self._bot.clock.lease_now())

    def _carry_all(self, taken: list[Claimed]) -> None:
        """What is for one addressee, one after the other."""
        with self._slots:
            for each in taken:
                self._carry(each)

    def _carry(self, taken: Claimed) -> None:
        """Say it and settle it."""
        try:
            channel, ts = self._posts.say(taken)
        except StoppedError:
            self._put_off(taken, timedelta())
        except ClosedError as closed:
            self._put_off(taken, closed.wait)
        except SlackApiError as error:
            self._refused(taken, error)
        except Exception as error:  # noqa: BLE001  # time-outs, resets, our own mistakes: whether it
            # happened nobody knows, and one that cannot be said must not stop the others.
            self._unsure(taken, type(error).__name__)
        else:
            with self._bot.transaction() as db:
                settle(db, taken, channel=channel, ts=ts, now=self._bot.now())

    def _put_off(self, taken: Claimed, wait: timedelta) -> None:
        with self._bot.transaction() as db:
            put_off(db, taken, wait=wait, now=self._bot.now())

    def _refused(self, taken: Claimed, error: SlackApiError) -> None:
        status = error.response.status_code
        reason = str(error.response.get("error", ""))
        # A page from something in between is no answer of Slack's; slack_sdk calls it an error.
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not _REASON.fullmatch(reason):
            self._unsure(taken, f"http_{status}")
        elif reason in UNSURE:
            self._unsure(taken, reason)
        elif _is_let_go(taken):
            with self._bot.transaction() as db:
                settle(db, taken, channel=taken.channel, ts=taken.ts, now=self._bot.now())
        else:
            log.warning("Slack refused delivery %s: %s", taken.id, reason)
            with self._bot.transaction() as db:
                hold(db, taken, reason=reason, now=self._bot.now())

    def _unsure(self, taken: Claimed, reason: str) -> None:
        log.warning("No word from Slack about delivery %s: %s", taken.id, reason)
        clock = self._bot.clock
        with self._bot.transaction() as db:
            leave(db, taken, reason=reason, lease_now=clock.lease_now(), now=clock.now())


def _is_let_go(taken: Claimed) -> bool:
    """Homes of people from other organisations may not exist (slack-facts §7.2). A doorway that
    stands works as it is, also in a channel that was left behind.
    """
    return taken.kind == HOME or (taken.kind == DOORWAY and taken.ts is not None)


def _in_order(taken: Iterable[Claimed]) -> list[Claimed]:
    return sorted(taken, key=lambda each: (each.addressee, each.id))
