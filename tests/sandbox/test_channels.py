"""Channels that an app makes and changes, and who is in them by its doing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.workspaces import Workspace

Json = dict[str, Any]
Refusal = Callable[..., Json]

CELLAR, VAULT, ATTIC, RUIN, BOARD = "CCELLAR00", "CVAULT000", "CATTIC000", "CRUIN0000", "CNOTICEBO"
AMINA_DM = "DAMINA000"


@pytest.fixture
def made(granted: Workspace, client: WebClient) -> str:
    """A channel that the app has made."""
    assert granted.bot
    return str(client.conversations_create(name="lab")["channel"]["id"])


def test_a_channel_is_made_with_the_app_in_it(
    client: WebClient, made: str, workspace: Workspace
) -> None:
    channel = client.conversations_info(channel=made)["channel"]

    assert (channel["name"], channel["is_private"]) == ("lab", False)
    assert (channel["creator"], channel["is_member"]) == (workspace.bot, True)


def test_a_private_one_too(granted: Workspace, client: WebClient) -> None:
    made = client.conversations_create(name="den", is_private=True)["channel"]

    assert granted.conversations[made["id"]].kind == "private"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_arguments"),
        ("#", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Lab", "invalid_name_specials"),
        ("our lab", "invalid_name_specials"),
        ("v1.2", "invalid_name_specials"),
        ("noticeboard", "name_taken"),
        ("größe_2-b", None),
        ("x" * 80, None),
    ],
)
def test_what_a_channel_may_be_called(
    granted: Workspace, client: WebClient, refusal: Refusal, name: str, error: str | None
) -> None:
    assert granted.bot
    if error is None:
        assert client.conversations_create(name=name)["channel"]["name"] == name
    else:
        assert refusal(client.conversations_create, name=name)["error"] == error


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("rename", {"channel": BOARD, "name": "board"}, "not_authorized"),
        ("rename", {"channel": ATTIC, "name": "loft"}, "not_in_channel"),
        ("rename", {"channel": RUIN, "name": "ruins"}, "is_archived"),
        ("rename", {"channel": AMINA_DM, "name": "x"}, "method_not_supported_for_channel_type"),
        ("rename", {"channel": VAULT, "name": "x"}, "channel_not_found"),
        ("archive", {"channel": RUIN}, "already_archived"),
        ("archive", {"channel": ATTIC}, "not_in_channel"),
        ("archive", {"channel": AMINA_DM}, "method_not_supported_for_channel_type"),
        ("unarchive", {"channel": BOARD}, "not_archived"),
        ("setTopic", {"channel": ATTIC, "topic": "x"}, "not_in_channel"),
        ("setTopic", {"channel": RUIN, "topic": "x"}, "is_archived"),
        ("setTopic", {"channel": BOARD, "topic": "x" * 251}, "too_long"),
        ("setPurpose", {"channel": BOARD, "purpose": "x" * 251}, "too_long"),
        ("setTopic", {"channel": AMINA_DM, "topic": "x"}, "method_not_supported_for_channel_type"),
        ("close", {"channel": BOARD}, "method_not_supported_for_channel_type"),
        ("mark", {"channel": ATTIC, "ts": "1.0"}, "not_in_channel"),
        ("mark", {"channel": BOARD, "ts": "now"}, "invalid_timestamp"),
        ("invite", {"channel": BOARD, "users": "UAMINA000"}, "already_in_channel"),
        ("invite", {"channel": CELLAR, "users": "UNOBODY00"}, "user_not_found"),
        ("invite", {"channel": CELLAR, "users": "UCOMMONS0"}, "cant_invite_self"),
        ("invite", {"channel": CELLAR, "users": " , "}, "no_user"),
        ("invite", {"channel": ATTIC, "users": "UTOM00000"}, "not_in_channel"),
        ("invite", {"channel": RUIN, "users": "UTOM00000"}, "is_archived"),
        ("invite", {"channel": AMINA_DM, "users": "U1"}, "method_not_supported_for_channel_type"),
        ("kick", {"channel": BOARD, "user": "UCOMMONS0"}, "cant_kick_self"),
        ("kick", {"channel": BOARD, "user": "UNOBODY00"}, "user_not_found"),
        ("kick", {"channel": CELLAR, "user": "UTOM00000"}, "not_in_channel"),
        ("leave", {"channel": RUIN}, "is_archived"),
        ("leave", {"channel": AMINA_DM}, "method_not_supported_for_channel_type"),
    ],
)
def test_what_is_refused(
    granted: Workspace, client: WebClient, refusal: Refusal, method: str, given: Json, error: str
) -> None:
    assert granted.bot
    refused = refusal(client.api_call, f"conversations.{method}", params=given)

    assert refused["error"] == error


@pytest.mark.parametrize(
    ("method", "given", "scopes", "needed"),
    [
        ("create", {"name": "lab"}, ("im:write",), "channels:manage"),
        ("create", {"name": "lab", "is_private": 1}, ("channels:manage",), "groups:write"),
        ("archive", {"channel": BOARD}, ("im:write",), "channels:manage"),
        ("setTopic", {"channel": CELLAR, "topic": "x"}, ("channels:write.topic",), None),
        ("setTopic", {"channel": BOARD, "topic": "x"}, ("channels:write.topic",), ""),
        ("invite", {"channel": BOARD, "users": "U1"}, ("mpim:write",), None),
        ("leave", {"channel": CELLAR}, ("channels:manage",), "groups:write"),
        ("mark", {"channel": AMINA_DM, "ts": "1.0"}, ("channels:manage",), "im:write"),
        ("close", {"channel": AMINA_DM}, ("mpim:write",), "im:write"),
    ],
)
def test_each_kind_of_conversation_asks_for_its_own_scope(
    workspace: Workspace,
    client: WebClient,
    refusal: Refusal,
    method: str,
    given: Json,
    scopes: tuple[str, ...],
    needed: str | None,
) -> None:
    """`needed`: None for one of several, "" for nothing."""
    workspace.manifest = replace(workspace.manifest, scopes=scopes)
    if needed == "":
        assert client.api_call(f"conversations.{method}", params=given)["ok"]
        return

    refused = refusal(client.api_call, f"conversations.{method}", params=given)

    assert refused["error"] == "missing_scope"
    assert needed is None or refused["needed"] == needed


def test_a_channel_is_renamed_described_closed_and_opened_again(
    client: WebClient, made: str, workspace: Workspace
) -> None:
    client.conversations_rename(channel=made, name="workshop")
    client.conversations_setTopic(channel=made, topic="Wood")
    client.conversations_setPurpose(channel=made, purpose="To make things")
    client.conversations_archive(channel=made)
    channel = client.conversations_info(channel=made)["channel"]

    assert (channel["name"], channel["topic"]["value"]) == ("workshop", "Wood")
    assert (channel["purpose"]["value"], channel["is_archived"]) == ("To make things", True)
    client.conversations_unarchive(channel=made)
    assert not workspace.conversations[made].archived


def test_people_are_invited_and_sent_away(
    client: WebClient, made: str, workspace: Workspace
) -> None:
    client.conversations_invite(channel=made, users="UAMINA000,UTOM00000")
    client.conversations_kick(channel=made, user="UTOM00000")

    assert workspace.conversations[made].members == [workspace.bot, "UAMINA000"]


def test_one_who_cannot_come_keeps_all_out_unless_forced(
    client: WebClient, made: str, refusal: Refusal, workspace: Workspace
) -> None:
    refused = refusal(client.conversations_invite, channel=made, users="UAMINA000,UNOBODY00")
    assert refused["errors"] == [{"user": "UNOBODY00", "ok": False, "error": "user_not_found"}]
    assert workspace.conversations[made].members == [workspace.bot]

    forced = client.conversations_invite(channel=made, users="UAMINA000,UNOBODY00", force=True)
    assert [each["user"] for each in forced["errors"]] == ["UNOBODY00"]
    assert "UAMINA000" in workspace.conversations[made].members


def test_who_leaves_says_nothing_there_any_more(
    client: WebClient, made: str, refusal: Refusal
) -> None:
    client.conversations_leave(channel=made)

    assert client.conversations_leave(channel=made)["not_in_channel"] is True
    assert refusal(client.chat_postMessage, channel=made, text="x")["error"] == "not_in_channel"


def test_the_last_one_cannot_leave_a_private_channel(
    granted: Workspace, client: WebClient, refusal: Refusal
) -> None:
    assert granted.bot
    den = client.conversations_create(name="den", is_private=True)["channel"]["id"]

    assert refusal(client.conversations_leave, channel=den)["error"] == "last_member"


def test_what_the_app_has_read_is_remembered(granted: Workspace, client: WebClient) -> None:
    client.conversations_mark(channel=BOARD, ts="17.5")

    assert granted.read_until[granted.bot, BOARD] == "17.5"
