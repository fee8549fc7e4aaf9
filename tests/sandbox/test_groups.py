"""The example group as a workspace."""

from pathlib import Path

import pytest

from sandbox.groups import read_group
from sandbox.manifests import Manifest

GROUP = """
[workspace]
name = "A group"
domain = "a-group"

[[channels]]
name = "noticeboard"
purpose = "What is going on"

[[people]]
handle = "amina"
name = "Amina Okello"
title = "a coastal council"
zone = "Europe/London"
admin = true

[[people]]
handle = "maximiliane"
name = "Maxi A"
zone = "Europe/Berlin"

[[people]]
handle = "maximilian"
name = "Maxi B"
zone = "Europe/Berlin"

[[experiments]]
by = "amina"
title = "Not for the sandbox"
"""


@pytest.fixture
def group(tmp_path: Path) -> Path:
    path = tmp_path / "group.toml"
    path.write_text(GROUP, encoding="utf-8")
    return path


def test_ids_are_read_from_names_and_differ(group: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, group)

    assert list(workspace.users) == ["UCOMMONS0", "UAMINA000", "UMAXIMILI", "UMAXIMILI2"]
    assert workspace.conversation("noticeboard").id == "CNOTICEBO"
    assert workspace.team == "TAGROUP00"


def test_everybody_and_the_app_are_in_every_channel(group: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, group)

    assert workspace.channel("noticeboard").members == list(workspace.users)


def test_everybody_has_direct_messages_with_the_app(group: Path, manifest: Manifest) -> None:
    workspace = read_group(manifest, group)

    direct = [c for c in workspace.conversations.values() if c.kind == "dm"]
    assert [c.members for c in direct] == [
        [workspace.bot, user] for user in workspace.users if user != workspace.bot
    ]


def test_people_keep_what_is_written_of_them(group: Path, manifest: Manifest) -> None:
    amina = read_group(manifest, group).user("amina")

    assert (amina.name, amina.title, amina.zone) == (
        "Amina Okello",
        "a coastal council",
        "Europe/London",
    )
    assert amina.admin


def test_the_example_that_comes_with_the_sandbox_can_be_read(manifest: Manifest) -> None:
    workspace = read_group(manifest)

    assert workspace.person("jonas").name == "Jonas Lind"
    assert workspace.channel("#noticeboard").name == "noticeboard"
