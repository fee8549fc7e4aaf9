"""One delivery as a post in Slack: found again, edited, put up or taken down. When, how often and
what then is not decided here.
"""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

from slack_sdk.errors import SlackApiError

from bot.claims import begin_post, renew
from bot.deliveries import Claimed
from bot.peace import UNASKED, said_again_at
from handlers import Bot, Composers
from handlers.bookmarks import set_bookmark
from handlers.compositions import compose, compose_all
from handlers.files import send_file
from handlers.lanes import Lanes
from handlers.people import learn_who
from handlers.places import (
    CLOSED,
    LETTERS,
    Place,
    Stands,
    WaitingError,
    open_for_file,
    place_afresh,
    place_of,
)
from handlers.traces import GONE, find_again, trace
from storage.people import members_by_ids
from templates.blocks import Bookmark, File, Message, View


class StoppedError(Exception):
    """We stop, or somebody else carries it by now: it is left as it is."""


class ClosedError(Exception):
    """Slack asked to be left alone for a while, or there is no place for it yet."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class Posts:
    """Says deliveries, at the pace that Slack takes. Its errors are slack_sdk's own."""

    def __init__(self, bot: Bot, composers: Composers, stopped: threading.Event) -> None:
        self._bot = bot
        self._composers = composers
        self._lanes = Lanes(bot, stopped)

    def resting(self) -> set[str]:
        """See Lanes."""
        return self._lanes.resting()

    def say(self, taken: Claimed) -> Stands:
        """Say it in Slack; returns where it stands then. It is composed last of all: what it says
        and who may read it is as true as can be.
        """
        try:
            return self._say(taken)
        except WaitingError as waiting:
            raise ClosedError(waiting.wait) from None
        except SlackApiError as error:
            wait = self._lanes.close(taken, error)
            if wait is None:
                raise
            raise ClosedError(wait) from error

    def take_back(self, stands: Stands) -> None:
        """It was posted once too often: two had it at the same time."""
        self._bot.slack.chat_delete(channel=str(stands.channel), ts=str(stands.ts))

    def _say(self, taken: Claimed) -> Stands:
        rests = self._lanes.rests(taken)
        if rests:
            raise ClosedError(rests)
        stands = Stands(taken.channel, taken.ts) if taken.ts else find_again(self._bot, taken)
        place = place_of(self._bot, taken)
        channel = stands.channel or (place.channel if place else taken.addressee)
        if not self._lanes.take_turn(taken, channel):
            raise StoppedError
        if taken.riders:
            return self._put_up_all(taken, place, stands)
        match compose(self._bot, self._composers, taken):
            case Bookmark() as said:
                there = stands.channel or (place.channel if place else said.channel)
                return Stands(*set_bookmark(self._bot.slack, there, said))
            case Message() as said:
                return self._put_up(taken, place, stands, said)
            case File() as said:
                return self._send(taken, place, said)
            case None:
                return self._take_down(taken, stands)
            case home:
                return self._publish(taken, place, home)

    def _put_up(self, taken: Claimed, place: Place | None, stands: Stands, said: Message) -> Stands:
        """Edited where it stands, else posted."""
        if self._edit(taken, stands, said):
            return stands
        # What it belongs under is gone, or it was taken away and is not to come back.
        stays_gone = said.stays_gone or _is_unasked(taken)
        if place is None or (stands.ts and stays_gone) or not self._can_reply(place):
            return Stands()
        is_anew = taken.looked_for_since is not None or stands.ts is not None
        if (is_anew or self._learns_where(taken)) and not self._may_ring(taken):
            return Stands()
        return self._post(taken, place, said)

    def _learns_where(self, taken: Claimed) -> bool:
        """Slack was never asked where they are: before they are written to it is, since nobody's
        day is that of UTC. False where it is known.
        """
        if not taken.addressee.startswith(LETTERS):
            return False
        with self._bot.read() as db:
            [to] = members_by_ids(db, [taken.member_id or 0]).values()
        if to.profiled_at is not None:
            return False
        learn_who(self._bot, self._bot.slack, to.slack_id)
        return True

    def _may_ring(self, taken: Claimed) -> bool:
        """It was looked for, and is not out after all; it is gone from where it stood; or where
        they are was learned just now: may it be said at this hour? False where they do without it
        by now. Raises ClosedError while it has to wait.
        """
        if not taken.addressee.startswith(LETTERS):
            return True
        now, kinds = self._bot.now(), [each.kind for each in (taken, *taken.riders)]
        with self._bot.read() as db:
            at = said_again_at(db, taken.member_id or 0, kinds, now=now)
        if at is not None and at > now:
            raise ClosedError(at - now)
        return at is not None

    def _put_up_all(self, taken: Claimed, place: Place | None, stands: Stands) -> Stands:
        is_new = stands.ts is None
        said, parts = compose_all(self._bot, self._composers, taken, is_new=is_new)
        if said is None:
            return replace(self._take_down(taken, stands), parts=parts)
        return replace(self._put_up(taken, place, stands, said), parts=parts)

    def _publish(self, taken: Claimed, place: Place | None, home: View) -> Stands:
        self._must_be_ours(taken)
        self._bot.slack.views_publish(user_id=place.channel if place else "", view=home)
        return Stands()

    def _send(self, taken: Claimed, place: Place | None, file: File) -> Stands:
        """A file of its own each time: there is nothing to edit, and Slack does not say where it
        stands. Whoever does not learn whether it went out sends it again.
        """
        if place is None:
            return Stands()
        there = open_for_file(self._bot, taken, place)
        renews = partial(self._must_be_ours, taken)
        try:
            send_file(self._bot.slack, there.channel, file, before_each=renews)
        except SlackApiError as error:
            elsewhere = None
            if error.response.get("error") == "channel_not_found":
                elsewhere = place_afresh(self._bot, taken, there)
            if elsewhere is None:
                raise
            return self._send(taken, elsewhere, file)
        return Stands()

    def _take_down(self, taken: Claimed, stands: Stands) -> Stands:
        if stands.ts is None:
            return stands
        self._must_be_ours(taken)
        try:
            self._bot.slack.chat_delete(channel=str(stands.channel), ts=stands.ts)
        except SlackApiError as error:
            if error.response.get("error") != "message_not_found":
                raise
        return Stands()

    def _edit(self, taken: Claimed, stands: Stands, said: Message) -> bool:
        """Edit it in place; False where there is nothing to edit (any more)."""
        if stands.channel is None or stands.ts is None:
            return False
        self._must_be_ours(taken)
        try:
            self._bot.slack.chat_update(
                channel=stands.channel, ts=stands.ts, text=said.text, blocks=said.blocks
            )
        except SlackApiError as error:
            # A free plan hides messages after 90 days (slack-facts §7.1), and a noticeboard may be
            # left behind: it is posted afresh, unless that would meet the same closed door.
            reason = error.response.get("error")
            moved = reason in CLOSED and stands.channel != taken.noticeboard
            if reason == "message_not_found" or moved:
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
            if error.response.get("error") in GONE:
                return False
            raise
        return bool(found["messages"][0].get("subtype") != "tombstone")

    def _post(self, taken: Claimed, place: Place, said: Message) -> Stands:
        with self._bot.transaction() as db:
            if not begin_post(
                db,
                taken,
                channel=place.channel,
                thread=place.thread,
                now=self._bot.now(),
                lease_now=self._bot.clock.lease_now(),
            ):
                raise StoppedError
        try:
            posted = self._bot.slack.chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread,
                text=said.text,
                blocks=said.blocks,
                metadata=trace(taken),
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            elsewhere = None
            if error.response.get("error") == "channel_not_found":
                elsewhere = place_afresh(self._bot, taken, place)
            if elsewhere is None:
                raise
            return self._post(taken, elsewhere, said)
        return Stands(str(posted["channel"]), str(posted["ts"]), is_new=True)

    def _must_be_ours(self, taken: Claimed) -> None:
        with self._bot.transaction() as db:
            if not renew(db, taken, lease_now=self._bot.clock.lease_now()):
                raise StoppedError


def _is_unasked(taken: Claimed) -> bool:
    """Nobody waits for it: where it is gone, an edit does not ring anew."""
    return all(each.kind in UNASKED for each in (taken, *taken.riders))
