"""reactions.* and pins.*: what an app puts under a message, and above a channel."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET

Json = dict[str, Any]
Refusal = Callable[..., Json]


@pytest.fixture
def at(granted: Workspace, client: WebClient) -> Json:
    """Where a message of the app stands."""
    assert granted.bot
    posted = client.chat_postMessage(channel="CNOTICEBO", text="Look", **QUIET)
    return {"channel": "CNOTICEBO", "timestamp": posted["ts"]}


def test_a_reaction_comes_and_goes(client: WebClient, at: Json, workspace: Workspace) -> None:
    client.reactions_add(name="tada", **at)
    client.reactions_add(name="+1::skin-tone-3", **at)

    assert client.reactions_get(**at)["message"]["reactions"] == [
        {"name": "tada", "users": [workspace.bot], "count": 1},
        {"name": "+1::skin-tone-3", "users": [workspace.bot], "count": 1},
    ]

    client.reactions_remove(name="tada", **at)
    client.reactions_remove(name="+1::skin-tone-3", **at)
    assert "reactions" not in client.reactions_get(**at)["message"]


@pytest.mark.parametrize(
    ("method", "change", "error"),
    [
        ("reactions.add", {"name": "eyes"}, "already_reacted"),
        ("reactions.add", {"name": ":tada:"}, "invalid_name"),
        ("reactions.add", {"name": "TADA"}, "invalid_name"),
        ("reactions.add", {"name": "tada", "timestamp": "1.0"}, "message_not_found"),
        ("reactions.add", {"name": "tada", "timestamp": "then"}, "bad_timestamp"),
        ("reactions.add", {"name": "tada", "channel": "CNOWHERE0"}, "channel_not_found"),
        ("reactions.remove", {"name": "tada"}, "no_reaction"),
        ("reactions.remove", {"name": "tada", "timestamp": ""}, "bad_timestamp"),
        ("reactions.get", {"channel": None}, "no_item_specified"),
        ("reactions.list", {"user": "UNOBODY00"}, "user_not_found"),
        ("pins.add", {"timestamp": None}, "no_item_specified"),
        ("pins.add", {"timestamp": "1.0"}, "message_not_found"),
        ("pins.add", {"channel": "CATTIC000"}, "not_in_channel"),
        ("pins.remove", {}, "no_pin"),
    ],
)
def test_what_is_refused(
    client: WebClient, refusal: Refusal, at: Json, method: str, change: Json, error: str
) -> None:
    client.reactions_add(name="eyes", **at)
    given = {name: each for name, each in {**at, **change}.items() if each is not None}

    assert refusal(client.api_call, method, params=given)["error"] == error


def test_an_emoji_that_nobody_knows_is_remarked_on(
    client: WebClient, at: Json, workspace: Workspace
) -> None:
    client.reactions_add(name="our_own_parrot", **at)

    [entry] = [each for each in workspace.journal.since() if each.name == "reactions.add"]
    assert entry.remarks == ["our_own_parrot is no emoji, unless somebody added it"]


def test_what_one_reacted_to_is_listed(client: WebClient, at: Json) -> None:
    client.reactions_add(name="eyes", **at)

    items = client.reactions_list()["items"]
    assert [item["message"]["ts"] for item in items] == [at["timestamp"]]
    assert client.reactions_list(user="UAMINA000")["items"] == []


def test_a_message_is_pinned_once_and_unpinned(
    client: WebClient, at: Json, refusal: Refusal, workspace: Workspace
) -> None:
    client.pins_add(**at)
    assert refusal(client.pins_add, **at)["error"] == "already_pinned"

    items = client.pins_list(channel="CNOTICEBO")["items"]
    assert [item["message"]["text"] for item in items] == ["Look"]
    assert items[0]["created_by"] == workspace.bot
    assert items[0]["message"]["permalink"].endswith(at["timestamp"].replace(".", ""))

    client.pins_remove(**at)
    assert client.pins_list(channel="CNOTICEBO")["items"] == []


def test_what_is_deleted_is_pinned_no_more(client: WebClient, at: Json) -> None:
    client.pins_add(**at)

    client.chat_delete(channel=at["channel"], ts=at["timestamp"])

    assert client.pins_list(channel="CNOTICEBO")["items"] == []
