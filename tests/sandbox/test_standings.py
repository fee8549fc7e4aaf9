"""Guests, the deactivated, owners and other bots: what they may, and what the app hears of them."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.acting import switches
from sandbox.acting.targets import Impossible
from sandbox.manifests import parse_manifest
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import FULL, Heard

Json = dict[str, Any]


@pytest.fixture
def tom(workspace: Workspace) -> Person:
    return workspace.person("tom")


def rooms(workspace: Workspace, user: str) -> list[str]:
    everywhere = workspace.conversations.values()
    return [each.name for each in everywhere if user in each.members and not each.is_direct]


def visible(workspace: Workspace, viewer: str) -> set[str]:
    return {user.handle for user in workspace.visible_people(workspace.user(viewer).id)}


@pytest.mark.parametrize(
    ("guest", "flags"), [("", (False, False)), ("multi", (True, False)), ("single", (True, True))]
)
def test_a_guest_is_restricted(
    client: WebClient,
    workspace: Workspace,
    tom: Person,
    heard: Heard,
    guest: str,
    flags: tuple[bool, bool],
) -> None:
    switches.set_guest(workspace, tom.id, guest)

    for user in (client.users_info(user=tom.id)["user"], heard.last["event"]["user"]):
        assert (user["is_restricted"], user["is_ultra_restricted"]) == flags
    assert heard.last["event"]["type"] == "user_change"


def test_a_guest_knows_only_the_people_of_their_channels(workspace: Workspace, tom: Person) -> None:
    assert "priya" in visible(workspace, "tom")
    for channel in ("noticeboard", "hallway", "tea-corner"):
        tom.leaves(channel)
    workspace.conversation("attic").members.append(tom.id)

    switches.set_guest(workspace, tom.id, "multi")

    assert visible(workspace, "tom") == {"amina", "tom"}
    assert "tom" in visible(workspace, "priya")


def test_a_guest_comes_by_invitation_only(workspace: Workspace, tom: Person, heard: Heard) -> None:
    switches.set_guest(workspace, tom.id, "multi")

    with pytest.raises(AssertionError, match="somebody has to invite them"):
        tom.joins("attic")
    workspace.person("amina").types("/invite @tom", in_="attic")

    assert "attic" in rooms(workspace, tom.id)
    tom.types("/experiment", in_="noticeboard")
    assert heard.last["command"] == "/experiment"


def test_a_guest_of_one_channel_is_in_one(workspace: Workspace, tom: Person) -> None:
    switches.set_guest(workspace, tom.id, "single")
    workspace.person("amina").types("/invite @tom", in_="attic")

    assert rooms(workspace, tom.id) == ["noticeboard"]
    workspace.person("amina").expects(text="@tom cannot be in this channel.")


@pytest.mark.parametrize(
    ("who", "guest", "plan", "sentence"),
    [
        ("tom", "half", "paid", "no guest called 'half'"),
        ("jonas", "multi", "paid", "administers this workspace"),
        ("commons", "multi", "paid", "no member of this workspace"),
        ("tom", "multi", "free", "Guests come with a paid plan"),
    ],
)
def test_who_cannot_be_a_guest(
    workspace: Workspace, who: str, guest: str, plan: str, sentence: str
) -> None:
    switches.set_plan(workspace, plan)
    with pytest.raises(Impossible, match=sentence):
        switches.set_guest(workspace, workspace.user(who).id, guest)


def test_the_deactivated_leave_and_come_back_to_nothing(
    client: WebClient, workspace: Workspace, tom: Person, heard: Heard
) -> None:
    assert len(rooms(workspace, tom.id)) == 3
    switches.set_deactivated(workspace, tom.id, deactivated=True)

    assert heard.last["event"]["user"]["deleted"]
    assert rooms(workspace, tom.id) == []
    dm = client.conversations_open(channel=workspace.direct(tom.id).id, return_im=True)["channel"]
    assert dm["is_user_deleted"]
    assert "tom" not in visible(workspace, "amina")

    switches.set_deactivated(workspace, tom.id, deactivated=False)
    assert rooms(workspace, tom.id) == []
    assert not client.conversations_info(channel=dm["id"])["channel"]["is_user_deleted"]
    tom.joins("noticeboard")


def test_slack_says_little_of_the_deactivated(client: WebClient, tom: Person) -> None:
    tom.becomes(deleted=True)

    user = client.users_info(user=tom.id)["user"]
    assert user["deleted"]
    assert not {"tz", "real_name", "is_admin"} & set(user)
    assert user in client.users_list()["members"]


def test_nobody_acts_in_a_name_that_is_deactivated(
    client: WebClient, workspace: Workspace, tom: Person, show: Callable[..., Json]
) -> None:
    client.views_publish(user_id=tom.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    amina = workspace.person("amina")
    show({"type": "divider"})
    for each in (tom, amina):
        each.becomes(deleted=True)

    assert amina.window is None
    acts: list[Callable[[], object]] = [
        lambda: tom.types("Hello"),
        lambda: tom.types("Hello", in_="noticeboard"),
        lambda: tom.joins("noticeboard"),
        tom.opens_home,
        lambda: tom.uses("New experiment"),
    ]
    for act in acts:
        with pytest.raises(AssertionError, match="The account of Tom Whitaker is deactivated"):
            act()


def test_a_message_to_the_deactivated_is_kept_for_nobody(
    client: WebClient, tom: Person, refusal: Callable[..., Json]
) -> None:
    """As slack_sdk's users found (python-slack-sdk #1156); aside, they are not in the channel."""
    tom.becomes(deleted=True)
    quiet: Json = {"unfurl_links": False, "unfurl_media": False}

    assert client.chat_postMessage(channel=tom.id, text="Hello", **quiet)["ok"]
    aside = {"channel": "CNOTICEBO", "user": tom.id, "text": "Psst"}
    assert refusal(client.chat_postEphemeral, **aside)["error"] == "user_not_in_channel"
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    assert refusal(client.views_publish, user_id=tom.id, view=home)["error"] == "invalid_arguments"


