"""The heartbeat: every few seconds it lets the clock's jobs look whether something is due."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

SECONDS = 5
OFTEN = 5  # so many times in a row, and it is not by chance: people are told


def guard(name: str, run: Callable[[], object]) -> str | None:
    """The boundary of everything that the clock does: what breaks is logged, the rest goes on.
    Returns by what reference it is found in the log.

    Only its kind is logged, no traceback: a database error repeats the values of its statement.
    """
    try:
        run()
    except Exception as error:  # noqa: BLE001  # it is the boundary
        reference = uuid.uuid4().hex[:8]
        log.error("%s: %s stumbled: %s", reference, name, type(error).__name__)  # noqa: TRY400  # see above
        return reference
    return None


class Job(Protocol):
    """What the clock does, as a click would."""

    @property
    def name(self) -> str: ...

    @property
    def run(self) -> Callable[[datetime], object]: ...


class Watch(Protocol):
    """Who is told when a job keeps failing, and when it does what it should."""

    def stumbled(self, job: str, reference: str) -> None: ...

    def goes_again(self, job: str) -> None: ...


class Heartbeat:
    """Few and fixed jobs, in memory: what is due is a query, what was done is a row."""

    def __init__(self, jobs: Sequence[Job], now: Callable[[], datetime], watch: Watch) -> None:
        self._jobs = jobs
        self._now = now
        self._watch = watch
        self._failures: Counter[str] = Counter()
        self._fine: set[str] = set()  # and said so; at first nobody knows how it was before us
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        self._scheduler.add_job(lambda: self.tick(self._now()), "interval", seconds=SECONDS)
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def tick(self, now: datetime) -> None:
        for job in self._jobs:
            reference = guard(job.name, partial(job.run, now))
            guard(job.name, partial(self._note, job.name, reference))

    def _note(self, job: str, reference: str | None) -> None:
        """What could not be told is told at the next beat."""
        if reference is None:
            self._failures[job] = 0
            if job not in self._fine:
                self._watch.goes_again(job)
                self._fine.add(job)
            return
        self._failures[job] += 1
        if self._failures[job] >= OFTEN:
            self._fine.discard(job)
            self._watch.stumbled(job, reference)
