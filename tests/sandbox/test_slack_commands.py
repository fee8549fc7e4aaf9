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


def test_removing_the_app_takes_it_out_of_the_channel(group: Workspace) -> None:
    jonas = group.person("jonas").types("/remove @Commons", in_="hallway")
    assert group.bot not in group.channel("hallway").members

    jonas.types("/remove @Commons", in_="hallway").types("/remove @somebody", in_="hallway")
    jonas.expects(text="@Commons is not in this channel.")
    jonas.expects(text="@somebody is not in this channel.")


def test_nobody_is_taken_out_of_direct_messages(group: Workspace) -> None:
    jonas = group.person("jonas").types("/remove @Commons")

    jonas.expects(text="Nobody can be taken out of direct messages.")
    assert len(group.direct(jonas.id).members) == 2


def test_inviting_nobody_says_so(group: Workspace) -> None:
    jonas = group.person("jonas").types("/invite @somebody", in_="tea-corner")

    jonas.expects(text="Nobody here is called @somebody.")
