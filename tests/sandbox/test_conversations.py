"""conversations.*: what the app may know of channels and of what was said in them."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from queue import Queue
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.workspaces import Workspace

Json = dict[str, Any]
Refusal = Callable[..., Json]

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
OTHER: Json = {"event_type": "other", "event_payload": {}}
TOKEN: Json = {"event_type": "delivery", "event_payload": {"token": "abc"}}


def texts(answer: Any) -> list[str]:
    return [message["text"] for message in answer["messages"]]


@pytest.fixture
def three(client: WebClient) -> list[str]:
    """Three messages, oldest first."""
    return [
        client.chat_postMessage(channel="CNOTICEBO", text=text, metadata=TOKEN, **QUIET)["ts"]
        for text in ("one", "two", "three")
    ]


def test_info_shows_a_channel(client: WebClient, workspace: Workspace) -> None:
    plain = client.conversations_info(channel="CNOTICEBO")["channel"]
    channel = client.conversations_info(channel="CNOTICEBO", include_num_members=True)["channel"]

    assert "num_members" not in plain
    assert (
        channel["name"],
        channel["is_channel"],
        channel["is_private"],
        channel["is_member"],
    ) == (
        "noticeboard",
        True,
        False,
        True,
    )
    assert channel["num_members"] == len(workspace.users)
    assert channel["purpose"]["value"] == "What the group is trying, asking and learning"


@pytest.mark.parametrize(
    ("method", "channel", "error"),
    [
        ("conversations.info", "attic", None),
        ("conversations.info", "vault", "channel_not_found"),
        ("conversations.members", "attic", None),
        ("conversations.members", "vault", "channel_not_found"),
        ("conversations.history", "cellar", None),
        ("conversations.history", "attic", "not_in_channel"),
        ("conversations.history", "vault", "channel_not_found"),
        ("conversations.join", "attic", None),
        ("conversations.join", "vault", "channel_not_found"),
        ("conversations.join", "cellar", "method_not_supported_for_channel_type"),
        ("conversations.join", "ruin", "is_archived"),
    ],
)
def test_what_may_be_known_of_which_channel(
    client: WebClient,
    workspace: Workspace,
    refusal: Refusal,
    method: str,
    channel: str,
    error: str | None,
) -> None:
    given = {"channel": workspace.conversation(channel).id}

    if error is None:
        assert client.api_call(method, params=given)["ok"]
    else:
        assert refusal(client.api_call, method, params=given)["error"] == error


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, ["noticeboard", "hallway", "tea-corner", "attic", "ruin"]),
        ({"exclude_archived": True}, ["noticeboard", "hallway", "tea-corner", "attic"]),
        ({"types": "private_channel"}, ["cellar"]),
        (
            {"types": "public_channel,private_channel", "exclude_archived": True},
            ["noticeboard", "hallway", "tea-corner", "attic", "cellar"],
        ),
    ],
)
def test_channels_are_listed_by_type(client: WebClient, given: Json, names: list[str]) -> None:
    answer = client.conversations_list(**given)

    assert [channel["name"] for channel in answer["channels"]] == names


def test_direct_messages_are_listed_with_whom_they_are(
    client: WebClient, workspace: Workspace
) -> None:
    answer = client.conversations_list(types="im")

    users = [channel["user"] for channel in answer["channels"]]
    assert users == [user for user in workspace.users if user != workspace.bot]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, ["noticeboard", "hallway", "ruin"]),
        ({"user": "UAMINA000"}, ["noticeboard", "hallway", "tea-corner", "attic", "ruin"]),
        ({"user": "UAMINA000", "types": "private_channel"}, ["cellar"]),
    ],
)
def test_memberships_are_listed(client: WebClient, given: Json, names: list[str]) -> None:
    answer = client.users_conversations(**given)

    assert [channel["name"] for channel in answer["channels"]] == names


def test_an_unknown_type(client: WebClient, refusal: Refusal) -> None:
    assert refusal(client.conversations_list, types="secret")["error"] == "invalid_types"


def test_a_type_whose_scope_is_missing(
    client: WebClient, workspace: Workspace, refusal: Refusal
) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=("channels:read",))

    refused = refusal(client.conversations_list, types="public_channel,private_channel")

    assert (refused["error"], refused["needed"]) == ("missing_scope", "groups:read")


def test_members_come_in_pages(client: WebClient, workspace: Workspace) -> None:
    pages = [page["members"] for page in client.conversations_members(channel="CNOTICEBO", limit=6)]

    assert [len(page) for page in pages] == [6, 6, 1]
    assert list(chain(*pages)) == list(workspace.users)


@pytest.mark.usefixtures("three")
def test_history_is_newest_first_in_pages(client: WebClient) -> None:
    first = client.conversations_history(channel="CNOTICEBO", limit=2)

    assert (texts(first), first["has_more"]) == (["three", "two"], True)
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel="CNOTICEBO", limit=2, cursor=cursor)
    assert (texts(second), second["has_more"]) == (["one"], False)


@pytest.mark.parametrize(
    ("oldest", "latest", "inclusive", "found"),
    [
        (0, None, False, ["three", "two"]),
        (0, None, True, ["three", "two", "one"]),
        (None, 2, False, ["two", "one"]),
        (None, 2, True, ["three", "two", "one"]),
        (0, 2, False, ["two"]),
        (2, None, False, []),
    ],
)
def test_history_between_two_moments(
    client: WebClient,
    three: list[str],
    oldest: int | None,
    latest: int | None,
    inclusive: bool,  # noqa: FBT001 - a column of the table above
    found: list[str],
) -> None:
    answer = client.conversations_history(
        channel="CNOTICEBO",
        oldest=None if oldest is None else three[oldest],
        latest=None if latest is None else three[latest],
        inclusive=inclusive,
    )

    assert texts(answer) == found


@pytest.mark.parametrize("name", ["oldest", "latest"])
def test_a_moment_that_is_none(client: WebClient, refusal: Refusal, name: str) -> None:
    given: Json = {"channel": "CNOTICEBO", name: "yesterday"}

    refused = refusal(client.conversations_history, **given)

    assert refused["error"] == f"invalid_ts_{name}"


def test_history_has_neither_replies_nor_ephemeral_messages(
    client: WebClient, three: list[str]
) -> None:
    client.chat_postMessage(channel="CNOTICEBO", text="reply", thread_ts=three[0], **QUIET)
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="psst")

    answer = client.conversations_history(channel="CNOTICEBO")

    assert texts(answer) == ["three", "two", "one"]
    assert answer["messages"][2]["reply_count"] == 1


def test_replies_come_oldest_first_under_their_parent(client: WebClient, three: list[str]) -> None:
    for text in ("first", "second"):
        reply = client.chat_postMessage(
            channel="CNOTICEBO", text=text, thread_ts=three[1], **QUIET
        )["ts"]

    for ts in (three[1], reply):
        answer = client.conversations_replies(channel="CNOTICEBO", ts=ts)
        assert texts(answer) == ["two", "first", "second"]


def test_a_thread_that_is_none(client: WebClient, refusal: Refusal) -> None:
    refused = refusal(client.conversations_replies, channel="CNOTICEBO", ts="1.000001")

    assert refused["error"] == "thread_not_found"


@pytest.mark.parametrize(
    ("asked", "scopes", "shown"),
    [
        (True, ("channels:history", "metadata.message:read"), True),
        (False, ("channels:history", "metadata.message:read"), False),
        (True, ("channels:history",), False),
    ],
)
def test_metadata_is_for_those_who_ask_and_may(
    client: WebClient,
    workspace: Workspace,
    three: list[str],
    asked: bool,  # noqa: FBT001 - columns of the table above
    scopes: tuple[str, ...],
    shown: bool,  # noqa: FBT001 - the same
) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=scopes)
    given: Json = {"channel": "CNOTICEBO", "include_all_metadata": asked}

    history = client.conversations_history(**given)["messages"][0]
    thread = client.conversations_replies(ts=three[2], **given)["messages"][0]

    expected = TOKEN if shown else None
    assert (history.get("metadata"), thread.get("metadata")) == (expected, expected)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, TOKEN),
        ({"metadata": OTHER}, OTHER),
        ({"metadata": {}}, None),
    ],
)
def test_metadata_stays_until_an_update_brings_other(
    client: WebClient, three: list[str], given: Json, kept: Json | None
) -> None:
    client.chat_update(channel="CNOTICEBO", ts=three[2], text="x", **given)

    answer = client.conversations_history(channel="CNOTICEBO", include_all_metadata=True)

    assert answer["messages"][0].get("metadata") == kept


def test_direct_messages_are_opened(client: WebClient) -> None:
    assert client.conversations_open(users="UTOM00000")["channel"] == {"id": "DTOM00000"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "UNOBODY00"}, "user_not_found"),
        ({"channel": "DNOBODY00"}, "channel_not_found"),
    ],
)
def test_direct_messages_that_cannot_be_opened(
    client: WebClient, refusal: Refusal, given: Json, error: str
) -> None:
    refused = refusal(client.api_call, "conversations.open", json=given)

    assert refused["error"] == error


def test_joining_makes_a_member_and_says_so(
    client: WebClient, workspace: Workspace, direct: App
) -> None:
    told: Queue[Json] = Queue()

    @direct.event("member_joined_channel")
    def hear(event: Json) -> None:
        told.put(event)

    attic = workspace.conversation("attic").id

    client.conversations_join(channel=attic)

    assert client.chat_postMessage(channel=attic, text="Hello", **QUIET)["ok"]
    event = told.get(timeout=5)
    assert (event["user"], event["channel"]) == (workspace.bot, attic)


def test_joining_twice_is_a_warning(client: WebClient) -> None:
    answer = client.conversations_join(channel="CNOTICEBO")

    assert answer["warning"] == "already_in_channel"
