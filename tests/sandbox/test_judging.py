"""One judge for all that the app says: by a method, by an acknowledgement, by a response_url."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET, Json, button, row, words

Refusal = Callable[..., Json]

BAR: Json = {
    "fallback": "Trees",
    "color": "#36a64f",
    "title": "Trees",
    "text": "*Old* ones, <@UAMINA000>",
    "fields": [{"title": "Age", "value": "300"}],
    "blocks": [row(button("Open"))],
}
TABLE: Json = {"type": "table", "rows": [[{"type": "raw_text", "text": "Oak"}]]}


def post(client: WebClient, **content: Any) -> Json:
    body = {"channel": "CNOTICEBO", **QUIET, **content}
    answer: Any = client.api_call("chat.postMessage", json=body).data
    return dict(answer)


def told(workspace: Workspace) -> list[str]:
    """What the journal remarks on the one thing that was sent to the app."""
    (sent,) = [entry for entry in workspace.journal.since() if entry.direction == "envelope"]
    return sent.remarks


def test_attachments_stand_with_their_message(client: WebClient, workspace: Workspace) -> None:
    posted = post(client, text="Look", attachments=[BAR])["message"]["attachments"]

    (found,) = client.conversations_history(channel="CNOTICEBO")["messages"]
    assert found["attachments"] == posted
    assert (posted[0]["id"], posted[0]["title"], posted[0]["fallback"]) == (1, "Trees", "Trees")
    assert posted[0]["blocks"][0]["block_id"]
    message = workspace.channel("noticeboard").expects(text="Look")
    assert message.shown == "Look\nTrees\n*Old* ones, @Amina\nAge\n300\nOpen"
    assert message.rings == ["@UAMINA000"]


def test_attachments_stay_in_an_update_that_does_not_name_them(client: WebClient) -> None:
    ts = post(client, text="Look", attachments=[BAR])["ts"]

    kept = client.chat_update(channel="CNOTICEBO", ts=ts, text="Again")["message"]
    gone = client.chat_update(channel="CNOTICEBO", ts=ts, text="Again", attachments=[])["message"]

    assert [each["title"] for each in kept["attachments"]] == ["Trees"]
    assert "attachments" not in gone


def test_markdown_is_read_as_words(client: WebClient, workspace: Workspace) -> None:
    post(client, markdown_text="# Trees\n**Old** & <new>")

    message = workspace.channel("noticeboard").expects(shown="Trees\nOld & <new>")
    assert [block["type"] for block in message.blocks] == ["markdown"]
    assert workspace.lints == []


def test_a_button_in_a_container_tells_the_app(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    box = {"type": "container", "title": words("Trees"), "child_blocks": [row(button("Open"))]}
    block = post(client, text="Look", blocks=[box])["message"]["blocks"][0]

    workspace.person("amina").clicks("Open")

    (action,) = heard.last["actions"]
    assert (action["action_id"], action["block_id"]) == (
        "go",
        block["child_blocks"][0]["block_id"],
    )


@pytest.mark.parametrize(
    ("scopes", "name", "lints"),
    [
        ((), None, ["chat.postMessage: username does nothing without chat:write.customize"]),
        (("chat:write.customize",), "Tree", []),
    ],
)
def test_another_name_needs_a_scope(
    client: WebClient,
    workspace: Workspace,
    scopes: tuple[str, ...],
    name: str | None,
    lints: list[str],
) -> None:
    manifest = workspace.manifest
    workspace.manifest = replace(manifest, scopes=(*manifest.scopes, *scopes))

    message = post(client, text="Hello", username="Tree")["message"]
    assert message.get("username") == name
    assert ("user" in message) == (name is None)  # under another name it is nobody's
    assert message.get("subtype") == (None if name is None else "bot_message")
    assert workspace.lints == lints


@pytest.mark.parametrize("given", [{"parse": "full"}, {"link_names": True}], ids=str)
def test_names_become_links_where_the_app_asks(
    client: WebClient, workspace: Workspace, given: Json
) -> None:
    typed = "@here is #noticeboard, not #nowhere or @amina"

    assert post(client, text=typed)["message"]["text"] == typed
    linked = "<!here> is <#CNOTICEBO|noticeboard>, not #nowhere or @amina"
    assert post(client, text=typed, **given)["message"]["text"] == linked
    assert len(workspace.lints) == 1


ANSWERS: dict[str, Json] = {
    "block": {"text": "x", "blocks": [{"type": "bubble"}]},
    "attachments": {"text": "x", "attachments": [{"blocks": [{"type": "bubble"}]}]},
    "many": {"text": "x", "attachments": [{"text": "x"}] * 101},
    "tables": {"text": "x", "blocks": [TABLE, TABLE]},
    "nothing": {"text": "", "attachments": [{"color": "good"}]},
    "type": {"text": "x", "response_type": "everybody"},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_acknowledgement_is_judged_like_a_message(
    workspace: Workspace, heard: Heard, answer: Json
) -> None:
    heard.answers.append(answer)

    amina = workspace.person("amina").types("/experiment", in_="noticeboard")

    failed = '/experiment failed with the error "invalid_command_response"'
    assert [message.shown for message in amina.sees] == [failed]
    assert told(workspace)[-1].startswith("the answer was refused: ")


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_response_is_judged_like_a_message(
    workspace: Workspace, heard: Heard, answer: Json
) -> None:
    amina = workspace.person("amina").types("/experiment", in_="noticeboard")

    refused = WebhookClient(heard.last["response_url"]).send_dict(answer)

    assert refused.status_code == 400
    assert amina.sees == []


def test_an_acknowledgement_is_frowned_at_like_a_message(
    workspace: Workspace, heard: Heard
) -> None:
    heard.answers.append({"text": "<!channel> 1 < 2", "attachments": [{"text": "x"}]})

    workspace.person("amina").types("/experiment", in_="noticeboard")

    assert workspace.lints == [
        "command: /text: <!channel> rings everybody",
        "command: /text: a < that begins no mark: write &lt;",
        "command: /attachments/0: no fallback",
    ]
    assert [f"command: {each}" for each in told(workspace)] == workspace.lints


@pytest.mark.parametrize(("kind", "reason"), [("card", "not judged here"), ("file", "read-only")])
def test_what_is_refused_without_being_judged_is_said_to_be(
    client: WebClient, workspace: Workspace, refusal: Refusal, kind: str, reason: str
) -> None:
    refused = refusal(post, client, text="x", blocks=[{"type": kind}])

    assert refused["errors"] == [f"unsupported type: {kind} [json-pointer:/blocks/0/type]"]
    (entry,) = [each for each in workspace.journal.since() if each.name == "chat.postMessage"]
    (remark,) = entry.remarks
    assert reason in remark


# What is asked, under which name, and what blocks.validate says of it.
VALIDATED: dict[str, tuple[str, Any, Json]] = {
    "length": (
        "blocks",
        [{"type": "header", "text": words("x" * 151)}],
        {
            "code": "failed_constraint",
            "message": "must be less than 151 characters",
            "pointer": "/0/text/text",
            "constraint": {"type": "max_length", "expected": 150, "got": 151},
        },
    ),
    "missing": (
        "message",
        {"blocks": [{"type": "header"}]},
        {
            "code": "missing_field",
            "message": "missing required field: text",
            "pointer": "/blocks/0",
            "field": "text",
        },
    ),
    "type": (
        "view",
        {"type": "home", "blocks": "none"},
        {"code": "invalid_type", "message": "must provide an array", "pointer": "/view/blocks"},
    ),
    "enum": (
        "blocks",
        [row(button("Open", style="loud"))],
        {
            "code": "failed_constraint",
            "message": "must be a valid enum value",
            "pointer": "/0/elements/0/style",
            "constraint": {"type": "enum", "expected": ["primary", "danger"], "got": "loud"},
        },
    ),
    "additional": (
        "blocks",
        [{"type": "divider", "colour": "red"}],
        {
            "code": "failed_constraint",
            "message": "invalid additional property: colour",
            "pointer": "/0",
            "constraint": {"type": "additional_properties", "got": "colour"},
        },
    ),
    "header-kind": (
        "blocks",
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        {
            "code": "failed_constraint",
            "message": "must be a valid enum value",
            "pointer": "/0/text/type",
            "constraint": {"type": "enum", "expected": ["plain_text"], "got": "mrkdwn"},
        },
    ),
    "empty": (
        "message",
        {},
        {
            "code": "failed_constraint",
            "message": "must define either `text` or `blocks` or `attachments`",
            "pointer": "",
        },
    ),
    "conflict": (
        "message",
        {"markdown_text": "x", "text": "x"},
        {
            "code": "failed_constraint",
            "message": "markdown_text_conflict",
            "pointer": "/markdown_text",
        },
    ),
    "attachment": (
        "message",
        {"attachments": "x"},
        {"code": "invalid_type", "message": "must provide an array", "pointer": "/attachments"},
    ),
    "tables": (
        "message",
        {"text": "x", "blocks": [TABLE, TABLE]},
        {
            "code": "failed_constraint",
            "message": "only_one_table_allowed",
            "pointer": "/blocks",
        },
    ),
}


@pytest.mark.parametrize(("name", "value", "problem"), VALIDATED.values(), ids=VALIDATED)
def test_blocks_validate_gives_its_reasons(
    server: Server, refusal: Refusal, name: str, value: Any, problem: Json
) -> None:
    nobody = WebClient(base_url=server.api)

    refused = refusal(nobody.api_call, "blocks.validate", params={name: json.dumps(value)})

    assert refused["error"] == f"invalid_{name}"
    assert refused["errors"][-1] == problem
    assert [each["message"] for each in refused["errors"][:-1]] == (
        ["failed to match all allowed schemas"] if name == "view" else []
    )
