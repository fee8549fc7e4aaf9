"""The free plan hides what is older than 90 days, and deletes what is older than a year."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.acting import switches
from sandbox.acting.targets import Impossible
from sandbox.workspaces import Workspace

DAY = 86_400
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


@pytest.fixture(autouse=True)
def _said(client: WebClient, workspace: Workspace) -> None:
    """One thing today, with a file, and one in 200 days, when it is the 200th day."""
    client.files_upload_v2(channel="CNOTICEBO", content="Words", filename="old.txt")
    client.chat_postMessage(channel="CNOTICEBO", text="First", **QUIET)
    workspace.clock.advance(200 * DAY)
    client.chat_postMessage(channel="CNOTICEBO", text="Second", **QUIET)


def texts(workspace: Workspace) -> list[str]:
    return [each.text for each in workspace.channel("noticeboard").messages if each.text]


def test_what_is_hidden_is_there_again_on_the_paid_plan(workspace: Workspace) -> None:
    [file] = workspace.files
    switches.set_plan(workspace, "free")
    assert (workspace.plan, texts(workspace)) == ("free", ["Second"])
    assert not workspace.sees_file("UAMINA000", file)

    switches.set_plan(workspace, "paid")
    assert (workspace.plan, texts(workspace)) == ("paid", ["First", "Second"])
    assert workspace.sees_file("UAMINA000", file)


def test_what_is_a_year_old_is_gone_for_good(workspace: Workspace) -> None:
    switches.set_plan(workspace, "free")
    workspace.clock.advance(164 * DAY)
    assert len(workspace.posts.everything()) == 3

    workspace.clock.advance(2 * DAY)
    switches.set_plan(workspace, "paid")

    assert texts(workspace) == ["Second"]
    assert workspace.files == {}


def test_whoever_comes_to_the_free_plan_late_loses_what_is_too_old(workspace: Workspace) -> None:
    workspace.clock.advance(300 * DAY)
    assert texts(workspace) == ["First", "Second"]

    switches.set_plan(workspace, "free")
    switches.set_plan(workspace, "paid")

    assert texts(workspace) == ["Second"]


def test_a_plan_survives_a_restart(workspace: Workspace) -> None:
    switches.set_plan(workspace, "free")

    again = Workspace.from_dict(workspace.to_dict(), workspace.manifest)

    assert (again.plan, again.forgets_after) == ("free", 90 * DAY)


def test_there_are_two_plans(workspace: Workspace) -> None:
    with pytest.raises(Impossible, match="no plan called 'golden'; there are: paid, free"):
        switches.set_plan(workspace, "golden")
