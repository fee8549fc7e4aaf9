"""Socket Mode: envelopes to one of up to ten connections, acknowledgements, a connection's life.

The WebSocket itself is served by server.py; what is in an envelope is made elsewhere, and events
that were not acknowledged are kept in retries.py.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.api.arguments import read_object
from sandbox.faults import Fault
from sandbox.states import State
from sandbox.transports import FIRST, Json, Kind, NotConnected, Retry

ACK_SECONDS = 3.0  # slack-facts §2.10
MOST_LINKS = 10  # slack-facts §2.10
HOST = "sandbox"
# slack-facts §2.10: a connection lives about an hour here, and with debug_reconnects 360 s; …
LIFE_SECONDS = 3600.0
SHORT_LIFE_SECONDS = 360.0
WARNING_SECONDS = 10.0  # … the app hears of its end about ten seconds before it is asked to go …
GRACE_SECONDS = 10.0  # … and may end what it was at (a guess).


@dataclass
class Link:
    """One connection. Anyone may send; only the event loop touches the queue."""

    loop: asyncio.AbstractEventLoop
    abort: Callable[[], None]
    queue: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""

    def send(self, message: Json) -> None:
        with suppress(RuntimeError):  # the server has stopped meanwhile
            self.loop.call_soon_threadsafe(self.queue.put_nowait, json.dumps(message))

    def cut(self) -> None:
        self.loop.call_soon_threadsafe(self.abort)

    def leave(self, reason: str) -> None:
        """The app is asked to go, and is sent nothing more than that."""
        self.reason = reason
        self.loop.call_soon_threadsafe(self.leaving.set)


@dataclass
class Waiting:
    link: Link
    done: threading.Event = field(default_factory=threading.Event)
    ack: Json | None = None


class Sockets:
    """The hub of one app: threads send, the event loop carries."""

    late = "timeout"
    retries = True

    def __init__(self, state: State, *, ack_seconds: float = ACK_SECONDS) -> None:
        self.ack_seconds = ack_seconds
        self.life_seconds = LIFE_SECONDS
        self.warning_seconds = WARNING_SECONDS
        self.grace_seconds = GRACE_SECONDS
        # As when Socket Mode is switched off in the app's settings.
        self.disabled = False
        self._state = state
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._waiting: dict[str, Waiting] = {}

    @property
    def connected(self) -> bool:
        return bool(self._links)

    @property
    def connections(self) -> int:
        return len(self._links)

    @property
    def rests(self) -> bool:
        return False

    def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
        if kind == "events_api":
            extra: Json = {"retry_attempt": retry.attempt, "retry_reason": retry.reason}
            return self._deliver(kind, payload, extra)
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

    def refresh(self, *, warned: bool = False) -> None:
        """Slack asks for new connections every few hours; `warned`: it says so a while before."""
        for link in tuple(self._links):
            link.leave("warning" if warned else "refresh_requested")

    def disable(self) -> None:
        """Socket Mode is switched off: all connections end, and there are no new ones."""
        self.disabled = True
        for link in tuple(self._links):
            link.leave("link_disabled")

    def enable(self) -> None:
        self.disabled = False

    def duplicate_next_event(self) -> None:
        self._state.faults.add("event", Fault.comes_twice())

    async def serve(self, socket: WebSocket, stopped: asyncio.Event) -> None:
        """One connection from its hello to its end."""
        await socket.accept()
        short = socket.query_params.get("debug_reconnects") == "true"
        life = SHORT_LIFE_SECONDS if short else self.life_seconds
        link = Link(asyncio.get_running_loop(), socket.state.transport.abort)
        if not self._add(link):
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return
        await socket.send_json(self._hello(life))
        # Only now: an envelope must not overtake the hello.
        self._state.tell()
        await _until_first(
            self._read(socket), _write(socket, link), self._live(link, life), stopped.wait()
        )
        self._remove(link)

    async def _live(self, link: Link, life: float) -> None:
        """To its end, which comes by itself or earlier on demand (slack-facts §2.10)."""
        with suppress(TimeoutError):
            await asyncio.wait_for(link.leaving.wait(), max(0.0, life - self.warning_seconds))
        if link.leaving.is_set() and link.reason != "warning":
            link.send(_disconnect(link.reason))
        else:
            link.send(_disconnect("warning"))
            await asyncio.sleep(self.warning_seconds)
            link.reason = "refresh_requested"
            link.send(_disconnect(link.reason))
        await asyncio.sleep(self.grace_seconds)

    def _hello(self, life: float) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "connection_info": {"app_id": self._state.app["app"]},
            "debug_info": {
                "host": HOST,
                "started": datetime.fromtimestamp(self._state.clock.now(), UTC).isoformat(" "),
                "build_number": 1,
                "approximate_connection_time": int(life),
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
        """slack-facts §2.10: each envelope goes to one connection, never to all. To which is not
        said; here they take turns, so that an app with several meets it on each.
        """
        envelope_id = str(uuid4())
        with self._lock:
            if not self._links:
                raise NotConnected
            # One that was asked to go may be gone before it could acknowledge.
            link = next((each for each in self._links if not each.reason), self._links[0])
            self._links.remove(link)
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


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}


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
