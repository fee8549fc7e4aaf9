"""Buttons and menus in messages, windows and Homes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from slack_sdk import WebClient

from sandbox.messages import Post
from sandbox.transports import Unplugged
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET, Json, button, options, row, text_input, words


@pytest.fixture
def message(client: WebClient, workspace: Workspace) -> str:
    """With a button and a menu in it."""
    option = {"text": words("Ask me next week"), "value": "later"}
    menu = {"type": "overflow", "action_id": "go", "options": [option]}
    blocks: list[Json] = [
        {"type": "section", "block_id": "card", "text": words("E-1"), "accessory": menu},
        {
            "type": "actions",
            "block_id": "row",
            "elements": [button("Open", "go", value="E-1", style="primary")],
        },
    ]
    ts: str = client.chat_postMessage(channel="CNOTICEBO", text="E-1", blocks=blocks, **QUIET)["ts"]
    assert workspace.lints == []
    return ts


def test_a_click_in_a_message(workspace: Workspace, heard: Heard, message: str) -> None:
    workspace.person("tom").clicks("Open")

    body = heard.last
    assert body["type"] == "block_actions"
    assert body["user"]["id"] == "UTOM00000"
    assert body["team"] == {"id": "TEXAMPLEG", "domain": "example-group"}
    assert body["container"] == {
        "type": "message",
        "message_ts": message,
        "channel_id": "CNOTICEBO",
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": "CNOTICEBO", "name": "noticeboard"}
    assert body["message"]["ts"] == message
    (action,) = body["actions"]
    del action["action_ts"]
    assert action == {
        "type": "button",
        "action_id": "go",
        "block_id": "row",
        "text": words("Open"),
        "value": "E-1",
        "style": "primary",
    }
    assert workspace.triggers.exchange(body["trigger_id"]).user == "UTOM00000"
    assert body["response_url"].startswith(workspace.origin)


def test_a_line_of_an_overflow_menu(workspace: Workspace, heard: Heard, message: str) -> None:
    workspace.person("tom").clicks("Ask me next week")

    (action,) = heard.last["actions"]
    assert heard.last["message"]["ts"] == message
    assert action["selected_option"] == {"text": words("Ask me next week"), "value": "later"}


def test_a_click_in_an_ephemeral_message_brings_no_message(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    blocks = [row(button("Open"))]
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="x", blocks=blocks)

    workspace.person("amina").clicks("Open")

    assert heard.last["container"]["is_ephemeral"]
    assert "message" not in heard.last
    assert "response_url" in heard.last


def test_a_choice_in_a_message_is_in_its_state(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    options = [{"text": words(text), "value": text.lower()} for text in ("One", "Two")]
    select = {"type": "static_select", "action_id": "go", "options": options}
    blocks = [row(select, block_id="row")]
    client.chat_postMessage(channel="CNOTICEBO", text="x", blocks=blocks, **QUIET)

    workspace.person("amina").chooses("Two", on=workspace.channel("noticeboard").expects(text="x"))

    chosen = {"type": "static_select", "selected_option": options[1]}
    assert heard.last["state"]["values"] == {"row": {"go": chosen}}
    assert heard.last["actions"][0]["selected_option"] == options[1]


def test_a_changed_message_forgets_what_was_chosen_in_it(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    menu = {"type": "static_select", "action_id": "go", "options": options("One", "Two")}
    given: Json = {"channel": "CNOTICEBO", "text": "x", "blocks": [row(menu), row(button("Open"))]}
    ts = client.chat_postMessage(**given, **QUIET)["ts"]
    message = workspace.channel("noticeboard").expects(text="x")
    amina = workspace.person("amina").chooses("Two", on=message)

    client.chat_update(**given, ts=ts)
    amina.clicks("Open")

    (state,) = heard.last["state"]["values"].values()
    assert state["go"]["selected_option"] is None


def test_a_click_in_a_window_brings_what_was_typed(
    workspace: Workspace, heard: Heard, show: Callable[..., Json]
) -> None:
    view = show(text_input("name"), row(button("More")))

    workspace.person("amina").fills(name="Typed").clicks("More")

    body = heard.last
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["hash"] == view["hash"]
    assert body["view"]["state"]["values"]["name"]["value"]["value"] == "Typed"
    assert not {"channel", "message", "response_url"} & set(body)


def test_a_click_in_a_home(client: WebClient, workspace: Workspace, heard: Heard) -> None:
    blocks = [row(button("Open"))]
    client.views_publish(user_id="UAMINA000", view={"type": "home", "blocks": blocks})

    workspace.person("amina").clicks("Open", on="home")

    assert heard.last["view"]["type"] == "home"
    assert "response_url" not in heard.last


def test_a_click_that_comes_to_nothing_leaves_a_note(workspace: Workspace, message: str) -> None:
    assert message
    workspace.transport = Unplugged()

    amina = workspace.person("amina").clicks("Open")

    assert amina.notes == ["Commons did not answer. Try again?"]


def test_without_interactivity_no_click_arrives(
    workspace: Workspace, heard: Heard, message: str
) -> None:
    assert message
    workspace.manifest = replace(workspace.manifest, interactivity=False)

    amina = workspace.person("amina").clicks("Open")

    assert len(amina.notes) == 1
    assert heard.bodies == []


def test_a_click_must_be_acknowledged_with_nothing(
    workspace: Workspace, heard: Heard, message: str
) -> None:
    assert message
    heard.answers.append({"text": "Thanks"})

    workspace.person("amina").clicks("Open")

    assert workspace.lints == ["block_actions: acknowledged with ['text']"]


def test_a_button_in_an_attachment_says_in_which(workspace: Workspace, heard: Heard) -> None:
    blocks = [row(button("Open"), block_id="there")]
    with workspace.change():
        post = Post(workspace.stamp(), "CNOTICEBO", workspace.bot, "Card", bot=True)
        post.attachments = [{"id": 1, "text": "x"}, {"id": 2, "blocks": blocks}]
        workspace.posts.add(post)

    workspace.person("tom").clicks("Open")

    container = heard.last["container"]
    assert (container["type"], container["attachment_id"]) == ("message_attachment", 2)
    assert container["message_ts"] == post.ts
    assert heard.last["message"]["attachments"] == post.attachments
