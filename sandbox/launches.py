"""The app as a process of the sandbox's own: told where its Slack is, stopped when it stops."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SHIMS = Path(__file__).resolve().parent / "shims"
STOP_SECONDS = 5.0


def launch(command: Sequence[str], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Unchanged apps too: the shims turn the SDKs' default address. Raises OSError."""
    environ = {**os.environ, **variables}
    environ["PYTHONPATH"] = _joined(str(SHIMS), environ.get("PYTHONPATH", ""), os.pathsep)
    shim = f'--require "{SHIMS / "slack.cjs"}"'
    environ["NODE_OPTIONS"] = _joined(environ.get("NODE_OPTIONS", ""), shim, " ")
    # Its author chose the command; it is what they asked to have started.
    return subprocess.Popen(command, env=environ)  # noqa: S603


def stop(app: subprocess.Popen[bytes]) -> None:
    """Asks first. Ctrl-C in a terminal has told the app already."""
    if app.poll() is None:
        app.terminate()
    try:
        app.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        app.kill()
        app.wait()


def _joined(one: str, other: str, by: str) -> str:
    return by.join(each for each in (one, other) if each)
