"""A workspace kept in a JSON file, so that `make run` goes on where it stopped.

What of a workspace is kept is its own business (workspaces.py).
"""

import fcntl
import json
import threading
from pathlib import Path
from typing import TextIO

from sandbox.clock import Clock
from sandbox.manifests import Manifest
from sandbox.workspaces import Workspace


class InUse(Exception):  # noqa: N818 - it says what is the case
    """Another sandbox works with the same file: each would overwrite what the other writes."""


class Damaged(Exception):  # noqa: N818 - it says what is the case
    """The file is there and cannot be read."""


def hold(path: Path) -> TextIO:
    """Keep other sandboxes away from this file, for as long as what is returned stays open.

    Raises InUse. The system lets go of it when the process ends, however it ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_suffix(".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise InUse from error
    return lock


def load_workspace(
    path: Path, manifest: Manifest, *, clock: Clock | None = None
) -> Workspace | None:
    """None when nothing was kept yet. Raises Damaged."""
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Workspace.from_dict(kept, manifest, clock=clock)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged from error


class Snapshot:
    """Writes after each change, in one thread; many changes at once become one writing."""

    def __init__(self, workspace: Workspace, path: Path) -> None:
        self._workspace = workspace
        self._path = path
        self._condition = threading.Condition()
        self._changed = True
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="snapshot", daemon=True)

    def start(self) -> "Snapshot":
        self._workspace.subscribers.append(self._wake)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Writes what is not written yet."""
        self._workspace.subscribers.remove(self._wake)
        with self._condition:
            self._stopping = True
            self._condition.notify()
        self._thread.join()

    def save(self) -> None:
        """A crash in the middle leaves the old file whole."""
        with self._workspace.lock:
            text = json.dumps(self._workspace.to_dict(), ensure_ascii=False)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".tmp")
        draft.write_text(text, encoding="utf-8")
        # The tokens in it open nothing but this sandbox; still, they are nobody else's.
        draft.chmod(0o600)
        draft.replace(self._path)

    def _wake(self) -> None:
        with self._condition:
            self._changed = True
            self._condition.notify()

    def _run(self) -> None:
        while self._next():
            self.save()

    def _next(self) -> bool:
        """True when there is something to write, False when all is written and it stops."""
        with self._condition:
            self._condition.wait_for(lambda: self._changed or self._stopping)
            something, self._changed = self._changed, False
            return something
