"""Socket Mode on a real WebSocket: first by hand, then with slack_bolt at the other end."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox.sockets import Sockets
from sandbox.workspaces import Workspace

Json = dict[str, Any]


class Wire:
    """The app's end of a connection, by hand."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.hello = self.receive()

    def receive(self) -> Json:
        message: Json = json.loads(self.connection.recv(timeout=5))
        return message

    def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        self.connection.send(json.dumps({**answer, **({"payload": payload} if payload else {})}))

    def is_silent(self) -> bool:
        """Nothing has come: a ping is answered after all that was sent before it."""
        self.connection.ping().wait(5)
        try:
            self.connection.recv(timeout=0)
        except TimeoutError:
            return True
        return False


@pytest.fixture
def url(client: WebClient, workspace: Workspace) -> Callable[[], str]:
    """A new address to connect to."""

    def ask() -> str:
        found: str = client.apps_connections_open(app_token=workspace.app_token)["url"]
        return found

    return ask


@pytest.fixture
def dial(url: Callable[[], str], workspace: Workspace) -> Iterator[Callable[[], Wire]]:
    with ExitStack() as open_wires:

        def connected() -> Wire:
            return Wire(open_wires.enter_context(connect(url())))

        yield connected
    assert workspace.wait(lambda: not workspace.transport.connected, 5)


@pytest.fixture
def acting() -> Iterator[Callable[[Callable[[], Any]], None]]:
    """Acts in another thread: who acts waits for the acknowledgement."""
    threads: list[Thread] = []

    def act(what: Callable[[], Any]) -> None:
        threads.append(Thread(target=what))
        threads[-1].start()

    yield act
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_a_connection_begins_with_hello(workspace: Workspace, dial: Callable[[], Wire]) -> None:
    assert not workspace.transport.connected

    wire = dial()

    assert workspace.transport.connected
    assert wire.hello["type"] == "hello"
    assert wire.hello["num_connections"] == 1
    assert wire.hello["connection_info"] == {"app_id": "ACOMMONS0"}


def test_a_ticket_opens_one_connection(url: Callable[[], str]) -> None:
    address = url()
    with connect(address):
        with pytest.raises(InvalidStatus) as refused, connect(address):
            pass
        assert refused.value.response.status_code == 403


def test_an_eleventh_connection_is_turned_away(
    url: Callable[[], str], dial: Callable[[], Wire]
) -> None:
    assert [dial().hello["num_connections"] for _ in range(10)] == list(range(1, 11))

    with connect(url()) as eleventh:
        assert json.loads(eleventh.recv(timeout=5))["reason"] == "too_many_websockets"
        with pytest.raises(ConnectionClosed):
            eleventh.recv(timeout=5)


def test_an_envelope_is_acknowledged(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    wire, amina = dial(), workspace.person("amina")

    acting(lambda: amina.types("/experiment now", in_="noticeboard"))
    envelope = wire.receive()
    wire.acknowledge(envelope, {"text": "Here you are"})

    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    assert envelope["payload"]["text"] == "now"
    assert "retry_attempt" not in envelope
    assert amina.expects(text="Here you are").ephemeral


def test_each_envelope_goes_to_one_connection(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    wires = [dial(), dial()]
    amina = workspace.person("amina")

    for wire, other in (wires, wires[::-1]):
        acting(lambda: amina.types("/experiment", in_="noticeboard"))
        wire.acknowledge(wire.receive())
        assert other.is_silent()


@pytest.mark.parametrize(
    ("act", "seen"),
    [
        ("command", '/experiment failed with the error "operation_timeout"'),
        ("save", "We had some trouble connecting. Try again?"),
        ("click", "Commons did not answer. Try again?"),
    ],
)
def test_who_waits_too_long_is_told(
    client: WebClient,
    workspace: Workspace,
    sockets: Sockets,
    dial: Callable[[], Wire],
    act: str,
    seen: str,
) -> None:
    wire, amina = dial(), workspace.person("amina")
    title = {"type": "plain_text", "text": "A window"}
    row = {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "go", "text": {**title, "text": "More"}}],
    }
    view = {"type": "modal", "title": title, "submit": title, "blocks": [row]}
    client.views_open(trigger_id=workspace.triggers.issue(amina.id), view=view)
    sockets.ack_seconds = 0.05
    acts: dict[str, Callable[[], Any]] = {
        "command": lambda: amina.types("/experiment", in_="noticeboard"),
        "save": amina.saves,
        "click": lambda: amina.clicks("More"),
    }

    acts[act]()

    window = amina.window
    assert window is not None
    told = [window.note, *amina.notes, *(message.text for message in amina.sees)]
    assert [words for words in told if words] == [seen]
    assert wire.receive()["type"] in ("slash_commands", "interactive")


