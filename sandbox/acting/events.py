"""Events API: what happens in the workspace, told to the app if its manifest asks for it.

Retries are the transport's business; what people do to make events happen is in interactions.py.
"""

import threading
from secrets import token_hex
from typing import Any

from sandbox.channels import Conversation
from sandbox.messages import Post
from sandbox.people import describe_user
from sandbox.states import State
from sandbox.transports import NotConnected
from sandbox.windows import describe_view

Json = dict[str, Any]

# slack-facts §2.9: the name of the subscription and the scope, by the kind of conversation.
_MESSAGE_EVENTS = {
    "channel": ("message.channels", "channels:history"),
    "private": ("message.groups", "groups:history"),
    "dm": ("message.im", "im:history"),
    "group": ("message.mpim", "mpim:history"),
}
# What a manifest may subscribe to and will hear of here.
NAMES = frozenset(
    {
        *(name for name, _ in _MESSAGE_EVENTS.values()),
        *(f"{family}_{act}" for family in ("channel", "group") for act in ("archive", "unarchive")),
        "app_home_opened",
        "app_mention",
        "channel_created",
        "channel_deleted",
        "channel_left",
        "channel_rename",
        "member_joined_channel",
        "member_left_channel",
        "reaction_added",
        "reaction_removed",
        "user_change",
    }
)
_CHANNEL_TYPES = {"channel": "channel", "private": "group", "dm": "im", "group": "mpim"}


def announce_home(state: State, user: str, tab: str = "home") -> None:
    """slack-facts §2.8: sent every time; with the view, if one was published before."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": state.direct(user).id,
        "tab": tab,
    }
    home = state.windows.homes.get(user)
    if home is not None:
        event["view"] = describe_view(home, state.app)
    _send(state, "app_home_opened", "", event)


def announce_joining(state: State, channel: Conversation, user: str) -> None:
    """Only where the app is a member too (slack-facts §2.9)."""
    if state.bot not in channel.members:
        return
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": state.team,
    }
    _send(state, "member_joined_channel", channel.scope("read"), event)


def announce_leaving(state: State, channel: Conversation, user: str) -> None:
    if state.bot not in channel.members:
        return
    event = {
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": state.team,
    }
    _send(state, "member_left_channel", channel.scope("read"), event)


def announce_archiving(state: State, channel: Conversation, user: str) -> None:
    """As it is now: archived, or open again. A private channel is the app's to hear of only where
    it is a member.
    """
    if channel.kind == "private" and state.bot not in channel.members:
        return
    family = "group" if channel.kind == "private" else "channel"
    name = f"{family}_{'archive' if channel.archived else 'unarchive'}"
    event: Json = {"type": name, "channel": channel.id, "user": user}
    if name == "channel_archive":
        event["is_moved"] = 0
    _send(state, name, channel.scope("read"), event)


def announce_change(state: State, user: str) -> None:
    now = state.clock.now()
    described = describe_user(state.users[user], state.team, now)
    event = {"type": "user_change", "user": described, "cache_ts": int(now)}
    _send(state, "user_change", "users:read", event)


def announce_message(state: State, post: Post) -> None:
    """What people say. The app's own messages are left out: Bolt drops them on arrival."""
    channel = state.conversations[post.channel]
    if state.bot not in channel.members:
        return
    name, scope = _MESSAGE_EVENTS[channel.kind]
    event = {
        **state.describe(post),
        "channel": channel.id,
        "channel_type": _CHANNEL_TYPES[channel.kind],
    }
    _send(state, name, scope, event)


def announce_edit(state: State, post: Post, before: Json) -> None:
    """message_changed, by anybody; `before` is the message as it was described before."""


def announce_deletion(state: State, post: Post, before: Json) -> None:
    """message_deleted, by anybody."""


def announce_reaction(state: State, post: Post, user: str, name: str, *, added: bool) -> None:
    """reaction_added or reaction_removed."""


def announce_channel(state: State, name: str, channel: Conversation, user: str) -> None:
    """channel_created, channel_rename, channel_deleted, channel_left and the like, by name."""


def later(state: State, announce: Any, *details: Any) -> None:
    """For those who hold the lock or answer a call: the app's acknowledgement is not awaited."""
    threading.Thread(target=announce, args=(state, *details), daemon=True).start()


def _send(state: State, name: str, scope: str, event: Json) -> None:
    if name not in state.manifest.events:
        return
    if scope and scope not in state.manifest.scopes:
        return
    with state.lock:
        payload = _envelope(state, {**event, "event_ts": state.stamp()})
    try:
        state.send("events_api", payload)
    except NotConnected:
        # Only sockets keep events for later; where nothing is plugged in, nobody asks for them.
        return


def _envelope(state: State, event: Json) -> Json:
    """The outer part (slack-facts §2.9)."""
    return {
        "token": "sandbox",
        "team_id": state.team,
        "api_app_id": state.app["app"],
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{token_hex(5).upper()}",
        "event_time": int(state.clock.now()),
        "event_context": token_hex(8),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team,
                "user_id": state.bot,
                "is_bot": True,
                "is_enterprise_install": False,
            },
        ],
        "is_ext_shared_channel": False,
        "context_team_id": state.team,
        "context_enterprise_id": None,
    }
