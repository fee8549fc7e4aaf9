"""Socket Mode with slack_bolt at the other end."""

from collections.abc import Callable
from queue import Queue
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.sockets import Sockets
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET

Json = dict[str, Any]


@pytest.fixture
def noted(app: App) -> Queue[str]:
    """An app that opens a window, and says what was saved in it."""
    noted: Queue[str] = Queue()

    @app.command("/experiment")
    def open_window(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        text = {"type": "plain_text", "text": "A name"}
        field = {
            "type": "input",
            "block_id": "name",
            "label": text,
            "element": {"type": "plain_text_input", "action_id": "value"},
        }
        view = {
            "type": "modal",
            "callback_id": "window",
            "title": text,
            "submit": text,
            "blocks": [field],
        }
        client.views_open(trigger_id=command["trigger_id"], view=view)

    @app.view("window")
    def save(ack: Ack, view: Json, client: WebClient) -> None:
        ack()
        name = view["state"]["values"]["name"]["value"]["value"]
        client.chat_postMessage(
            channel="CNOTICEBO", text=name, unfurl_links=False, unfurl_media=False
        )

    @app.event("app_home_opened")
    def open_home(event: Json) -> None:
        noted.put(event["user"])

    return noted


def put_down(workspace: Workspace, name: str) -> None:
    workspace.person("amina").types("/experiment", in_="noticeboard").fills(name=name).saves()
    workspace.channel("noticeboard").expects(text=name)


def test_a_story_through_real_sockets(
    workspace: Workspace, noted: Queue[str], plug_in: Callable[[], SocketModeHandler]
) -> None:
    plug_in()

    put_down(workspace, "Longer first visits")
    workspace.person("amina").opens_home()

    assert noted.get(timeout=5) == "UAMINA000"
    assert workspace.leftovers() == []


def test_the_app_comes_back_after_a_cut(
    workspace: Workspace,
    sockets: Sockets,
    noted: Queue[str],
    plug_in: Callable[[], SocketModeHandler],
) -> None:
    assert noted.empty()
    plug_in()

    sockets.cut()
    assert workspace.wait(lambda: not sockets.connected, 5)
    assert workspace.wait(lambda: sockets.connected, 10)

    put_down(workspace, "Longer first visits")


def test_the_app_moves_to_a_new_connection_when_asked_to(
    workspace: Workspace,
    sockets: Sockets,
    noted: Queue[str],
    plug_in: Callable[[], SocketModeHandler],
) -> None:
    assert noted.empty()
    plug_in()
    (before,) = sockets._links

    sockets.refresh()
    assert workspace.wait(lambda: sockets.connected and before not in sockets._links, 5)

    put_down(workspace, "Longer first visits")


def test_a_token_that_does_not_fit_opens_nothing(
    client: WebClient, workspace: Workspace, refusal: Callable[..., Json]
) -> None:
    assert refusal(client.apps_connections_open, app_token="xapp-of-nobody") == {
        "ok": False,
        "error": "invalid_auth",
    }
    assert not workspace.transport.connected


def test_what_comes_late_over_a_socket_is_left_over(
    workspace: Workspace, app: App, client: WebClient, plug_in: Callable[[], SocketModeHandler]
) -> None:
    """The app acknowledges first; nobody who waits for its acknowledgement sees what it says."""

    @app.command("/experiment")
    def slowly(ack: Ack) -> None:
        ack()
        for _ in range(20):
            client.auth_test()
        client.chat_postMessage(channel="CNOTICEBO", text="At last", **QUIET)

    plug_in()
    workspace.person("amina").types("/experiment", in_="noticeboard")

    assert workspace.leftovers() == ["#noticeboard: At last"]
