"""Commons in processes that can be killed. One process has everything imported; each life is forked
from it, ready in a moment. As a program: `python -m tests.kills.victims`, which is told by lines.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import COURIER_SECONDS, Commons
from bot.clock import Clock
from bot.settings import read_settings
from handlers.deliveries import Courier
from tests.kills.letters import COMPOSERS

ROOT = Path(__file__).parent.parent.parent
# Leases, time-outs and waits are so many times as short: their relation is what counts.
QUICK = 10
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_BEAT = 0.1  # seconds
OFFSET = "KILLS_OFFSET"


def quick_clock(offset: Path) -> Clock:
    """The same for all who run at the same time: leases are short, and the weeks go by as far as
    the file `offset` says, in seconds.
    """
    return Clock(
        now=lambda: datetime.now(UTC) + timedelta(seconds=float(offset.read_text())),
        lease_now=lambda: _BEGAN + (datetime.now(UTC) - _BEGAN) * QUICK,
    )


class Nest:
    """Where lives come from."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def hatch(self) -> int:
        """Start a life; returns its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("live\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def nest(environ: Mapping[str, str], said: Path) -> Iterator[Nest]:
    """What its lives log stands in `said`."""
    with said.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.victims", json.dumps(dict(environ))],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield Nest(process)
        finally:
            process.kill()
            process.communicate()


def _live(environ: Mapping[str, str]) -> None:
    """As `python -m bot run`, but for Socket Mode, with a heart that beats often; until it is
    killed, or its nest is gone.
    """
    clock = quick_clock(Path(environ[OFFSET]))
    commons = Commons(read_settings(environ, env_file=""), clock)
    commons.bot.slack.timeout = COURIER_SECONDS // QUICK
    commons.prepare()
    woken = threading.Event()
    courier = Courier(commons.bot, {**COMPOSERS, **commons.composers}, woken)
    courier.start()
    nest_id = os.getppid()
    while os.getppid() == nest_id:
        commons.heartbeat.tick(clock.now())
        woken.set()
        threading.Event().wait(_BEAT)
    os._exit(0)


def main() -> None:
    environ = json.loads(sys.argv[1])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who was killed is not waited for
    for _ in sys.stdin:
        life = os.fork()
        if life == 0:
            sys.stdin.close()
            _live(environ)
        print(life, flush=True)  # noqa: T201  # told to whoever asked for it


if __name__ == "__main__":
    main()
