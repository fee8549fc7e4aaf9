"""The courier: carries what is due to Slack, each thing once. Rows decide, it only posts."""

import logging
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.orm import Session

from bot.claims import claim_one
from bot.deliveries import DOORWAY, TROUBLE, Claimed, drop, release_all, try_again
from bot.outcomes import BROKEN, SPARED, hold, is_surplus, leave, put_off, settle
from bot.scheduler import guard
from bot.troubles import goes_again, stumbled, troubles_for
from handlers import Bot, Composers, Job
from handlers.crews import Crew
from handlers.errors import where
from handlers.people import acting, look_whether_left
from handlers.places import LETTERS, Stands
from handlers.posts import ClosedError, Posts, StoppedError
from storage.claims import is_due
from storage.people import members_by_ids
from templates.blocks import Message
from templates.deliveries.views import DROP, TRY_AGAIN, trouble

log = logging.getLogger(__name__)

_REASON = re.compile(r"[a-z_]{1,60}")

THREADS = 4
STOP_SECONDS = 1.0
# With these errors the call may have taken effect all the same.
UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
# Whoever is not there any more gets no letters, and nobody could do anything about it.
LEFT = {"user_disabled", "user_not_found", "user_not_visible", "channel_not_found", "is_archived"}


def register(app: App, bot: Bot) -> None:
    @app.action(TRY_AGAIN)
    def again(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            try_again(db, member, now=bot.now())
        ack()

    @app.action(DROP)
    def let_go(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            drop(db, member, now=bot.now())
        ack()

    @app.event("member_joined_channel")
    def invited(event: dict[str, Any], context: BoltContext) -> None:
        """Someone invited me: what Slack refused because I was not there goes up now."""
        if event["user"] == context.bot_user_id:
            _release(bot)

    @app.event("channel_unarchive")
    def opened(event: dict[str, Any]) -> None:
        del event
        _release(bot)

    @app.event("group_unarchive")
    def opened_private(event: dict[str, Any]) -> None:
        del event
        _release(bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {TROUBLE: _trouble}


class Courier:
    """Carries deliveries when woken: when something was planned, and at every heartbeat."""

    def __init__(self, bot: Bot, composers: Composers, woken: threading.Event) -> None:
        self._bot = bot
        self._woken = woken
        self._stopped = threading.Event()
        self._posts = Posts(bot, composers, self._stopped)
        self._thread = threading.Thread(target=self._loop, name="courier", daemon=True)
        self._crew = Crew("deliveries", THREADS, self._carry_next)
        self._carried = 0
        self._counting = threading.Lock()

    def start(self) -> None:
        """What Slack refused before is tried again: somebody may have put it right meanwhile."""
        guard("deliveries", lambda: _release(self._bot))
        self._woken.set()
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being said; the rest stays planned. A call that Slack does not answer is
        not waited for: whoever comes next looks whether it took effect.
        """
        self._stopped.set()
        self._woken.set()
        self._crew.rest(STOP_SECONDS)

    def jobs(self) -> list[Job]:
        return [Job("deliveries.wake", lambda _: self._woken.set())]

    def deliver(self) -> int:
        """Carry what is due until nothing is. Returns how many were carried."""
        before = self._carried
        self._crew.call()
        self._crew.rest()
        return self._carried - before

    def _loop(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait()
            self._woken.clear()
            self._crew.call()

    def _carry_next(self, call_another: Callable[[], None]) -> bool:
        """What is due to one addressee, one after the other. False when nothing is."""
        if self._stopped.is_set():
            return False
        taken = self._claim()
        if not taken:
            return False
        call_another()
        for each in taken:
            self._carry(each)
        with self._counting:
            self._carried += len(taken)
        return True

    def _claim(self) -> list[Claimed]:
        """Each look is a transaction of its own: thousands of letters may have to wait, and nobody
        who saves something should wait for them. Most find nothing, and wait for no writer.
        """
        while self._is_anything_due():
            resting = self._posts.resting()
            with self._bot.transaction() as db:
                lease_now = self._bot.clock.lease_now()
                taken = claim_one(db, now=self._bot.now(), lease_now=lease_now, resting=resting)
            if taken is not None:
                return taken
        return []

    def _is_anything_due(self) -> bool:
        with self._bot.read() as db:
            return is_due(db, now=self._bot.now(), lease_now=self._bot.clock.lease_now())

    def _carry(self, taken: Claimed) -> None:
        """Say it and settle it."""
        try:
            stands = self._posts.say(taken)
        except StoppedError:
            self._put_off(taken, timedelta())
        except ClosedError as closed:
            self._put_off(taken, closed.wait)
        except SlackApiError as error:
            self._refused(taken, error)
        except (
            OSError,
            HTTPException,
            SlackClientError,
        ) as error:  # time-outs, resets: it may have happened
            self._unsure(taken, type(error).__name__)
        except Exception as error:  # noqa: BLE001  # one that cannot be said stops no others
            kind = type(error).__name__
            log.error("Delivery %s broke: %s\n%s", taken.id, kind, where(error))  # noqa: TRY400  # see errors
            self._unsure(taken, BROKEN)
        else:
            self._settle(taken, stands)

    def _settle(self, taken: Claimed, stands: Stands) -> None:
        with self._bot.transaction() as db:
            ours = settle(
                db,
                taken,
                channel=stands.channel,
                ts=stands.ts,
                parts=stands.parts,
                now=self._bot.now(),
            )
            surplus = not ours and stands.is_new and is_surplus(db, taken, str(stands.ts))
        if surplus:
            log.warning("Delivery %s was posted twice; the second is taken back", taken.id)
            self._posts.take_back(stands)

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
        elif _is_let_go(taken, reason):
            self._settle(taken, Stands(taken.channel, taken.ts) if taken.ts else Stands())
            if _is_to_nobody(taken, reason) and taken.member_id is not None:
                look_whether_left(self._bot, taken.member_id)
        else:
            log.warning("Slack refused delivery %s: %s", taken.id, reason)
            with self._bot.transaction() as db:
                hold(db, taken, reason=reason, now=self._bot.now())

    def _unsure(self, taken: Claimed, reason: str) -> None:
        log.warning("Nobody knows whether delivery %s went out: %s", taken.id, reason)
        clock = self._bot.clock
        with self._bot.transaction() as db:
            leave(db, taken, reason=reason, lease_now=clock.lease_now(), now=clock.now())


class Watch:
    """Tells facilitators which of the clock's jobs keep failing."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def stumbled(self, job: str, reference: str) -> None:
        with self._bot.transaction() as db:
            stumbled(db, job, reference=reference, now=self._bot.now())

    def goes_again(self, job: str) -> None:
        with self._bot.transaction() as db:
            goes_again(db, job, now=self._bot.now())


def _is_let_go(taken: Claimed, reason: str) -> bool:
    """Nobody has to hear that this did not go out. A doorway that stands works as it is, also in a
    channel that was left behind.
    """
    is_old_doorway = taken.kind == DOORWAY and taken.ts is not None
    return taken.kind in SPARED or is_old_doorway or _is_to_nobody(taken, reason)


def _is_to_nobody(taken: Claimed, reason: str) -> bool:
    return taken.addressee.startswith(LETTERS) and reason in LEFT


def _trouble(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To a facilitator, while there is any; what is only tried again is said where it stands."""
    del now
    told = troubles_for(db, members_by_ids(db, [taken.subject_id])[taken.subject_id])
    return trouble(told) if told.held or told.stumbles or (told.again and taken.ts) else None


def _release(bot: Bot) -> None:
    with bot.transaction() as db:
        release_all(db, now=bot.now())
