"""What happens in the workspace, as far as the app asked to be told."""

from dataclasses import replace

from slack_sdk import WebClient

from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import QUIET


def test_opening_the_home_is_told_every_time(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    amina = workspace.person("amina").opens_home()

    event = heard.last["event"]
    assert (event["user"], event["channel"], event["tab"]) == ("UAMINA000", "DAMINA000", "home")
    assert "view" not in event

    client.views_publish(
        user_id="UAMINA000", view={"type": "home", "blocks": [{"type": "divider"}]}
    )
    amina.opens_home()
    assert heard.last["event"]["view"]["type"] == "home"
    assert heard.bodies[0]["event_id"] != heard.bodies[1]["event_id"]


def test_joining_is_told_where_the_app_is(workspace: Workspace, heard: Heard) -> None:
    workspace.person("tom").joins("attic")
    assert heard.bodies == []

    workspace.person("tom").joins("cellar")
    event = heard.last["event"]
    assert (event["type"], event["user"]) == ("member_joined_channel", "UTOM00000")
    assert event["channel"] == workspace.channel("cellar").id


def test_a_changed_profile_is_told(workspace: Workspace, heard: Heard) -> None:
    workspace.person("tom").becomes(title="a lighthouse", zone="Europe/Paris")

    user = heard.last["event"]["user"]
    assert (user["profile"]["title"], user["tz"]) == ("a lighthouse", "Europe/Paris")


def test_events_that_the_manifest_does_not_ask_for_are_not_sent(
    workspace: Workspace, heard: Heard
) -> None:
    workspace.manifest = replace(workspace.manifest, events=())

    workspace.person("tom").opens_home().becomes(title="x").types("Hello", in_="noticeboard")

    assert heard.bodies == []


def test_events_whose_scope_is_missing_are_not_sent(workspace: Workspace, heard: Heard) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=("chat:write",))

    workspace.person("tom").becomes(title="x").types("Hello", in_="noticeboard")
    assert heard.bodies == []

    workspace.person("tom").opens_home()  # this one asks for no scope
    assert len(heard.bodies) == 1


def test_what_is_on_its_way_by_itself_is_forgotten_when_it_has_arrived(
    client: WebClient, workspace: Workspace
) -> None:
    """Nobody acts here who would wait for it: the app speaks by itself."""
    for _ in range(20):
        client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)

    assert len(workspace.errands) < 10
