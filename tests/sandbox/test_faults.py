"""Faults at will: what the app sees of them, and what of its call took effect."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.faults import KINDS, Fault, Faults
from sandbox.server import Server
from sandbox.workspaces import Workspace


@pytest.fixture
def impatient(server: Server, workspace: Workspace) -> WebClient:
    """It gives up after a second, and tries nothing twice."""
    return WebClient(token=workspace.bot_token, base_url=server.api, timeout=1, retry_handlers=[])


def post(client: WebClient) -> Any:
    return client.chat_postMessage(
        channel="CNOTICEBO", text="Hello", unfurl_links=False, unfurl_media=False
    )


def posted(workspace: Workspace) -> int:
    return len(workspace.channel("noticeboard").messages)


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.rate_limited(7), 429, "ratelimited"),
        (Fault.fails(), 200, "internal_error"),
        (Fault.fails("channel_not_found"), 200, "channel_not_found"),
    ],
)
def test_a_refusal_at_will(
    impatient: WebClient, workspace: Workspace, fault: Fault, status: int, error: str
) -> None:
    workspace.faults.add("chat.postMessage", fault)

    with pytest.raises(SlackApiError) as caught:
        post(impatient)

    response = caught.value.response
    assert (response.status_code, response["error"]) == (status, error)
    if status == 429:
        assert response.headers["Retry-After"] == "7"
    assert posted(workspace) == 0
    assert post(impatient)["ok"]


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_server(impatient: WebClient, workspace: Workspace, status: int) -> None:
    workspace.faults.add("chat.postMessage", Fault.server_error(status))

    with pytest.raises(SlackApiError) as caught:
        post(impatient)

    assert caught.value.response.status_code == status
    assert posted(workspace) == 0


@pytest.mark.parametrize(
    ("fault", "error", "took_effect"),
    [
        (Fault.times_out_before(), TimeoutError, 0),
        (Fault.times_out_after(), TimeoutError, 1),
        (Fault.resets(), ConnectionError, 0),
        (Fault.resets(after=True), ConnectionError, 1),
    ],
)
def test_an_answer_that_does_not_come(
    impatient: WebClient,
    workspace: Workspace,
    fault: Fault,
    error: type[Exception],
    took_effect: int,
) -> None:
    workspace.faults.add("chat.postMessage", fault)

    with pytest.raises(error):
        post(impatient)

    assert posted(workspace) == took_effect


def test_a_held_answer_holds_nobody_else(
    impatient: WebClient, client: WebClient, workspace: Workspace
) -> None:
    workspace.faults.add("chat.postMessage", Fault.times_out_after())

    def give_up() -> None:
        with pytest.raises(TimeoutError):
            post(impatient)

    waiting = Thread(target=give_up)
    waiting.start()
    assert workspace.wait(lambda: posted(workspace) == 1, 5)

    assert client.users_info(user="UAMINA000")["ok"]
    assert waiting.is_alive()
    waiting.join()


def test_a_fault_comes_as_often_as_was_said_and_only_there(
    impatient: WebClient, workspace: Workspace
) -> None:
    workspace.faults.add("chat.postMessage", Fault.fails(), times=2)

    assert impatient.users_info(user="UAMINA000")["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError):
            post(impatient)
    assert post(impatient)["ok"]


def test_a_star_means_any_method() -> None:
    faults = Faults()
    faults.add("*", Fault.fails(), times=2)
    faults.add("users.info", Fault.server_error())

    assert faults.take("chat.update") == Fault.fails()
    assert faults.take("users.info") == Fault.fails()
    assert faults.take("chat.update") is None
    assert faults.take("users.info") == Fault.server_error()


def test_faults_can_be_called_off() -> None:
    faults = Faults()
    faults.add("*", Fault.fails())

    faults.clear()

    assert faults.take("users.info") is None


@pytest.mark.parametrize(("kind", "make"), sorted(KINDS.items()))
def test_the_page_knows_every_kind_by_its_name(kind: str, make: Callable[[], Fault]) -> None:
    assert make().kind == kind
