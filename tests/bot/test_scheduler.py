"""The heartbeat: one job that stumbles stops neither the others nor the next beat."""

import logging
from dataclasses import dataclass
from datetime import datetime

import pytest

from bot.scheduler import Heartbeat
from tests.cast import NOW


@dataclass(frozen=True)
class Noted:
    name: str
    beats: list[datetime]

    def run(self, now: datetime) -> None:
        if self.name == "stumbles":
            raise ValueError("words that somebody wrote")
        self.beats.append(now)


def test_every_job_is_run_with_the_same_now(caplog: pytest.LogCaptureFixture) -> None:
    beats: list[datetime] = []
    heartbeat = Heartbeat([Noted("stumbles", beats), Noted("goes on", beats)], lambda: NOW)
    with caplog.at_level(logging.ERROR):
        heartbeat.tick(NOW)
        heartbeat.tick(NOW)

    assert beats == [NOW, NOW]
    assert "stumbles stumbled: ValueError" in caplog.text
    assert "words that somebody wrote" not in caplog.text


def test_it_starts_and_stops() -> None:
    heartbeat = Heartbeat([], lambda: NOW)
    heartbeat.start()
    heartbeat.stop()
    heartbeat.stop()
