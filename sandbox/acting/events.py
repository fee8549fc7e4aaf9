"""Events API: what happens in the workspace, told to the app if its manifest asks for it.

How they go out is in envelopes.py; what people do to make events happen is in interactions.py,
happenings.py and sayings.py.
"""

from typing import Any

from sandbox.acting.envelopes import later, rest, send
from sandbox.acting.links import announce_links
from sandbox.channels import Conversation
from sandbox.messages import Post
from sandbox.states import State
from sandbox.windows import describe_view

__all__ = ["KNOWN", "later", "rest"]

Json = dict[str, Any]

# slack-facts §2.9: the name of the subscription and the scope, by the kind of conversation.
_MESSAGE_EVENTS = {
    "channel": ("message.channels", "channels:history"),
    "private": ("message.groups", "groups:history"),
    "dm": ("message.im", "im:history"),
    "group": ("message.mpim", "mpim:history"),
}
_CHANNEL_TYPES = {"channel": "channel", "private": "group", "dm": "im", "group": "mpim"}
# What happens to a channel itself, as announce_channel takes it; a private one's begins with
# "group". Who hears of it: everybody, or the members only.
_OF_CHANNELS = ("created", "rename", "deleted", "left", "archive", "unarchive")

# Every subscription that the sandbox can serve; what else a manifest asks for will never come.
KNOWN = frozenset(
    {
        *(name for name, _ in _MESSAGE_EVENTS.values()),
        *(f"channel_{each}" for each in _OF_CHANNELS),
        *(f"group_{each}" for each in _OF_CHANNELS if each != "created"),
        *(f"message_metadata_{each}" for each in ("posted", "updated", "deleted")),
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "file_shared",
        "link_shared",
        "member_joined_channel",
        "member_left_channel",
        "pin_added",
        "pin_removed",
        "reaction_added",
        "reaction_removed",
        "team_join",
        "tokens_revoked",
        "user_change",
        "user_profile_changed",
    }
)


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
    send(state, "app_home_opened", "", event)


def announce_joining(state: State, channel: Conversation, user: str, inviter: str = "") -> None:
    """Only where the app is a member too (slack-facts §2.9)."""
    event = _membership(state, "member_joined_channel", channel, user)
    if inviter:
        event["inviter"] = inviter
    _send_within(state, "member_joined_channel", channel.scope("read"), event, channel)


def announce_leaving(state: State, channel: Conversation, user: str) -> None:
    """The app itself hears that it is out by channel_left (announce_channel)."""
    event = _membership(state, "member_left_channel", channel, user)
    _send_within(state, "member_left_channel", channel.scope("read"), event, channel)


def _membership(state: State, name: str, channel: Conversation, user: str) -> Json:
    return {
        "type": name,
        "user": user,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": state.users[user].team or state.team,
    }


def announce_archiving(state: State, channel: Conversation, user: str) -> None:
    """As it is now: archived, or open again."""
    announce_channel(
        state, f"channel_{'archive' if channel.archived else 'unarchive'}", channel, user
    )


def announce_channel(state: State, name: str, channel: Conversation, user: str) -> None:
    """What happened to a channel, such as "channel_rename"; `user` did it. A private channel is the
    app's to hear of only where it is a member, or was until now.
    """
    _, _, what = name.partition("_")
    private = channel.kind == "private"
    if private and state.bot not in channel.members and what != "left":
        return
    named = f"{'group' if private else 'channel'}_{what}"
    event: Json = {"type": named, **_about(state, what, channel, user)}
    if named == "channel_archive":
        event["is_moved"] = 0
    send(state, named, channel.scope("read"), event, channel)


def _about(state: State, what: str, channel: Conversation, user: str) -> Json:
    named = {"id": channel.id, "name": channel.name, "created": channel.created}
    if what == "created":
        more = {"name_normalized": channel.name, "creator": user, "is_channel": True}
        return {"channel": {**named, **more, "context_team_id": state.team}}
    if what == "rename":
        return {"channel": {**named, "name_normalized": channel.name}}
    actor = "actor_id" if what in ("left", "deleted") else "user"
    return {"channel": channel.id, actor: user}


def announce_change(state: State, user: str) -> None:
    """Slack tells it twice, by two names."""
    event = {"user": _described(state, user), "cache_ts": int(state.clock.now())}
    send(state, "user_change", "users:read", {"type": "user_change", **event})
    profile = {"type": "user_profile_changed", **event}
    send(state, "user_profile_changed", "users:read", profile)


