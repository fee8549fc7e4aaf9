"""How often an app may call: tiers, bursts, a message a second, and the workspace's own time."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.clock import Clock
from sandbox.rates import Rates
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET


class Still:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Still:
    return Still()


@pytest.fixture
def rates(time: Still) -> Rates:
    return Rates(Clock(real=time))


def calls(rates: Rates, method: str, channel: str = "") -> int:
    """How many go through at once."""
    count = 0
    while rates.take(method, channel) == 0:
        count += 1
    return count


@pytest.mark.parametrize(
    ("method", "at_once", "wait"),
    [
        ("apps.manifest.create", 1, 60),
        ("users.list", 20, 3),
        ("chat.update", 50, 2),
        ("users.info", 100, 1),
        ("auth.test", 600, 1),
        ("chat.postMessage", 10, 1),
    ],
)
def test_so_many_calls_of_each_tier_go_through(
    rates: Rates, method: str, at_once: int, wait: int
) -> None:
    assert calls(rates, method, "C1") == at_once
    assert rates.take(method, "C1") == wait


def test_what_was_waited_for_goes_through(rates: Rates, time: Still) -> None:
    calls(rates, "users.list")

    time.seconds += 3
    assert rates.take("users.list", "") == 0
    assert rates.take("users.list", "") == 3


def test_each_method_is_counted_for_itself(rates: Rates) -> None:
    calls(rates, "users.list")

    assert rates.take("team.info", "") == 0


def test_each_channel_takes_a_message_a_second(rates: Rates, time: Still) -> None:
    calls(rates, "chat.postMessage", "C1")
    assert rates.take("chat.postMessage", "C2") == 0

    time.seconds += 1
    assert calls(rates, "chat.postMessage", "C1") == 1


def test_all_channels_together_take_some_hundreds_a_minute(rates: Rates) -> None:
    assert sum(calls(rates, "chat.postMessage", f"C{number}") for number in range(40)) == 300


def test_a_jump_of_the_clock_leaves_every_bucket_full(rates: Rates, time: Still) -> None:
    calls(rates, "users.list")

    time.seconds += 604_800
    assert calls(rates, "users.list") == 20


def test_a_clock_that_is_set_back_neither_fills_nor_breaks(rates: Rates, time: Still) -> None:
    calls(rates, "users.list")

    time.seconds -= 3600
    assert rates.take("users.list", "") == 3


def test_an_app_is_told_how_long_to_wait(client: WebClient, workspace: Workspace) -> None:
    workspace.rates.enforced = True

    with pytest.raises(SlackApiError) as caught:
        for number in range(20):
            client.chat_postMessage(channel="CNOTICEBO", text=str(number), **QUIET)

    response = caught.value.response
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "1"
    assert response.data == {"ok": False, "error": "ratelimited"}
    assert len(workspace.channel("noticeboard").posts()) >= 10


def test_whoever_starts_a_workspace_meets_the_limits(workspace: Workspace) -> None:
    assert Rates(workspace.clock).enforced
