"""How a call's body may come, and what Slack says of one that it cannot read."""

from typing import Any

import httpx
import pytest

from sandbox.server import Server
from sandbox.workspaces import Workspace

Json = dict[str, Any]
FORM = "multipart/form-data; boundary=b"
PARTS = (
    '--b\r\nContent-Disposition: form-data; name="channel"\r\n\r\nCNOTICEBO\r\n'
    '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nJó napot!\r\nline\r\n--b--\r\n'
)
POST = '{"channel": "CNOTICEBO", "text": "Hello", "unfurl_links": false, "unfurl_media": false}'


@pytest.fixture
def call(server: Server, workspace: Workspace) -> Any:
    def called(kind: str | None, body: str, method: str = "chat.postMessage") -> Json:
        headers = {"Authorization": f"Bearer {workspace.bot_token}"}
        if kind is not None:
            headers["Content-Type"] = kind
        answer = httpx.post(f"{server.api}{method}", content=body.encode(), headers=headers)
        assert answer.status_code == 200
        found: Json = answer.json()
        return found

    return called


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", "{", "invalid_json"),
        ("application/json", "[1]", "json_not_object"),
        ("text/xml", "<a/>", "invalid_post_type"),
        (None, "channel=CNOTICEBO", "missing_post_type"),
        ("application/json; charset=latin-9", POST, "invalid_charset"),
        ("multipart/form-data", PARTS, "invalid_form_data"),
        (FORM, "channel=CNOTICEBO", "invalid_form_data"),
    ],
)
def test_what_cannot_be_read_is_refused(call: Any, kind: str | None, body: str, error: str) -> None:
    assert call(kind, body) == {"ok": False, "error": error}


@pytest.mark.parametrize(
    ("kind", "body", "warning"),
    [
        ("application/json; charset=utf-8", POST, None),
        ("application/json", POST, "missing_charset"),
        ("application/x-www-form-urlencoded", "channel=CNOTICEBO&text=Hello", None),
        (
            "application/x-www-form-urlencoded; charset=utf-8",
            "channel=CNOTICEBO&text=Hello",
            "superfluous_charset",
        ),
        (FORM, PARTS, None),
    ],
)
def test_what_can_be_read_is_posted(call: Any, kind: str, body: str, warning: str | None) -> None:
    answer = call(kind, body)

    assert answer["ok"]
    assert answer.get("warning") == warning


def test_a_form_with_parts_keeps_the_words(call: Any, workspace: Workspace) -> None:
    call(FORM, PARTS)

    assert workspace.channel("noticeboard").expects(text="Jó napot!\r\nline")


def test_a_call_without_a_body_needs_no_type(call: Any) -> None:
    assert call(None, "", "auth.test")["ok"]
