"""chat.*: posting, changing and taking back what the app says.

The answers to commands and clicks by response_url are in responses.py.
"""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.acting.events import announce_deletion, announce_edit, announce_message, later
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal, invalid_blocks
from sandbox.channels import Conversation
from sandbox.kit.blocks import blocks_too_long, message_lints, unfurl_lints, validate_message
from sandbox.kit.views import assign_ids
from sandbox.messages import Post

LONGEST_TEXT = 40_000  # slack-facts §0.5: longer text is cut off …
LONGEST_UPDATE = 4_000  # … but chat.update refuses it much earlier
LARGEST_METADATA = 16_000


@dataclass
class Content:
    text: str
    blocks: list[Json]
    metadata: Json | None


def post_message(call: Call) -> Json:
    channel = _target(call)
    content = _content(call)
    call.state.lint(call.method, *unfurl_lints(call.args.given))
    post = Post(
        call.state.stamp(),
        channel.id,
        call.state.bot,
        content.text,
        content.blocks,
        bot=True,
        thread_ts=_thread(call, channel),
        broadcast=call.args.flag("reply_broadcast"),
        metadata=content.metadata or None,
    )
    call.state.posts.add(post)
    later(call.state, announce_message, post)
    return {"channel": channel.id, "ts": post.ts, "message": _message(call, post)}


def update(call: Call) -> Json:
    post = call.own_post("cant_update_message")
    # Only the plain text alone is refused early; with blocks it is the fallback, but as long.
    if len(call.args.text("text")) > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    content = _content(call)
    before = call.state.describe(post)
    if "text" in call.args:
        post.text = content.text
    # slack-facts §0.5: text without blocks takes the blocks away; blocks keep "edited" off.
    if not content.blocks:
        post.edited = call.state.stamp()
    post.blocks = content.blocks
    post.values = {}
    # slack-facts §3.3: metadata stays unless it is passed, and {} removes it.
    if "metadata" in call.args:
        post.metadata = content.metadata or None
    later(call.state, announce_edit, post, before)
    return {
        "channel": post.channel,
        "ts": post.ts,
        "text": post.text,
        "message": _message(call, post),
    }


def delete(call: Call) -> Json:
    post = call.own_post("cant_delete_message")
    before = call.state.describe(post)
    call.state.posts.take_back(post)
    later(call.state, announce_deletion, post, before)
    return {"channel": post.channel, "ts": post.ts}


def post_ephemeral(call: Call) -> Json:
    channel = call.joined()
    if channel.archived:
        raise Refusal("is_archived")
    user = call.args.text("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    content = _content(call)
    post = call.state.say_quietly(
        user,
        channel.id,
        content.text,
        by=call.state.bot,
        blocks=content.blocks,
        bot=True,
        thread_ts=_thread(call, channel),
    )
    return {"message_ts": post.ts}


def get_permalink(call: Call) -> Json:
    channel = call.conversation()
    post = call.state.posts.find(channel.id, call.args.text("message_ts"))
    if post is None or post.ephemeral_to is not None:
        raise Refusal("message_not_found")
    link = (
        f"https://{call.state.domain}.slack.com/archives/{channel.id}/p{post.ts.replace('.', '')}"
    )
    if post.is_reply:
        link += f"?thread_ts={post.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _target(call: Call) -> Conversation:
    """slack-facts §3.3: a person's id means the direct messages with them."""
    wanted = call.args.text("channel")
    user = call.state.users.get(wanted)
    to_person = user is not None and not user.bot
    channel = call.state.direct(wanted) if to_person else call.joined()
    if channel.kind == "dm" and not call.state.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    if channel.archived:
        raise Refusal("is_archived")
    return channel


def _thread(call: Call, channel: Conversation) -> str | None:
    """slack-facts §3.3: thread_ts must be a parent's ts, not a reply's."""
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return None
    parent = call.state.posts.find(channel.id, thread_ts)
    if parent is None and call.method == "chat.postMessage":
        # Seen by others (slack-go #1571, measure-sh/measure #3997): under a parent that is gone
        # Slack refuses nothing, but says it in the channel itself. Only the answer shows it, which
        # has no thread_ts then.
        return None
    if parent is None or parent.is_reply or parent.ephemeral_to is not None:
        raise Refusal("cannot_reply_to_message")
    return thread_ts


def _content(call: Call) -> Content:
    args = call.args
    blocks = args.json("blocks", "invalid_blocks_format") or []
    metadata = _metadata(args.json("metadata", "invalid_metadata_format"))
    text = args.text("text")
    if not text and not blocks and not args.json("attachments", "invalid_attachments"):
        raise Refusal("no_text")
    payload = {**args.given, "blocks": blocks, "text": text}
    problems = validate_message(payload)
    if problems:
        raise invalid_blocks(problems)
    if blocks_too_long(blocks):  # slack-facts §0.4
        raise Refusal("msg_blocks_too_long")
    call.state.lint(call.method, *message_lints(payload))
    if len(text) > LONGEST_TEXT:
        call.warnings.append("message_truncated")
    return Content(text[:LONGEST_TEXT], assign_ids(blocks, call.state.stamp()), metadata)


def _metadata(given: Any) -> Json | None:
    if given is None or given == {}:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(given)) > LARGEST_METADATA:
        raise Refusal("metadata_too_large")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _message(call: Call, post: Post) -> Json:
    message = call.state.describe(post)
    if post.metadata is not None:
        message["metadata"] = post.metadata
    return message
