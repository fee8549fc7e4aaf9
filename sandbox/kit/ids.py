"""What Slack adds to blocks before it says them back: ids where the app gave none, and what it
takes a text to be.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sandbox.kit.elements import HOLDERS, Place, every_block, places
from sandbox.kit.problems import Json
from sandbox.kit.texts import text_objects

# What Slack says back of a text where the app said nothing of it.
_SAID_BACK = {"plain_text": ("emoji", True), "mrkdwn": ("verbatim", False)}


def assign_ids(blocks: Sequence[Json], seed: str = "") -> list[dict[str, Any]]:
    """The blocks as Slack says them back, with all their ids and those of the blocks in them: an
    app that compares them with what it sent finds them changed.

    The same seed makes the same ids. Slack makes new ones whenever a view or message changes
    (slack-facts §1.6), so that the seed should be the view's hash or the like.
    """
    filled: list[dict[str, Any]] = json.loads(json.dumps(blocks))
    given = {block.get("block_id") for _, block in every_block(filled)}
    for pointer, block in every_block(filled):
        block.setdefault("block_id", _new_id(f"{seed}{pointer}", given))
        given.add(block["block_id"])
    for place in places(filled):
        _fill_action_id(place, seed)
    for _, text in text_objects(filled, ""):
        text.setdefault(*_SAID_BACK[text["type"]])
    return filled


def _fill_action_id(place: Place, seed: str) -> None:
    if place.element["type"] == "image":
        return
    held = place.block[HOLDERS[place.block["type"]]]
    given = {each.get("action_id") for each in (held if isinstance(held, list) else [held])}
    if "action_id" not in place.element:
        place.element["action_id"] = _new_id(f"{seed}{place.pointer}", given)


def _new_id(source: str, taken: set[str | None]) -> str:
    """Five characters, like Slack's own "b0VnK"; never one that is taken."""
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()[:5]
    return digest if digest not in taken else _new_id(f"{source}+", taken)
