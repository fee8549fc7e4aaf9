"""files.*: uploads in three steps, as Slack takes and refuses them."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.server import Server
from sandbox.sights import Attached
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET

Json = dict[str, Any]
Refusal = Callable[..., Json]

CONTENT = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
BLOCKS = [
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Yours."}]}
        ],
    }
]


def send(url: str, content: str = CONTENT) -> int:
    request = urllib.request.Request(url, data=content.encode(), method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def begin(client: WebClient, content: str = CONTENT) -> tuple[str, str]:
    begun = client.files_getUploadURLExternal(filename="session.ics", length=len(content))
    return str(begun["upload_url"]), str(begun["file_id"])


def upload(client: WebClient) -> str:
    url, file = begin(client)
    assert send(url) == 200
    return file


@pytest.fixture
def amina(workspace: Workspace) -> str:
    """Her messages with the app."""
    return workspace.direct(workspace.person("amina").id).id


def test_a_file_stands_where_it_was_completed(
    client: WebClient, workspace: Workspace, amina: str
) -> None:
    done = client.files_completeUploadExternal(
        files=[{"id": upload(client), "title": "A session"}],
        channel_id=amina,
        blocks=json.dumps(BLOCKS),
    )
    message = workspace.person("amina").expects(shown="Yours.")

    assert message.files == [Attached("session.ics", "A session", CONTENT.encode())]
    assert [each["title"] for each in done["files"]] == ["A session"]
    [wire] = client.conversations_history(channel=amina)["messages"]
    assert (wire["subtype"], wire["files"]) == ("file_share", done["files"])


def test_slack_sdks_own_way_is_the_same(
    client: WebClient, workspace: Workspace, amina: str
) -> None:
    client.files_upload_v2(
        filename="a.ics", content=CONTENT, channel=amina, initial_comment="Here it is."
    )

    [file] = workspace.person("amina").expects(shown="Here it is.").files
    assert (file.name, file.content) == ("a.ics", CONTENT.encode())


@pytest.mark.parametrize(
    "content", [CONTENT, "\r\n--\r\n\r\n", "From: amina\r\n\r\n--x\r\n", "\x00\x0b\r\u00e9\n"]
)
def test_a_forms_file_part_is_the_file(
    client: WebClient, workspace: Workspace, amina: str, content: str
) -> None:
    data = content.encode()
    begun = client.files_getUploadURLExternal(filename="a.eml", length=len(data))
    part = {"body": ("Untitled", data, "message/rfc822")}
    sent = httpx.post(begun["upload_url"], data={"filename": "a.eml"}, files=part)
    client.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id=amina)

    assert sent.status_code == 200
    [file] = workspace.person("amina").expects().files
    assert file.content == data


def test_a_form_without_a_file_is_refused(client: WebClient) -> None:
    url, _ = begin(client)

    assert httpx.post(url, files={"filename": (None, CONTENT)}).status_code == 400


def test_it_is_shared_once(client: WebClient, refusal: Refusal, amina: str) -> None:
    wanted: list[dict[str, str | None]] = [{"id": upload(client), "title": ""}]
    client.files_completeUploadExternal(files=wanted)

    again = refusal(client.files_completeUploadExternal, files=wanted, channel_id=amina)
    assert again["error"] == "file_not_found"


def test_what_did_not_come_or_is_unknown_is_not_shared(
    client: WebClient, workspace: Workspace, refusal: Refusal, amina: str
) -> None:
    url, file = begin(client)
    to = {"channel_id": amina}

    assert send(url, "too short") == 400
    assert send(f"{url}0") == 404
    for unknown in (file, "F0"):
        said = refusal(client.files_completeUploadExternal, files=[{"id": unknown}], **to)
        assert said["error"] == "file_not_found"
    assert workspace.person("amina").messages == []


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("UAMINA000", "channel_not_found"),
        ("C0", "channel_not_found"),
        ("CFIELDNOT", "not_in_channel"),
    ],
)
def test_it_goes_where_the_app_is(
    client: WebClient, workspace: Workspace, refusal: Refusal, channel: str, error: str
) -> None:
    workspace.add_channel("field-notes")
    said = refusal(
        client.files_completeUploadExternal, files=[{"id": upload(client)}], channel_id=channel
    )

    assert said["error"] == error


def test_a_file_goes_into_the_thread(client: WebClient, workspace: Workspace) -> None:
    parent = client.chat_postMessage(channel="CNOTICEBO", text="Notes?", **QUIET)["ts"]
    client.files_completeUploadExternal(
        files=[{"id": upload(client)}], channel_id="CNOTICEBO", thread_ts=parent
    )

    [message] = workspace.channel("noticeboard").messages
    assert [[file.name for file in reply.files] for reply in message.thread] == [["session.ics"]]


def test_a_thread_is_in_the_files_channel_and_under_no_reply(
    client: WebClient, workspace: Workspace, refusal: Refusal, amina: str
) -> None:
    parent = client.chat_postMessage(channel="CNOTICEBO", text="Notes?", **QUIET)["ts"]
    reply = client.chat_postMessage(channel="CNOTICEBO", text="Soon", thread_ts=parent, **QUIET)[
        "ts"
    ]
    file: list[dict[str, str | None]] = [{"id": upload(client)}]

    for thread_ts, to in [
        (parent, [amina]),
        (parent, ["CNOTICEBO", amina]),
        (reply, ["CNOTICEBO"]),
        ("1.000001", ["CNOTICEBO"]),
    ]:
        said = refusal(
            client.files_completeUploadExternal, files=file, channels=to, thread_ts=thread_ts
        )
        assert said["error"] == "invalid_thread_ts"
    assert workspace.person("amina").messages == []
    client.files_completeUploadExternal(files=file, channels=["CNOTICEBO"], thread_ts=parent)


def test_a_file_goes_into_all_channels_named_and_to_people(
    client: WebClient, workspace: Workspace, amina: str
) -> None:
    client.files_completeUploadExternal(
        files=[{"id": upload(client)}],
        channel_id=amina,
        channels=["CNOTICEBO", amina, workspace.person("tom").id],
    )

    [notice] = workspace.channel("noticeboard").messages
    [hers], [his] = (workspace.person(each).messages for each in ("amina", "tom"))
    assert [each.files[0].name for each in (notice, hers, his)] == ["session.ics"] * 3


@pytest.mark.parametrize(
    ("channels", "error"),
    [
        (["CNOTICEBO", "C0"], "channel_not_found"),
        (["CNOTICEBO", "CFIELDNOT"], "not_in_channel"),
        (["CNOTICEBO"] * 101, "channels_limit_exceeded"),
    ],
)
def test_one_wrong_channel_keeps_it_from_all(
    client: WebClient, workspace: Workspace, refusal: Refusal, channels: list[str], error: str
) -> None:
    workspace.add_channel("field-notes")
    file: list[dict[str, str | None]] = [{"id": upload(client)}]
    said = refusal(client.files_completeUploadExternal, files=file, channels=channels)

    assert said["error"] == error
    assert workspace.channel("noticeboard").messages == []
    client.files_completeUploadExternal(files=file, channels=["CNOTICEBO"])
    assert len(workspace.channel("noticeboard").messages) == 1


@pytest.mark.parametrize("length", ["0", "-1", "many"])
def test_its_length_is_said(client: WebClient, refusal: Refusal, length: Any) -> None:
    said = refusal(client.files_getUploadURLExternal, filename="a.ics", length=length)

    assert said["error"] == "invalid_arguments"


def test_it_takes_a_scope(client: WebClient, workspace: Workspace, refusal: Refusal) -> None:
    scopes = tuple(each for each in workspace.manifest.scopes if each != "files:write")
    workspace.manifest = replace(workspace.manifest, scopes=scopes)

    said = refusal(client.files_getUploadURLExternal, filename="a.ics", length=1)
    assert said["error"] == "missing_scope"


def test_the_old_way_is_closed(client: WebClient, refusal: Refusal) -> None:
    said = refusal(client.api_call, "files.upload", params={"content": "x"})

    assert said["error"] == "method_deprecated"


def test_it_is_kept_with_the_workspace(client: WebClient, workspace: Workspace, amina: str) -> None:
    client.files_completeUploadExternal(files=[{"id": upload(client)}], channel_id=amina)
    workspace.person("amina").expects()
    begin(client)
    again = Workspace.from_dict(json.loads(json.dumps(workspace.to_dict())), workspace.manifest)

    [message] = again.person("amina").messages
    assert [each.content for each in message.files] == [CONTENT.encode()]
    assert (list(again.files), again.last_file) == ([message.post.files[0]["id"]], 2)


def test_the_page_hands_it_to_who_sees_it(
    client: WebClient, server: Server, workspace: Workspace, amina: str
) -> None:
    file = upload(client)
    client.files_completeUploadExternal(files=[{"id": file}], channel_id=amina)
    workspace.person("amina").expects()

    def status(person: str) -> int:
        return get(f"{server.url}/page/files/{file}?as={workspace.person(person).id}")

    assert (status("amina"), status("tom")) == (200, 404)


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
