"""response_url: what the app says for 30 minutes after a command or a click, up to five times.

The acknowledgement itself, which may carry an answer too, is in acks.py.
"""

from typing import Any

from sandbox.acting.triggers import Address
from sandbox.judging import Content, judge_answer
from sandbox.messages import Post
from sandbox.states import State

Json = dict[str, Any]


def respond(state: State, key: str, body: Json) -> None:
    """slack-facts §2.1. It goes past membership: no check whether the app is in the channel."""
    with state.change():
        address = state.triggers.use_address(key)
        original = _original(state, address)
        if body.get("delete_original") and address.ts is not None:
            _delete(state, original)
            return
        content = judge_answer(state, "response_url", body)
        if body.get("replace_original") and address.ts is not None:
            _replace(state, original, content)
            return
        _say(state, address, body, content)


def _original(state: State, address: Address) -> Post | None:
    found = state.posts.find(address.channel, address.ts) if address.ts else None
    return None if found is None or found.deleted else found


def _delete(state: State, original: Post | None) -> None:
    if original is not None:
        state.posts.take_back(original)


def _replace(state: State, original: Post | None, content: Content) -> None:
    """An ephemeral message stays ephemeral: response_type cannot make it public."""
    if original is None:
        return
    original.text, original.blocks = content.text, content.blocks
    original.attachments = content.attachments
    original.values = {}
    if original.ephemeral_to is None and not content.blocks:
        original.edited = state.stamp()


def _say(state: State, address: Address, body: Json, content: Content) -> None:
    if body.get("response_type") == "in_channel":
        thread_ts = _thread(state, address, body.get("thread_ts"))
        post = Post(state.stamp(), address.channel, state.bot, bot=True, **content.fields)
        post.thread_ts = thread_ts
        state.posts.add(post)
        return
    if body.get("thread_ts"):
        # slack-facts §2.1: into a thread it comes for everybody only.
        state.lint("response_url", "thread_ts needs response_type in_channel")
    state.say_quietly(address.user, address.channel, by=state.bot, bot=True, **content.fields)


def _thread(state: State, address: Address, thread_ts: str | None) -> str | None:
    """An answer to a reply stands beside it, under the same parent."""
    found = state.posts.find(address.channel, thread_ts) if thread_ts else None
    return (found.thread_ts or found.ts) if found else None
