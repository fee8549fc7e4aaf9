"""response_url: thirty minutes, five uses, and what may be done with the original."""

import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.workspaces import Workspace

Json = dict[str, Any]

ROW: Json = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Open"}}
    ],
}


@pytest.fixture
def respond(direct: App) -> Callable[[], WebhookClient]:
    """The response_url of what Amina did last."""
    urls: list[str] = []

    def listen(body: Json, ack: Ack) -> None:
        urls.append(body["response_url"])
        ack()

    direct.command("/experiment")(listen)
    direct.action("go")(listen)
    return lambda: WebhookClient(urls[-1])


@pytest.fixture
def after_command(workspace: Workspace, respond: Callable[[], WebhookClient]) -> WebhookClient:
    workspace.person("amina").types("/experiment", in_="noticeboard")
    return respond()


@pytest.fixture
def after_click(
    client: WebClient, workspace: Workspace, respond: Callable[[], WebhookClient]
) -> WebhookClient:
    """On a message that everybody sees."""
    client.chat_postMessage(
        channel="CNOTICEBO", text="Card", blocks=[ROW], unfurl_links=False, unfurl_media=False
    )
    workspace.person("amina").clicks("Open")
    return respond()


@pytest.fixture
def after_quiet_click(
    client: WebClient, workspace: Workspace, respond: Callable[[], WebhookClient]
) -> WebhookClient:
    """On a message that only Amina sees."""
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst", blocks=[ROW])
    workspace.person("amina").clicks("Open")
    return respond()


def public(workspace: Workspace) -> list[str]:
    return [message.shown for message in workspace.channel("noticeboard").messages]


def private(workspace: Workspace) -> list[str]:
    return [message.shown for message in workspace.person("amina").sees]


def test_an_answer_is_for_the_one_who_asked(
    workspace: Workspace, after_command: WebhookClient
) -> None:
    answer = after_command.send(text="Here you are")

    assert (answer.status_code, answer.body) == (200, "ok")
    assert (private(workspace), public(workspace)) == (["Here you are"], [])


def test_an_answer_may_be_for_everybody(workspace: Workspace, after_command: WebhookClient) -> None:
    after_command.send(text="Look here", response_type="in_channel")

    assert (private(workspace), public(workspace)) == ([], ["Look here"])


def test_an_answer_goes_where_the_app_is_not_a_member(
    workspace: Workspace, respond: Callable[[], WebhookClient]
) -> None:
    workspace.person("amina").types("/experiment", in_="attic")

    respond().send(text="Look here", response_type="in_channel")

    assert [message.text for message in workspace.channel("attic").messages] == ["Look here"]


def test_a_command_has_no_original_to_replace(
    workspace: Workspace, after_command: WebhookClient
) -> None:
    after_command.send(text="First")
    after_command.send(text="Second", replace_original=True)

    assert private(workspace) == ["First", "Second"]


def test_an_original_is_replaced(workspace: Workspace, after_click: WebhookClient) -> None:
    after_click.send(text="Noted", replace_original=True)

    assert (public(workspace), private(workspace)) == (["Noted"], [])
    assert workspace.channel("noticeboard").messages[0].edited


def test_an_original_is_deleted(workspace: Workspace, after_click: WebhookClient) -> None:
    after_click.send(delete_original=True)

    assert public(workspace) == []


def test_without_saying_so_the_original_stays(
    workspace: Workspace, after_click: WebhookClient
) -> None:
    after_click.send(text="Thanks")

    assert (public(workspace), private(workspace)) == (["Open"], ["Thanks"])


def test_an_ephemeral_original_stays_ephemeral(
    workspace: Workspace, after_quiet_click: WebhookClient
) -> None:
    after_quiet_click.send(text="Noted", replace_original=True, response_type="in_channel")

    assert (public(workspace), private(workspace)) == ([], ["Noted"])
    assert not workspace.person("amina").sees[0].edited


def test_an_ephemeral_original_is_deleted(
    workspace: Workspace, after_quiet_click: WebhookClient
) -> None:
    after_quiet_click.send(delete_original=True)

    assert private(workspace) == []


def test_an_address_works_five_times(workspace: Workspace, after_command: WebhookClient) -> None:
    answers = [after_command.send(text=f"{number}") for number in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].body == "used_url"
    assert private(workspace) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 404)])
def test_an_address_lives_thirty_minutes(
    workspace: Workspace, after_command: WebhookClient, minutes: int, status: int
) -> None:
    workspace.clock.advance(minutes * 60)

    assert after_command.send(text="Late").status_code == status


def test_an_address_that_nobody_gave(workspace: Workspace) -> None:
    answer = WebhookClient(f"{workspace.origin}/respond/nothing").send(text="x")

    assert (answer.status_code, answer.body) == (404, "expired_url")


@pytest.mark.parametrize(
    ("given", "error"),
    [({"text": ""}, "no_text"), ({"text": "x", "blocks": [{"type": "bubble"}]}, "invalid_blocks")],
)
def test_an_answer_is_checked_like_a_message(
    workspace: Workspace, after_command: WebhookClient, given: Json, error: str
) -> None:
    answer = after_command.send_dict(given)

    assert answer.status_code == 400
    assert f'"error":"{error}"' in answer.body
    assert private(workspace) == []


@pytest.mark.parametrize("body", [b"hello", b"[]"])
def test_an_answer_that_is_no_object(
    workspace: Workspace, after_command: WebhookClient, body: bytes
) -> None:
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(after_command.url, body, timeout=5)

    with refused.value as answer:
        assert (answer.code, answer.read()) == (400, b"invalid_payload")
    assert private(workspace) == []
