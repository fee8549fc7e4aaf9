"""chat.*: posting, changing and taking back what the app says.

The answers to commands and clicks by response_url are in responses.py.
"""

import json
import re
from dataclasses import replace

from sandbox.acting import events
from sandbox.acting.metadata import announce_metadata
from sandbox.api.calls import Call, Json
from sandbox.api.names import link_names, links_names, read_costume
from sandbox.api.refusals import Refusal
from sandbox.channels import Conversation
from sandbox.judging import Content, judge_message
from sandbox.kit.blocks import blocks_too_long
from sandbox.kit.lints import unfurl_lints
from sandbox.messages import Post
from sandbox.states import State

LONGEST_TEXT = 40_000  # slack-facts §0.5: longer text is cut off …
LONGEST_UPDATE = 4_000  # … but chat.update refuses it much earlier
LARGEST_METADATA = 16_000
_STAMP = re.compile(r"\d{10}(?:\.\d+)?")


def post_message(call: Call) -> Json:
    post = call.state.posts.add(compose(call))
    events.later(call.state, events.announce_message, post)
    events.later(call.state, announce_metadata, post, None, post.metadata)
    return {"channel": post.channel, "ts": post.ts, "message": _message(call, post)}


def compose(call: Call) -> Post:
    """The message that a call describes, judged; nobody sees it yet."""
    channel = _target(call)
    content = _content(call)
    call.state.lint(call.method, *unfurl_lints(call.args.given))
    return Post(
        call.state.stamp(),
        channel.id,
        call.state.bot,
        bot=True,
        thread_ts=_thread(call, channel),
        broadcast=call.args.flag("reply_broadcast"),
        metadata=_metadata(call),
        **content.fields,
        **read_costume(call),
    )


def update(call: Call) -> Json:
    post = call.own_post("cant_update_message")
    # Only the plain text alone is refused early; with blocks it is the fallback, but as long.
    if len(call.args.text("text")) > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    content, metadata = _content(call), _metadata(call)
    before, beside = call.state.describe(post), post.metadata
    if "text" in call.args or content.text:  # which markdown_text is, too
        post.text = content.text
    # slack-facts §0.5: text without blocks takes the blocks away; blocks keep "edited" off.
    if not content.blocks:
        post.edited = call.state.stamp()
    post.blocks = content.blocks
    if "attachments" in call.args:  # Slack's page: they stay unless others are passed
        post.attachments = content.attachments
    post.values = {}
    # slack-facts §3.3: metadata stays unless it is passed, and {} removes it.
    if "metadata" in call.args:
        post.metadata = metadata
    events.later(call.state, events.announce_edit, post, before)
    events.later(call.state, announce_metadata, post, beside, post.metadata)
    return {
        "channel": post.channel,
        "ts": post.ts,
        "text": post.text,
        "message": _message(call, post),
    }


def delete(call: Call) -> Json:
    post = call.own_post("cant_delete_message")
    before, beside = call.state.describe(post), post.metadata
    call.state.posts.take_back(post)
    events.later(call.state, events.announce_deletion, post, before)
    events.later(call.state, announce_metadata, post, beside, None)
    return {"channel": post.channel, "ts": post.ts}


def post_ephemeral(call: Call) -> Json:
    channel = call.joined()
    if channel.archived:
        raise Refusal("is_archived")
    user = call.args.text("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    if len(call.args.text("text")) > LONGEST_TEXT:
        raise Refusal("msg_too_long")  # a guess: the error is documented, its limit is not
    content = _content(call)
    post = call.state.say_quietly(
        user,
        channel.id,
        by=call.state.bot,
        bot=True,
        thread_ts=_thread(call, channel),
        **content.fields,
        **read_costume(call),
    )
    return {"message_ts": post.ts}


def me_message(call: Call) -> Json:
    """What the app does, as people tell it with /me."""
    channel = _target(call)
    text = call.args.text("text")
    if len(text) > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    post = Post(
        call.state.stamp(), channel.id, call.state.bot, text, bot=True, subtype="me_message"
    )
    call.state.posts.add(post)
    events.later(call.state, events.announce_message, post)
    return {"channel": channel.id, "ts": post.ts}


def get_permalink(call: Call) -> Json:
    channel = call.conversation()
    post = call.state.posts.find(channel.id, call.args.text("message_ts"))
    if post is None or post.ephemeral_to is not None:
        raise Refusal("message_not_found")
    return {"channel": channel.id, "permalink": link_to(call.state, post)}


def link_to(state: State, post: Post) -> str:
    link = f"https://{state.domain}.slack.com/archives/{post.channel}/p{post.ts.replace('.', '')}"
    return link + (f"?thread_ts={post.thread_ts}&cid={post.channel}" if post.is_reply else "")


def _target(call: Call) -> Conversation:
    """slack-facts §3.3: a person's id means the direct messages with them."""
    wanted = call.args.text("channel")
    user = call.state.users.get(wanted)
    to_person = user is not None and not user.bot
    channel = call.state.direct(wanted) if to_person else call.addressed()
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
    if not _STAMP.fullmatch(thread_ts):
        # jenkinsci/slack-plugin #584
        said = f"[ERROR] {thread_ts} is not a valid thread_ts"
        raise Refusal("invalid_thread_ts", response_metadata={"messages": [said]})
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
    if args.flag("as_user"):
        raise Refusal("as_user_not_supported")
    payload = {
        "text": args.text("text"),
        "markdown_text": args.text("markdown_text"),
        "blocks": args.json("blocks", "invalid_blocks_format"),
        "attachments": args.json("attachments", "invalid_attachments"),
    }
    content = judge_message(call.state, call.method, payload)
    if blocks_too_long(content.blocks):  # slack-facts §0.4
        raise Refusal("msg_blocks_too_long")
    if len(content.text) > LONGEST_TEXT:
        call.warnings.append("message_truncated")
    text = link_names(content.text, call) if links_names(call) else content.text
    return replace(content, text=text[:LONGEST_TEXT])


def _metadata(call: Call) -> Json | None:
    given = call.args.json("metadata", "invalid_metadata_format")
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
