"""Socket Mode: envelopes to one of up to ten connections, acknowledgements, retries of events.

The WebSocket itself is served by server.py; what is in an envelope is made elsewhere.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.api.arguments import read_object
from sandbox.clock import Chore
from sandbox.states import State
from sandbox.transports import Json, Kind, NotConnected

ACK_SECONDS = 3.0  # slack-facts §2.10
MOST_LINKS = 10  # slack-facts §2.10
# slack-facts §0.9: only events are tried again: nearly at once, after 1 minute, after 5 minutes.
RETRIES = (0, 60, 300)


@dataclass
class Link:
    """One connection. Anyone may send; only the event loop touches the queue."""

    loop: asyncio.AbstractEventLoop
    abort: Callable[[], None]
    queue: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    def send(self, message: Json) -> None:
        with suppress(RuntimeError):  # the server has stopped meanwhile
            self.loop.call_soon_threadsafe(self.queue.put_nowait, json.dumps(message))

    def cut(self) -> None:
        self.loop.call_soon_threadsafe(self.abort)


@dataclass
class Waiting:
    link: Link
    done: threading.Event = field(default_factory=threading.Event)
    ack: Json | None = None


@dataclass(frozen=True)
class Undelivered:
    payload: Json
    attempt: int
    due: float
    reason: str


class Sockets:
    """The hub of one app: threads send, the event loop carries."""

    def __init__(self, state: State, *, ack_seconds: float = ACK_SECONDS) -> None:
        self.ack_seconds = ack_seconds
        self._state = state
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._waiting: dict[str, Waiting] = {}
        self._undelivered: list[Undelivered] = []
        self._duplicates = 0
        state.clock.chores.append(Chore(self.retry, self.next_due))

    @property
    def connected(self) -> bool:
        return bool(self._links)

    @property
    def connections(self) -> int:
        return len(self._links)

    @property
    def rests(self) -> bool:
        return False

    def send(self, kind: Kind, payload: Json) -> Json | None:
        if kind == "events_api":
            self._send_event(payload)
            return {}
        return self._deliver(kind, payload, {})

    def rest(self) -> None:
        """What the app does after its acknowledgement cannot be known from here."""

    def issue_ticket(self) -> str:
        ticket = token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    def redeem(self, ticket: str) -> bool:
        """slack-facts §2.10: a ticket opens one connection."""
        with self._lock:
            found = ticket in self._tickets
            self._tickets.discard(ticket)
        return found

    def cut(self) -> None:
        """All connections break, without a word."""
        for link in tuple(self._links):
            link.cut()

    def refresh(self) -> None:
        """Slack asks for new connections every few hours."""
        for link in tuple(self._links):
            link.send({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    def duplicate_next_event(self) -> None:
        """The next event comes twice, as it does when an acknowledgement was late."""
        with self._lock:
            self._duplicates += 1

    def retry(self) -> None:
        """Send again what is due and was not acknowledged."""
        for event in self._due():
            self._attempt(event.payload, event.attempt, event.reason)

    def next_due(self) -> float | None:
        with self._lock:
            return min((event.due for event in self._undelivered), default=None)

    async def serve(self, socket: WebSocket, stopped: asyncio.Event) -> None:
        """One connection from its hello to its end."""
        await socket.accept()
        link = Link(asyncio.get_running_loop(), socket.state.transport.abort)
        if not self._add(link):
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        await socket.send_json(self._hello())
        # Only now: an envelope must not overtake the hello.
        self._state.tell()
        await _until_first(self._read(socket), _write(socket, link), stopped.wait())
        self._remove(link)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "connection_info": {"app_id": self._state.app["app"]},
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
        }

    async def _read(self, socket: WebSocket) -> None:
        try:
            while True:
                message = read_object((await socket.receive_text()).encode())
                # What is no JSON acknowledges nothing; the others on this connection go on.
                if message is not None:
                    self._acknowledge(message.get("envelope_id", ""), message.get("payload"))
        except WebSocketDisconnect:
            return

    def _acknowledge(self, envelope_id: str, payload: Json | None) -> None:
        with self._lock:
            waiting = self._waiting.get(envelope_id)
        if waiting is not None:
            waiting.ack = payload or {}
            waiting.done.set()

    def _add(self, link: Link) -> bool:
        with self._lock:
            if len(self._links) >= MOST_LINKS:
                return False
            self._links.append(link)
        with self._state.change():
            return True

    def _remove(self, link: Link) -> None:
        with self._lock:
            self._links.remove(link)
            lost = [waiting for waiting in self._waiting.values() if waiting.link is link]
        for waiting in lost:
            waiting.done.set()
        with self._state.change():
            pass  # the page shows whether the app is there

    def _deliver(self, kind: Kind, payload: Json, extra: Json) -> Json | None:
        """slack-facts §2.10: each envelope goes to one connection, never to all."""
        envelope_id = str(uuid4())
        with self._lock:
            if not self._links:
                raise NotConnected
            link = self._links.pop(0)
            self._links.append(link)
            waiting = self._waiting[envelope_id] = Waiting(link)
        link.send(
            {
                "envelope_id": envelope_id,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
                **extra,
            }
        )
        waiting.done.wait(self.ack_seconds)
        with self._lock:
            del self._waiting[envelope_id]
        return waiting.ack

    def _send_event(self, payload: Json) -> None:
        self._attempt(payload, 0, "")
        with self._lock:
            twice = self._duplicates > 0
            self._duplicates -= twice
        if twice:
            self._attempt(payload, 1, "timeout")

    def _attempt(self, payload: Json, attempt: int, reason: str) -> None:
        try:
            ack = self._deliver(
                "events_api", payload, {"retry_attempt": attempt, "retry_reason": reason}
            )
            failure = "timeout"
        except NotConnected:
            ack, failure = None, "connection_failed"
        if ack is None and attempt < len(RETRIES):
            due = self._state.clock.now() + RETRIES[attempt]
            with self._lock:
                self._undelivered.append(Undelivered(payload, attempt + 1, due, failure))

    def _due(self) -> list[Undelivered]:
        now = self._state.clock.now()
        with self._lock:
            due = [event for event in self._undelivered if event.due <= now]
            self._undelivered = [event for event in self._undelivered if event.due > now]
        return due


async def _write(socket: WebSocket, link: Link) -> None:
    while True:
        message = await link.queue.get()
        if message is None:
            return
        await socket.send_text(message)


async def _until_first(*coroutines: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
