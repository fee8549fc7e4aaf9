"""The page's addresses: its files, its stream of changes, and nothing for other sites."""

import http.client
import json
import re
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET


def test_the_page_and_its_files_are_served(server: Server) -> None:
    for path, kind in (("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "javascript")):
        with urllib.request.urlopen(server.url + path, timeout=5) as answer:
            assert kind in answer.headers["Content-Type"]


def test_what_the_page_is_made_of_is_kept_and_the_page_itself_is_not(server: Server) -> None:
    with urllib.request.urlopen(server.url, timeout=5) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        parts = re.findall(r'(?:src|href)="\./([^"]+)"', answer.read().decode())

    assert len(parts) > 1
    for part in parts:
        with urllib.request.urlopen(f"{server.url}/{part}", timeout=5) as answer:
            assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.js",
        "/..%2Fexample.toml",
        "/../example.toml",
        "/page/parts/1/nothing.js",
        "/page/parts/1/..%2Fexample.toml",
        "/page/parts/..%2F../example.toml",
        "/page/state?as=UNOBODY00",
    ],
)
def test_nothing_else_is_served(server: Server, alone: Workspace, path: str) -> None:
    assert server.workspaces[0] is alone
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    connection.request("GET", path)  # as it stands: urllib would tidy it up

    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"as": "UAMINA000", "verb": "home"}', "text/plain"),
        (b"not json", "application/json"),
        (b"[]", "application/json"),
    ],
)
def test_another_sites_form_does_nothing(
    server: Server, alone: Workspace, body: bytes, kind: str
) -> None:
    assert server.workspaces[0] is alone
    request = urllib.request.Request(f"{server.url}/page/act", body, {"Content-Type": kind})

    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    with refused.value as answer:
        assert answer.code == 404


@pytest.mark.parametrize(
    "path", ["/", "/page/parts/1/page.js", "/page/state", "/page/journal", "/page/events"]
)
def test_another_sites_name_for_this_machine_shows_nothing(
    server: Server, alone: Workspace, path: str
) -> None:
    assert server.workspaces[0] is alone
    request = urllib.request.Request(server.url + path, headers={"Host": "elsewhere.test:3001"})

    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    with refused.value as answer:
        assert answer.code == 404


@pytest.mark.parametrize("path", ["/", "/index.html", "/page/parts/1/index.html"])
def test_no_other_site_shows_the_page_within_its_own(server: Server, path: str) -> None:
    with urllib.request.urlopen(server.url + path, timeout=5) as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_changes_are_told_as_they_happen(
    server: Server, client: WebClient, alone: Workspace
) -> None:
    url = f"{server.url}/page/events?as=UAMINA000"
    with urllib.request.urlopen(url, timeout=5) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")

        def next_revision() -> int:
            line = stream.readline().decode()
            assert stream.readline() == b"\n"
            revision: int = json.loads(line.removeprefix("data: "))["revision"]
            return revision

        before = next_revision()
        assert before == alone.revision
        client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)
        assert next_revision() == alone.revision > before


def test_nobody_listens_after_the_stream_is_closed(
    server: Server, client: WebClient, alone: Workspace
) -> None:
    url = f"{server.url}/page/events?as=UAMINA000"
    with urllib.request.urlopen(url, timeout=5) as stream:
        stream.readline()
        assert len(alone.subscribers) == 1

    client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)

    assert alone.wait(lambda: alone.subscribers == [], 5)


def read(server: Server, path: str) -> Any:
    with urllib.request.urlopen(server.url + path, timeout=5) as answer:
        return json.load(answer)


def test_what_went_to_and_fro_is_listed_and_opened_one_by_one(
    server: Server, client: WebClient, alone: Workspace
) -> None:
    assert alone.users
    client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="CNOTICEBO", text="No", blocks=[{"type": "nope"}], **QUIET)

    entries = read(server, "/page/journal?since=0")
    said, refused = [each for each in entries if each["direction"] == "call"]
    assert (said["direction"], said["name"], said["ok"]) == ("call", "chat.postMessage", True)
    assert (refused["ok"], refused["error"]) == (False, "invalid_blocks")
    assert any("unsupported type: nope" in remark for remark in refused["remarks"])
    assert read(server, f"/page/journal?since={refused['number']}") == []
    body = read(server, f"/page/journal/{said['number']}")
    assert (body["sent"]["text"], body["answer"]["ok"]) == ("Hello", True)


def test_the_drawer_says_what_can_be_set(server: Server, alone: Workspace) -> None:
    alone.users["UTOM00000"].guest = "single"

    controls = read(server, "/page/controls")

    assert controls["plan"] == "paid"
    assert {"chat.postMessage", "event", "ack"} <= {*controls["methods"]}
    assert (controls["faults"], controls["connections"]) == ([], 0)
    (tom,) = [each for each in controls["people"] if each["id"] == "UTOM00000"]
    assert tom["guest"] == "single"


def test_emoji_have_slacks_names(server: Server) -> None:
    names = read(server, "/page/emoji")

    assert (names["tada"], names["+1"], names["white_check_mark"]) == ("🎉", "👍", "✅")
