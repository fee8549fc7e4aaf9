"""A workspace per test, real clients against it, and a clock whose seconds a test can spend."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.clock import Clock
from sandbox.groups import read_group
from sandbox.manifests import Manifest, parse_manifest
from sandbox.server import Server
from sandbox.sockets import Sockets
from sandbox.transports import Direct
from sandbox.workspaces import Workspace

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
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "metadata.message:read",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "member_joined_channel",
                "message.channels",
                "message.im",
                "user_change",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


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
    amina = workspace.user("amina").id
    workspace.add_channel("attic").members.append(amina)
    workspace.add_channel("vault", kind="private").members.append(amina)
    workspace.add_channel("cellar", kind="private").members.extend([amina, workspace.bot])
    ruin = workspace.add_channel("ruin")
    ruin.members.extend([amina, workspace.bot])
    ruin.archived = True
    yield workspace
    server.remove(workspace)


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
    return App(client=client, signing_secret="of no use here")


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
