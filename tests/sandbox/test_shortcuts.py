"""Shortcuts: on a message, and anywhere."""

from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.transports import Unplugged
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET, Json, modal

KEEP = "Keep as a reflection"


@pytest.fixture
def said(workspace: Workspace, heard: Heard) -> Workspace:
    """Tom said something on the noticeboard."""
    workspace.person("tom").types("It went well", in_="noticeboard")
    heard.bodies.clear()
    return workspace


def test_a_shortcut_tells_the_app_which_message_is_meant(said: Workspace, heard: Heard) -> None:
    (message,) = said.channel("noticeboard").messages

    said.person("amina").uses(KEEP, on=message)

    body = heard.last
    assert (body["type"], body["callback_id"]) == ("message_action", "keep")
    assert body["user"]["id"] == "UAMINA000"
    assert body["team"] == {"id": "TEXAMPLEG", "domain": "example-group"}
    assert body["channel"] == {"id": "CNOTICEBO", "name": "noticeboard"}
    assert (body["message_ts"], body["message"]["ts"]) == (message.ts, message.ts)
    assert (body["message"]["user"], body["message"]["text"]) == ("UTOM00000", "It went well")
    assert said.triggers.exchange(body["trigger_id"]).user == "UAMINA000"
    assert float(body["action_ts"]) > float(message.ts)
    assert "api_app_id" not in body  # slack-facts §2.7


def test_a_shortcut_opens_a_window_and_answers_quietly(
    said: Workspace, heard: Heard, client: WebClient
) -> None:
    (message,) = said.channel("noticeboard").messages
    amina = said.person("amina").uses(KEEP, on=message)

    client.views_open(trigger_id=heard.last["trigger_id"], view=modal())
    WebhookClient(heard.last["response_url"]).send(text="Kept.")

    assert amina.window is not None
    assert [each.text for each in amina.sees] == ["Kept."]


def test_a_reply_and_the_apps_own_message_have_shortcuts_too(
    said: Workspace, heard: Heard, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Card", **QUIET)["ts"]
    client.chat_postMessage(channel="CNOTICEBO", text="A line", thread_ts=ts, **QUIET)
    card = said.channel("noticeboard").expects(text="Card")
    [reply] = card.thread

    said.person("amina").uses(KEEP, on=card).uses(KEEP, on=reply)

    assert [body["message"]["text"] for body in heard.bodies] == ["Card", "A line"]
    assert heard.last["message"]["thread_ts"] == ts


def test_a_global_shortcut_stands_nowhere(workspace: Workspace, heard: Heard) -> None:
    workspace.person("amina").uses("New experiment")

    assert (heard.last["type"], heard.last["callback_id"]) == ("shortcut", "new")
    assert workspace.triggers.exchange(heard.last["trigger_id"]).user == "UAMINA000"
    assert not {"channel", "message", "response_url"} & set(heard.last)


def test_a_message_only_one_person_sees_has_no_shortcuts(
    workspace: Workspace, heard: Heard, client: WebClient
) -> None:
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="psst")
    amina = workspace.person("amina")
    [quiet] = amina.sees

    with pytest.raises(AssertionError, match="only one person sees"):
        amina.uses(KEEP, on=quiet)
    assert heard.bodies == []


def test_a_shortcut_must_be_in_the_manifest_and_the_person_in_the_room(
    said: Workspace, heard: Heard, client: WebClient
) -> None:
    (message,) = said.channel("noticeboard").messages
    cellar = said.channel("cellar")
    client.chat_postMessage(channel=cellar.id, text="Dark", **QUIET)

    with pytest.raises(AssertionError, match=r"'Burn it'; there are: \['Keep as a reflection'\]"):
        said.person("amina").uses("Burn it", on=message)
    with pytest.raises(AssertionError, match="no global shortcut"):
        said.person("amina").uses(KEEP)
    with pytest.raises(AssertionError, match="Not a member"):
        said.person("tom").uses(KEEP, on=cellar.expects(text="Dark"))
    assert heard.bodies == []


def test_a_shortcut_that_nobody_answers_leaves_a_note(said: Workspace) -> None:
    (message,) = said.channel("noticeboard").messages
    said.transport = Unplugged()

    amina = said.person("amina").uses(KEEP, on=message)

    assert amina.notes == ["Commons did not answer. Try again?"]


def test_a_shortcut_must_be_acknowledged_with_nothing(said: Workspace, heard: Heard) -> None:
    (message,) = said.channel("noticeboard").messages
    heard.answers.append({"text": "Thanks"})

    said.person("amina").uses(KEEP, on=message)

    assert said.lints == ["message_action: acknowledged with ['text']"]


def test_the_page_knows_them_and_uses_them(
    said: Workspace, look: Callable[..., Json], act: Callable[..., Json], heard: Heard
) -> None:
    [message] = said.channel("noticeboard").messages
    assert [(each["kind"], each["name"]) for each in look()["shortcuts"]] == [
        ("message", KEEP),
        ("global", "New experiment"),
    ]

    act("shortcut", callback_id="keep", on={"room": message.room, "ts": message.ts})
    act("shortcut", callback_id="new")

    assert [body["type"] for body in heard.bodies] == ["message_action", "shortcut"]
    refused = act("shortcut", callback_id="keep", on={"room": message.room, "ts": "1.000001"})
    assert refused == {"ok": False, "error": "This message is gone."}
