"""Direct messages among a few: the app opens them, speaks in them, and listens."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from slack_sdk import WebClient

from sandbox.manifests import Manifest
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET, Json, button, row

Refusal = Callable[..., Json]
NAME = "mpdm-amina--tom--commons-1"
TWO = "UAMINA000,UTOM00000"


@pytest.fixture
def group(client: WebClient) -> str:
    """Amina's and Tom's, with the app."""
    found: str = client.conversations_open(users=TWO)["channel"]["id"]
    return found


def test_a_group_is_opened_once_for_the_same_people(
    client: WebClient, workspace: Workspace
) -> None:
    first = client.conversations_open(users=TWO)
    again = client.conversations_open(users="UTOM00000,UAMINA000,UTOM00000,UCOMMONS0")
    other = client.conversations_open(users=f"{TWO},UPRIYA000")

    assert "already_open" not in first
    assert again["already_open"]
    assert again["channel"] == first["channel"]
    assert other["channel"] != first["channel"]
    assert workspace.group("tom", "amina").members == ["UAMINA000", "UTOM00000", workspace.bot]


def test_a_group_is_described_as_slack_does(client: WebClient, group: str) -> None:
    channel = client.conversations_info(channel=group)["channel"]

    assert channel["name"] == NAME
    assert [channel[f"is_{kind}"] for kind in ("mpim", "private", "im", "channel")] == [
        True,
        True,
        False,
        False,
    ]
    assert channel["purpose"]["value"] == "Group messaging with: @amina @tom @commons"
    opened = client.conversations_open(users=TWO, return_im=True)["channel"]
    assert (opened["id"], opened["is_mpim"]) == (group, True)
    assert client.conversations_members(channel=group)["members"][:2] == TWO.split(",")


@pytest.mark.parametrize("method", ["conversations_list", "users_conversations"])
def test_groups_are_listed_where_one_asks_for_them(
    client: WebClient, group: str, method: str
) -> None:
    def listed(types: str) -> list[str]:
        return [each["id"] for each in getattr(client, method)(types=types)["channels"]]

    assert listed("mpim") == [group]
    assert group not in listed("public_channel,private_channel,im")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"users": f"{TWO},UNOBODY00"}, "user_not_found"),
        ({"users": "USLEEPER0"}, "user_disabled"),
        ({"users": f"{TWO},UPRIYA000", "prevent_creation": True}, "channel_not_found"),
        ({"channel": "CNOTICEBO"}, "method_not_supported_for_channel_type"),
        ({"users": ",".join(f"UGUEST{number}00" for number in range(9))}, "too_many_users"),
    ],
)
def test_a_group_that_cannot_be_opened(
    client: WebClient, workspace: Workspace, refusal: Refusal, given: Json, error: str
) -> None:
    workspace.add_user("sleeper", "Sleeper", deleted=True)
    for number in range(9):
        workspace.add_user(f"guest{number}", f"Guest {number}")

    assert refusal(client.api_call, "conversations.open", json=given)["error"] == error


def test_eight_people_are_not_too_many(client: WebClient, workspace: Workspace) -> None:
    users = [workspace.add_user(f"guest{number}", f"Guest {number}").id for number in range(8)]

    assert client.conversations_open(users=users)["ok"]


@pytest.mark.parametrize(
    ("scope", "method", "given"),
    [
        ("mpim:write", "open", {"users": TWO}),
        ("im:write", "open", {"users": "UTOM00000"}),
        ("mpim:read", "info", {}),
        ("mpim:read", "list", {"types": "mpim"}),
        ("mpim:history", "history", {}),
        ("mpim:history", "replies", {"ts": "1.000001"}),
    ],
)
def test_each_kind_has_its_scope(
    client: WebClient,
    workspace: Workspace,
    refusal: Refusal,
    group: str,
    scope: str,
    method: str,
    given: Json,
) -> None:
    scopes = tuple(each for each in workspace.manifest.scopes if each != scope)
    workspace.manifest = replace(workspace.manifest, scopes=scopes)
    where = {"channel": group} if method in ("info", "history", "replies") else {}

    refused = refusal(client.api_call, f"conversations.{method}", params={**where, **given})

    assert (refused["error"], refused["needed"]) == ("missing_scope", scope)


def test_the_app_speaks_in_it_and_people_answer(
    client: WebClient, workspace: Workspace, heard: Heard, group: str
) -> None:
    client.chat_postMessage(
        channel=group, text="Tomorrow at two", blocks=[row(button("Fine", value="1"))], **QUIET
    )
    room = workspace.group("amina", "tom")
    workspace.person("tom").clicks("Fine").types("See you", in_=room)

    click, said = heard.bodies
    assert click["channel"] == {"id": group, "name": NAME}
    assert (said["event"]["text"], said["event"]["channel_type"]) == ("See you", "mpim")
    assert [message.text for message in room.messages] == ["Tomorrow at two", "See you"]
    history = client.conversations_history(channel=group)["messages"]
    assert [message["text"] for message in history] == ["See you", "Tomorrow at two"]


def test_a_command_in_it_names_the_group(workspace: Workspace, heard: Heard, group: str) -> None:
    workspace.person("amina").types("/experiment", in_=workspace.group("amina", "tom"))

    assert (heard.last["channel_id"], heard.last["channel_name"]) == (group, NAME)


def test_what_nobody_expected_in_it_is_left_over(
    client: WebClient, workspace: Workspace, group: str
) -> None:
    client.chat_postMessage(channel=group, text="Tomorrow", **QUIET)
    client.chat_postMessage(channel=group, text="At two", **QUIET)
    assert workspace.leftovers() == ["amina, tom: Tomorrow", "amina, tom: At two"]

    workspace.group("amina", "tom").expects(text="At two")

    assert workspace.leftovers() == ["amina, tom: Tomorrow"]


def test_others_are_not_in_it(
    workspace: Workspace, client: WebClient, look: Callable[..., Json], group: str
) -> None:
    client.chat_postMessage(channel=group, text="Tomorrow", blocks=[row(button("Fine"))], **QUIET)
    message = workspace.group("amina", "tom").expects(text="Tomorrow")
    priya = workspace.person("priya")

    with pytest.raises(AssertionError, match="Not a member"):
        priya.clicks("Fine", on=message)
    with pytest.raises(AssertionError, match="Not a member"):
        priya.types("Hello", in_=group)
    with pytest.raises(AssertionError, match="between those who are in them"):
        priya.joins(group)
    assert group not in [room["id"] for room in look(priya.id)["rooms"]]


def test_its_members_see_who_else_is_in_it(look: Callable[..., Json], group: str) -> None:
    def name(user: str) -> str:
        found: str = next(room for room in look(user)["rooms"] if room["id"] == group)["name"]
        return found

    assert (name("UAMINA000"), name("UTOM00000")) == ("Tom, Commons", "Amina, Commons")


def test_it_is_there_after_a_restart(
    client: WebClient, workspace: Workspace, manifest: Manifest, group: str
) -> None:
    client.chat_postMessage(channel=group, text="Tomorrow", **QUIET)

    kept = json.loads(json.dumps(workspace.to_dict()))
    again = Workspace.from_dict(kept, manifest)

    assert again.group("amina", "tom").id == group
    assert [message.text for message in again.group("tom", "amina").messages] == ["Tomorrow"]


def test_a_group_that_nobody_opened(workspace: Workspace) -> None:
    with pytest.raises(KeyError, match="no group of"):
        workspace.group("amina", "priya")


def test_direct_messages_with_one_are_found_changed_and_read_by_their_own_id(
    client: WebClient, workspace: Workspace
) -> None:
    posted = client.chat_postMessage(channel="UTOM00000", text="Hello", **QUIET)
    direct = posted["channel"]

    client.chat_update(channel=direct, ts=posted["ts"], text="Hello, Tom")

    assert direct == "DTOM00000"
    history = client.conversations_history(channel=direct)["messages"]
    assert [message["text"] for message in history] == ["Hello, Tom"]
    assert workspace.person("tom").expects(text="Hello, Tom").edited
