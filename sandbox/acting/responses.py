"""response_url: what the app says for 30 minutes after a command or a click, up to five times.

The acknowledgement itself, which may carry an answer too, is in acks.py.
"""

from typing import Any

from sandbox.acting.triggers import Address
from sandbox.api.refusals import Refusal, invalid_blocks
from sandbox.kit.blocks import message_lints, validate_message
from sandbox.kit.views import assign_ids
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
        content = _content(state, body)
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


def _replace(state: State, original: Post | None, content: Json) -> None:
    """An ephemeral message stays ephemeral: response_type cannot make it public."""
    if original is None:
        return
    original.text, original.blocks = content["text"], content["blocks"]
    original.values = {}
    if original.ephemeral_to is None and not content["blocks"]:
        original.edited = state.stamp()


def _say(state: State, address: Address, body: Json, content: Json) -> None:
    if body.get("response_type") == "in_channel":
        thread_ts = _thread(state, address, body.get("thread_ts"))
        post = Post(state.stamp(), address.channel, state.bot, bot=True, **content)
        post.thread_ts = thread_ts
        state.posts.add(post)
        return
    if body.get("thread_ts"):
        # slack-facts §2.1: into a thread it comes for everybody only.
        state.lint("response_url", "thread_ts needs response_type in_channel")
    state.say_quietly(address.user, address.channel, by=state.bot, bot=True, **content)


def _thread(state: State, address: Address, thread_ts: str | None) -> str | None:
    """An answer to a reply stands beside it, under the same parent."""
    found = state.posts.find(address.channel, thread_ts) if thread_ts else None
    return (found.thread_ts or found.ts) if found else None


def _content(state: State, body: Json) -> Json:
    problems = validate_message(body)
    if problems:
        raise invalid_blocks(problems)
    text, blocks = body.get("text") or "", body.get("blocks") or []
    if not text and not blocks:
        raise Refusal("no_text")
    state.lint("response_url", *message_lints(body))
    return {"text": text, "blocks": assign_ids(blocks, state.stamp())}
