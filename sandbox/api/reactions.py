"""reactions.*: the emoji under messages, put there and taken away by the app, or looked at."""

import re
from functools import partial

from emoji import emojize

from sandbox.acting.events import announce_reaction, later
from sandbox.api.arguments import page
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.messages import Post

# Slack's limits, which its pages name only by their errors (too_many_emoji, too_many_reactions).
MOST_EMOJI, MOST_OF_ONE_PERSON = 50, 23
_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    post, name = _reactable(call), _name(call)
    users = post.reactions.get(name, [])
    if call.state.bot in users:
        raise Refusal("already_reacted")
    if name not in post.reactions and len(post.reactions) >= MOST_EMOJI:
        raise Refusal("too_many_emoji")
    if sum(call.state.bot in each for each in post.reactions.values()) >= MOST_OF_ONE_PERSON:
        raise Refusal("too_many_reactions")
    post.reactions[name] = [*users, call.state.bot]
    _announce(call, post, name, added=True)
    return {}


def remove(call: Call) -> Json:
    post, name = _reactable(call), _name(call)
    users = post.reactions.get(name, [])
    if call.state.bot not in users:
        raise Refusal("no_reaction")
    left = [user for user in users if user != call.state.bot]
    if left:
        post.reactions[name] = left
    else:
        del post.reactions[name]
    _announce(call, post, name, added=False)
    return {}


def get(call: Call) -> Json:
    return _item(call, _named(call))


def list_reactions(call: Call) -> Json:
    """What somebody (the app itself, if nobody is named) has reacted to, the newest first."""
    user = call.args.text("user") or call.state.bot
    if user not in call.state.users:
        raise Refusal("user_not_found")
    rooms = [room for room in call.state.conversations.values() if call.state.bot in room.members]
    found = [
        post
        for room in rooms
        for post in call.state.posts.within(room.id)
        if any(user in users for users in post.reactions.values())
    ]
    rows, metadata = page(call.args, sorted(found, key=lambda post: post.ts, reverse=True))
    return {"items": [_item(call, post) for post in rows], **metadata}


def describe_reactions(post: Post) -> list[Json]:
    return [
        {"name": name, "users": list(users), "count": len(users)}
        for name, users in post.reactions.items()
    ]


def _item(call: Call, post: Post) -> Json:
    message = {**call.state.describe(post)}
    if post.reactions:
        message["reactions"] = describe_reactions(post)
    return {"type": "message", "channel": post.channel, "message": message}


def _named(call: Call) -> Post:
    if "channel" not in call.args or "timestamp" not in call.args:
        # Files are reacted to as well; nobody does in here.
        raise Refusal("no_item_specified")
    return call.message(call.conversation())


def _reactable(call: Call) -> Post:
    post = _named(call)
    channel = call.state.conversations[post.channel]
    if channel.archived:
        raise Refusal("is_archived")
    if call.state.bot not in channel.members:
        raise Refusal("no_access")  # a guess among the documented ones
    return post


def _name(call: Call) -> str:
    """As Slack writes it, without colons. Which emoji there are, a workspace may say for itself."""
    name = call.args.text("name")
    if not _NAME.fullmatch(name):
        raise Refusal("invalid_name")
    written = f":{name.partition('::')[0]}:"
    if emojize(written, language="alias") == written:
        call.state.journal.remark(f"{name} is no emoji, unless somebody added it")
    return name


def _announce(call: Call, post: Post, name: str, *, added: bool) -> None:
    later(call.state, partial(announce_reaction, added=added), post, call.state.bot, name)
