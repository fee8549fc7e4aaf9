"""Socket Mode on a real WebSocket: connections, envelopes, acknowledgements."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from sandbox.sockets import Sockets
from sandbox.workspaces import Workspace
from tests.sandbox.wires import Wire

Json = dict[str, Any]


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


@pytest.mark.parametrize("frame", ["not json", "[1, 2]", "", '{"envelope_id": "x"}'])
def test_a_frame_that_says_nothing_leaves_the_connection_as_it_is(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None], frame: str
) -> None:
    wire, amina = dial(), workspace.person("amina")
    wire.connection.send(frame)

    acting(lambda: amina.types("/experiment now", in_="noticeboard"))
    wire.acknowledge(wire.receive(), {"text": "Here you are"})

    amina.expects(text="Here you are")


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


def reasons(wire: Wire) -> list[str]:
    """All that it is told until its end."""
    found = []
    with pytest.raises(ConnectionClosed):
        while True:
            message = wire.receive()
            assert (message["type"], message["debug_info"]) == ("disconnect", {"host": "sandbox"})
            found.append(message["reason"])
    return found


@pytest.fixture
def brief(sockets: Sockets) -> Sockets:
    """An hour passes in a moment."""
    sockets.warning_seconds = sockets.grace_seconds = 0.02
    return sockets


def test_hello_says_how_long_the_connection_lives(
    url: Callable[[], str], dial: Callable[[], Wire]
) -> None:
    info = dial().hello["debug_info"]
    assert info["approximate_connection_time"] == 3600
    assert info["started"]

    with connect(f"{url()}&debug_reconnects=true") as connection:
        assert Wire(connection).hello["debug_info"]["approximate_connection_time"] == 360


def test_a_connection_is_warned_asked_to_go_and_ended(
    brief: Sockets, dial: Callable[[], Wire]
) -> None:
    brief.life_seconds = 0.05

    assert reasons(dial()) == ["warning", "refresh_requested"]


@pytest.mark.parametrize(
    ("warned", "told"), [({}, []), ({"warned": True}, ["warning"])], ids=["at once", "warned"]
)
def test_a_refresh_may_be_asked_for(
    brief: Sockets, dial: Callable[[], Wire], warned: dict[str, bool], told: list[str]
) -> None:
    wire = dial()

    brief.refresh(**warned)

    assert reasons(wire) == [*told, "refresh_requested"]


def test_while_socket_mode_is_switched_off_nobody_connects(
    workspace: Workspace,
    brief: Sockets,
    client: WebClient,
    dial: Callable[[], Wire],
    refusal: Callable[..., Json],
) -> None:
    wire = dial()

    brief.disable()

    assert reasons(wire) == ["link_disabled"]
    refused = refusal(client.apps_connections_open, app_token=workspace.app_token)
    assert not refused["ok"]
    brief.enable()
    assert dial().hello["num_connections"] == 1


def test_who_was_asked_to_go_is_sent_nothing_more(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    old = dial()
    sockets.refresh()
    assert old.receive()["reason"] == "refresh_requested"
    new = dial()

    for _ in range(2):
        acting(lambda: workspace.person("amina").types("/experiment", in_="noticeboard"))
        new.acknowledge(new.receive())

    assert old.is_silent()
