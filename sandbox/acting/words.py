"""What people type, taken apart as Slack's composer does: names, channels, links and emoji.

What is said with them is in interactions.py; what app's texts mean is in kit/texts.py.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import emoji

from sandbox.channels import Conversation
from sandbox.states import State

Json = dict[str, Any]

_LOUD = ("here", "channel", "everyone")
_LINK, _EMOJI = r"https?://[^\s<>]+", r":[\w+'-]+:"
# What a sentence puts behind a name or an address is not part of it.
_BEHIND = ".,;:!?)-'\""
_STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_MARKS = {name: mark for mark, name in _STYLES.items()}
# Around whole words only: in 2*3*4 and in snake_case nothing is meant by it.
_STYLED = re.compile(
    r"(?<![\w*_~`])(?P<mark>[*_~`])"
    r"(?P<words>[^\s*_~`](?:[^\n*_~`]*[^\s*_~`])?)"
    r"(?P=mark)(?![\w*_~`])"
)


def read_leaves(state: State, text: str) -> list[Json]:
    """The leaves of a rich_text (slack-facts §1.5); what is nobody's name stays text."""
    names = _names(state)
    leaves: list[Json] = []
    at = 0
    for found in _pattern(names).finditer(text):
        leaf = _leaf(found[0], names)
        if leaf is None:
            continue
        kept, made = leaf
        leaves += _text(text[at : found.start()])
        leaves.append(made)
        at = found.start() + len(kept)
    return [*leaves, *_text(text[at:])]


def typed_blocks(leaves: list[Json]) -> list[Json]:
    """slack-facts §1.5: what people type always arrives with a rich_text block."""
    if not leaves:
        return []
    section = {"type": "rich_text_section", "elements": leaves}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]


def write_text(state: State, leaves: list[Json], clean: Callable[[str], str]) -> str:
    """The same as a message's `text`, with marks (slack-facts §6)."""
    return "".join(_WRITTEN[leaf["type"]](state, leaf, clean) for leaf in leaves)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _names(state: State) -> dict[str, Json]:
    """Everything that can be named, by what one types for it."""
    people = {f"@{u.handle}": {"type": "user", "user_id": u.id} for u in state.users.values()}
    rooms = {
        f"#{c.name}": {"type": "channel", "channel_id": c.id}
        for c in state.conversations.values()
        if c.kind in ("channel", "private")
    }
    loud = {f"@{name}": {"type": "broadcast", "range": name} for name in _LOUD}
    return {**loud, **rooms, **people}


def _pattern(names: dict[str, Json]) -> re.Pattern[str]:
    """An app's name may have spaces in it; the page offers it whole, as Slack does."""
    odd = [re.escape(name) for name in names if not re.fullmatch(r"[@#][\w.-]+", name)]
    whole = "".join(f"{name}|" for name in sorted(odd, key=len, reverse=True))
    return re.compile(rf"{_LINK}|(?<!\w)(?:{whole}[@#][\w.-]+)|(?<![\w:]){_EMOJI}")


def _leaf(typed: str, names: dict[str, Json]) -> tuple[str, Json] | None:
    """How much of it was meant, and what it is."""
    if typed.startswith("http"):
        url = typed.rstrip(_BEHIND)
        return url, {"type": "link", "url": url}
    if typed.startswith(":"):
        return _emoji(typed)
    for kept in (typed, typed.rstrip(_BEHIND)):
        if kept in names:
            return kept, dict(names[kept])
    return None


def _emoji(typed: str) -> tuple[str, Json] | None:
    drawn = emoji.emojize(typed, language="alias")
    if drawn == typed:
        return None
    unicode = "-".join(f"{ord(each):x}" for each in drawn)
    return typed, {"type": "emoji", "name": typed.strip(":"), "unicode": unicode}


def _text(text: str) -> Iterator[Json]:
    """What is typed as *bold*, _italic_, ~struck~ or `code` is that, as in Slack's composer."""
    at = 0
    for found in _STYLED.finditer(text):
        yield from _plain(text[at : found.start()])
        mark, words = found["mark"], found["words"]
        yield {"type": "text", "text": words, "style": {_STYLES[mark]: True}}
        at = found.end()
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[Json]:
    if text:
        yield {"type": "text", "text": text}


def _marked(leaf: Json, clean: Callable[[str], str]) -> str:
    """A message's text has the marks that were typed."""
    mark = next((_MARKS[name] for name in leaf.get("style", {})), "")
    return f"{mark}{clean(leaf['text'])}{mark}"


def _room_mark(channel: Conversation) -> str:
    """slack-facts §2.1: a private channel's name is not told."""
    return f"<#{channel.id}|{channel.name if channel.kind == 'channel' else ''}>"


_Writer = Callable[[State, Json, Callable[[str], str]], str]
_WRITTEN: dict[str, _Writer] = {
    "text": lambda _state, leaf, clean: _marked(leaf, clean),
    "user": lambda _state, leaf, _clean: f"<@{leaf['user_id']}>",
    "channel": lambda state, leaf, _clean: _room_mark(state.conversations[leaf["channel_id"]]),
    "broadcast": lambda _state, leaf, _clean: f"<!{leaf['range']}>",
    "link": lambda _state, leaf, clean: f"<{clean(leaf['url'])}>",
    "emoji": lambda _state, leaf, _clean: f":{leaf['name']}:",
}
