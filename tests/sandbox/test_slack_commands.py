"""Slack's own commands, as far as an app's newcomer needs them."""

import pytest

from bot.checks import MANIFEST
from sandbox.groups import read_group
from sandbox.manifests import read_manifest
from sandbox.workspaces import Workspace


@pytest.fixture
def group() -> Workspace:
    return read_group(read_manifest(MANIFEST))


@pytest.mark.parametrize("name", ["@Commons", "commons", "@commons"])
def test_inviting_the_app_brings_it_into_the_channel(group: Workspace, name: str) -> None:
    assert group.bot not in group.channel("tea-corner").members
    group.person("jonas").types(f"/invite {name}", in_="tea-corner")

    assert group.bot in group.channel("tea-corner").members


def test_inviting_nobody_says_so(group: Workspace) -> None:
    jonas = group.person("jonas").types("/invite @somebody", in_="tea-corner")

    jonas.expects(text="Nobody here is called @somebody.")
