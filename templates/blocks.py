"""Block Kit, as far as we use it: small functions that return dicts, cut at Slack's limits, and
never let a person's words be read as markup. No words stand here.
"""

from dataclasses import dataclass
from typing import Any

from templates import fallback, leaves, plain

Block = dict[str, Any]
View = dict[str, Any]

# Slack's limits (slack-facts §1), in UTF-16 units, the strictest way to count.
BUTTON, CONTEXT, HEADER, LABEL, OPTION, SECTION, TITLE = 75, 2000, 150, 2000, 75, 3000, 24
MOST_IN_VIEW = 100


@dataclass(frozen=True)
class Message:
    """One message: its blocks, and the words that a lock screen shows or a screen reader says."""

    text: str
    blocks: list[Block]


def message(lock: str, *blocks: Block) -> Message:
    return Message(fallback(lock), list(blocks))


def modal(
    title: str,
    *blocks: Block,
    close: str,
    submit: str | None = None,
    callback_id: str = "",
    private_metadata: str = "",
) -> View:
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
    if private_metadata:
        view["private_metadata"] = private_metadata
    return view


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


def context(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text, CONTEXT)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(text: str, action_id: str, value: str = "", *, style: str = "") -> Block:
    element: Block = {"type": "button", "text": plain_text(text, BUTTON), "action_id": action_id}
    if value:
        element["value"] = value
    return {**element, "style": style} if style else element


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
