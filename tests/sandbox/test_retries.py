"""Events that nobody acknowledged come again; nothing else does."""

from collections.abc import Callable
from typing import Any

from sandbox.sockets import Sockets
from sandbox.workspaces import Workspace
from tests.sandbox.wires import Wire

Json = dict[str, Any]


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
