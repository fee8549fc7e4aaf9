"""pins.*: messages that somebody has pinned to their channel."""

from functools import partial

from sandbox.acting.events import announce_pin, later
from sandbox.api.calls import Call, Json
from sandbox.api.chat import link_to
from sandbox.api.refusals import Refusal
from sandbox.channels import Conversation
from sandbox.messages import Post

MOST = 100  # slack-facts §3.4 names the error only; a hundred is what Slack's help says


def add(call: Call) -> Json:
    channel, post = _named(call)
    if post.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= MOST:
        raise Refusal("too_many_pins")
    channel.pins[post.ts] = {"by": call.state.bot, "at": int(call.state.clock.now())}
    _announce(call, channel, post, added=True)
    return {}


def remove(call: Call) -> Json:
    channel, post = _named(call, missing="no_pin")
    if channel.pins.pop(post.ts, None) is None:
        raise Refusal("no_pin")
    _announce(call, channel, post, added=False)
    return {}


def list_pins(call: Call) -> Json:
    """The newest pin first. What was deleted, or is hidden by the plan, is pinned no more."""
    channel = call.conversation()
    items = []
    for ts, pin in reversed(channel.pins.items()):
        post = call.state.posts.find(channel.id, ts)
        if post is not None and not post.deleted:
            items.append(_item(call, channel, post, pin))
    return {"items": items}


def _item(call: Call, channel: Conversation, post: Post, pin: Json) -> Json:
    message = {
        **call.state.describe(post),
        "pinned_to": [channel.id],
        "permalink": link_to(call.state, post),
    }
    return {
        "type": "message",
        "channel": channel.id,
        "created": pin["at"],
        "created_by": pin["by"],
        "message": message,
    }


def _announce(call: Call, channel: Conversation, post: Post, *, added: bool) -> None:
    announce = partial(announce_pin, added=added)
    later(call.state, announce, post, call.state.bot, len(channel.pins))


def _named(call: Call, missing: str = "not_in_channel") -> tuple[Conversation, Post]:
    if "timestamp" not in call.args:
        raise Refusal("no_item_specified")
    channel = call.conversation()
    if call.state.bot not in channel.members:
        raise Refusal(missing)
    return channel, call.message(channel)
