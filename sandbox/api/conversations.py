"""conversations.*: what the app may know of channels, their members and what was said in them.

Posting is in chat.py; what people do in a channel is in interactions.py.
"""

import math

from sandbox.acting.events import later
from sandbox.acting.memberships import admit
from sandbox.api.arguments import page
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.channels import SCOPE_FAMILIES, TYPE_NAMES, Conversation, Kind
from sandbox.messages import Post

_KINDS: dict[str, Kind] = {name: kind for kind, name in TYPE_NAMES.items()}
# Slack's pages ask for fewer than a thousand of channels and of what was said in them, and take a
# thousand all the same (slack-cleaner #84).
LARGEST_PAGE = 1000
LARGEST_GROUP = 8  # slack-facts §3.3, the app itself not counted


def info(call: Call) -> Json:
    """How many are in it is said where it is asked for."""
    described = call.describe(call.conversation(verb="read"))
    if not call.args.flag("include_num_members"):
        described.pop("num_members", None)
    return {"channel": described}


def list_conversations(call: Call) -> Json:
    kinds = _wanted_kinds(call)
    rows = [c for c in call.state.conversations.values() if c.kind in kinds]
    # slack-facts §3.3: private channels are listed only where the app is a member.
    rows = [c for c in rows if c.kind == "channel" or call.state.bot in c.members]
    return _list(call, rows)


def list_memberships(call: Call) -> Json:
    """users.conversations: where someone is, as far as the app may see it."""
    kinds = _wanted_kinds(call)
    user = call.args.text("user") or call.state.bot
    rows = [c for c in call.state.conversations.values() if c.kind in kinds and user in c.members]
    rows = [c for c in rows if c.kind == "channel" or call.state.bot in c.members]
    return _list(call, rows)


def members(call: Call) -> Json:
    channel = call.conversation(verb="read")
    rows, metadata = page(call.args, channel.members)
    return {"members": rows, **metadata}


def history(call: Call) -> Json:
    channel = call.joined(verb="history")
    posts = _in_range(call, call.state.posts.history(channel.id))
    rows, metadata = page(call.args, posts[::-1], most=LARGEST_PAGE)
    has_more = bool(metadata["response_metadata"]["next_cursor"])
    messages = [_with_metadata(call, post) for post in rows]
    return {"messages": messages, "has_more": has_more, "pin_count": len(channel.pins), **metadata}


def replies(call: Call) -> Json:
    channel = call.joined(verb="history")
    parent = call.state.posts.find(channel.id, call.args.text("ts"))
    if parent is None or parent.ephemeral_to is not None:
        raise Refusal("thread_not_found")
    thread_ts = parent.thread_ts or parent.ts
    # Oldest first, and the parent is always there (slack-facts §3.3).
    posts = _in_range(call, call.state.posts.thread(channel.id, thread_ts))
    first = call.state.posts.find(channel.id, thread_ts)
    posts = [first, *posts] if first is not None else posts
    rows, metadata = page(call.args, posts, most=LARGEST_PAGE)
    has_more = bool(metadata["response_metadata"]["next_cursor"])
    messages = [_with_metadata(call, post) for post in rows]
    return {"messages": messages, "has_more": has_more, **metadata}


def open_conversation(call: Call) -> Json:
    if "channel" in call.args:
        channel = call.conversation()
        if not channel.is_direct:
            raise Refusal("method_not_supported_for_channel_type")
        call.needs(channel.scope("write"))
        return _opened(call, channel)
    given = [user.strip() for user in call.args.text("users").split(",")]
    users = [user for user in dict.fromkeys(given) if user and user != call.state.bot]
    if not users:
        raise Refusal("users_list_not_supplied")
    if any(user not in call.state.users for user in users):
        raise Refusal("user_not_found")
    if any(call.state.users[user].deleted for user in users):
        raise Refusal("user_disabled")
    if len(users) == 1:
        call.needs("im:write")
        return _opened(call, call.state.direct(users[0]))
    if len(users) > LARGEST_GROUP:
        raise Refusal("too_many_users")
    call.needs("mpim:write")
    return _open_group(call, users)


def _open_group(call: Call, users: list[str]) -> Json:
    there = call.state.find_group(users)
    if there is not None:
        return _opened(call, there)
    if call.args.flag("prevent_creation"):
        raise Refusal("channel_not_found")
    group = call.state.add_group(users)
    whole = call.args.flag("return_im")
    return {"channel": call.describe(group) if whole else {"id": group.id}}


def join(call: Call) -> Json:
    channel = call.conversation()
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if call.state.bot in channel.members:
        call.warnings.append("already_in_channel")
    else:
        admit(call.state, channel, call.state.bot, tell=later)
    return {"channel": call.describe(channel)}


def _opened(call: Call, channel: Conversation) -> Json:
    if call.args.flag("return_im"):
        return {"channel": call.describe(channel), "no_op": True, "already_open": True}
    return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}


def _list(call: Call, rows: list[Conversation]) -> Json:
    if call.args.flag("exclude_archived"):
        rows = [channel for channel in rows if not channel.archived]
    shown, metadata = page(call.args, rows, most=LARGEST_PAGE)
    return {"channels": [call.describe(channel) for channel in shown], **metadata}


def _wanted_kinds(call: Call) -> list[Kind]:
    """slack-facts §3.3: public channels when nothing is asked for; each kind has its scope."""
    names = [name.strip() for name in call.args.text("types", "public_channel").split(",")]
    if any(name not in _KINDS for name in names):
        raise Refusal("invalid_types")
    kinds = [_KINDS[name] for name in names]
    for kind in kinds:
        call.needs(f"{SCOPE_FAMILIES[kind]}:read")
    return kinds


def _in_range(call: Call, posts: list[Post]) -> list[Post]:
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", math.inf)
    if call.args.flag("inclusive"):
        return [post for post in posts if oldest <= float(post.ts) <= latest]
    return [post for post in posts if oldest < float(post.ts) < latest]


def _moment(call: Call, name: str, default: float) -> float:
    if name not in call.args or call.args.text(name) == "":
        return default
    try:
        return float(call.args.text(name))
    except ValueError:
        raise Refusal(f"invalid_ts_{name}") from None


def _with_metadata(call: Call, post: Post) -> Json:
    """Metadata is shown to those who ask for it and have the scope for it."""
    message = call.state.describe(post)
    asked = call.args.flag("include_all_metadata")
    allowed = "metadata.message:read" in call.state.manifest.scopes
    if post.metadata is not None and asked and allowed:
        message["metadata"] = post.metadata
    return message
