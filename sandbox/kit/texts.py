"""What a person reads in blocks: every text in reading order, marks turned into words.
What stands in a field as its value is not read here; entries.py keeps that.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.kit.problems import Json

# The fields that hold something to read, in the order in which it stands on the screen. The
# words of a confirmation are left out: they come only after a click.
READABLE = (
    "icon",
    "title",
    "rich_text_title",
    "subtitle",
    "author_name",
    "text",
    "label",
    "fields",
    "placeholder",
    "options",
    "option_groups",
    "element",
    "accessory",
    "elements",
    "child_blocks",
    "description",
    "hint",
    "provider_name",
    "alt_text",
)

MARKS = (
    (re.compile(r"<!date\^[^|>]*\|([^>]*)>"), r"\1"),
    (re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>"), r"@\1"),
    (re.compile(r"<((?:!subteam\^|@|#)\w+)(?:\|[^>]*)?>"), "\x00\\1\x01"),
    (re.compile(r"<[^|>]+\|([^>]+)>"), r"\1"),
    (re.compile(r"<([^|>]+)>"), r"\1"),
    (re.compile(r"\x00([^\x01]*)\x01"), r"<\1>"),
)
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # &amp; last: &amp;lt; reads &lt;

# Standard Markdown, so far as its marks stand in the way of reading.
MARKDOWN = (
    (re.compile(r"^\s*(?:#{1,6}|>|[-*+]|\d+\.)\s+"), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|~~|`+|\*)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
)

LEAVES = {
    "text": "{text}",
    "user": "<@{user_id}>",
    "usergroup": "<!subteam^{usergroup_id}>",
    "channel": "<#{channel_id}>",
    "team": "{team_id}",
    "emoji": ":{name}:",
    "broadcast": "@{range}",
    "color": "{value}",
}


def render_text(blocks: Sequence[Json]) -> list[str]:
    """Everything readable, one string for each text, option, or line of rich_text."""
    return [line for block in blocks for line in _lines(block)]


def _lines(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _lines(item)
    elif isinstance(node, dict):
        yield from _lines_of_object(node)


def _lines_of_object(node: Json) -> Iterator[str]:
    kind = node.get("type")
    if kind == "plain_text":
        yield node["text"]
    elif kind == "mrkdwn":
        yield read_mrkdwn(node["text"])
    elif kind == "rich_text":
        yield from flatten(node)
    elif kind == "markdown":
        yield from _read_markdown(node["text"])
    elif kind == "table":
        yield from (" | ".join(_cell(cell) for cell in row) for row in node["rows"])
    else:
        for name in READABLE:
            yield from _lines(node.get(name))


def _read_markdown(words: str) -> Iterator[str]:
    for line in words.splitlines():
        for mark, reading in MARKDOWN:
            line = mark.sub(reading, line)  # noqa: PLW2901 - each mark goes from what is left
        if line.strip():
            yield line


def _cell(cell: Json) -> str:
    return " ".join(flatten(cell)) if cell["type"] == "rich_text" else str(cell["text"])


def render_attachments(attachments: Sequence[Json]) -> list[str]:
    """What stands beside the coloured bars; the fallback where nothing else does."""
    return [line for each in attachments for line in _attachment(each) or [str(each["fallback"])]]


def _attachment(attachment: Json) -> list[str]:
    fields = attachment.get("fields") or []
    told = [attachment.get(name) for name in ("pretext", "author_name", "title", "text")]
    told += [field.get(name) for field in fields for name in ("title", "value")]
    lines = [read_mrkdwn(str(words)) for words in told if words]
    lines += render_text(attachment.get("blocks") or [])
    return [*lines, str(attachment["footer"])] if attachment.get("footer") else lines


def read_mrkdwn(words: str) -> str:
    """Marks as a person reads them; people and channels stay <@U…> and <#C…>."""
    for mark, reading in MARKS:
        words = mark.sub(reading, words)
    for entity, character in ENTITIES:
        words = words.replace(entity, character)
    return words


def flatten(rich_text: Json) -> list[str]:
    """A string for each section, quote, preformatted part and list item."""
    lines = []
    for part in rich_text["elements"]:
        rows = part["elements"] if part["type"] == "rich_text_list" else [part]
        lines += ["".join(_leaf(leaf) for leaf in row["elements"]) for row in rows]
    return lines


def _leaf(leaf: Json) -> str:
    if leaf["type"] == "link":
        return str(leaf.get("text") or leaf["url"])
    if leaf["type"] == "date":
        return str(leaf.get("fallback") or leaf["timestamp"])
    return LEAVES[leaf["type"]].format_map(leaf)


def text_objects(node: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every plain_text and mrkdwn object with its pointer, wherever it stands."""
    if isinstance(node, list):
        for place, item in enumerate(node):
            yield from text_objects(item, f"{at}/{place}")
    if not isinstance(node, dict):
        return
    if node.get("type") in {"plain_text", "mrkdwn"}:
        yield at, node
        return
    for name, value in node.items():
        yield from text_objects(value, f"{at}/{name}")


def text_length(node: Any) -> int:
    """All the characters of the texts and rich_text leaves."""
    return sum(len(words) for words in words_of(node))


def words_of(node: Any) -> Iterator[str]:
    """The strings of every text object and rich_text leaf."""
    if isinstance(node, list):
        for item in node:
            yield from words_of(item)
    if not isinstance(node, dict):
        return
    for name, value in node.items():
        if name == "text" and isinstance(value, str):
            yield value
        else:
            yield from words_of(value)