def test_a_late_acknowledgement_changes_nothing(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire]
) -> None:
    wire, amina = dial(), workspace.person("amina")
    sockets.ack_seconds = 0.05
    amina.types("/experiment", in_="noticeboard")

    wire.acknowledge(wire.receive(), {"text": "Sorry to be late"})

    assert wire.is_silent()
    assert [message.text for message in amina.sees] == [
        '/experiment failed with the error "operation_timeout"'
    ]


def test_a_connection_that_breaks_keeps_nobody_waiting(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    sockets.ack_seconds = 60
    wire, amina = dial(), workspace.person("amina")
    acting(lambda: amina.types("/experiment", in_="noticeboard"))
    wire.receive()

    sockets.cut()

    assert amina.expects(text="operation_timeout")
    with pytest.raises(ConnectionClosed):
        wire.receive()


# Events


def attempts(wire: Wire, count: int) -> list[tuple[int, str]]:
    found = [wire.receive() for _ in range(count)]
    assert len({envelope["payload"]["event_id"] for envelope in found}) == 1
    assert len({envelope["envelope_id"] for envelope in found}) == count
    return [(envelope["retry_attempt"], envelope["retry_reason"]) for envelope in found]


def test_an_event_that_is_acknowledged_comes_once(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    wire = dial()
    acting(lambda: workspace.person("amina").opens_home())
    envelope = wire.receive()
    wire.acknowledge(envelope)

    assert envelope["accepts_response_payload"] is False
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    workspace.clock.advance(3600)
    assert wire.is_silent()


def test_an_event_that_nobody_acknowledges_comes_four_times(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire]
) -> None:
    wire = dial()
    sockets.ack_seconds = 0.01

    workspace.person("amina").opens_home()
    assert attempts(wire, 1) == [(0, "")]
    for seconds, attempt in ((0, 1), (61, 2), (301, 3)):
        workspace.clock.advance(seconds)
        sockets.retry()
        assert attempts(wire, 1) == [(attempt, "timeout")]

    workspace.clock.advance(86_400)
    assert wire.is_silent()


def test_an_event_waits_for_a_connection(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    workspace.person("amina").opens_home()  # nobody hears it, not even when it is tried again
    assert workspace.sockets is not None
    workspace.sockets.retry()

    wire = dial()
    assert wire.is_silent()
    acting(lambda: workspace.clock.advance(61))
    envelope = wire.receive()
    wire.acknowledge(envelope)

    assert envelope["payload"]["event"]["type"] == "app_home_opened"
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "connection_failed")


def test_an_event_is_tried_again_without_anybody_moving_the_clock(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire]
) -> None:
    """The server looks every second what is due."""
    sockets.ack_seconds = 0.01
    wire = dial()

    workspace.person("amina").opens_home()

    assert attempts(wire, 2) == [(0, ""), (1, "timeout")]


def test_an_event_may_come_twice(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    wire = dial()
    sockets.duplicate_next_event()

    acting(lambda: workspace.person("amina").opens_home())
    first = wire.receive()
    wire.acknowledge(first)
    second = wire.receive()
    wire.acknowledge(second)

    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    acting(lambda: workspace.person("tom").opens_home())
    wire.acknowledge(wire.receive())
    assert wire.is_silent()


# With slack_bolt


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
