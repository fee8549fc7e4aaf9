"""The page's own addresses: its files, its state as JSON, its stream of changes, its acts.

What the state holds is in screens.py, what the acts do in acts.py; the page itself is in page/.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from sandbox.acting import uploads
from sandbox.acting.targets import Impossible
from sandbox.acts import act
from sandbox.api.arguments import read_object
from sandbox.controls import describe_controls
from sandbox.emojis import list_emoji
from sandbox.screens import describe_entry, describe_screen
from sandbox.workspaces import Workspace

if TYPE_CHECKING:
    from sandbox.server import Server  # which needs these routes

FILES = Path(__file__).parent / "page"
HEARTBEAT_SECONDS = 15.0
_NO_STORE = {"Cache-Control": "no-store"}
# The rest of the policy is in index.html; this cannot be said there: no other site shows the page
# within its own, for people to click on unawares.
_ALONE = {"Content-Security-Policy": "frame-ancestors 'none'"}
_GUARDED = {**_NO_STORE, **_ALONE}
_KEPT = {"Cache-Control": "max-age=86400, immutable", **_ALONE}
_NO_FILE = "There is no such file."
# Another site may have its name lead to this machine, and would then be this page to a browser.
_NAMES = ("127.0.0.1", "localhost", "::1")


def routes(server: "Server") -> list[BaseRoute]:
    page = Page(server)
    return [
        Route("/", page.show),
        Route("/page/state", page.state),
        Route("/page/events", page.events),
        Route("/page/act", page.act, methods=["POST"]),
        Route("/page/controls", page.controls),
        Route("/page/journal", page.journal),
        Route("/page/journal/{number:int}", page.entry),
        Route("/page/emoji", page.emoji),
        Route("/page/upload", page.upload, methods=["POST"]),
        Route("/page/files/{file}", page.download),
        Route("/page/parts/{version}/{file}", page.part),
        Route("/{file}", page.show),
    ]


class Page:
    def __init__(self, server: "Server") -> None:
        self._server = server

    async def show(self, request: Request) -> Response:
        if not _is_here(request):
            return _missing(f"It is shown by this machine's own name only: {self._server.url}.")
        name = request.path_params.get("file", "index.html")
        if name == "index.html":
            return HTMLResponse(_index(), headers=_GUARDED)
        return _file(name, _GUARDED)

    async def part(self, request: Request) -> Response:
        """A file that the page loads; a change gives it another address (see `_index`)."""
        if not _is_here(request):
            return _missing(f"It is shown by this machine's own name only: {self._server.url}.")
        return _file(request.path_params["file"], _KEPT)

    async def state(self, request: Request) -> Response:
        workspace, user = self._who(request)
        if workspace is None or user is None:
            return _missing("There is nobody of that name.")
        with workspace.lock:  # written out before anybody types on
            screen = describe_screen(workspace, user, request.query_params.get("whole", ""))
        return JSONResponse(screen, headers=_NO_STORE)

    async def events(self, request: Request) -> Response:
        workspace, user = self._who(request)
        if workspace is None or user is None:
            return _missing("There is nobody of that name.")
        stream = self._stream(workspace)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_NO_STORE)

    async def download(self, request: Request) -> Response:
        """A file, for who is in a room where it stands."""
        workspace, user = self._who(request)
        wanted = request.path_params["file"]
        if workspace is None or user is None or not workspace.sees_file(user, wanted):
            return _missing(_NO_FILE)
        file = workspace.files[wanted]
        headers = {**_NO_STORE, "Content-Disposition": _attachment(file.name)}
        return Response(file.data, media_type="application/octet-stream", headers=headers)

    async def act(self, request: Request) -> Response:
        """JSON only: another site's form must not act here."""
        workspace, _ = self._who(request)
        if workspace is None or not _is_json(request):
            return _missing("Only the page acts here.")
        body = read_object(await request.body())
        if body is None:
            return _missing("That was no JSON object.")
        return JSONResponse(await self._server.run(act, workspace, body))

    async def controls(self, request: Request) -> Response:
        workspace, _ = self._who(request)
        if workspace is None:
            return _missing("There is no workspace yet.")
        # Not here: what is asked of the bot may take a while, and all else would stand still.
        found = await self._server.run(describe_controls, workspace)
        return JSONResponse(found, headers=_NO_STORE)

    async def journal(self, request: Request) -> Response:
        """What went to and fro, without what stood in it: that is asked for one by one."""
        workspace, _ = self._who(request)
        if workspace is None:
            return _missing("There is no workspace yet.")
        since = request.query_params.get("since", "")
        entries = workspace.journal.since(int(since) if since.isdecimal() else 0)
        return JSONResponse([describe_entry(entry) for entry in entries], headers=_NO_STORE)

    async def entry(self, request: Request) -> Response:
        workspace, _ = self._who(request)
        number = request.path_params["number"]
        found = workspace.journal.since(number - 1) if workspace else []
        if not found or found[0].number != number:
            return _missing("It was so long ago that nobody remembers it.")
        body = {"sent": found[0].sent, "answer": found[0].answer}
        return JSONResponse(body, headers=_NO_STORE)

    async def emoji(self, _request: Request) -> Response:
        return JSONResponse(list_emoji(), headers={"Cache-Control": "max-age=86400"})

    async def upload(self, request: Request) -> Response:
        """The bytes as they are. No form can send them so: another site must not act here."""
        workspace, user = self._who(request)
        if workspace is None or user is None or not _is_bytes(request):
            return _missing("Only the page acts here.")
        name = request.query_params.get("name") or "file"
        content = await request.body()
        try:
            file = await self._server.run(uploads.keep, workspace, user, name, content)
        except Impossible as reason:
            return JSONResponse({"ok": False, "error": str(reason)})
        return JSONResponse({"ok": True, "file": file})

    def _who(self, request: Request) -> tuple[Workspace | None, str | None]:
        """The first workspace; in it the one named by `as`, or the first person. Nobody for a
        request that was sent to another name than this machine's own.
        """
        if not self._server.workspaces or not _is_here(request):
            return None, None
        workspace = self._server.workspaces[0]
        with workspace.lock:
            there = (user for user in workspace.users.values() if not user.bot)
            people = [user.id for user in there if not user.deleted]
        wanted = request.query_params.get("as") or (people[0] if people else None)
        return workspace, wanted if wanted in people else None

    async def _stream(self, workspace: Workspace) -> AsyncIterator[str]:
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            with suppress(RuntimeError):  # the server has stopped meanwhile
                loop.call_soon_threadsafe(changed.set)

        workspace.subscribers.append(tell)
        try:
            yield _event(workspace)
            while await self._next(changed):
                something = changed.is_set()
                changed.clear()
                yield _event(workspace) if something else ": still here\n\n"
        finally:
            with workspace.changed:
                workspace.subscribers.remove(tell)
                workspace.changed.notify_all()

    async def _next(self, changed: asyncio.Event) -> bool:
        """After a change or a heartbeat; False when the server stops."""
        waits = [
            asyncio.create_task(changed.wait()),
            asyncio.create_task(self._server.stopped.wait()),
        ]
        try:
            await asyncio.wait(
                waits, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for wait in waits:
                wait.cancel()
        return not self._server.stopped.is_set()


def _index() -> str:
    """Its parts are asked for by an address that says when they were changed: a browser keeps them,
    or each reload would ask for all fifty, one row of imports after the other.
    """
    version = sum(each.stat().st_mtime_ns for each in FILES.iterdir())
    page = (FILES / "index.html").read_text(encoding="utf-8")
    return page.replace('"./', f'"./page/parts/{version}/')


def _file(name: str, headers: Mapping[str, str]) -> Response:
    path = FILES / name
    return FileResponse(path, headers=headers) if path.is_file() else _missing(_NO_FILE)


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"


def _event(workspace: Workspace) -> str:
    return f"data: {json.dumps({'revision': workspace.revision})}\n\n"


def _missing(sentence: str) -> Response:
    body: dict[str, Any] = {"ok": False, "error": sentence}
    return JSONResponse(body, 404)


def _is_here(request: Request) -> bool:
    return request.url.hostname in _NAMES


def _is_bytes(request: Request) -> bool:
    return request.headers.get("content-type", "") == "application/octet-stream"


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")
