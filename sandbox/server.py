"""One HTTP server for many workspaces: Web API, Socket Mode, response_url and the page.

It carries; what an answer says is decided in methods.py, responses.py and page.py.
"""

import asyncio
import errno
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox import page
from sandbox.acting import responses
from sandbox.api import methods
from sandbox.api.arguments import read_object
from sandbox.api.refusals import Refusal
from sandbox.api.table import METHODS
from sandbox.bodies import read_body
from sandbox.faults import Fault
from sandbox.files import describe_file, read_upload
from sandbox.https import Https
from sandbox.sockets import Sockets
from sandbox.transports import Transport
from sandbox.workspaces import Workspace

HOLD_SECONDS = 30.0  # no client waits longer for an answer that does not come
# slack_sdk closes only when something arrives, or after three seconds: so something often does.
_PING_SECONDS = 0.2
_TICK_SECONDS = 1.0
_STOP_SECONDS = 0.6
_MOST_ACTS = 64

_log = logging.getLogger(__name__)


class PortTaken(Exception):  # noqa: N818 - it says what is the case
    """Something else listens there."""


class Protocol(H11Protocol):
    """Uvicorn's own, and every request knows its connection, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Server:
    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.url = ""
        self.workspaces: list[Workspace] = []
        # Apart, or many acts that wait for an app would keep that app's own calls waiting.
        self.limiter: CapacityLimiter
        self.call_limiter: CapacityLimiter
        self.stopped: asyncio.Event
        self._address = (host, port)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._thread: threading.Thread
        self._uvicorn: uvicorn.Server

    @property
    def api(self) -> str:
        """The `base_url` for slack_sdk."""
        return f"{self.url}/api/"

    def start(self) -> "Server":
        listener = _listen(self._address)
        host, port = listener.getsockname()[:2]
        self.url = f"http://{host}:{port}"
        config = uvicorn.Config(
            Starlette(routes=self._routes(), lifespan=self._lifespan),
            http=Protocol,
            ws="websockets-sansio",
            ws_ping_interval=_PING_SECONDS,
            loop="asyncio",
            log_level="warning",
            access_log=False,
            log_config=None,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([listener],), name="sandbox", daemon=True
        )
        self._thread.start()
        self._ready.wait()
        for workspace in self.workspaces:
            workspace.origin = self.url
        return self

    def add(self, workspace: Workspace) -> Workspace:
        """From now on its tokens are known; an app may connect, or is looked for at its address."""
        workspace.origin = self.url
        workspace.sockets = Sockets(workspace)
        if not workspace.transport.connected:
            workspace.transport = _plug(workspace, workspace.sockets)
        self.workspaces.append(workspace)
        return workspace

    def remove(self, workspace: Workspace) -> None:
        self.workspaces.remove(workspace)
        if workspace.sockets is not None:
            workspace.sockets.cut()

    def stop(self) -> None:
        """Well under a second, whatever is open: streams and held answers watch `stopped`."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self.stopped.set)
        self._uvicorn.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._uvicorn.force_exit = True
        self._thread.join()

    def find(self, token: str) -> Workspace | None:
        for workspace in self.workspaces:
            if token in (workspace.bot_token, workspace.app_token):
                return workspace
        return None

    async def run(self, act: Callable[..., Any], *args: Any) -> Any:
        """In a thread: an act waits for the app, which meanwhile calls this same server."""
        return await to_thread.run_sync(act, *args, limiter=self.limiter, abandon_on_cancel=True)

    async def answer(self, call: Callable[..., Any], *args: Any) -> Any:
        """In a thread too, and never behind those who wait for the app: it is the app that asks."""
        limiter = self.call_limiter
        return await to_thread.run_sync(call, *args, limiter=limiter, abandon_on_cancel=True)

    def _routes(self) -> list[BaseRoute]:
        return [
            Route("/api/{method}", self._api, methods=["GET", "POST"]),
            Route("/respond/{key}", self._respond, methods=["POST"]),
            Route("/upload/{ticket}", self._upload, methods=["POST"]),
            Route("/files-pri/{file}/{name:path}", self._file),
            WebSocketRoute("/socket/{ticket}", self._socket),
            *page.routes(self),
        ]

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self.stopped = asyncio.Event()
        self.limiter = CapacityLimiter(_MOST_ACTS)
        self.call_limiter = CapacityLimiter(_MOST_ACTS)
        ticking = asyncio.create_task(self._tick())
        self._ready.set()
        yield
        ticking.cancel()  # an app that hangs keeps nobody from stopping
        with suppress(asyncio.CancelledError):
            await ticking

    async def _tick(self) -> None:
        """What is due is done when its time comes: events are tried again, and the like."""
        while not self.stopped.is_set():
            due = [each for each in self.workspaces if each.clock.is_due()]
            sought = [each.transport for each in self.workspaces if not each.transport.connected]
            done = await asyncio.gather(
                *(self.run(workspace.clock.catch_up) for workspace in due),
                *(self.run(each.seek) for each in sought if isinstance(each, Https)),
                return_exceptions=True,  # what goes wrong once must not stop the time for all
            )
            for error in done:
                if isinstance(error, Exception):
                    _log.error("What was due was not done.", exc_info=error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), _TICK_SECONDS)

    async def _api(self, request: Request) -> Response:
        call = await _read(request)
        workspace = self.find(call.token)
        fault = _fault(workspace, call) if workspace else None
        if workspace is not None and fault is not None and not fault.takes_effect:
            workspace.note_fault(call.method, call.arguments, fault)
            return await self._play(request, fault)
        answer = await self.answer(methods.answer, call, self.find)
        if workspace is not None and fault is not None:
            workspace.note_fault(call.method, call.arguments, fault)
            return await self._play(request, fault)
        return JSONResponse(answer, headers=_headers(call.method, workspace))

    async def _play(self, request: Request, fault: Fault) -> Response:
        if fault.kind == "rate_limited":
            headers = {"Retry-After": str(fault.retry_after)}
            return JSONResponse(fault.answer, 429, headers)
        if fault.kind == "server_error":
            return PlainTextResponse("upstream connect error", fault.status)
        if fault.kind == "fails":
            return JSONResponse(fault.answer)
        if fault.kind.startswith("times_out"):
            await self._hold(request)
        request.state.transport.abort()
        return Response()

    async def _hold(self, request: Request) -> None:
        """No answer, until the client gives up or the server stops."""
        waits = [asyncio.create_task(_gone(request)), asyncio.create_task(self.stopped.wait())]
        await asyncio.wait(waits, timeout=HOLD_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _respond(self, request: Request) -> Response:
        body = read_object(await request.body())
        if body is None:
            return PlainTextResponse("invalid_payload", 400)
        key = request.path_params["key"]
        for workspace in tuple(self.workspaces):
            if workspace.triggers.knows_address(key):
                return await self._answer_respond(request, workspace, key, body)
        return PlainTextResponse("expired_url", 404)

    async def _answer_respond(
        self, request: Request, workspace: Workspace, key: str, body: dict[str, Any]
    ) -> Response:
        fault = workspace.faults.take("response_url")
        if fault is not None and not fault.takes_effect:
            workspace.note_fault("response_url", body, fault)
            return await self._play(request, fault)
        response: Response = await self.answer(_answer_respond, workspace, key, body)
        if fault is not None:
            return await self._play(request, fault)
        return response

    async def _upload(self, request: Request) -> Response:
        ticket = request.path_params["ticket"]
        data = read_upload(request.headers.get("content-type", ""), await request.body())
        for workspace in tuple(self.workspaces):
            taken = await self.answer(workspace.take_upload, ticket, data)
            if taken is not None:
                fault = workspace.faults.take("upload")
                if fault is not None:
                    return await self._play(request, fault)
                return PlainTextResponse(f"OK - {len(data)}", 200 if taken else 400)
        return PlainTextResponse("not found", 404)

    async def _file(self, request: Request) -> Response:
        """The bytes of a file, for the app. Without a token that may, Slack refuses nothing: it
        leads to where one signs in, and so does this; an app that does not look saves a page.
        """
        workspace = self.find(request.headers.get("authorization", "").removeprefix("Bearer "))
        file = workspace and workspace.files.get(request.path_params["file"])
        if not workspace or not file or "files:read" not in workspace.manifest.scopes:
            return RedirectResponse(f"{self.url}/?redir={request.url.path}", 302)
        return Response(file.data, media_type=describe_file(file, "")["mimetype"])

    async def _socket(self, websocket: WebSocket) -> None:
        ticket = websocket.path_params["ticket"]
        for workspace in tuple(self.workspaces):
            if workspace.sockets is not None and workspace.sockets.redeem(ticket):
                await workspace.sockets.serve(websocket, self.stopped)
                return
        await websocket.close()


def _fault(workspace: Workspace, call: methods.Request) -> Fault | None:
    """One that somebody asked for, or that the app calls too often."""
    wait = workspace.rates.take(call.method, str(call.arguments.get("channel", "")))
    return Fault.rate_limited(wait) if wait else workspace.faults.take(call.method)


def _plug(workspace: Workspace, sockets: Sockets) -> Transport:
    """slack-facts §2.10: with Socket Mode on, addresses get nothing."""
    if workspace.manifest.socket_mode or not workspace.manifest.addresses:
        return sockets
    return Https(workspace)


def _listen(address: tuple[str, int]) -> socket.socket:
    """Listening before uvicorn does: the port is known, and nobody is turned away meanwhile."""
    try:
        return socket.create_server(address, backlog=128)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(f"port {address[1]} is taken") from error
        raise


async def _read(request: Request) -> methods.Request:
    """slack-facts §3.1: arguments from query, form and JSON; the token also as an argument."""
    body = read_body(request.headers.get("content-type", ""), await request.body())
    given = {**request.query_params, **body.form}
    header = request.headers.get("authorization", "").removeprefix("Bearer ")
    token = header or given.get("token", "")
    method = request.path_params["method"]
    return methods.Request(method, token, given, body.json, body.error, body.warnings)


def _headers(method: str, workspace: Workspace | None) -> dict[str, str]:
    if workspace is None:
        return {}
    accepted = METHODS[method].scopes if method in METHODS else ()
    return {
        "x-oauth-scopes": ",".join(workspace.manifest.scopes),
        "x-accepted-oauth-scopes": ",".join(accepted),
    }


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _answer_respond(workspace: Workspace, key: str, body: dict[str, Any]) -> Response:
    """slack-facts §2.1: an address used up or too old answers 404."""
    entry = workspace.journal.begin(workspace.clock.now(), "response", "response_url", body)
    try:
        responses.respond(workspace, key, body)
    except Refusal as refusal:
        workspace.journal.end(entry, refusal.wire, ok=False)
        if refusal.code in ("used_url", "expired_url"):
            return PlainTextResponse(refusal.code, 404)
        return JSONResponse(refusal.wire, 400)
    workspace.journal.end(entry, None, ok=True)
    return PlainTextResponse("ok")
