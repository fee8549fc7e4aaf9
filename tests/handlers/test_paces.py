"""The pace of what is said: a message a second in a channel, and so many over all."""

import threading

import pytest

from handlers.paces import Pace


class Waits(threading.Event):
    """An event that is never set, and says how long it was waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return self.is_set()


@pytest.mark.parametrize(
    ("channels", "waits"),
    [
        (["a", "a", "a"], [1.0, 2.0]),
        (["a", "b", "c"], [0.2, 0.4]),
        (["a", "b", "a"], [0.2, 1.0]),
    ],
    ids=["one channel", "three channels", "both"],
)
def test_each_call_has_its_moment(channels: list[str], waits: list[float]) -> None:
    pace = Pace(lambda: 100.0, channel_seconds=1, posts_per_second=5)
    waited = Waits()

    assert all(pace.wait(channel, waited) for channel in channels)
    assert waited.seconds == pytest.approx(waits)


def test_when_we_stop_nobody_gets_a_turn() -> None:
    pace = Pace(lambda: 100.0, channel_seconds=1, posts_per_second=0)
    stopped = Waits()
    stopped.set()

    assert not pace.wait("a", stopped)
    assert not pace.wait("a", stopped)


def test_whoever_waits_for_a_channel_keeps_nobody_else_waiting() -> None:
    pace = Pace(lambda: 100.0, channel_seconds=1, posts_per_second=5)
    waited = Waits()
    for channel in ("a", "a", "a", "b", "c", "d", "e", "f"):
        pace.wait(channel, waited)

    assert waited.seconds == pytest.approx([1.0, 2.0, 0.2, 0.4, 0.6, 0.8, 1.2])


def test_what_is_over_is_forgotten() -> None:
    now = [100.0]
    pace = Pace(lambda: now[0], channel_seconds=1, posts_per_second=5)
    for number in range(50):
        now[0] += 1
        pace.wait(f"channel {number}", Waits())

    assert len(pace._given) + len(pace._next_in_channel) <= 3
