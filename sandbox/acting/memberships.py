"""Who is in a channel: coming in and going out, the line that Slack writes there, and the events.

Who may come in is decided by who asks: people in happenings.py and commands.py, the app by methods.
"""

from collections.abc import Callable
from typing import Any

from sandbox.acting import events
from sandbox.channels import Conversation
from sandbox.messages import Post
from sandbox.states import State


def at_once(state: State, announce: Callable[..., None], *details: Any) -> None:
    announce(state, *details)


def admit(
    state: State,
    channel: Conversation,
    user: str,
    inviter: str = "",
    *,
    tell: Callable[..., None] = at_once,
) -> None:
    """Nothing happens to somebody who is in it already. `tell` is `events.later` in a method."""
    with state.change():
        if user in channel.members:
            return
        channel.members.append(user)
        line = _line(state, channel, user, "channel_join", "has joined the channel")
    tell(state, events.announce_message, line)
    tell(state, events.announce_joining, channel, user, inviter)


def release(
    state: State,
    channel: Conversation,
    user: str,
    by: str,
    *,
    tell: Callable[..., None] = at_once,
) -> None:
    """The app hears of itself only that it has left; of others, as long as it is there."""
    with state.change():
        channel.members.remove(user)
        line = _line(state, channel, user, "channel_leave", "has left the channel")
    if user == state.bot:
        tell(state, events.announce_channel, "channel_left", channel, by)
        return
    tell(state, events.announce_message, line)
    tell(state, events.announce_leaving, channel, user)


def _line(state: State, channel: Conversation, user: str, subtype: str, what: str) -> Post:
    """slack-facts §2.9. Private channels had names of their own for these; that they have the same
    now is a guess.
    """
    post = Post(state.stamp(), channel.id, user, f"<@{user}> {what}", subtype=subtype)
    return state.posts.add(post)
