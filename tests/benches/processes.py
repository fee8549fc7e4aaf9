"""The apps that are measured, each in a process of its own."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import app
from storage import database
from tests.benches.slacks import PATIENCE, Slack

ROOT = Path(__file__).parent.parent.parent
OURS, BARE = ("bot", "run"), ("tests.benches.bare",)


class NotStartedError(Exception):
    """An app ended, or never connected; what it logged says why."""


@dataclass(frozen=True)
class Running:
    """A connected app. `seconds` is how long that took, from the start of its process."""

    name: str
    pid: int
    seconds: float

    async def megabytes(self) -> float:
        """What it holds in memory now (RSS, as ps says it)."""
        asked = await asyncio.create_subprocess_exec(
            "ps", "-o", "rss=", "-p", str(self.pid), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await asked.communicate()
        return int(said) / 1024


@asynccontextmanager
async def ours(
    slack: Slack, folder: Path, name: str, database_url: str, **more: str
) -> AsyncIterator[Running]:
    """Commons, as people start it: its courier speaks at the pace that Slack takes, so after the
    first saves it is at work for the rest of the run, a little at a time.
    """
    environ = {
        "DATABASE_URL": database_url,
        "COMMONS_FACILITATOR": "U00001",
        "COMMONS_NOTICEBOARD": "C0BENCH",
        **more,
    }
    async with _started(slack, folder, name, OURS, environ) as running:
        yield running


@asynccontextmanager
async def bare(slack: Slack, folder: Path, name: str) -> AsyncIterator[Running]:
    """The measure, with the pools and patience that Commons has."""
    environ = {
        "BARE_DATABASE": str(folder / f"{name}.db"),
        "BARE_THREADS": str(app.THREADS),
        "BARE_LISTENER_SECONDS": str(app.LISTENER_SECONDS),
        "BARE_PING_SECONDS": str(app.PING_SECONDS),
        "BARE_BUSY_MILLISECONDS": str(database._BUSY_MILLISECONDS),
    }
    async with _started(slack, folder, name, BARE, environ) as running:
        yield running


@asynccontextmanager
async def _started(
    slack: Slack, folder: Path, name: str, program: tuple[str, ...], environ: Mapping[str, str]
) -> AsyncIterator[Running]:
    connected = slack.expect(f"connected:{name}")
    log = folder / f"{name}.log"
    began = time.perf_counter()
    with log.open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *program,
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "SLACK_BOT_TOKEN": f"xoxb-{name}",
                "SLACK_APP_TOKEN": f"xapp-{name}",
                "SLACK_API_URL": f"{slack.url}/api/",
                **environ,
            },
            stdout=said,
            stderr=said,
        )
    ended = asyncio.create_task(process.wait())
    try:
        await asyncio.wait(
            (connected, ended), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        if not connected.done():
            raise NotStartedError(log.read_text())
        at, _ = connected.result()
        yield Running(name, process.pid, at - began)
    finally:
        with suppress(ProcessLookupError):  # it ended by itself
            process.send_signal(signal.SIGTERM)
        await asyncio.wait((ended,), timeout=PATIENCE)
        with suppress(ProcessLookupError):
            process.kill()
