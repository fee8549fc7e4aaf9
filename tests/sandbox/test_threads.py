"""What the app says under its own cards: lines, buttons, changes, and what is left of them."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET, Json, button, row

NOTICEBOARD: Json = {"channel": "CNOTICEBO"}
TOKEN: Json = {"event_type": "delivery", "event_payload": {"token": "abc"}}


@pytest.fixture
def say(client: WebClient) -> Callable[..., str]:
    def said(text: str, under: str | None = None, **more: Any) -> str:
        ts: str = client.chat_postMessage(
            text=text, thread_ts=under, **NOTICEBOARD, **QUIET, **more
        )["ts"]
        return ts

    return said


@pytest.fixture
def card(say: Callable[..., str]) -> str:
    """With two lines under it, of which the first has a button."""
    ts = say("Card")
    say("First", ts, blocks=[row(button("Open", value="1"))])
    say("Second", ts, metadata=TOKEN)
    return ts


def test_a_button_in_a_reply_is_clicked(workspace: Workspace, heard: Heard, card: str) -> None:
    [message] = workspace.channel("noticeboard").messages
    first, second = message.thread
    assert (message.ts, second.text) == (card, "Second")

    workspace.person("tom").clicks("Open", on=first)

    assert heard.last["container"]["thread_ts"] == card
    assert heard.last["container"]["message_ts"] == first.ts
    assert heard.last["message"]["thread_ts"] == card
    assert heard.last["actions"][0]["value"] == "1"


def test_a_reply_is_changed_and_taken_back(
    client: WebClient, workspace: Workspace, card: str
) -> None:
    [message] = workspace.channel("noticeboard").messages
    assert message.ts == card
    first, second = message.thread

    client.chat_update(ts=first.ts, text="Changed", **NOTICEBOARD)
    client.chat_delete(ts=second.ts, **NOTICEBOARD)

    assert [reply.text for reply in message.thread] == ["Changed"]


def test_a_thread_is_read_from_a_moment_on(client: WebClient, card: str) -> None:
    whole = client.conversations_replies(ts=card, include_all_metadata=True, **NOTICEBOARD)
    _, first, second = whole["messages"]
    assert second["metadata"] == TOKEN

    answer = client.conversations_replies(ts=card, oldest=first["ts"], **NOTICEBOARD)

    assert [message["text"] for message in answer["messages"]] == ["Card", "Second"]


def test_a_deleted_card_is_a_stone_as_long_as_replies_hang_on_it(
    client: WebClient, workspace: Workspace, say: Callable[..., str], card: str
) -> None:
    first, second = workspace.channel("noticeboard").messages[0].thread

    client.chat_delete(ts=card, **NOTICEBOARD)

    [stone] = client.conversations_history(**NOTICEBOARD)["messages"]
    assert (stone["subtype"], stone["user"], stone["hidden"]) == ("tombstone", "USLACKBOT", True)
    assert (stone["text"], stone["reply_count"]) == ("This message was deleted.", 2)
    assert not {"bot_id", "app_id", "blocks"} & set(stone)
    third = say("The thread goes on", card)
    for ts in (first.ts, second.ts, third):
        assert workspace.channel("noticeboard").messages
        client.chat_delete(ts=ts, **NOTICEBOARD)
    assert workspace.channel("noticeboard").messages == []


def test_what_is_said_under_a_card_that_is_gone_stands_in_the_channel_itself(
    client: WebClient, workspace: Workspace, say: Callable[..., str], refusal: Callable[..., Json]
) -> None:
    ts = say("Card")
    client.chat_delete(ts=ts, **NOTICEBOARD)
    given: Json = {"text": "Late", "thread_ts": ts, **NOTICEBOARD}

    answer = client.chat_postMessage(**given, **QUIET)

    assert "thread_ts" not in answer["message"]
    assert workspace.leftovers() == ["#noticeboard: Late"]
    assert [message.text for message in workspace.channel("noticeboard").messages] == ["Late"]
    ephemeral = refusal(client.chat_postEphemeral, user="UAMINA000", **given)
    assert ephemeral["error"] == "cannot_reply_to_message"
    gone = refusal(client.conversations_replies, ts=ts, **NOTICEBOARD)
    assert gone["error"] == "thread_not_found"
    assert refusal(client.chat_delete, ts=ts, **NOTICEBOARD)["error"] == "message_not_found"


def test_what_is_said_to_one_person_stands_in_the_thread(
    client: WebClient, workspace: Workspace, look: Callable[..., Json], card: str
) -> None:
    client.chat_postEphemeral(user="UAMINA000", text="Only for you", thread_ts=card, **NOTICEBOARD)

    def room(user: str) -> list[Json]:
        rooms = look(user)["rooms"]
        shown: list[Json] = next(each for each in rooms if each["id"] == "CNOTICEBO")["messages"]
        return shown

    amina = workspace.person("amina")
    assert [message.text for message in amina.sees] == ["Only for you"]
    [mine], [toms] = room("UAMINA000"), room("UTOM00000")
    assert [aside["text"] for aside in mine["asides"]] == ["Only for you"]
    assert (toms["asides"], len(toms["replies"])) == ([], 2)
    assert amina.expects(text="Only for you").ephemeral


@pytest.mark.parametrize("under", ["card", "reply"])
def test_an_address_answers_into_a_thread_for_everybody_only(
    workspace: Workspace, heard: Heard, card: str, under: str
) -> None:
    [message] = workspace.channel("noticeboard").messages
    workspace.person("amina").clicks("Open", on=message.thread[0])
    # slack_sdk's client does not know thread_ts here, the address does.
    address = WebhookClient(heard.last["response_url"])
    thread_ts = card if under == "card" else message.thread[0].ts

    address.send_dict({"text": "All", "thread_ts": thread_ts, "response_type": "in_channel"})
    address.send_dict({"text": "One", "thread_ts": thread_ts})

    assert [reply.text for reply in message.thread][2:] == ["All"]
    [one] = workspace.person("amina").sees
    assert one.post.thread_ts is None
    assert workspace.lints == ["response_url: thread_ts needs response_type in_channel"]


def test_a_card_deleted_through_its_address_leaves_its_replies(
    workspace: Workspace, heard: Heard, say: Callable[..., str]
) -> None:
    ts = say("Card", blocks=[row(button("Take it back"))])
    say("A line", ts)
    workspace.person("amina").clicks("Take it back")
    address = WebhookClient(heard.last["response_url"])

    address.send(delete_original=True)
    address.send(replace_original=True, text="Back again")

    [stone] = workspace.channel("noticeboard").messages
    assert (stone.deleted, stone.text) == (True, "This message was deleted.")
    assert [reply.text for reply in stone.thread] == ["A line"]
