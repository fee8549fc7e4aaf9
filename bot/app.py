"""Puts the app together: settings in, a running Commons out. The only importer of handlers."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

import templates
from bot.clock import Clock
from bot.doorway import look_after
from bot.kinds import plant_kinds
from bot.people import seat_first_facilitator
from bot.programme import preset_noticeboard, settle_in
from bot.prompts import plant
from bot.questions import plant_questions
from bot.scheduler import Heartbeat
from bot.settings import Settings
from bot.visibility import guard_sessions
from bot.whereabouts import mend_zones
from handlers import (
    Bot,
    asks,
    calendars,
    cards,
    changes,
    checkins,
    cycles,
    deliveries,
    details,
    digests,
    disclosures,
    doorway,
    drafts,
    errors,
    experiments,
    home,
    ideas,
    links,
    matchers,
    notes,
    notices,
    people,
    preferences,
    programme,
    prompts,
    proposals,
    questions,
    recognition,
    reflections,
    reminders,
    runsheets,
    servers,
    signups,
    stories,
    takeaways,
    teams,
    thanks,
    whereabouts,
    workshops,
)
from storage.database import Database
from storage.dues import next_due
from storage.people import facilitators
from storage.schema import migrate

_HANDLERS = (
    errors,
    people,
    preferences,
    whereabouts,
    disclosures,
    programme,
    doorway,
    experiments,
    cards,
    cycles,
    details,
    teams,
    proposals,
    links,
    checkins,
    reflections,
    prompts,
    questions,
    thanks,
    asks,
    notices,
    workshops,
    signups,
    ideas,
    stories,
    runsheets,
    notes,
    takeaways,
    calendars,
    reminders,
    changes,
    recognition,
    digests,
    drafts,
    deliveries,
    home,
)
_COMPOSERS = (
    cards,
    cycles,
    teams,
    proposals,
    links,
    checkins,
    questions,
    reflections,
    thanks,
    notices,
    asks,
    workshops,
    signups,
    ideas,
    stories,
    runsheets,
    notes,
    takeaways,
    calendars,
    reminders,
    changes,
    digests,
    deliveries,
    doorway,
    home,
)

# Bolt's defaults (5 and 10 threads) open 48 modals a second when Slack takes 100 ms; 50 give ten
# times that (measured).
THREADS = 50
LISTENER_SECONDS = 3  # a listener has 3 s to answer (slack-facts §2.1)
COURIER_SECONDS = 10  # shorter than a lease
# After a cut connection the client looks five times in this interval before it makes a new one.
PING_SECONDS = 1
CLOSE_SECONDS = 1.5


class Commons:
    """The whole: Slack's app, the courier and the heartbeat, on one database."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        templates.use_folder(settings.templates)
        guard_sessions()
        woken = threading.Event()
        self.database = Database(settings.database_url, threads=THREADS + 10, planned=woken.set)
        self.bot = Bot(
            settings=settings,
            clock=self.clock,
            read=self.database.read,
            transaction=self.database.transaction,
            slack=_client(settings, COURIER_SECONDS),
        )
        self.composers = {
            kind: compose
            for each in _COMPOSERS
            for kind, compose in each.composers(self.bot).items()
        }
        self.courier = deliveries.Courier(self.bot, self.composers, woken)
        jobs = [*self.courier.jobs(), *drafts.jobs(self.bot), *notices.jobs(self.bot)]
        jobs += [*doorway.jobs(self.bot), *digests.jobs(self.bot), *workshops.jobs(self.bot)]
        jobs += [*checkins.jobs(self.bot), *questions.jobs(self.bot)]
        jobs += [*signups.jobs(self.bot), *runsheets.jobs(self.bot)]
        self.heartbeat = Heartbeat(jobs, self.clock.now, deliveries.Watch(self.bot))
        self.app = App(
            name="Commons",  # or Bolt walks the whole stack, with its source, to find one
            logger=logging.getLogger("slack_bolt"),  # or each of Bolt's loggers has its own level
            client=_client(settings, LISTENER_SECONDS),
            listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="listener"),
            raise_error_for_unhandled_request=True,
        )
        for each in _HANDLERS:
            each.register(self.app, self.bot)
        matchers.hasten(self.app)
        self._socket: SocketModeHandler | None = None
        self.web = servers.web(self.bot)
        self._server: servers.WebServer | None = None

    def prepare(self) -> bool:
        """Bring the database up to date, and put in what the settings name; True the first time.

        Raises Refusal when it is the database of another workspace.
        """
        migrate(self.database)
        team = str(self.bot.slack.auth_test().get("team_id", ""))
        with self.database.transaction() as db:
            is_first = settle_in(db, team) if team else False
            mend_zones(db, now=self.clock.now())
            plant(db, templates.words("prompts/sets").sets)
            plant_kinds(db, templates.words("workshops/kinds").kinds)
            standing = templates.words("questions/standing").questions
            plant_questions(db, standing, now=self.clock.now())
            if self.settings.facilitator:
                seat_first_facilitator(db, self.settings.facilitator, now=self.clock.now())
            if self.settings.noticeboard:
                preset_noticeboard(db, self.settings.noticeboard, now=self.clock.now())
            look_after(db, now=self.clock.now())
            unnamed = [each.slack_id for each in facilitators(db) if not each.name]
        for slack_id in unnamed:  # people are offered by name: as readers, and to talk to
            people.learn_who(self.bot, self.bot.slack, slack_id, redraws=False)
        return is_first

    def next_due(self) -> datetime | None:
        """When something is planned for next; a clock that is moved may stop there."""
        with self.database.read() as db:
            return next_due(db, after=self.clock.now())

    def start(self) -> None:
        """Connect to Slack by Socket Mode, and start the courier and the heartbeat."""
        self._socket = SocketModeHandler(
            self.app,
            self.settings.app_token,
            concurrency=THREADS,
            ping_interval=PING_SECONDS,
        )
        self._socket.connect()
        if self.settings.web_url:
            self._server = servers.WebServer(self.web, self.settings.web_port)
            self._server.start()
        self.courier.start()
        self.heartbeat.start()

    def stop(self) -> None:
        """The socket first, so that nothing new comes in while the rest finishes."""
        if self._server is not None:
            self._server.close()
        if self._socket is not None:
            # Closing waits for the client's receiving thread, up to 3 s: what is behind that wait
            # ends with the process. Its other thread would look up from an empty queue once a
            # second; what is no message wakes it.
            self._socket.client.closed = True
            self._socket.client.message_queue.put(None)
            closing = threading.Thread(target=self._socket.close, daemon=True)
            closing.start()
            closing.join(CLOSE_SECONDS)
        self.heartbeat.stop()
        self.courier.stop()
        if self._server is not None:
            self._server.stop()
        self.database.dispose()


def _client(settings: Settings, seconds: int) -> WebClient:
    # No retry handlers: retries belong to the deliveries' rows, and a listener has no time for one.
    return WebClient(
        token=settings.bot_token, base_url=settings.api_url, timeout=seconds, retry_handlers=[]
    )
