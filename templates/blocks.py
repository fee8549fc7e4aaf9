"""Block Kit, as far as we use it: small functions that return dicts, cut at Slack's limits, and
never let a person's words be read as markup. No words stand here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from templates import fallback, leaves, plain

Block = dict[str, Any]
View = dict[str, Any]

# Slack's limits (slack-facts §1), in UTF-16 units, the strictest way to count.
BUTTON, CONTEXT, HEADER, LABEL, OPTION, SECTION, TITLE = 75, 2000, 150, 2000, 75, 3000, 24
MEMORY = 3000  # private_metadata
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON, PLACEHOLDER = 100, 300, 30, 150
MOST_IN_VIEW, MOST_IN_MESSAGE = 100, 50
# What Slack says of an open window and takes back.
_KEPT = ("type", "title", "close", "submit", "callback_id", "private_metadata",
         "clear_on_close", "notify_on_close")  # fmt: skip


@dataclass(frozen=True)
class Message:
    """One message: its blocks, and the words that a lock screen shows or a screen reader says.
    `stays_gone`: where it stood once and does not any more, it is not put up afresh.
    """

    text: str
    blocks: list[Block]
    stays_gone: bool = False


@dataclass(frozen=True)
class Bookmark:
    """The link above a channel, to a message of ours in `channel` at `ts`. `ours` are the ids of
    those that we put up before.
    """

    title: str
    channel: str
    ts: str
    ours: frozenset[str]


@dataclass(frozen=True)
class File:
    """A file in somebody's messages, and the few words that go with it: `blocks` of rich text,
    since Slack promises to show no others there.
    """

    name: str
    title: str
    content: bytes
    blocks: list[Block]


def message(lock: str, *blocks: Block, stays_gone: bool = False) -> Message:
    return Message(fallback(lock), list(blocks), stays_gone)


def modal(
    title: str,
    *blocks: Block,
    close: str,
    submit: str | None = None,
    callback_id: str = "",
    remembers: Mapping[str, Any] | None = None,
) -> View:
    """A window. What it `remembers` comes back with every click in it: see `memory_of`."""
    view: View = {
        "type": "modal",
        "title": plain_text(title, TITLE),
        "close": plain_text(close, TITLE),
        "blocks": list(blocks)[:MOST_IN_VIEW],
    }
    if submit is not None:
        view["submit"] = plain_text(submit, TITLE)
    if callback_id:
        view["callback_id"] = callback_id
    if remembers:
        view["private_metadata"] = memory(remembers)
    return view


def same_window(view: Mapping[str, Any], blocks: Sequence[Block]) -> View:
    """A window that is open, as it is, with these blocks in it."""
    return {**{name: view[name] for name in _KEPT if view.get(name)}, "blocks": list(blocks)}


def memory(remembers: Mapping[str, Any]) -> str:
    """What a window remembers, as Slack keeps it for us: letters as they are, to save room."""
    return json.dumps(remembers, ensure_ascii=False)


def memory_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """What a window was told to remember."""
    return dict(json.loads(view.get("private_metadata") or "{}"))


def home(*blocks: Block) -> View:
    return {"type": "home", "blocks": list(blocks)[:MOST_IN_VIEW]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, HEADER)}


def section(text: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": plain_text(text, SECTION)}
    return block if accessory is None else {**block, "accessory": accessory}


def rich(text: str) -> Block:
    """A paragraph with the template's *bold* and marks in it."""
    section = {"type": "rich_text_section", "elements": leaves(text)}
    return {"type": "rich_text", "elements": [section]}


def quote(text: str) -> Block:
    """Somebody's words, set apart."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": leaves(text)}],
    }


def context(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text, CONTEXT)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str = "",
    confirm: Block | None = None,
    url: str = "",
) -> Block:
    """With `url` it leads there; its click comes to us as well."""
    element: Block = {"type": "button", "text": plain_text(text, BUTTON), "action_id": action_id}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if url:
        element["url"] = url
    return element if confirm is None else {**element, "confirm": confirm}


def confirmation(title: str, text: str, *, yes: str, no: str) -> Block:
    """Asked before a click counts."""
    return {
        "title": plain_text(title, CONFIRM_TITLE),
        "text": plain_text(text, CONFIRM_TEXT),
        "confirm": plain_text(yes, CONFIRM_BUTTON),
        "deny": plain_text(no, CONFIRM_BUTTON),
    }


def select(
    action_id: str, placeholder: str, options: Mapping[str, str], initial: str = ""
) -> Block:
    """A menu that tells us at once."""
    drawn = {value: option(text, value) for value, text in options.items()}
    element: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, PLACEHOLDER),
        "options": list(drawn.values()),
    }
    return {**element, "initial_option": drawn[initial]} if initial in drawn else element


def overflow(action_id: str, options: Mapping[str, str]) -> Block:
    """The small menu behind three dots: what it offers, by the value that comes back."""
    drawn = [option(text, value) for value, text in options.items()]
    return {"type": "overflow", "action_id": action_id, "options": drawn}


def option(text: str, value: str) -> Block:
    return {"text": plain_text(text, OPTION), "value": value}


def cut(text: str, limit: int) -> str:
    """At most `limit` long; what is cut off is said with an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"


def plain_text(text: str, limit: int) -> Block:
    # emoji=False: a person who typed :tada: meant those letters.
    return {"type": "plain_text", "text": cut(plain(text), limit), "emoji": False}
