"""conversations.*: making channels, and changing what they are called, are about, and whether they
are open. Who is in them is in members.py; what was said in conversations.py.
"""

import re
from collections.abc import Callable

from sandbox.acting.events import announce_archiving, announce_channel, later
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal
from sandbox.channels import Conversation

# slack-facts §3.3
LONGEST_NAME, LONGEST_WORDS = 80, 250
# By the kind of conversation (slack-facts §3.4): a bot manages public channels by this scope.
MANAGING = {
    "channel": "channels:manage",
    "private": "groups:write",
    "dm": "im:write",
    "group": "mpim:write",
}
_FAMILY = {"channel": "channels", "private": "groups", "dm": "im", "group": "mpim"}


def create(call: Call) -> Json:
    private = call.args.flag("is_private")
    call.needs(MANAGING["private" if private else "channel"])
    name = _name(call)
    channel = call.state.add_channel(name, kind="private" if private else "channel")
    channel.creator = call.state.bot
    channel.members.append(call.state.bot)
    if not private:
        later(call.state, announce_channel, "channel_created", channel, call.state.bot)
    return {"channel": call.describe(channel)}


def rename(call: Call) -> Json:
    channel = managed(call)
    if channel.archived:
        raise Refusal("is_archived")
    # Slack's page: an app renames what it created itself.
    if channel.creator != call.state.bot:
        raise Refusal("not_authorized")
    channel.name = _name(call)
    later(call.state, announce_channel, "channel_rename", channel, call.state.bot)
    return {"channel": call.describe(channel)}


def archive(call: Call) -> Json:
    channel = managed(call)
    if channel.archived:
        raise Refusal("already_archived")
    return _archive(call, channel, archived=True)


def unarchive(call: Call) -> Json:
    channel = _of_a_kind(call)
    if not channel.archived:
        raise Refusal("not_archived")
    return _archive(call, channel, archived=False)


def set_topic(call: Call) -> Json:
    channel = _described(call)
    channel.topic = _words(call, "topic")
    return {"channel": call.describe(channel)}


def set_purpose(call: Call) -> Json:
    channel = _described(call)
    channel.purpose = _words(call, "purpose")
    return {"purpose": channel.purpose}


def close(call: Call) -> Json:
    """Out of the sidebar, for the app alone; what was said is there when it is opened again."""
    channel = call.conversation()
    if not channel.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    call.needs(MANAGING[channel.kind])
    return {}


def mark(call: Call) -> Json:
    channel = call.conversation()
    call.needs(MANAGING[channel.kind])
    if call.state.bot not in channel.members:
        raise Refusal("not_in_channel")
    if not re.fullmatch(r"\d+(\.\d+)?", call.args.text("ts")):
        raise Refusal("invalid_timestamp")
    call.state.read_until[call.state.bot, channel.id] = call.args.text("ts")
    return {}


def managed(call: Call) -> Conversation:
    """A channel that the app is in and may change."""
    return call.within(_of_a_kind(call))


def _of_a_kind(call: Call) -> Conversation:
    channel = call.conversation()
    if channel.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    call.needs(MANAGING[channel.kind])
    return channel


def _described(call: Call) -> Conversation:
    """slack-facts §3.4: there is a small scope for this, and the one for all of it."""
    channel = call.conversation()
    if channel.kind == "dm":
        raise Refusal("method_not_supported_for_channel_type")
    call.needs(f"{_FAMILY[channel.kind]}:write.topic", MANAGING[channel.kind])
    if channel.archived:
        raise Refusal("is_archived")
    return call.within(channel)


def _archive(call: Call, channel: Conversation, *, archived: bool) -> Json:
    channel.archived = archived
    later(call.state, announce_archiving, channel, call.state.bot)
    return {}


def _words(call: Call, named: str) -> str:
    words = call.args.text(named)
    if len(words) > LONGEST_WORDS:
        raise Refusal("too_long")
    return words


# What is wrong with a name, in the order in which it is looked at.
_WRONG: list[tuple[Callable[[str], bool], str]] = [
    (lambda name: not name, "invalid_name_required"),
    (lambda name: len(name) > LONGEST_NAME, "invalid_name_maxlength"),
    (lambda name: not re.search(r"\w", name), "invalid_name_punctuation"),
    (
        lambda name: name != name.lower() or not re.fullmatch(r"[\w-]+", name),
        "invalid_name_specials",
    ),
]


def _name(call: Call) -> str:
    name = call.args.text("name").removeprefix("#")
    for is_wrong, code in _WRONG:
        if is_wrong(name):
            raise Refusal(code)
    if any(name == channel.name for channel in call.state.conversations.values()):
        raise Refusal("name_taken")
    return name
