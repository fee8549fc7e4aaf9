"""People of other organisations (Slack Connect): they click, and have no commands of this one."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import button, modal

Json = dict[str, Any]


@pytest.fixture
def noor(workspace: Workspace) -> Person:
    user = workspace.add_user("noor", "Noor Visser", team="TELSEWHER")
    workspace.conversation("noticeboard").members.append(user.id)
    return workspace.person("noor")


def test_a_click_names_their_own_workspace(
    workspace: Workspace, noor: Person, heard: Heard, post: Callable[..., None]
) -> None:
    post("Look", {"type": "actions", "elements": [button("Go")]})
    noor.clicks("Go", on=workspace.channel("noticeboard").messages[0])

    assert heard.last["user"]["team_id"] == "TELSEWHER"
    assert heard.last["user"]["id"] == noor.id


def test_slack_says_where_they_are_from(client: WebClient, noor: Person) -> None:
    assert client.users_info(user=noor.id)["user"]["team_id"] == "TELSEWHER"
    assert client.users_info(user="UAMINA000")["user"]["team_id"] != "TELSEWHER"


def test_they_have_no_commands(noor: Person, heard: Heard) -> None:
    noor.types("/experiment", in_="noticeboard")

    noor.expects(text="/experiment is not a valid command.")
    assert heard.bodies == []


def test_they_have_no_shortcuts(noor: Person) -> None:
    with pytest.raises(AssertionError, match="other organisations have no shortcuts"):
        noor.uses("New experiment")


def test_a_window_says_whose_workspace_its_submitter_is_of(
    client: WebClient, workspace: Workspace, noor: Person, heard: Heard
) -> None:
    client.views_open(trigger_id=workspace.triggers.issue(noor.id), view=modal())

    noor.fills(name="Noor").saves()

    assert heard.last["team"]["id"] == heard.last["user"]["team_id"] == "TELSEWHER"
    assert heard.last["view"]["app_installed_team_id"] == workspace.team