def announce_arrival(state: State, user: str) -> None:
    """Somebody is new in the workspace."""
    event = {"type": "team_join", "user": _described(state, user)}
    send(state, "team_join", "users:read", event)


def announce_end(state: State) -> None:
    """The app was taken out of the workspace: its tokens open nothing any more."""
    tokens = {"oauth": [], "bot": [state.bot]}
    send(state, "tokens_revoked", "", {"type": "tokens_revoked", "tokens": tokens})
    send(state, "app_uninstalled", "", {"type": "app_uninstalled"})


def announce_message(state: State, post: Post) -> None:
    """What anybody says, the app itself included (slack-facts §2.9: Bolt drops its own)."""
    channel = state.conversations[post.channel]
    with state.lock:
        event = {**state.describe(post), **_answered(state, post), **_origin(state, post.user)}
    _send_message(state, channel, event)
    if f"<@{state.bot}>" in post.text and channel.kind != "dm" and not post.bot:
        # In direct messages with the app Slack sends the message alone.
        mention = {**event, "type": "app_mention", "channel": channel.id}
        _send_within(state, "app_mention", "app_mentions:read", mention, channel)
    for file in post.files:
        shared: Json = {"type": "file_shared", "channel_id": channel.id, "user_id": post.user}
        shared |= {"file_id": file["id"], "file": {"id": file["id"]}}
        _send_within(state, "file_shared", "files:read", shared, channel)
    announce_links(state, post)


def announce_edit(state: State, post: Post, before: Json) -> None:
    """message_changed, by anybody; `before` is the message as it was described before."""
    _send_changed(state, post, before)


def announce_deletion(state: State, post: Post, before: Json) -> None:
    """message_deleted, by anybody. Where replies stay, the stone above them is a change."""
    if post.deleted:
        _send_changed(state, post, before)
        return
    with state.lock:
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": post.ts,
            "previous_message": before,
            "ts": state.stamp(),
        }
    _send_message(state, state.conversations[post.channel], event)


def announce_reaction(state: State, post: Post, user: str, name: str, *, added: bool) -> None:
    """reaction_added or reaction_removed."""
    kind = f"reaction_{'added' if added else 'removed'}"
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": post.channel, "ts": post.ts},
        "item_user": post.user,
    }
    channel = state.conversations[post.channel]
    _send_within(state, kind, "reactions:read", event, channel)


def announce_pin(state: State, post: Post, user: str, pins: int, *, added: bool) -> None:
    """pin_added or pin_removed; `pins` is how many there are now."""
    channel = state.conversations[post.channel]
    name = f"pin_{'added' if added else 'removed'}"
    with state.lock:
        event = {
            "type": name,
            "user": user,
            "channel_id": channel.id,
            "item": {
                "type": "message",
                "created": int(state.clock.now()),
                "created_by": user,
                "channel": channel.id,
                "message": state.describe(post),
            },
            "item_user": post.user,
            "pin_count": pins,
            "has_pins": pins > 0,
        }
    _send_within(state, name, "pins:read", event, channel)


def _send_changed(state: State, post: Post, before: Json) -> None:
    with state.lock:
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": {**state.describe(post), **_origin(state, post.user)},
            "previous_message": before,
            "ts": state.stamp(),
        }
    _send_message(state, state.conversations[post.channel], event)


def _send_message(state: State, channel: Conversation, event: Json) -> None:
    name, scope = _MESSAGE_EVENTS[channel.kind]
    where = {"channel": channel.id, "channel_type": _CHANNEL_TYPES[channel.kind]}
    _send_within(state, name, scope, {**event, **where}, channel)


def _send_within(state: State, name: str, scope: str, event: Json, channel: Conversation) -> None:
    """Of what happens in a channel, the app hears where it is a member."""
    if state.bot in channel.members:
        send(state, name, scope, event, channel)


def _answered(state: State, post: Post) -> Json:
    """Whose message it answers; one that stands in the channel too brings the whole of it."""
    thread_ts = post.thread_ts if post.is_reply else None
    root = state.posts.find(post.channel, thread_ts) if thread_ts else None
    if root is None:
        return {}
    said = {"parent_user_id": root.user}
    return {**said, "root": state.describe(root)} if post.broadcast else said


def _origin(state: State, user: str) -> Json:
    """slack-facts §7.2: people of other organisations say in which workspace they are."""
    person = state.users.get(user)
    if person is None or not person.team:
        return {}
    return {"team": person.team, "user_team": person.team, "source_team": person.team}


def _described(state: State, user: str) -> Json:
    return state.describe_user(state.users[user])
