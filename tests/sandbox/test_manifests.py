"""What the sandbox reads in the app's manifest."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.manifests import Command, Manifest, bring_home, parse_manifest, read_manifest

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


def test_the_projects_own_manifest_is_read() -> None:
    raw: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))

    manifest = read_manifest(MANIFEST)

    assert manifest.name == raw["display_information"]["name"]
    assert manifest.bot_name == raw["features"]["bot_user"]["display_name"]
    assert list(manifest.scopes) == raw["oauth_config"]["scopes"]["bot"]
    assert list(manifest.events) == raw["settings"]["event_subscriptions"]["bot_events"]
    assert [c.name for c in manifest.commands] == [
        row["command"] for row in raw["features"]["slash_commands"]
    ]
    assert manifest.interactivity
    assert manifest.socket_mode
    assert manifest.home_tab
    assert manifest.messages_tab


def test_what_a_manifest_leaves_out_is_off() -> None:
    manifest = parse_manifest({"display_information": {"name": "Bare"}})

    assert (manifest.name, manifest.bot_name) == ("Bare", "Bare")
    assert manifest.scopes == ()
    assert manifest.commands == ()
    assert manifest.shortcuts == ()
    assert manifest.events == ()
    assert not manifest.interactivity
    assert not manifest.socket_mode
    assert not manifest.home_tab
    assert not manifest.messages_tab


def test_a_command_is_found_by_its_name() -> None:
    row = {"command": "/go", "description": "Goes", "usage_hint": "[where]"}
    manifest = parse_manifest(
        {"display_information": {"name": "Bare"}, "features": {"slash_commands": [row]}}
    )

    assert manifest.command("/go") == Command("/go", "Goes", "[where]", should_escape=False)
    assert manifest.command("/stop") is None


TUNNEL = "https://abc.tunnel.example/slack/other?x=1"
HOME = "http://127.0.0.1:3000/slack/events"
APP = "http://localhost:9000/here"


@pytest.mark.parametrize(
    ("socket_mode", "url", "app", "found"),
    [
        (False, TUNNEL, "", {HOME, "http://127.0.0.1:3000/slack/other?x=1"}),
        (False, "http://localhost:8080/x", "", {HOME, "http://localhost:8080/x"}),
        (False, "", "", {HOME}),
        (False, TUNNEL, APP, {APP}),
        (True, TUNNEL, APP, {APP}),
        (True, TUNNEL, "", {TUNNEL}),
    ],
)
def test_what_is_hosted_is_sent_to_this_machine_only(
    *, socket_mode: bool, url: str, app: str, found: set[str]
) -> None:
    """With Socket Mode nothing is sent to addresses, so that they may stay what they are."""
    manifest = bring_home(Manifest(socket_mode=socket_mode, events_url=url), app)

    assert manifest.addresses == found
    assert manifest.socket_mode is (socket_mode and not app)
