"""Events that nobody acknowledged come again; nothing else does."""

import json
import time
from collections.abc import Callable
from itertools import pairwise
from threading import Thread
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.sync.client import connect

from sandbox.faults import Fault
from sandbox.manifests import Manifest
from sandbox.server import Server
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
    """At once, after one minute and after five, also where the clock is moved beyond all that."""
    wire = dial()
    sockets.ack_seconds = 0.01

    workspace.person("amina").opens_home()
    workspace.clock.advance(86_400)

    again = [(1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert attempts(wire, 4) == [(0, ""), *again]
    assert wire.is_silent()
    entries = [each for each in workspace.journal.since() if each.name == "app_home_opened"]
    moments = [each.at for each in entries]
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert waits == pytest.approx([0, 60, 300], abs=1.1)
    assert [each.remarks for each in entries] == [
        [],
        *([f"retry {attempt}: {reason}"] for attempt, reason in again),
    ]


def test_an_event_waits_for_a_connection(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    workspace.person("amina").opens_home()  # nobody hears it, not even when it is tried again
    workspace.clock.catch_up()

    wire = dial()
    assert wire.is_silent()
    acting(lambda: workspace.clock.advance(61))
    envelope = wire.receive()
    wire.acknowledge(envelope)

    assert envelope["payload"]["event"]["type"] == "app_home_opened"
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "connection_failed")


def test_events_that_are_due_together_do_not_wait_for_each_other(
    workspace: Workspace, sockets: Sockets, dial: Callable[[], Wire]
) -> None:
    wire = dial()
    sockets.ack_seconds = 0.2
    names = ["amina", "jonas", "leila", "tom", "priya"]
    threads = [Thread(target=workspace.person(each).opens_home) for each in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    began = time.monotonic()
    workspace.clock.advance(3600)

    assert time.monotonic() - began < len(names) * 3 * sockets.ack_seconds
    assert len({wire.receive()["payload"]["event_id"] for _ in range(4 * len(names))}) == len(names)


def test_an_event_may_come_late_and_those_after_it_before(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    wire = dial()
    workspace.faults.add("event", Fault.comes_late(90))
    workspace.person("amina").opens_home()
    assert wire.is_silent()

    acting(lambda: workspace.person("tom").opens_home())
    wire.acknowledge(wire.receive())
    acting(lambda: workspace.clock.advance(100))
    envelope = wire.receive()
    wire.acknowledge(envelope)

    assert envelope["payload"]["event"]["user"] == "UAMINA000"
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")


def test_a_fault_of_any_method_does_not_touch_events(
    workspace: Workspace, dial: Callable[[], Wire], acting: Callable[..., None]
) -> None:
    wire = dial()
    workspace.faults.add("*", Fault.fails())

    acting(lambda: workspace.person("amina").opens_home())
    wire.acknowledge(wire.receive())

    assert workspace.faults.waiting == 1


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


def test_what_was_not_acknowledged_outlives_a_restart(
    server: Server, workspace: Workspace, manifest: Manifest
) -> None:
    """The app was not there; the sandbox is started again, and then the app."""
    workspace.person("amina").opens_home()
    kept = json.loads(json.dumps(workspace.to_dict()))
    server.remove(workspace)

    again = server.add(Workspace.from_dict(kept, manifest))
    url = WebClient(base_url=server.api).apps_connections_open(app_token=again.app_token)["url"]
    with connect(url) as connection:
        wire = Wire(connection)
        thread = Thread(target=lambda: again.clock.advance(400))
        thread.start()
        envelope = wire.receive()
        wire.acknowledge(envelope)
        thread.join()
    server.remove(again)
    server.add(workspace)

    assert envelope["payload"]["event"]["type"] == "app_home_opened"
    assert envelope["retry_attempt"] > 0
