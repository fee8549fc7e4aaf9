"""Channels that are archived, and messages that a free plan hides."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET

Json = dict[str, Any]
Refusal = Callable[..., Json]

DAY = 86_400


def test_in_an_archived_channel_nobody_says_anything(
    client: WebClient, workspace: Workspace, refusal: Refusal
) -> None:
    amina = workspace.person("amina").types("Before.", in_="hallway").archives("hallway")

    refused = refusal(client.chat_postMessage, channel="CHALLWAY0", text="x", **QUIET)
    assert refused["error"] == "is_archived"
    with pytest.raises(AssertionError, match="hallway is archived"):
        amina.types("After.", in_="hallway")
    assert [each.text for each in workspace.channel("hallway").messages] == ["Before."]
    assert client.conversations_info(channel="CHALLWAY0")["channel"]["is_archived"]


def test_opened_again_it_is_as_before(client: WebClient, workspace: Workspace) -> None:
    amina = workspace.person("amina").archives("hallway").unarchives("hallway")

    amina.types("After.", in_="hallway")
    client.chat_postMessage(channel="CHALLWAY0", text="x", **QUIET)
    assert [each.text for each in workspace.channel("hallway").messages] == ["After.", "x"]


def test_archiving_is_told(workspace: Workspace, heard: Heard) -> None:
    workspace.person("amina").archives("hallway")
    event = heard.last["event"]
    assert (event["type"], event["channel"], event["user"]) == (
        "channel_archive",
        "CHALLWAY0",
        "UAMINA000",
    )
    workspace.person("tom").unarchives("hallway")
    assert heard.last["event"]["type"] == "channel_unarchive"


def test_of_a_private_channel_the_app_hears_where_it_is(workspace: Workspace, heard: Heard) -> None:
    amina = workspace.person("amina").archives("vault")
    assert heard.bodies == []

    amina.archives("cellar")
    assert heard.last["event"]["type"] == "group_archive"


@pytest.mark.parametrize(
    ("act", "room", "says"),
    [
        ("archives", "ruin", "ruin is archived"),
        ("unarchives", "hallway", "hallway is not archived"),
        ("archives", "DAMINA000", "Direct messages are between"),
    ],
)
def test_what_cannot_be_archived(workspace: Workspace, act: str, room: str, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        getattr(workspace.person("amina"), act)(room)


def test_nobody_archives_where_they_are_not(workspace: Workspace) -> None:
    with pytest.raises(AssertionError, match="Not a member of attic"):
        workspace.person("tom").archives("attic")


def test_out_of_a_channel_the_app_says_nothing_there(
    client: WebClient, workspace: Workspace, refusal: Refusal
) -> None:
    workspace.person("commons").leaves("hallway")

    refused = refusal(client.chat_postMessage, channel="CHALLWAY0", text="x", **QUIET)
    assert refused["error"] == "not_in_channel"


def test_the_page_archives_and_opens_again(
    alone: Workspace, act: Callable[..., Json], look: Callable[..., Json]
) -> None:
    assert act("archive", room="CHALLWAY0", archived=True) == {"ok": True}
    assert alone.conversation("hallway").archived
    (hallway,) = [each for each in look()["rooms"] if each["id"] == "CHALLWAY0"]
    assert hallway["archived"]

    assert act("archive", room="CHALLWAY0", archived=False) == {"ok": True}
    assert not alone.conversation("hallway").archived


def test_on_a_free_plan_what_is_old_is_hidden(
    client: WebClient, workspace: Workspace, refusal: Refusal
) -> None:
    old = client.chat_postMessage(channel="CNOTICEBO", text="old", **QUIET)["ts"]
    workspace.clock.advance(60 * DAY)
    new = client.chat_postMessage(channel="CNOTICEBO", text="new", **QUIET)["ts"]
    workspace.clock.advance(31 * DAY)
    assert len(client.conversations_history(channel="CNOTICEBO")["messages"]) == 2

    workspace.forgets(days=90)

    at = {"channel": "CNOTICEBO", "ts": old}
    assert refusal(client.chat_update, **at, text="x")["error"] == "message_not_found"
    assert refusal(client.chat_delete, **at)["error"] == "message_not_found"
    link = {"channel": "CNOTICEBO", "message_ts": old}
    assert refusal(client.chat_getPermalink, **link)["error"] == "message_not_found"
    history = client.conversations_history(channel="CNOTICEBO")["messages"]
    assert [each["ts"] for each in history] == [new]
    assert [each.text for each in workspace.channel("noticeboard").messages] == ["new"]


def test_what_is_hidden_is_kept(client: WebClient, workspace: Workspace) -> None:
    client.chat_postMessage(channel="CNOTICEBO", text="old", **QUIET)
    workspace.clock.advance(91 * DAY)
    workspace.forgets(days=90)

    again = Workspace.from_dict(workspace.to_dict(), workspace.manifest)
    assert again.channel("noticeboard").messages == []
    again.forgets_after = None
    assert [each.text for each in again.channel("noticeboard").messages] == ["old"]
