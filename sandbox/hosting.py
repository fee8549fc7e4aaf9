"""Any Slack app in a workspace of its own: `python -m sandbox --manifest app.yml`.

It puts things together and waits; what its author reads is in directions.py.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rich.console import Console

from sandbox.directions import (
    describe_absence,
    describe_end,
    describe_findings,
    describe_hosting,
    variables,
)
from sandbox.groups import NotAGroup, read_group
from sandbox.launches import launch, stop
from sandbox.manifests import Manifest, Unreadable, bring_home, inspect_manifest
from sandbox.server import PortTaken, Server
from sandbox.snapshots import Damaged, InUse, Snapshot, hold, load_workspace
from sandbox.workspaces import Workspace

SMALL_GROUP = Path(__file__).parent / "hosted.toml"
NOT_STARTED = 127  # as a shell says it

console = Console(highlight=False, soft_wrap=True, markup=False)


@dataclass(frozen=True)
class Hosting:
    """What was asked for on the command line."""

    manifest: Path
    people: Path | None = None
    port: int = 0
    keep: Path | None = None
    app: str = ""
    command: list[str] | tuple[str, ...] = ()
    # By then an app that was started is there, or its author wonders why nothing happens.
    patience: float = 15.0


def host(hosting: Hosting) -> int:
    """From the start to Ctrl-C, or to the end of the app that was started; its exit code."""
    manifest = _manifest(hosting)
    with ExitStack() as ends:
        if hosting.keep is not None:
            ends.enter_context(_alone(hosting.keep))
        workspace = _workspace(hosting, manifest)
        server = _server(hosting.port)
        ends.callback(server.stop)
        server.add(workspace)
        if hosting.keep is not None:
            ends.callback(Snapshot(workspace, hosting.keep).start().stop)
        console.print(*describe_hosting(server, workspace, hosting.command), sep="\n")
        return _wait(server, workspace, hosting)


def _wait(server: Server, workspace: Workspace, hosting: Hosting) -> int:
    # A process that was started in the background may have been told to ignore Ctrl-C.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        if not hosting.command:
            threading.Event().wait()
        return _run(server, workspace, hosting)
    return 0


def _run(server: Server, workspace: Workspace, hosting: Hosting) -> int:
    try:
        app = launch(hosting.command, variables(server, workspace))
    except OSError as error:
        console.print(f"{hosting.command[0]} could not be started: {error.strerror}.")
        return NOT_STARTED
    try:
        code = _look_after(app, workspace, hosting.patience)
    finally:
        stop(app)
    console.print(describe_end(workspace.manifest, code))
    return code


def _look_after(app: subprocess.Popen[bytes], workspace: Workspace, patience: float) -> int:
    """Until it ends. An app that listens elsewhere than it is looked for is silent for ever."""
    with suppress(subprocess.TimeoutExpired):
        return app.wait(patience)
    if not workspace.transport.connected:
        console.print(*describe_absence(workspace.manifest), sep="\n")
    return app.wait()


def _manifest(hosting: Hosting) -> Manifest:
    try:
        manifest, findings = inspect_manifest(hosting.manifest)
    except Unreadable as error:
        sys.exit(f"{hosting.manifest} {error}")
    for line in describe_findings(hosting.manifest, findings):
        console.print(line)
    if manifest is None:
        sys.exit(1)
    return bring_home(manifest, hosting.app)


def _workspace(hosting: Hosting, manifest: Manifest) -> Workspace:
    kept = _kept(hosting, manifest)
    workspace = kept or _group(hosting.people or SMALL_GROUP, manifest)
    # Its author sets them once.
    workspace.bot_token = f"xoxb-{_digest('bot', manifest)}"
    workspace.app_token = f"xapp-1-{workspace.app['app']}-{_digest('app', manifest)}"
    workspace.signing_secret = _digest("signing", manifest)
    return workspace


def _kept(hosting: Hosting, manifest: Manifest) -> Workspace | None:
    if hosting.keep is None:
        return None
    try:
        return load_workspace(hosting.keep, manifest)
    except Damaged:
        sys.exit(f"{hosting.keep} cannot be read. Delete it, or keep the workspace elsewhere.")


def _group(path: Path, manifest: Manifest) -> Workspace:
    try:
        return read_group(manifest, path)
    except NotAGroup as error:
        sys.exit(f"{path}: {error} {SMALL_GROUP} shows what it may look like.")


def _server(port: int) -> Server:
    try:
        return Server(port).start()
    except PortTaken:
        sys.exit(f"Something else uses port {port}. Choose another one: --port {port + 1}")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    try:
        lock = hold(path)
    except InUse:
        sys.exit(f"Another sandbox keeps its workspace in {path}. Stop it, or choose another file.")
    with lock:
        yield


def _digest(what: str, manifest: Manifest) -> str:
    return sha256(f"{what} {manifest.name}".encode()).hexdigest()[:32]
