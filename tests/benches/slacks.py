"""A Slack that only measures: it sends envelopes, and notes when what came back.

The sandbox would be a Slack too, but it checks and keeps everything, which takes its own time.
"""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

Json = dict[str, Any]
Arrival = tuple[float, Json]  # when, and what

TEAM, BOT = "T0BENCH", "U0BOT"
PATIENCE = 20.0  # seconds; much longer than Slack's own three
HELLO: Json = {
    "type": "hello",
    "num_connections": 1,
    "connection_info": {"app_id": "A0BENCH"},
    "debug_info": {"host": "bench", "build_number": 1, "approximate_connection_time": 3600},
}


class Slack:
    """Any number of apps, told apart by what stands behind `xoxb-` and `xapp-` in their tokens."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.url = ""
        self._expected: dict[str, asyncio.Future[Arrival]] = {}
        self._links: dict[str, WebSocket] = {}
        # Of each app: when a message came, and by what it would be known again.
        self.posts: dict[str, list[tuple[float, str]]] = {}
        self._posted = 0

    async def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        routes = [
            Route("/api/{method}", self._answer, methods=["GET", "POST"]),
            WebSocketRoute("/socket/{app}", self._talk),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            ws="websockets-sansio",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))

    async def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        await self._serving

    def expect(self, key: str) -> asyncio.Future[Arrival]:
        """What will arrive under this key: `connected:`, `ack:`, `open:` or `publish:`."""
        self._expected[key] = asyncio.get_running_loop().create_future()
        return self._expected[key]

    async def send(
        self, app: str, kind: str, payload: Json
    ) -> tuple[float, asyncio.Future[Arrival]]:
        """Send an envelope; returns when it was sent, and what will acknowledge it."""
        envelope_id = str(uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        acknowledged = self.expect(f"ack:{envelope_id}")
        raw = json.dumps(envelope)
        at = time.perf_counter()
        await self._links[app].send_text(raw)
        return at, acknowledged

    def _arrived(self, key: str, at: float, what: Json) -> None:
        expected = self._expected.pop(key, None)
        if expected is not None and not expected.done():
            expected.set_result((at, what))

    async def _answer(self, request: Request) -> JSONResponse:
        raw = await request.body()
        at = time.perf_counter()
        app = request.headers.get("authorization", "").partition("-")[2]
        given: Json = dict(request.query_params)
        if request.headers.get("content-type", "").startswith("application/json"):
            given |= json.loads(raw or b"{}")
        else:
            given |= parse_qsl(raw.decode())
        method = request.path_params["method"]
        if method == "views.open":
            self._arrived(f"open:{given['trigger_id']}", at, given)
        elif method == "views.publish":
            self._arrived(f"publish:{app}:{given['user_id']}", at, given)
        elif method == "chat.postMessage":
            self.posts.setdefault(app, []).append((at, _token(given)))
        if self.delay:
            await asyncio.sleep(self.delay)
        return JSONResponse({"ok": True, **self._said(method, app, given)})

    def _said(self, method: str, app: str, given: Json) -> Json:
        match method:
            case "apps.connections.open":
                return {"url": f"{self.url.replace('http', 'ws')}/socket/{app}"}
            case "auth.test":
                return {"team_id": TEAM, "team": "Bench", "user_id": BOT, "bot_id": "B0BOT"}
            case "users.info":
                profile = {"display_name": given["user"].title(), "title": "a council"}
                user = {"id": given["user"], "name": given["user"], "tz": "Europe/London"}
                return {"user": {**user, "profile": profile}}
            case "chat.postMessage" | "chat.update":
                self._posted += 1
                where = given["channel"]
                where = f"D{where[1:]}" if where.startswith("U") else where
                return {"channel": where, "ts": f"1700000000.{self._posted:06}"}
            case "bookmarks.list" | "bookmarks.add" | "chat.getPermalink":
                link = "https://bench.slack.com/archives/C0BENCH/p1700000000000001"
                return {"bookmarks": [], "bookmark": {"id": "Bk1"}, "permalink": link}
            case _:
                return {"view": {"id": f"V{uuid4().hex}"}, "messages": []}

    async def _talk(self, link: WebSocket) -> None:
        app = link.path_params["app"]
        await link.accept()
        await link.send_json(HELLO)
        self._links[app] = link
        self._arrived(f"connected:{app}", time.perf_counter(), {})
        try:
            while True:
                raw = await link.receive_text()
                at = time.perf_counter()
                said = json.loads(raw or b"{}")
                self._arrived(f"ack:{said['envelope_id']}", at, said.get("payload") or {})
        except WebSocketDisconnect:
            return


def _token(given: Json) -> str:
    metadata = given.get("metadata") or {}
    metadata = json.loads(metadata) if isinstance(metadata, str) else metadata
    return str(metadata.get("event_payload", {}).get("token", ""))


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C is the bench's own, not the server's."""
        yield
