"""files.*: an address to upload to, and the sharing of what was uploaded there."""

from typing import Any

from sandbox.acting.events import announce_message, later
from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal, invalid_arguments
from sandbox.channels import Conversation
from sandbox.files import StoredFile, describe_file
from sandbox.judging import judge_message
from sandbox.messages import Post
from sandbox.people import make_id

LONGEST_ALT_TEXT = 1000
MOST_CHANNELS = 100


def get_upload_url(call: Call) -> Json:
    length = call.args.text("length")
    if not length.isdecimal() or int(length) < 1:
        raise invalid_arguments("must be greater than 0: length")
    if len(call.args.text("alt_txt")) > LONGEST_ALT_TEXT:
        raise Refusal("alt_txt_too_large")
    state = call.state
    state.last_file += 1
    file = StoredFile(
        id=make_id("F", f"{state.last_file:08d}"),
        name=call.args.text("filename"),
        length=int(length),
        created=int(state.clock.now()),
    )
    state.files[file.id] = file
    return {"upload_url": f"{state.origin}/upload/{state.begin_upload(file)}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """slack-facts §3.3: one message in each channel; its ts is not told."""
    wanted = _wanted(call)
    channels = _channels(call)
    thread_ts = _thread(call, channels)
    blocks = _blocks(call)
    for file, title in wanted:
        file.title, file.shared = title or file.name, True
    described = [describe_file(file, call.state.bot, call.state.origin) for file, _ in wanted]
    for channel in channels:
        post = Post(
            call.state.stamp(),
            channel.id,
            call.state.bot,
            call.args.text("initial_comment"),
            blocks,
            bot=True,
            thread_ts=thread_ts,
            files=described,
        )
        call.state.posts.add(post)
        later(call.state, announce_message, post)
    return {"files": described}


def _wanted(call: Call) -> list[tuple[StoredFile, str]]:
    rows = call.args.json("files", "invalid_arguments")
    if not isinstance(rows, list) or not rows:
        raise invalid_arguments("must provide a list of files: files")
    return [(_uploaded(call, row), str(row.get("title") or "")) for row in rows]


def _uploaded(call: Call, row: Any) -> StoredFile:
    file = call.state.files.get(str(row.get("id"))) if isinstance(row, dict) else None
    if file is None or file.content is None or file.shared:
        raise Refusal("file_not_found")
    return file


def _channels(call: Call) -> list[Conversation]:
    """`channel_id` and `channels` add up. Where neither is given, nobody sees the file."""
    listed = [each.strip() for each in call.args.text("channels").split(",") if each.strip()]
    if len(listed) > MOST_CHANNELS:
        raise Refusal("channels_limit_exceeded")
    found = [call.joined(named="channel_id")] if "channel_id" in call.args else []
    found += [_listed(call, each) for each in listed]
    for channel in found:
        if channel.archived or (channel.kind == "dm" and not call.state.manifest.messages_tab):
            raise Refusal("posting_to_channel_denied")
    return list({channel.id: channel for channel in found}.values())


def _listed(call: Call, wanted: str) -> Conversation:
    """Only in `channels` does a person's id mean the direct messages with them."""
    user = call.state.users.get(wanted)
    if user is not None and not user.bot:
        return call.state.direct(wanted)
    return call.within(call.known(wanted))


def _thread(call: Call, channels: list[Conversation]) -> str | None:
    """A parent's ts, not a reply's; as a message stands in one channel, so does the thread.

    Slack's page says so and names no error. files.upload had this one, and a file that goes
    elsewhere unnoticed would be worse than a code that may differ.
    """
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return None
    if not channels:
        call.state.lint(call.method, "thread_ts without a channel does nothing")
    for channel in channels:
        parent = call.state.posts.find(channel.id, thread_ts)
        if parent is None or parent.is_reply or parent.ephemeral_to is not None:
            raise Refusal("invalid_thread_ts")
    return thread_ts


def _blocks(call: Call) -> list[Json]:
    blocks = call.args.json("blocks", "invalid_blocks") or []
    if not blocks:
        return []
    if call.args.text("initial_comment"):
        call.state.lint(call.method, "blocks beside initial_comment are not shown")
        return []
    content = judge_message(call.state, call.method, {"blocks": blocks, "text": "A file"})
    # Slack documents "rich text blocks" here; whether others are shown nobody promises.
    if any(block["type"] != "rich_text" for block in blocks):
        call.state.lint(call.method, "only rich_text blocks are sure to be shown with a file")
    return content.blocks
