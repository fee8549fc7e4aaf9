"""A workspace per test, real clients against it, and a clock whose seconds a test can spend."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import connect

from sandbox.api.table import ANYWHERE, METHODS
from sandbox.clock import Clock
from sandbox.groups import read_group
from sandbox.manifests import Manifest, parse_manifest
from sandbox.server import Server
from sandbox.sockets import Sockets
from sandbox.transports import FIRST, Direct, Kind, Retry
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET, modal
from tests.sandbox.wires import Wire

Json = dict[str, Any]

FULL: Json = {
    "display_information": {"name": "Commons"},
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "commons"},
        "slash_commands": [
            {"command": "/experiment", "description": "Try something"},
            {"command": "/tell", "description": "Tell somebody", "should_escape": True},
        ],
        "shortcuts": [
            {
                "name": "Keep as a reflection",
                "type": "message",
                "callback_id": "keep",
                "description": "Keep what was said",
            },
            {
                "name": "New experiment",
                "type": "global",
                "callback_id": "new",
                "description": "Put something down",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "bookmarks:read",
                "bookmarks:write",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "metadata.message:read",
                "mpim:history",
                "mpim:read",
                "mpim:write",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "channel_archive",
                "channel_unarchive",
                "group_archive",
                "group_unarchive",
                "member_joined_channel",
                "message.channels",
                "message.im",
                "message.mpim",
                "user_change",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


# What more an app may hear of: `told` asks for it.
SCOPES = (
    "app_mentions:read", "files:read", "links:read", "links:write", "pins:read", "reactions:read",
)  # fmt: skip
EVENTS = (
    "app_mention", "channel_created", "channel_left", "channel_rename", "file_shared",
    "group_rename", "link_shared", "member_left_channel", "message.groups",
    "message_metadata_deleted", "message_metadata_posted", "message_metadata_updated", "pin_added",
    "reaction_added", "reaction_removed", "team_join", "tokens_revoked", "user_profile_changed",
)  # fmt: skip

# Errors that no page of Slack's has for these methods, and that are answered all the same.
SEEN = {
    # As the old way of uploading said it; the pages say what is wrong and name no error.
    "files.completeUploadExternal": ("invalid_thread_ts",),
    # As other lists say it.
    "users.list": ("invalid_limit",),
}


class Heard:
    """The payloads that reached the app, and how it acknowledged them."""

    def __init__(self) -> None:
        self.bodies: list[Json] = []
        self.answers: list[Json] = []

    def listen(self, body: Json, ack: Ack) -> None:
        self.bodies.append(body)
        ack(**(self.answers.pop(0) if self.answers else {}))

    @property
    def last(self) -> Json:
        return self.bodies[-1]


class Ticks:
    """Real seconds, as far as the workspace can tell; they pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def manifest() -> Manifest:
    return parse_manifest(FULL)


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def workspace(server: Server, manifest: Manifest, ticks: Ticks) -> Iterator[Workspace]:
    """Everybody and the app are on #noticeboard; #attic is public without the app, the vault
    private without it, the cellar private with it, the ruin public, with it and archived.
    """
    workspace = server.add(read_group(manifest, clock=Clock(ticks=ticks)))
    workspace.rates.enforced = False
    amina = workspace.user("amina").id
    workspace.add_channel("attic").members.append(amina)
    workspace.add_channel("vault", kind="private").members.append(amina)
    workspace.add_channel("cellar", kind="private").members.extend([amina, workspace.bot])
    ruin = workspace.add_channel("ruin")
    ruin.members.extend([amina, workspace.bot])
    ruin.archived = True
    yield workspace
    server.remove(workspace)
    assert undocumented(workspace) == []


def undocumented(workspace: Workspace) -> list[str]:
    """What the sandbox answered and no page of Slack's has."""
    return [
        f"{entry.name}: {error}"
        for entry in workspace.journal.since()
        if entry.direction == "call" and entry.name in METHODS and entry.answer is not None
        if (error := entry.answer.get("error")) is not None
        if error not in {*ANYWHERE, *METHODS[entry.name].errors, *SEEN.get(entry.name, ())}
    ]


@pytest.fixture
def granted(workspace: Workspace) -> Workspace:
    """The app has every scope that any method asks for."""
    every = {scope for method in METHODS.values() for scope in method.scopes}
    scopes = tuple(sorted(every | set(workspace.manifest.scopes)))
    workspace.manifest = replace(workspace.manifest, scopes=scopes)
    return workspace


@pytest.fixture
def sockets(workspace: Workspace) -> Sockets:
    assert workspace.sockets is not None
    return workspace.sockets


@pytest.fixture
def client(server: Server, workspace: Workspace) -> WebClient:
    return WebClient(token=workspace.bot_token, base_url=server.api, timeout=5)


@pytest.fixture
def app(client: WebClient) -> App:
    """Without listeners; a test adds its own."""
    # Bolt walks the whole stack, with its source, for the name of an app that has none.
    return App(name="hosted", client=client, signing_secret="of no use here")


