"""One delivery as a post in Slack: found again, edited, put up or taken down. When, how often and
what then is not decided here.
"""

import threading
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.deliveries import BOOKMARK, HOME, Claimed, begin_post, renew
from bot.visibility import Room, person
from handlers import Bot, Composers
from handlers.bookmarks import set_bookmark
from handlers.paces import Pace
from handlers.places import UNTIL_IT_STANDS, Place, WaitingError, place_of
from storage.people import members_by_ids
from templates.blocks import Bookmark, Message, View

EVENT_TYPE = "commons_delivery"
# Slack's clock may differ a little from ours when a post is looked for by time.
LOOK_BACK = timedelta(minutes=5)
# With these errors nothing can be edited where it stands: people may still read it there.
CLOSED = {"channel_not_found", "is_archived"}
_NO_POSTS = {HOME, BOOKMARK}
GONE = {"thread_not_found", "message_not_found"}


class StoppedError(Exception):
    """We stop, or somebody else carries it by now: it is left as it is."""


class ClosedError(Exception):
    """Slack asked to leave this channel alone for a while yet."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class Posts:
    """Says deliveries, at the pace that Slack takes. Its errors are slack_sdk's own."""

    def __init__(self, bot: Bot, composers: Composers, stopped: threading.Event) -> None:
        self._bot = bot
        self._composers = composers
        self._stopped = stopped
        self._pace = Pace(
            bot.clock.monotonic,
            channel_seconds=bot.settings.channel_seconds,
            posts_per_second=bot.settings.posts_per_second,
        )
        self._closed_until: dict[str, datetime] = {}

    def say(self, taken: Claimed) -> tuple[str | None, str | None]:
        """Say it in Slack; returns where it stands then. It is composed last of all: what it says
        and who may read it is as true as can be.
        """
        channel = taken.channel or taken.under or f"{taken.member_id}:{taken.with_id}"
        try:
            place = place_of(self._bot, taken)
            channel = taken.channel or (place.channel if place else channel)
            ts = taken.ts or self._find(taken, channel, place)
            self._take_turn(taken, channel)
            said = self._compose(taken)
            if isinstance(said, Bookmark):
                return set_bookmark(self._bot.slack, channel, said)
            return self._put(taken, channel, ts, place, said)
        except WaitingError:
            raise ClosedError(UNTIL_IT_STANDS) from None
        except SlackApiError as error:
            if error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                wait = timedelta(seconds=float(error.response.headers.get("Retry-After", 30)))
                self._closed_until[channel] = self._bot.now() + wait
                raise ClosedError(wait) from error
            raise

    def _put(
        self,
        taken: Claimed,
        channel: str,
        ts: str | None,
        place: Place | None,
        said: Message | View | None,
    ) -> tuple[str | None, str | None]:
        if isinstance(said, dict):
            self._bot.slack.views_publish(user_id=channel, view=said)
            return None, None
        if said is None:
            self._take_down(channel, ts)
            return None, None
        if self._edit(taken, channel, ts, said):
            return channel, ts
        if ts is not None and said.stays_gone:
            return None, None
        if place is None or not self._can_reply(place):  # what it belongs under is gone
            return None, None
        return place.channel, self._post(taken, place, said)

    def _compose(self, taken: Claimed) -> Message | View | Bookmark | None:
        with self._bot.read() as db:
            db.info["reader"] = _reader(db, taken)
            return self._composers[taken.kind](db, taken, self._bot.now())

    def _find(self, taken: Claimed, channel: str, place: Place | None) -> str | None:
        """An earlier attempt may have posted it: look for its token among what came since."""
        if taken.looked_for_since is None or taken.kind in _NO_POSTS or place is None:
            return None
        oldest = f"{(taken.looked_for_since - LOOK_BACK).timestamp():.6f}"
        since: dict[str, Any] = {"oldest": oldest, "include_all_metadata": True, "limit": 200}
        slack = self._bot.slack
        if place.thread is None:
            pages = slack.conversations_history(channel=channel, **since)
        else:
            pages = slack.conversations_replies(channel=channel, ts=place.thread, **since)
        found = (each["ts"] for page in pages for each in page["messages"] if _is(taken, each))
        return next(found, None)

    def _take_down(self, channel: str, ts: str | None) -> None:
        if ts is None:
            return
        try:
            self._bot.slack.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if error.response["error"] != "message_not_found":
                raise

    def _edit(self, taken: Claimed, channel: str, ts: str | None, said: Message) -> bool:
        """Edit it in place; False where there is nothing to edit (any more)."""
        if ts is None:
            return False
        try:
            self._bot.slack.chat_update(channel=channel, ts=ts, text=said.text, blocks=said.blocks)
        except SlackApiError as error:
            # A free plan hides messages after 90 days (slack-facts §7.1), and a noticeboard may be
            # left behind: it is posted afresh, unless that would meet the same closed door.
            reason = error.response["error"]
            if reason == "message_not_found" or (reason in CLOSED and channel != taken.noticeboard):
                return False
            raise
        return True

    def _can_reply(self, place: Place) -> bool:
        """Under a message that somebody deleted Slack posts into the channel itself, for all."""
        if place.thread is None:
            return True
        try:
            found = self._bot.slack.conversations_replies(
                channel=place.channel, ts=place.thread, limit=1
            )
        except SlackApiError as error:
            if error.response["error"] in GONE:
                return False
            raise
        return bool(found["messages"][0].get("subtype") != "tombstone")

    def _post(self, taken: Claimed, place: Place, said: Message) -> str:
        with self._bot.transaction() as db:
            lease_now = self._bot.clock.lease_now()
            if not begin_post(db, taken, channel=place.channel, lease_now=lease_now):
                raise StoppedError
        posted = self._bot.slack.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread,
            text=said.text,
            blocks=said.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"token": taken.token}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(posted["ts"])

    def _take_turn(self, taken: Claimed, channel: str) -> None:
        """Wait until it may be said there, and see that it is still ours to say."""
        wait = self._closed_until.get(channel, self._bot.now()) - self._bot.now()
        if wait > timedelta():
            raise ClosedError(wait)
        if not self._pace.wait(channel, self._stopped):
            raise StoppedError
        with self._bot.transaction() as db:
            if not renew(db, taken, lease_now=self._bot.clock.lease_now()):
                raise StoppedError


def _reader(db: Session, taken: Claimed) -> object:
    if taken.member_id is None:
        return Room()
    return person(members_by_ids(db, [taken.member_id])[taken.member_id])


def _is(taken: Claimed, message: dict[str, Any]) -> bool:
    metadata = message.get("metadata", {})
    payload = metadata.get("event_payload", {})
    return (metadata.get("event_type"), payload.get("token")) == (EVENT_TYPE, taken.token)
