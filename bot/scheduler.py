"""The heartbeat: every few seconds it lets the clock's jobs look whether something is due."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

SECONDS = 5


def guard(name: str, run: Callable[[], object]) -> None:
    """The boundary of everything that the clock does: what breaks is logged, the rest goes on.

    Only its kind is logged, no traceback: a database error repeats the values of its statement.
    """
    try:
        run()
    except Exception as error:  # noqa: BLE001  # it is the boundary
        log.error("%s stumbled: %s", name, type(error).__name__)  # noqa: TRY400  # see above


class Job(Protocol):
    """What the clock does, as a click would."""

    @property
    def name(self) -> str: ...

    @property
    def run(self) -> Callable[[datetime], object]: ...


class Heartbeat:
    """Few and fixed jobs, in memory: what is due is a query, what was done is a row."""

    def __init__(self, jobs: Sequence[Job], now: Callable[[], datetime]) -> None:
        self._jobs = jobs
        self._now = now
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        self._scheduler.add_job(lambda: self.tick(self._now()), "interval", seconds=SECONDS)
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def tick(self, now: datetime) -> None:
        for job in self._jobs:
            guard(job.name, partial(job.run, now))
