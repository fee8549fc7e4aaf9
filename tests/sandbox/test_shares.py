"""Files that were uploaded: what they are, where they stand, and whence their bytes come."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.server import Server
from sandbox.workspaces import Workspace

Json = dict[str, Any]
Refusal = Callable[..., Json]

CONTENT = b"BEGIN:VCALENDAR"


@pytest.fixture
def file(granted: Workspace, client: WebClient) -> str:
    """One that stands on the noticeboard."""
    assert granted.bot
    return str(upload(client, "session.ics", "CNOTICEBO"))


def upload(client: WebClient, name: str, channel: str) -> str:
    begun = client.files_getUploadURLExternal(filename=name, length=len(CONTENT))
    httpx.post(begun["upload_url"], content=CONTENT)
    files = [{"id": begun["file_id"]}]
    client.files_completeUploadExternal(files=files, channel_id=channel)
    return str(begun["file_id"])


def test_a_file_says_where_it_stands(client: WebClient, file: str, workspace: Workspace) -> None:
    described = client.files_info(file=file)["file"]

    post = workspace.channel("noticeboard").posts()[0]
    assert described["channels"] == ["CNOTICEBO"]
    assert described["shares"] == {"public": {"CNOTICEBO": [{"ts": post.ts}]}}
    assert (described["is_public"], described["user"]) == (True, workspace.bot)


def test_its_bytes_come_to_who_has_the_token(
    client: WebClient, file: str, workspace: Workspace
) -> None:
    address = client.files_info(file=file)["file"]["url_private"]

    answer = httpx.get(address, headers={"Authorization": f"Bearer {workspace.bot_token}"})

    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"].startswith("text/calendar")


def test_without_the_token_one_is_led_to_a_page(
    client: WebClient, file: str, server: Server
) -> None:
    address = client.files_info(file=file)["file"]["url_private"]

    answer = httpx.get(address)

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{server.url}/?redir=/files-pri/")


def test_files_are_listed_by_channel_and_person(
    client: WebClient, file: str, refusal: Refusal
) -> None:
    other = upload(client, "tea.txt", "CHALLWAY0")

    def listed(**given: Any) -> list[str]:
        return [each["id"] for each in client.files_list(**given)["files"]]

    assert listed() == [file, other]
    assert listed(channel="CHALLWAY0") == [other]
    assert listed(user="UAMINA000") == []
    assert listed(count=1, page=2) == [other]
    assert client.files_list(count=1)["paging"]["pages"] == 2
    assert refusal(client.files_list, user="UNOBODY00")["error"] == "user_not_found"
    assert refusal(client.files_list, page=0)["error"] == "invalid_arguments"


def test_a_file_that_is_deleted_is_gone_and_its_message_stays(
    client: WebClient, file: str, refusal: Refusal, workspace: Workspace
) -> None:
    client.files_delete(file=file)

    assert refusal(client.files_info, file=file)["error"] == "file_not_found"
    assert [post.files for post in workspace.channel("noticeboard").posts()] == [[]]


def test_somebody_elses_file_is_not_the_apps_to_delete(
    client: WebClient, file: str, refusal: Refusal, workspace: Workspace
) -> None:
    workspace.files[file].user = "UAMINA000"

    assert refusal(client.files_delete, file=file)["error"] == "cant_delete_file"


def test_a_file_where_the_app_is_not_is_not_there(
    client: WebClient, file: str, refusal: Refusal, workspace: Workspace
) -> None:
    workspace.files[file].user = "UAMINA000"
    workspace.conversation("noticeboard").members.remove(workspace.bot)

    assert refusal(client.files_info, file=file)["error"] == "file_not_found"


def test_what_a_plan_hides_is_hidden_with_its_messages(
    client: WebClient, file: str, workspace: Workspace
) -> None:
    workspace.forgets(days=90)
    workspace.clock.advance(91 * 86_400)

    assert client.files_list()["files"] == []
    hidden = client.files_list(show_files_hidden_by_limit=True)["files"]
    assert [each["mode"] for each in hidden] == ["hidden_by_limit"]
    assert "url_private" not in client.files_info(file=file)["file"]
