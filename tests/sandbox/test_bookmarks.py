"""bookmarks.*: links above a channel, as Slack takes and refuses them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.workspaces import Workspace

Json = dict[str, Any]
Refusal = Callable[..., Json]

BOARD = "CNOTICEBO"
LINK = "https://example.org/here"


@pytest.fixture
def bookmark(client: WebClient) -> Json:
    given = {"channel_id": BOARD, "title": "Here", "type": "link", "link": LINK}
    added: Json = client.bookmarks_add(**given)["bookmark"]
    return added


def test_a_bookmark_stands_above_the_channel(
    client: WebClient, workspace: Workspace, bookmark: Json
) -> None:
    assert workspace.channel("noticeboard").bookmarks == {"Here": LINK}
    assert client.bookmarks_list(channel_id=BOARD)["bookmarks"] == [bookmark]
    assert (bookmark["channel_id"], bookmark["type"]) == (BOARD, "link")
    assert client.bookmarks_list(channel_id="CHALLWAY0")["bookmarks"] == []


def test_it_is_edited_where_it_stands(
    client: WebClient, workspace: Workspace, bookmark: Json
) -> None:
    at = {"channel_id": BOARD, "bookmark_id": bookmark["id"]}
    client.bookmarks_edit(**at, link="https://example.org/there")
    assert workspace.channel("noticeboard").bookmarks == {"Here": "https://example.org/there"}

    edited = client.bookmarks_edit(**at, title="There", emoji=":wave:")["bookmark"]
    assert (edited["id"], edited["title"], edited["emoji"]) == (bookmark["id"], "There", ":wave:")


def test_it_is_removed_once(
    client: WebClient, workspace: Workspace, refusal: Refusal, bookmark: Json
) -> None:
    at = {"channel_id": BOARD, "bookmark_id": bookmark["id"]}
    client.bookmarks_remove(**at)

    assert workspace.channel("noticeboard").bookmarks == {}
    assert refusal(client.bookmarks_remove, **at)["error"] == "not_found"
    assert refusal(client.bookmarks_edit, **at, title="x")["error"] == "not_found"


def test_its_id_is_never_anothers(client: WebClient, bookmark: Json) -> None:
    client.bookmarks_remove(channel_id=BOARD, bookmark_id=bookmark["id"])
    given = {"channel_id": BOARD, "title": "Here", "type": "link", "link": LINK}

    assert client.bookmarks_add(**given)["bookmark"]["id"] != bookmark["id"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"type": "file"}, "invalid_bookmark_type"),
        ({"link": None}, "invalid_link"),
        ({"link": "example.org"}, "invalid_link"),
        ({"link": f"https://{'x' * 2041}"}, "invalid_link"),
        ({"title": "x" * 257}, "invalid_arguments"),
        ({"emoji": "wave"}, "invalid_emoji"),
        ({"channel_id": "CNOWHERE0"}, "channel_not_found"),
        ({"channel_id": "GVAULT000"}, "channel_not_found"),
        ({"channel_id": "CATTIC000"}, "permission_denied"),
        ({"channel_id": "CRUIN0000"}, "permission_denied"),
    ],
)
def test_what_slack_refuses(
    client: WebClient, workspace: Workspace, refusal: Refusal, change: Json, error: str
) -> None:
    given = {"channel_id": BOARD, "title": "Here", "type": "link", "link": LINK, **change}

    assert refusal(client.bookmarks_add, **given)["error"] == error
    assert workspace.channel("noticeboard").bookmarks == {}


def test_at_its_limits_it_is_taken(client: WebClient) -> None:
    link = f"https://{'x' * 2040}"
    client.bookmarks_add(channel_id=BOARD, title="x" * 256, type="link", link=link)


def test_a_channel_holds_a_hundred(client: WebClient, refusal: Refusal) -> None:
    given = {"channel_id": BOARD, "title": "Here", "type": "link", "link": LINK}
    for _ in range(100):
        client.bookmarks_add(**given)

    assert refusal(client.bookmarks_add, **given)["error"] == "too_many_bookmarks"


def test_each_has_its_scope(client: WebClient, workspace: Workspace, refusal: Refusal) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=("bookmarks:read",))
    assert client.bookmarks_list(channel_id=BOARD)["bookmarks"] == []

    given = {"channel_id": BOARD, "title": "Here", "type": "link", "link": LINK}
    refused = refusal(client.bookmarks_add, **given)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "bookmarks:write")


def test_bookmarks_outlive_a_restart(
    client: WebClient, workspace: Workspace, bookmark: Json
) -> None:
    again = Workspace.from_dict(workspace.to_dict(), workspace.manifest)

    assert again.channel("noticeboard").bookmarks == {"Here": LINK}
    assert (again.last_bookmark, bookmark["id"]) == (1, "Bk0000001")
    assert client.bookmarks_list(channel_id=BOARD)["bookmarks"] == [bookmark]
