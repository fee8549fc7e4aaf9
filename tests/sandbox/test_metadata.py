"""What an app leaves beside its messages, for itself or for others, and hears of again."""

from dataclasses import replace

import pytest
from slack_sdk import WebClient

from sandbox.acting.envelopes import rest
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import event
from tests.sandbox.shapes import QUIET, Json

TRIED = {"event_type": "tried", "event_payload": {"id": 3}}
TRIED_AGAIN = {"event_type": "tried", "event_payload": {"id": 4}}


@pytest.fixture
def subscribed(workspace: Workspace) -> None:
    workspace.manifest = replace(workspace.manifest, metadata_types=("tried",))


@pytest.mark.usefixtures("subscribed")
def test_what_is_left_changed_and_taken_away_is_told(
    client: WebClient, workspace: Workspace, told: list[Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="One", metadata=TRIED, **QUIET)["ts"]
    client.chat_update(channel="CNOTICEBO", ts=ts, text="Two", metadata=TRIED_AGAIN)
    client.chat_update(channel="CNOTICEBO", ts=ts, text="Three")  # it stays
    client.chat_update(channel="CNOTICEBO", ts=ts, text="Four", metadata={})
    rest(workspace)

    posted = event(told, "message_metadata_posted")
    assert (posted["channel_id"], posted["message_ts"]) == ("CNOTICEBO", ts)
    assert (posted["user_id"], posted["metadata"]) == (workspace.bot, TRIED)
    assert "previous_metadata" not in posted
    updated = event(told, "message_metadata_updated")
    assert (updated["previous_metadata"], updated["metadata"]) == (TRIED, TRIED_AGAIN)
    deleted = event(told, "message_metadata_deleted")
    assert deleted["previous_metadata"] == TRIED_AGAIN
    assert "metadata" not in deleted


@pytest.mark.usefixtures("subscribed")
def test_it_goes_with_its_message(
    client: WebClient, workspace: Workspace, told: list[Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="One", metadata=TRIED, **QUIET)["ts"]
    client.chat_delete(channel="CNOTICEBO", ts=ts)
    rest(workspace)

    deleted = event(told, "message_metadata_deleted")
    assert (deleted["message_ts"], deleted["previous_metadata"]) == (ts, TRIED)
    assert deleted["deleted_ts"] > ts


def test_what_the_manifest_does_not_name_is_not_told(
    client: WebClient, workspace: Workspace, told: list[Json]
) -> None:
    client.chat_postMessage(channel="CNOTICEBO", text="One", metadata=TRIED, **QUIET)
    rest(workspace)
    assert [body["event"]["type"] for body in told] == ["message"]

    workspace.manifest = replace(workspace.manifest, metadata_types=("*",))
    client.chat_postMessage(channel="CNOTICEBO", text="Two", metadata=TRIED, **QUIET)
    rest(workspace)
    assert event(told, "message_metadata_posted")["metadata"] == TRIED