def test_slackbot_is_on_the_list_and_no_bot(client: WebClient) -> None:
    [found] = [each for each in client.users_list()["members"] if each["id"] == "USLACKBOT"]

    assert found["is_bot"] is False
    assert client.users_info(user="USLACKBOT")["user"] == found


def test_another_bot_has_ids_of_its_own(client: WebClient, workspace: Workspace) -> None:
    poll = workspace.add_user("poll", "Poll", bot=True)

    user = client.users_info(user=poll.id)["user"]
    assert (user["is_bot"], user["profile"]["bot_id"]) == (True, "BPOLL0000")
    assert "poll" not in visible(workspace, "amina")


def test_an_owner_is_an_admin_too(client: WebClient, workspace: Workspace) -> None:
    owner = workspace.add_user("ola", "Ola", owner=True)

    user = client.users_info(user=owner.id)["user"]
    assert (user["is_owner"], user["is_admin"]) == (True, True)


@pytest.mark.parametrize("known", [True, False])
def test_an_address_is_told_to_those_who_may_know_it(*, known: bool) -> None:
    scopes = [*FULL["oauth_config"]["scopes"]["bot"], *(["users:read.email"] if known else [])]
    workspace = Workspace(parse_manifest({**FULL, "oauth_config": {"scopes": {"bot": scopes}}}))
    ours = workspace.add_user("ada", "Ada", email="ada@example.org")
    theirs = workspace.add_user("noor", "Noor", email="noor@example.org", team="TELSEWHER")

    assert ("email" in workspace.describe_user(ours)["profile"]) is known
    assert "email" not in workspace.describe_user(theirs)["profile"]


def test_somebody_without_a_zone_is_described_everywhere(
    client: WebClient, tom: Person, heard: Heard
) -> None:
    tom.becomes(zone="")

    assert "tz" not in client.users_info(user=tom.id)["user"]
    assert "tz" not in heard.last["event"]["user"]
    assert len(client.users_list()["members"]) > 1
