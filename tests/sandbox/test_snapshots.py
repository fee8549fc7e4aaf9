"""A restart: what goes on as before, and what is gone."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.acting import switches
from sandbox.clock import Clock
from sandbox.manifests import Manifest
from sandbox.server import Server
from sandbox.snapshots import Damaged, InUse, Snapshot, hold, load_workspace
from sandbox.transports import Direct
from sandbox.workspaces import Workspace

Json = dict[str, Any]

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
ROW: Json = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Open"}}
    ],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "workspace.json"


@pytest.fixture
def used(client: WebClient, workspace: Workspace) -> Workspace:
    """A workspace in which something was said, read, published and left open."""
    ts = client.chat_postMessage(
        channel="CNOTICEBO",
        text="Card",
        blocks=[ROW],
        metadata={"event_type": "delivery", "event_payload": {"token": "abc"}},
        **QUIET,
    )["ts"]
    client.chat_postMessage(channel="CNOTICEBO", text="Reply", thread_ts=ts, **QUIET)
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst")
    client.views_publish(user_id="UAMINA000", view={"type": "home", "blocks": [ROW]})
    trigger = workspace.triggers.issue("UAMINA000")
    title = {"type": "plain_text", "text": "A window"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    client.views_open(trigger_id=trigger, view=view)
    workspace.person("tom").becomes(title="a lighthouse").joins("attic")
    workspace.clock.advance(86_400)
    workspace.read_until["UTOM00000", "CNOTICEBO"] = ts
    return workspace


@pytest.fixture
def again(used: Workspace, manifest: Manifest) -> Workspace:
    kept = json.loads(json.dumps(used.to_dict()))
    return Workspace.from_dict(kept, manifest, clock=Clock())


def test_what_was_there_is_there_again(used: Workspace, again: Workspace) -> None:
    assert again.to_dict() == used.to_dict()
    assert again.person("tom").name == "Tom Whitaker"
    assert again.users["UTOM00000"].title == "a lighthouse"
    assert "UTOM00000" in again.channel("attic").members
    assert again.person("amina").home.buttons == ["Open"]
    assert again.read_until == used.read_until
    assert again.clock.offset == 86_400
    (card,) = again.channel("noticeboard").messages
    assert (card.text, card.buttons) == ("Card", ["Open"])
    assert [reply.text for reply in card.thread] == ["Reply"]


def test_who_people_are_and_with_whom_channels_are_shared_is_kept(
    workspace: Workspace, manifest: Manifest
) -> None:
    switches.set_guest(workspace, workspace.user("tom").id, "single")
    switches.set_deactivated(workspace, workspace.user("ana").id, deactivated=True)
    workspace.add_user("noor", "Noor", team="TELSEWHER", email="noor@example.org", owner=True)
    workspace.conversation("attic").teams.append("TELSEWHER")
    workspace.conversation("attic").topic = "Boxes"
    switches.set_plan(workspace, "free")
    kept = json.loads(json.dumps(workspace.to_dict()))

    again = Workspace.from_dict(kept, manifest, clock=Clock())

    assert again.users == workspace.users
    assert again.conversations == workspace.conversations
    assert (again.plan, again.to_dict()) == ("free", workspace.to_dict())


def test_what_another_version_kept_can_be_read(used: Workspace, manifest: Manifest) -> None:
    kept = json.loads(json.dumps(used.to_dict()))
    for table, name in (("users", "guest"), ("conversations", "teams"), ("posts", "reactions")):
        for row in kept[table]:
            del row[name]
            row["from_the_future"] = True
    del kept["plan"]

    again = Workspace.from_dict(kept, manifest, clock=Clock())

    assert again.to_dict() == used.to_dict()


def test_an_open_window_stays_open_and_ephemeral_messages_are_gone(
    used: Workspace, again: Workspace
) -> None:
    window = again.person("amina").window
    assert window is not None
    assert window.title == "A window"
    assert used.person("amina").sees
    assert again.person("amina").sees == []


def test_stamps_and_ids_go_on(used: Workspace, again: Workspace) -> None:
    last = again.posts.everything()[-1].ts
    again.clock = Clock(real=lambda: 0.0)  # even where time went back meanwhile

    assert again.stamp() > last
    assert again.windows.last_number == used.windows.last_number == 2


def test_an_old_button_works_after_a_restart(
    server: Server, again: Workspace, used: Workspace
) -> None:
    server.remove(used)
    server.add(again)
    app = App(client=WebClient(token=again.bot_token, base_url=server.api), signing_secret="x")
    again.transport = Direct(app)
    heard: list[Json] = []

    @app.action("go")
    def listen(body: Json, ack: Ack, client: WebClient) -> None:
        ack()
        heard.append(body)
        message = body["message"]
        client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="Noted")

    again.person("amina").clicks("Open", on=again.channel("noticeboard").messages[0])

    assert again.channel("noticeboard").messages[0].text == "Noted"
    assert heard[0]["user"]["id"] == "UAMINA000"
    server.remove(again)
    server.add(used)  # whose fixture removes it


def test_nothing_kept_is_nothing_loaded(path: Path, manifest: Manifest) -> None:
    assert load_workspace(path, manifest) is None


def test_a_snapshot_follows_the_changes(
    used: Workspace, client: WebClient, path: Path, manifest: Manifest
) -> None:
    # Events that nobody takes would come and go while the two are compared.
    used.manifest = replace(manifest, events=())
    snapshot = Snapshot(used, path).start()
    for number in range(20):
        client.chat_postMessage(channel="CNOTICEBO", text=f"No. {number}", **QUIET)
    snapshot.stop()

    again = load_workspace(path, manifest)
    assert again is not None
    assert again.to_dict() == used.to_dict()
    assert again.channel("noticeboard").messages[-1].text == "No. 19"
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_what_changed_last_is_written_before_the_end(used: Workspace, path: Path) -> None:
    snapshot = Snapshot(used, path)
    snapshot._stopping = True

    snapshot.start()
    snapshot._thread.join(5)

    assert json.loads(path.read_text(encoding="utf-8")) == used.to_dict()


def test_after_its_end_a_snapshot_writes_no_more(
    used: Workspace, client: WebClient, path: Path
) -> None:
    Snapshot(used, path).start().stop()
    before = path.read_bytes()

    client.chat_postMessage(channel="CNOTICEBO", text="Unheard", **QUIET)

    assert path.read_bytes() == before
    assert used.subscribers == []


@pytest.mark.parametrize("text", ["", "{", "{}", "[]"])
def test_a_file_that_cannot_be_read_is_said_to_be_damaged(
    path: Path, manifest: Manifest, text: str
) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Damaged):
        load_workspace(path, manifest)


def test_two_sandboxes_do_not_share_a_file(path: Path) -> None:
    held = hold(path)
    with pytest.raises(InUse):
        hold(path)
    held.close()
    hold(path).close()


def test_an_event_that_nobody_took_yet_is_written_too(
    used: Workspace, path: Path, manifest: Manifest
) -> None:
    snapshot = Snapshot(used, path).start()
    used.person("amina").opens_home()
    snapshot.stop()

    again = load_workspace(path, manifest)
    assert again is not None
    [kept] = again.retries.to_rows()
    assert kept["payload"]["event"]["type"] == "app_home_opened"
