"""What an app may ask of the workspace and its people besides their names."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.acting.switches import set_plan
from sandbox.workspaces import Workspace

Json = dict[str, Any]
Refusal = Callable[..., Json]


@pytest.fixture(autouse=True)
def amina(granted: Workspace) -> str:
    """She has an address."""
    granted.user("amina").email = "amina@example.org"
    return "UAMINA000"


def test_the_team_and_the_bot_say_who_they_are(client: WebClient, workspace: Workspace) -> None:
    team = client.team_info()["team"]
    bot = client.bots_info(bot=workspace.app["bot"])["bot"]

    assert (team["id"], team["domain"]) == (workspace.team, "example-group")
    assert (bot["user_id"], bot["app_id"]) == (workspace.bot, workspace.app["app"])
    assert client.emoji_list()["emoji"] == {}


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("team.info", {"team": "TELSE0000"}, "team_not_found"),
        ("bots.info", {"bot": "BELSE0000"}, "bot_not_found"),
        ("users.lookupByEmail", {"email": "nobody@example.org"}, "users_not_found"),
        ("users.profile.get", {"user": "UNOBODY00"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S1"}, "no_such_subteam"),
    ],
)
def test_what_is_not_there(
    client: WebClient, refusal: Refusal, method: str, given: Json, error: str
) -> None:
    assert refusal(client.api_call, method, params=given)["error"] == error


def test_people_are_found_by_their_address(client: WebClient, amina: str) -> None:
    assert client.users_lookupByEmail(email="Amina@example.org")["user"]["id"] == amina


def test_whoever_has_no_address_is_not_found_by_none(client: WebClient, refusal: Refusal) -> None:
    assert refusal(client.users_lookupByEmail, email=" ")["error"] == "users_not_found"


@pytest.mark.parametrize("scopes", [("users.profile:read",), ("users.profile:read", "users:read")])
def test_an_address_has_a_scope_of_its_own(
    client: WebClient, workspace: Workspace, amina: str, scopes: tuple[str, ...]
) -> None:
    assert client.users_profile_get(user=amina)["profile"]["email"] == "amina@example.org"

    workspace.manifest = replace(workspace.manifest, scopes=scopes)
    assert "email" not in client.users_profile_get(user=amina)["profile"]


def test_the_address_of_somebody_from_elsewhere_is_withheld(
    client: WebClient, workspace: Workspace, refusal: Refusal, amina: str
) -> None:
    workspace.users[amina].team = "TELSE0000"

    assert refusal(client.users_lookupByEmail, email="amina@example.org")["ok"] is False
    assert "email" not in client.users_profile_get(user=amina)["profile"]


def test_a_language_is_said_where_it_is_asked_for(
    client: WebClient, workspace: Workspace, amina: str
) -> None:
    assert "locale" not in client.users_info(user=amina)["user"]
    assert client.users_info(user=amina, include_locale=True)["user"]["locale"] == "en-GB"

    workspace.users[amina].team = "TELSE0000"
    assert "locale" not in client.users_info(user=amina, include_locale=True)["user"]


def test_everybody_is_there(client: WebClient, amina: str) -> None:
    assert client.users_getPresence(user=amina)["presence"] == "active"
    assert client.api_call("users.getPresence")["connection_count"] == 1


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("usergroups.list", {}),
        ("usergroups.create", {"name": "cooks"}),
        ("usergroups.users.list", {"usergroup": "S1"}),
        ("usergroups.users.update", {"usergroup": "S1", "users": "U1"}),
    ],
)
def test_groups_of_people_are_paid_for(
    client: WebClient, workspace: Workspace, refusal: Refusal, method: str, given: Json
) -> None:
    set_plan(workspace, "free")

    assert refusal(client.api_call, method, params=given)["error"] == "plan_upgrade_required"


def test_on_a_paid_plan_there_are_none_yet(client: WebClient) -> None:
    assert client.usergroups_list()["usergroups"] == []


def test_an_event_was_for_the_one_installation(server_client: WebClient, amina: str) -> None:
    assert amina
    found = server_client.api_call(
        "apps.event.authorizations.list", params={"event_context": "abc"}
    )["authorizations"]

    assert [each["is_bot"] for each in found] == [True]


@pytest.fixture
def server_client(client: WebClient, workspace: Workspace) -> WebClient:
    """With the app's own token."""
    return WebClient(token=workspace.app_token, base_url=client.base_url)


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("conversations.open", {"users": "UAMINA000"}, "user_disabled"),
        ("users.lookupByEmail", {"email": "amina@example.org"}, "users_not_found"),
    ],
)
def test_nothing_reaches_who_is_deactivated(
    client: WebClient, workspace: Workspace, refusal: Refusal, method: str, given: Json, error: str
) -> None:
    workspace.user("amina").deleted = True

    assert refusal(client.api_call, method, params=given)["error"] == error


def test_the_app_tells_what_it_does(client: WebClient, refusal: Refusal) -> None:
    client.chat_meMessage(channel="CNOTICEBO", text="waves")
    message = client.conversations_history(channel="CNOTICEBO")["messages"][0]

    assert (message["subtype"], message["text"]) == ("me_message", "waves")
    refused = refusal(client.chat_meMessage, channel="CNOTICEBO", text="x" * 4001)
    assert refused["error"] == "msg_too_long"
