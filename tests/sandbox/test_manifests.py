"""What the sandbox reads in the app's manifest."""

from pathlib import Path
from typing import Any

import yaml

from sandbox.manifests import Command, parse_manifest, read_manifest

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
