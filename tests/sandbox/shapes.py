"""Small pieces of Block Kit, so that a test shows only what it is about."""

from typing import Any

Json = dict[str, Any]

# What every message says of links, or the sandbox frowns.
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


def words(text: str) -> Json:
    """As Slack says it back."""
    return {"type": "plain_text", "text": text, "emoji": True}


def button(text: str, action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "text": words(text), "action_id": action_id, **more}


def row(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def options(*texts: str) -> list[Json]:
    return [{"text": words(text), "value": text.lower()} for text in texts]


def text_input(block_id: str, *, optional: bool = False, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id.title()),
        "optional": optional,
        "element": {"type": "plain_text_input", "action_id": "value", **more},
    }


def field(block_id: str, kind: str, *, dispatch: bool = False, **more: Any) -> Json:
    """An input block with any element, under the label "The <block_id>"."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(f"The {block_id}"),
        "hint": words("A hint"),
        "dispatch_action": dispatch,
        "element": {"type": kind, "action_id": "value", **more},
    }


def modal(title: str = "A window", *blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "window",
        "title": words(title),
        "submit": words("Save"),
        "blocks": list(blocks) or [text_input("name")],
        **more,
    }
