"""One server for many workspaces: it starts and stops quickly, whatever is open."""

import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from slack_sdk import WebClient
from websockets.sync.client import connect

from sandbox.clock import Chore
from sandbox.faults import Fault
from sandbox.groups import read_group
from sandbox.manifests import Manifest
from sandbox.server import PortTaken, Server


@pytest.fixture
def start() -> Iterator[Callable[[], Server]]:
    servers: list[Server] = []

    def started() -> Server:
        servers.append(Server().start())
        return servers[-1]

    yield started
    for server in servers:
        server.stop()


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(PortTaken, match=f"port {port} is taken"):
            Server(port).start()


def test_a_port_is_free_again_after_the_end() -> None:
    first = Server().start()
    port = int(first.url.rpartition(":")[2])
    first.stop()

    second = Server(port).start()
    assert second.url == first.url
    second.stop()


def test_a_server_can_be_stopped_twice(start: Callable[[], Server]) -> None:
    server = start()

    server.stop()
    server.stop()

    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(server.url, timeout=1)


def test_each_token_opens_its_own_workspace(
    start: Callable[[], Server], manifest: Manifest
) -> None:
    server = start()
    one, other = (server.add(read_group(manifest)) for _ in range(2))
    client = WebClient(token=other.bot_token, base_url=server.api)

    client.chat_postMessage(
        channel="CNOTICEBO", text="Here", unfurl_links=False, unfurl_media=False
    )

    assert one.channel("noticeboard").messages == []
    assert [message.text for message in other.channel("noticeboard").messages] == ["Here"]


def test_a_workspace_may_be_there_before_the_server_starts(manifest: Manifest) -> None:
    server = Server()
    workspace = server.add(read_group(manifest))

    server.start()

    assert workspace.origin == server.url
    server.stop()


def test_it_stops_in_well_under_a_second_with_everything_open(
    start: Callable[[], Server], manifest: Manifest
) -> None:
    server = start()
    workspace = server.add(read_group(manifest))
    app = WebClient(token=workspace.app_token, base_url=server.api)
    client = WebClient(token=workspace.bot_token, base_url=server.api, retry_handlers=[])
    workspace.faults.add("users.info", Fault.times_out_before())
    stream = urllib.request.urlopen(f"{server.url}/page/events", timeout=5)
    assert stream.readline().startswith(b"data: ")
    url = app.apps_connections_open(app_token=workspace.app_token)["url"]

    def ask() -> None:
        with pytest.raises(ConnectionError):
            client.users_info(user="UAMINA000")

    def press() -> None:
        workspace.person("amina").types("/experiment", in_="noticeboard")

    waiting = [Thread(target=ask), Thread(target=press)]
    with connect(url) as wire:
        assert "hello" in str(wire.recv())
        for thread in waiting:
            thread.start()
        assert "slash_commands" in str(wire.recv())

        began = time.monotonic()
        server.stop()
        took = time.monotonic() - began

    assert took < 0.9
    for thread in waiting:
        thread.join(1)
        assert not thread.is_alive()
    with stream:
        assert stream.read().endswith(b"\n\n")  # to its end


def test_what_goes_wrong_once_does_not_stop_the_time(
    start: Callable[[], Server], manifest: Manifest, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = start().add(read_group(manifest))
    stumbled, done = Event(), Event()

    def stumble() -> None:
        if stumbled.is_set():
            done.set()
            return
        stumbled.set()
        raise ValueError("a stone")

    workspace.clock.chores.append(Chore(stumble, lambda: None if done.is_set() else 0.0))

    assert done.wait(5)
    assert "a stone" in caplog.text
