"""The heartbeat: one job that stumbles stops neither the others nor the next beat."""

import logging
from dataclasses import dataclass
from datetime import datetime

import pytest

from bot.scheduler import OFTEN, Heartbeat
from tests.cast import NOW


@dataclass(frozen=True)
class Noted:
    name: str
    beats: list[datetime]

    def run(self, now: datetime) -> None:
        if self.name == "stumbles":
            raise ValueError("words that somebody wrote")
        self.beats.append(now)


class Told:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def stumbled(self, job: str, reference: str) -> None:
        assert reference
        self.heard.append(f"{job} stumbled")

    def goes_again(self, job: str) -> None:
        self.heard.append(f"{job} goes again")


def test_every_job_is_run_with_the_same_now(caplog: pytest.LogCaptureFixture) -> None:
    beats: list[datetime] = []
    heartbeat = Heartbeat([Noted("stumbles", beats), Noted("goes on", beats)], lambda: NOW, Told())
    with caplog.at_level(logging.ERROR):
        heartbeat.tick(NOW)
        heartbeat.tick(NOW)

    assert beats == [NOW, NOW]
    assert "stumbles stumbled: ValueError" in caplog.text
    assert "words that somebody wrote" not in caplog.text


def test_it_starts_and_stops() -> None:
    heartbeat = Heartbeat([], lambda: NOW, Told())
    heartbeat.start()
    heartbeat.stop()
    heartbeat.stop()


def test_what_keeps_failing_is_told_and_that_it_goes_again_once() -> None:
    beats: list[datetime] = []
    job, told = Noted("stumbles", beats), Told()
    heartbeat = Heartbeat([job], lambda: NOW, told)
    for _ in range(OFTEN - 1):
        heartbeat.tick(NOW)
    assert told.heard == [], "once may be by chance"

    heartbeat.tick(NOW)
    assert told.heard == ["stumbles stumbled"]
    object.__setattr__(job, "name", "goes on")
    heartbeat.tick(NOW)
    heartbeat.tick(NOW)
    assert told.heard == ["stumbles stumbled", "goes on goes again"]


def test_at_the_start_nobody_knows_how_it_was_before() -> None:
    told = Told()
    heartbeat = Heartbeat([Noted("goes on", [])], lambda: NOW, told)
    heartbeat.tick(NOW)
    heartbeat.tick(NOW)

    assert told.heard == ["goes on goes again"]
