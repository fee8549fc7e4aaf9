"""The courier: carries what is due to Slack, each thing once. Rows decide, it only posts."""

import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import groupby
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.deliveries import (
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
from bot.visibility import Room, person
from handlers import Bot, Composers, Job
from handlers.paces import Pace
from handlers.people import acting
from storage.people import members_by_ids
from templates.blocks import Message, View
from templates.deliveries.views import TRY_AGAIN

log = logging.getLogger(__name__)

EVENT_TYPE = "commons_delivery"
THREADS = 4
# Slack's clock may differ a little from ours when a post is looked for by time.
LOOK_BACK = timedelta(minutes=5)
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
    """Carries deliveries when woken: after each commit, and at every heartbeat."""

    def __init__(self, bot: Bot, composers: Composers, woken: threading.Event) -> None:
        self._bot = bot
        self._composers = composers
        self._pace = Pace(
            bot.clock.monotonic,
            channel_seconds=bot.settings.channel_seconds,
            posts_per_second=bot.settings.posts_per_second,
        )
        self._woken = woken
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="courier", daemon=True)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="courier")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is on its way; the rest stays planned."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def jobs(self) -> list[Job]:
        return [Job("deliveries.wake", lambda _: self._woken.set())]

    def deliver(self) -> int:
        """Carry what is due until nothing is. Returns how many were carried."""
        carried = 0
        while not self._stopped.is_set() and (taken := self._claim()):
            rounds = [list(each) for _, each in groupby(_in_order(taken), lambda it: it.addressee)]
            list(self._pool.map(self._carry_all, rounds))
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
        for each in taken:
            self._carry(each)

    def _carry(self, taken: Claimed) -> None:
        try:
            channel, ts = self._say(taken)
        except SlackApiError as error:
            self._refused(taken, error)
        except Exception as error:  # noqa: BLE001  # time-outs, resets, our own mistakes: whether it
            # happened nobody knows, and one that cannot be said must not stop the others.
            self._unsure(taken, type(error).__name__)
        else:
            with self._bot.transaction() as db:
                settle(db, taken, channel=channel, ts=ts, now=self._bot.now())

    def _say(self, taken: Claimed) -> tuple[str | None, str | None]:
        """Say it in Slack; returns where it stands then."""
        said = self._compose(taken)
        if isinstance(said, dict):
            self._bot.slack.views_publish(user_id=self._slack_id(taken), view=said)
            return None, None
        channel = taken.channel or self._slack_id(taken)
        ts = taken.ts or self._find(taken, channel)
        if said is None:
            self._take_down(channel, ts)
            return None, None
        return channel, self._edit(channel, ts, said) or self._post(taken, channel, said)

    def _compose(self, taken: Claimed) -> Message | View | None:
        with self._bot.read() as db:
            db.info["reader"] = _reader(db, taken)
            return self._composers[taken.kind](db, taken, self._bot.now())

    def _slack_id(self, taken: Claimed) -> str:
        with self._bot.read() as db:
            return members_by_ids(db, [taken.member_id or 0])[taken.member_id or 0].slack_id

    def _find(self, taken: Claimed, channel: str) -> str | None:
        """An earlier attempt may have posted it: look for its token among what came since."""
        if taken.looked_for_since is None:
            return None
        oldest = (taken.looked_for_since - LOOK_BACK).timestamp()
        pages = self._bot.slack.conversations_history(
            channel=channel, oldest=f"{oldest:.6f}", include_all_metadata=True, limit=200
        )
        return next(
            (each["ts"] for page in pages for each in page["messages"] if _is(taken, each)), None
        )

    def _take_down(self, channel: str, ts: str | None) -> None:
        if ts is None:
            return
        try:
            self._bot.slack.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if error.response["error"] != "message_not_found":
                raise

    def _edit(self, channel: str, ts: str | None, said: Message) -> str | None:
        """Edit it in place; None where there is nothing to edit (any more)."""
        if ts is None:
            return None
        try:
            self._bot.slack.chat_update(channel=channel, ts=ts, text=said.text, blocks=said.blocks)
        except SlackApiError as error:
            # A free plan hides messages after 90 days (slack-facts §7.1): it is posted afresh.
            if error.response["error"] != "message_not_found":
                raise
            return None
        return ts

    def _post(self, taken: Claimed, channel: str, said: Message) -> str:
        self._pace.wait(channel, self._stopped)
        posted = self._bot.slack.chat_postMessage(
            channel=channel,
            text=said.text,
            blocks=said.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"token": taken.token}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(posted["ts"])

    def _refused(self, taken: Claimed, error: SlackApiError) -> None:
        response = error.response
        reason = "ratelimited" if response.status_code == 429 else str(response.get("error", ""))
        if reason in {"ratelimited", "rate_limited"}:
            wait = timedelta(seconds=float(response.headers.get("Retry-After", 30)))
            with self._bot.transaction() as db:
                put_off(db, taken, wait=wait, now=self._bot.now())
        elif response.status_code >= 500 or reason in UNSURE or not reason:
            self._unsure(taken, reason or f"http_{response.status_code}")
        elif taken.kind == HOME:
            # Homes of people from other organisations may not exist (slack-facts §7.2).
            with self._bot.transaction() as db:
                settle(db, taken, channel=None, ts=None, now=self._bot.now())
        else:
            log.warning("Slack refused delivery %s: %s", taken.id, reason)
            with self._bot.transaction() as db:
                hold(db, taken, reason=reason, now=self._bot.now())

    def _unsure(self, taken: Claimed, reason: str) -> None:
        log.warning("No word from Slack about delivery %s: %s", taken.id, reason)
        clock = self._bot.clock
        with self._bot.transaction() as db:
            leave(db, taken, reason=reason, lease_now=clock.lease_now(), now=clock.now())


def _in_order(taken: Iterable[Claimed]) -> list[Claimed]:
    return sorted(taken, key=lambda each: (each.addressee, each.id))


def _reader(db: Session, taken: Claimed) -> object:
    if taken.member_id is None:
        return Room()
    return person(members_by_ids(db, [taken.member_id])[taken.member_id])


def _is(taken: Claimed, message: dict[str, Any]) -> bool:
    metadata = message.get("metadata", {})
    payload = metadata.get("event_payload", {})
    return (metadata.get("event_type"), payload.get("token")) == (EVENT_TYPE, taken.token)
