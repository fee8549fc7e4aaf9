"""Links to the app's own places that people share: link_shared, and which links those are."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sandbox.acting.envelopes import send
from sandbox.kit.forms import is_web_address
from sandbox.messages import Post
from sandbox.states import State

Json = dict[str, Any]

SOURCE = "conversations_history"  # the other is the composer, which tells nothing here
_LINK = re.compile(r"<(https?://[^|>]+)[^>]*>")
_UNFURL = re.compile(r"([CDG]\w+)\.(\d+\.\d+)\.[0-9a-f]{64}")


def announce_links(state: State, post: Post) -> None:
    """Also where the app is not; its own messages are not told (Slack's page of link_shared)."""
    links = [
        {"url": url, "domain": domain}
        for url in links_in(post)
        if (domain := domain_of(url, state.manifest.unfurl_domains))
    ]
    if not links or post.user == state.bot:
        return
    channel = state.conversations[post.channel]
    event: Json = {
        "type": "link_shared",
        "channel": channel.id,
        "is_bot_user_member": state.bot in channel.members,
        "user": post.user,
        "message_ts": post.ts,
        "unfurl_id": _unfurl_id(post),
        "source": SOURCE,
        "links": links,
    }
    if post.thread_ts is not None:
        event["thread_ts"] = post.thread_ts
    send(state, "link_shared", "links:read", event, channel)


def links_in(post: Post) -> list[str]:
    """Each once, in order, as Slack writes them: with &amp; where an & was typed."""
    return list(dict.fromkeys(_LINK.findall(post.text)))


def domain_of(url: str, domains: Sequence[str]) -> str:
    """Which of the app's domains it points to; empty when it points elsewhere."""
    if not is_web_address(url):
        return ""
    host = urlsplit(url).hostname or ""
    return next((each for each in domains if host == each or host.endswith(f".{each}")), "")


def place_of(unfurl_id: str) -> tuple[str, str] | None:
    """The channel and the ts of the message that an unfurl_id is about."""
    found = _UNFURL.fullmatch(unfurl_id)
    return (found[1], found[2]) if found else None


def _unfurl_id(post: Post) -> str:
    return f"{post.channel}.{post.ts}.{sha256(post.text.encode()).hexdigest()}"
