"""People of other organisations (Slack Connect): they click, and have no commands of this one."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.screens import describe_screen
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import button, modal

Json = dict[str, Any]


@pytest.fixture
def noor(workspace: Workspace) -> Person:
    user = workspace.add_user("noor", "Noor Visser", team="TELSEWHER")
    board = workspace.conversation("noticeboard")
    board.teams.append("TELSEWHER")
    board.members.append(user.id)
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


def test_they_are_on_no_list(client: WebClient, noor: Person) -> None:
    assert noor.id not in {each["id"] for each in client.users_list()["members"]}


def test_they_are_strangers_until_there_is_a_channel_with_them(
    client: WebClient, noor: Person
) -> None:
    assert client.users_info(user=noor.id)["user"]["is_stranger"] is False
    noor.leaves("noticeboard")

    assert client.users_info(user=noor.id)["user"]["is_stranger"] is True
    assert "is_stranger" not in client.users_info(user="UAMINA000")["user"]


def test_they_have_no_home(client: WebClient, noor: Person, refusal: Callable[..., Json]) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}

    assert refusal(client.views_publish, user_id=noor.id, view=home)["error"] == "invalid_arguments"
    with pytest.raises(AssertionError, match="have no Home of this app"):
        noor.opens_home()


def test_they_come_only_where_it_is_shared_with_theirs(
    client: WebClient, workspace: Workspace, noor: Person
) -> None:
    amina = workspace.person("amina")
    with pytest.raises(AssertionError, match="somebody has to invite them"):
        noor.joins("attic")
    amina.types("/invite @noor", in_="attic").expects(text="@noor cannot be in this channel.")

    workspace.conversation("attic").teams.append("TELSEWHER")
    amina.types("/invite @noor", in_="attic")

    assert noor.id in workspace.channel("attic").members
    shared = client.conversations_info(channel="CATTIC000")["channel"]
    assert (shared["is_shared"], shared["is_ext_shared"]) == (True, True)
    assert shared["connected_team_ids"] == ["TELSEWHER"]
    assert not client.conversations_info(channel="CHALLWAY0")["channel"]["is_ext_shared"]


def test_they_and_we_know_of_each_other_by_a_channel(workspace: Workspace, noor: Person) -> None:
    def knows(viewer: str) -> set[str]:
        return {each.handle for each in workspace.visible_people(workspace.user(viewer).id)}

    assert "amina" in knows("noor")
    assert "noor" in knows("amina")
    noor.leaves("noticeboard")

    assert knows("noor") == {"noor"}
    assert "noor" not in knows("amina")


def test_whoever_becomes_one_keeps_their_channels_which_are_shared(
    client: WebClient, workspace: Workspace
) -> None:
    tom = workspace.person("tom").becomes(team="TELSEWHER", zone="")

    user = client.users_info(user=tom.id)["user"]
    assert (user["team_id"], user["is_stranger"]) == ("TELSEWHER", False)
    assert "tz" not in user
    assert client.conversations_info(channel="CNOTICEBO")["channel"]["is_ext_shared"]
    assert not client.conversations_info(channel="CATTIC000")["channel"]["is_ext_shared"]


def test_nobody_is_in_a_zone_that_is_none(workspace: Workspace) -> None:
    with pytest.raises(AssertionError, match="There is no zone 'Nowhere'"):
        workspace.person("tom").becomes(zone="Nowhere")


def test_the_page_offers_them_neither(workspace: Workspace, noor: Person) -> None:
    mine, ours = (describe_screen(workspace, each) for each in (noor.id, "UAMINA000"))

    assert ours["commands"]
    assert ours["shortcuts"]
    assert (mine["commands"], mine["shortcuts"]) == ([], [])