@pytest.fixture
def direct(app: App, workspace: Workspace) -> App:
    """The app, reached by function call."""
    workspace.transport = Direct(app)
    return app


@pytest.fixture
def plug_in(app: App, workspace: Workspace) -> Iterator[Callable[[], SocketModeHandler]]:
    """Connects the app by Socket Mode, and waits until Slack knows it."""
    handlers: list[SocketModeHandler] = []

    def connect() -> SocketModeHandler:
        # Often asked, slack_sdk notices a cut connection soon; by default it takes 50 seconds.
        handler = SocketModeHandler(app, workspace.app_token, ping_interval=0.1)
        handlers.append(handler)
        handler.connect()
        assert workspace.wait(lambda: workspace.transport.connected, 5)
        return handler

    yield connect
    for handler in handlers:
        handler.client.closed = True
        handler.client.message_queue.put(None)  # or closing waits a second for a message
        handler.close()


@pytest.fixture
def refusal() -> Callable[..., Json]:
    """The body of a refused call."""

    def refused(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Json:
        with pytest.raises(SlackApiError) as caught:
            call(*args, **kwargs)
        data: Json = caught.value.response.data
        return data

    return refused


@pytest.fixture
def heard(direct: App) -> Heard:
    heard = Heard()
    direct.command("/experiment")(heard.listen)
    direct.command("/tell")(heard.listen)
    direct.action({"action_id": "go"})(heard.listen)
    direct.action({"action_id": "value"})(heard.listen)
    direct.shortcut("keep")(heard.listen)
    direct.shortcut("new")(heard.listen)
    direct.view("window")(heard.listen)
    direct.view_closed("window")(heard.listen)
    for event in (
        "app_home_opened",
        "channel_archive",
        "channel_unarchive",
        "group_archive",
        "member_joined_channel",
        "user_change",
        "message",
    ):
        direct.event(event)(heard.listen)
    return heard


@pytest.fixture
def show(client: WebClient, workspace: Workspace) -> Callable[..., Json]:
    """Opens a window for Amina, or pushes one on those that are open."""
    amina = workspace.user("amina").id

    def opened(*blocks: Json, title: str = "A window", **more: Any) -> Json:
        push = workspace.windows.top(amina) is not None
        method = client.views_push if push else client.views_open
        view: Json = method(
            trigger_id=workspace.triggers.issue(amina, "modal"),
            view=modal(title, *blocks, **more),
        )["view"]
        return view

    return opened


@pytest.fixture
def clicked(direct: App) -> list[Json]:
    """The actions that reached the app."""
    actions: list[Json] = []

    def listen(ack: Ack, action: Json) -> None:
        ack()
        actions.append(action)

    direct.action("go")(listen)
    direct.action("value")(listen)
    return actions


@pytest.fixture
def post(client: WebClient) -> Callable[..., None]:
    def posted(text: str, *blocks: Json, channel: str = "CNOTICEBO", **more: Any) -> None:
        client.chat_postMessage(
            channel=channel, text=text, blocks=list(blocks) or None, **QUIET, **more
        )

    return posted


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


@pytest.fixture
def alone(server: Server, workspace: Workspace) -> Workspace:
    """The page shows the server's first workspace."""
    server.workspaces.remove(workspace)
    server.workspaces.insert(0, workspace)
    return workspace


@pytest.fixture
def look(server: Server, alone: Workspace) -> Callable[..., Json]:
    assert server.workspaces[0] is alone

    def looked(as_: str = "UAMINA000") -> Json:
        url = f"{server.url}/page/state?as={as_}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            state: Json = json.load(answer)
            return state

    return looked


@pytest.fixture
def act(server: Server, alone: Workspace) -> Callable[..., Json]:
    assert server.workspaces[0] is alone

    def acted(verb: str, as_: str = "UAMINA000", **more: Any) -> Json:
        body = json.dumps({"as": as_, "verb": verb, **more}).encode()
        request = urllib.request.Request(
            f"{server.url}/page/act", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            result: Json = json.load(answer)
            return result

    return acted


@pytest.fixture
def told(workspace: Workspace, direct: App) -> list[Json]:
    """The envelopes of events, whatever the app does with them: Bolt drops the app's own."""
    assert direct
    manifest = workspace.manifest
    workspace.manifest = replace(
        manifest, scopes=manifest.scopes + SCOPES, events=manifest.events + EVENTS
    )
    bodies: list[Json] = []

    inner = workspace.transport

    class Noting:
        connected, rests, retries, late = True, True, False, "timeout"

        def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Json | None:
            if kind == "events_api":
                bodies.append(payload)
            return inner.send(kind, payload, retry)

        def rest(self) -> None:
            inner.rest()

    workspace.transport = Noting()
    return bodies


def event(told: list[Json], kind: str, subtype: str | None = None) -> Json:
    """The only one of its kind."""
    [found] = [
        body["event"]
        for body in told
        if (body["event"]["type"], body["event"].get("subtype")) == (kind, subtype)
    ]
    return dict(found)
