"""Names and zones come from Slack, and follow it."""

import pytest

from bot.app import Commons
from sandbox.workspaces import Workspace
from storage.people import member_by_slack_id

pytestmark = pytest.mark.usefixtures("commons")


def test_a_member_who_moves_is_followed(commons: Commons, workspace: Workspace) -> None:
    amina = workspace.person("amina").opens_home()
    amina.becomes(zone="Pacific/Auckland", title="an island council")
    with commons.database.read() as db:
        known = member_by_slack_id(db, amina.id)

    assert known is not None
    assert (known.time_zone, known.title) == ("Pacific/Auckland", "an island council")


def test_somebody_who_never_came_is_not_stored(commons: Commons, workspace: Workspace) -> None:
    tom = workspace.person("tom").becomes(title="a coastal council")
    with commons.database.read() as db:
        assert member_by_slack_id(db, tom.id) is None
