"""chat.*: where the app may speak, what it may change, and what Slack makes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.shapes import words

Json = dict[str, Any]
Refusal = Callable[..., Json]

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
SECTION: Json = {"type": "section", "text": words("Hello")}


def long_blocks(characters: int) -> list[Json]:
    text = {"type": "plain_text", "text": "x" * (characters // 6)}
    return [{"type": "section", "text": text}] * 6


def test_a_message_is_posted(client: WebClient, workspace: Workspace) -> None:
    answer = client.chat_postMessage(channel="CNOTICEBO", text="Hello", blocks=[SECTION], **QUIET)

    message = answer["message"]
    assert answer["channel"] == "CNOTICEBO"
    assert (answer["ts"], message["user"], message["bot_id"]) == (
        message["ts"],
        workspace.bot,
        "BCOMMONS0",
    )
    # slack-facts §9.3: the returned blocks gain ids.
    assert message["blocks"] == [{**SECTION, "block_id": message["blocks"][0]["block_id"]}]
    assert workspace.channel("noticeboard").expects(shown="Hello").ts == answer["ts"]
    assert workspace.lints == []


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("attic", "not_in_channel"),
        ("vault", "channel_not_found"),
        ("ruin", "is_archived"),
        ("noticeboard", None),
        ("cellar", None),
        ("DAMINA000", None),
    ],
)
def test_the_app_speaks_where_it_is(
    client: WebClient, workspace: Workspace, refusal: Refusal, channel: str, error: str | None
) -> None:
    given = {"channel": workspace.conversation(channel).id, "text": "Hello", **QUIET}

    if error is None:
        assert client.chat_postMessage(**given)["ok"]
    else:
        assert refusal(client.chat_postMessage, **given) == {"ok": False, "error": error}
        assert workspace.channel(channel).messages == []


@pytest.mark.parametrize("channel", ["CNOWHERE0", "UNOBODY00", "#nowhere", "UCOMMONS0"])
def test_a_channel_that_is_none(client: WebClient, refusal: Refusal, channel: str) -> None:
    refused = refusal(client.chat_postMessage, channel=channel, text="Hello", **QUIET)

    assert refused["error"] == "channel_not_found"


def test_a_persons_id_means_their_direct_messages(client: WebClient, workspace: Workspace) -> None:
    answer = client.chat_postMessage(channel="UTOM00000", text="Hello", **QUIET)

    assert answer["channel"] == "DTOM00000"
    assert workspace.person("tom").expects(text="Hello").ts == answer["ts"]


def test_without_a_messages_tab_there_are_no_direct_messages(
    client: WebClient, workspace: Workspace, refusal: Refusal
) -> None:
    workspace.manifest = replace(workspace.manifest, messages_tab=False)

    refused = refusal(client.chat_postMessage, channel="UTOM00000", text="Hello", **QUIET)

    assert refused["error"] == "messages_tab_disabled"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": "{not json"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "bubble"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": long_blocks(13_800)}, "msg_blocks_too_long"),
        ({"text": "x", "metadata": "{not json"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {"x": "y" * 16_000}}},
            "metadata_too_large",
        ),
    ],
)
def test_what_cannot_be_posted(
    client: WebClient, workspace: Workspace, refusal: Refusal, given: Json, error: str
) -> None:
    body = {"channel": "CNOTICEBO", **given, **QUIET}

    refused = refusal(client.api_call, "chat.postMessage", json=body)

    assert refused["error"] == error
    assert workspace.channel("noticeboard").messages == []


def test_wrong_blocks_are_named_in_slacks_own_shape(client: WebClient, refusal: Refusal) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}

    refused = refusal(
        client.chat_postMessage, channel="CNOTICEBO", text="x", blocks=[header], **QUIET
    )

    sentence = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert refused == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [sentence],
        "response_metadata": {"messages": [f"[ERROR] {sentence}"]},
    }


def test_very_long_text_is_cut_off_with_a_warning(client: WebClient) -> None:
    answer = client.chat_postMessage(channel="CNOTICEBO", text="x" * 40_001, **QUIET)

    assert len(answer["message"]["text"]) == 40_000
    assert answer["warning"] == "message_truncated"


@pytest.mark.parametrize(
    ("given", "lint"),
    [
        ({"text": "x"}, "/unfurl_links: not set"),
        ({"text": "x", "unfurl_links": False}, "/unfurl_media: not set"),
        ({"text": " ", "blocks": [SECTION], **QUIET}, "/text: no fallback text"),
        (
            {"text": "x", "blocks": long_blocks(11_000), **QUIET},
            "/blocks: more than 10000 characters of text",
        ),
        ({"text": "x", "colour": "red", **QUIET}, "unknown argument colour"),
    ],
)
def test_what_slack_takes_and_we_frown_at(
    client: WebClient, workspace: Workspace, given: Json, lint: str
) -> None:
    client.api_call("chat.postMessage", json={"channel": "CNOTICEBO", **given})

    assert f"chat.postMessage: {lint}" in workspace.lints


def test_a_reply_stands_in_its_thread(client: WebClient, workspace: Workspace) -> None:
    parent = client.chat_postMessage(channel="CNOTICEBO", text="Parent", **QUIET)["ts"]
    client.chat_postMessage(channel="CNOTICEBO", text="Reply", thread_ts=parent, **QUIET)

    (message,) = workspace.channel("noticeboard").messages
    assert [reply.text for reply in message.thread] == ["Reply"]


def test_nothing_replies_to_a_reply(client: WebClient, refusal: Refusal) -> None:
    parent = client.chat_postMessage(channel="CNOTICEBO", text="Parent", **QUIET)["ts"]
    reply = client.chat_postMessage(channel="CNOTICEBO", text="x", thread_ts=parent, **QUIET)["ts"]

    refused = refusal(
        client.chat_postMessage, channel="CNOTICEBO", text="x", thread_ts=reply, **QUIET
    )

    assert refused["error"] == "cannot_reply_to_message"


def test_a_broadcast_reply_stands_in_the_channel_too(
    client: WebClient, workspace: Workspace
) -> None:
    parent = client.chat_postMessage(channel="CNOTICEBO", text="Parent", **QUIET)["ts"]
    client.chat_postMessage(
        channel="CNOTICEBO", text="Reply", thread_ts=parent, reply_broadcast=True, **QUIET
    )

    shown = [message.text for message in workspace.channel("noticeboard").messages]
    assert shown == ["Parent", "Reply"]


def test_an_update_with_blocks_is_not_marked_as_edited(
    client: WebClient, workspace: Workspace
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Old", **QUIET)["ts"]

    answer = client.chat_update(channel="CNOTICEBO", ts=ts, text="New", blocks=[SECTION])

    (message,) = workspace.channel("noticeboard").messages
    assert (answer["ts"], answer["text"]) == (ts, "New")
    assert (message.text, message.shown, message.edited) == ("New", "Hello", False)


def test_an_update_with_text_alone_takes_the_blocks_away(
    client: WebClient, workspace: Workspace
) -> None:
    given: Json = {"channel": "CNOTICEBO", "text": "Old", "blocks": [SECTION]}
    ts = client.chat_postMessage(**given, **QUIET)["ts"]

    client.chat_update(channel="CNOTICEBO", ts=ts, text="New")

    (message,) = workspace.channel("noticeboard").messages
    assert (message.blocks, message.shown, message.edited) == ([], "New", True)


@pytest.fixture
def posts(client: WebClient, workspace: Workspace) -> dict[str, Json]:
    """Messages of several kinds, as channel and ts."""
    own = client.chat_postMessage(channel="CNOTICEBO", text="Mine", **QUIET)["ts"]
    ephemeral = client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst")
    workspace.person("amina").types("Hers", in_="noticeboard")
    hers = workspace.channel("noticeboard").messages[-1].ts
    return {
        "own": {"channel": "CNOTICEBO", "ts": own},
        "hers": {"channel": "CNOTICEBO", "ts": hers},
        "ephemeral": {"channel": "CNOTICEBO", "ts": ephemeral["message_ts"]},
        "nothing": {"channel": "CNOTICEBO", "ts": "1700000000.000001"},
        "elsewhere": {"channel": "CHALLWAY0", "ts": own},
        "of a person": {"channel": "UAMINA000", "ts": own},
    }


@pytest.mark.parametrize(
    ("method", "which", "given", "error"),
    [
        ("chat.update", "hers", {"text": "x"}, "cant_update_message"),
        ("chat.update", "ephemeral", {"text": "x"}, "message_not_found"),
        ("chat.update", "nothing", {"text": "x"}, "message_not_found"),
        ("chat.update", "elsewhere", {"text": "x"}, "message_not_found"),
        ("chat.update", "of a person", {"text": "x"}, "channel_not_found"),
        ("chat.update", "own", {"text": "x" * 4001}, "msg_too_long"),
        ("chat.update", "own", {}, "no_text"),
        ("chat.update", "own", {"blocks": [{"type": "bubble"}]}, "invalid_blocks"),
        ("chat.delete", "hers", {}, "cant_delete_message"),
        ("chat.delete", "ephemeral", {}, "message_not_found"),
        ("chat.delete", "nothing", {}, "message_not_found"),
        ("chat.delete", "of a person", {}, "channel_not_found"),
    ],
)
def test_only_ones_own_lasting_messages_can_be_changed(
    client: WebClient,
    refusal: Refusal,
    posts: dict[str, Json],
    method: str,
    which: str,
    given: Json,
    error: str,
) -> None:
    refused = refusal(client.api_call, method, json={**posts[which], **given})

    assert refused["error"] == error


def test_a_message_is_deleted(
    client: WebClient, workspace: Workspace, posts: dict[str, Json], refusal: Refusal
) -> None:
    client.chat_delete(**posts["own"])

    assert [m.text for m in workspace.channel("noticeboard").messages] == ["Hers"]
    assert refusal(client.chat_delete, **posts["own"])["error"] == "message_not_found"


def test_a_deleted_parent_leaves_a_stone_above_its_replies(
    client: WebClient, workspace: Workspace, posts: dict[str, Json], refusal: Refusal
) -> None:
    ts = posts["own"]["ts"]
    client.chat_postMessage(channel="CNOTICEBO", text="Reply", thread_ts=ts, **QUIET)

    client.chat_delete(**posts["own"])

    stone = workspace.channel("noticeboard").messages[0]
    assert (stone.deleted, stone.text) == (True, "This message was deleted.")
    assert [reply.text for reply in stone.thread] == ["Reply"]
    assert refusal(client.chat_update, **posts["own"], text="x")["error"] == "message_not_found"


def test_an_ephemeral_message_is_for_one_person(client: WebClient, workspace: Workspace) -> None:
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst")

    assert [message.text for message in workspace.person("amina").sees] == ["Psst"]
    assert workspace.person("tom").sees == []
    assert workspace.channel("noticeboard").messages == []


@pytest.mark.parametrize(
    ("channel", "user", "error"),
    [
        ("noticeboard", "UNOBODY00", "user_not_in_channel"),
        ("cellar", "UTOM00000", "user_not_in_channel"),
        ("attic", "UAMINA000", "not_in_channel"),
        ("vault", "UAMINA000", "channel_not_found"),
        ("ruin", "UAMINA000", "is_archived"),
    ],
)
def test_an_ephemeral_message_needs_both_in_the_channel(
    client: WebClient, workspace: Workspace, refusal: Refusal, channel: str, user: str, error: str
) -> None:
    channel_id = workspace.conversation(channel).id

    refused = refusal(client.chat_postEphemeral, channel=channel_id, user=user, text="x")

    assert refused["error"] == error


def test_a_permalink_leads_to_a_message_or_a_reply(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="x", **QUIET)["ts"]
    reply = client.chat_postMessage(channel="CNOTICEBO", text="x", thread_ts=ts, **QUIET)["ts"]

    def link(ts: str) -> str:
        permalink: str = client.chat_getPermalink(channel="CNOTICEBO", message_ts=ts)["permalink"]
        return permalink

    archive = "https://example-group.slack.com/archives/CNOTICEBO"
    assert link(ts) == f"{archive}/p{ts.replace('.', '')}"
    assert link(reply) == f"{archive}/p{reply.replace('.', '')}?thread_ts={ts}&cid=CNOTICEBO"


def test_there_is_no_permalink_to_nothing(client: WebClient, refusal: Refusal) -> None:
    refused = refusal(client.chat_getPermalink, channel="CNOTICEBO", message_ts="1.000001")

    assert refused["error"] == "message_not_found"


@pytest.mark.parametrize("channel", ["noticeboard", "#noticeboard", "CNOTICEBO"])
def test_a_channel_may_be_called_by_its_name(
    client: WebClient, workspace: Workspace, channel: str
) -> None:
    answer = client.chat_postMessage(channel=channel, text="Hello", **QUIET)

    assert answer["channel"] == "CNOTICEBO"
    assert [post.text for post in workspace.channel("noticeboard").posts()] == ["Hello"]


@pytest.mark.parametrize(
    ("channel", "scope", "error"),
    [
        ("CATTIC000", "chat:write.public", None),
        ("#attic", "chat:write.public", None),
        ("CATTIC000", "users:read", "not_in_channel"),
        ("CVAULT000", "chat:write.public", "channel_not_found"),
        ("#vault", "chat:write.public", "channel_not_found"),
        ("#nowhere", "chat:write.public", "channel_not_found"),
    ],
)
def test_a_public_channel_is_open_to_who_has_the_scope(
    client: WebClient,
    workspace: Workspace,
    refusal: Refusal,
    channel: str,
    scope: str,
    error: str | None,
) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=("chat:write", scope))
    if error is None:
        assert client.chat_postMessage(channel=channel, text="Hello", **QUIET)["ok"]
    else:
        refused = refusal(client.chat_postMessage, channel=channel, text="Hello", **QUIET)
        assert refused["error"] == error
