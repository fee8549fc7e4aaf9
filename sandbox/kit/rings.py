"""Whom a message would ring: the marks in it that make Slack notify people (slack-facts §6)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.kit.problems import Json

_MARK = re.compile(r"<(@\w+|!subteam\^\w+|!(?:here|channel|everyone))(?:\|[^>]*)?>")
# slack-facts §0.2: without verbatim, what somebody typed becomes a mark even after escaping.
_TYPED = re.compile(r"@(here|channel|everyone)\b")
_LEAVES = {"user": "@{user_id}", "usergroup": "!subteam^{usergroup_id}", "broadcast": "!{range}"}


def list_rings(text: str, blocks: Sequence[Json], attachments: Sequence[Json] = ()) -> list[str]:
    """Such as "!channel" or "@UAMINA000", in reading order; empty for a message that is quiet."""
    found = [*_MARK.findall(text), *_in(list(blocks))]
    for attachment in attachments:
        said = (str(attachment.get(name) or "") for name in ("pretext", "text"))
        found += [ring for words in said for ring in _MARK.findall(words)]
        found += _in(attachment.get("blocks") or [])
    return found


def _in(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _in(each)
    elif isinstance(node, dict):
        yield from _in_leaf(node)
        for each in node.values():
            yield from _in(each)


def _in_leaf(node: Json) -> Iterator[str]:
    kind = node.get("type")
    if kind in _LEAVES:
        yield _LEAVES[kind].format(**node)
    elif kind == "markdown":
        yield from _MARK.findall(node["text"])
    elif kind == "mrkdwn":
        yield from _MARK.findall(node["text"])
        if not node.get("verbatim"):
            yield from (f"!{each}" for each in _TYPED.findall(node["text"]))
