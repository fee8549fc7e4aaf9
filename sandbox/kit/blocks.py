"""The table of Block Kit's blocks, and what Slack refuses in the blocks of a message.
Every block in it may stand in messages, modals and Home alike (slack-facts §1.2).
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.kit.elements import ACCESSORY, ACTION, ELEMENTS, HOLDERS, INPUT, Place, places
from sandbox.kit.fields import Flag, Items, Json, Kind, OneOf, Problem, Shape
from sandbox.kit.objects import ID, TEXTS, image, plain, text
from sandbox.kit.rich_texts import RICH_TEXT
from sandbox.kit.rules import at_least_one, different_action_ids
from sandbox.kit.texts import text_objects, words_of

__all__ = [
    "BLOCK",
    "Problem",
    "assign_ids",
    "blocks_too_long",
    "message_lints",
    "mrkdwn_lints",
    "text_length",
    "together",
    "unfurl_lints",
    "validate_message",
]

MOST_TEXT = 13_200  # slack-facts §0.4: msg_blocks_too_long
WISE_TEXT = 10_000  # slack-facts §0.4: the budget that leaves room for what Slack counts besides


def _block(needs: dict[str, Kind] | None = None, **may: Kind) -> Shape:
    return Shape(needs=needs or {}, may={**may, "block_id": ID})


BLOCKS = {
    "section": Shape(
        may={
            "text": text(3000),
            "fields": Items(text(2000), most=10),
            "accessory": ACCESSORY,
            "expand": Flag(),
            "block_id": ID,
        },
        rules=(at_least_one("text", "fields"),),
    ),
    "header": _block({"text": plain(150)}),
    "divider": _block(),
    "context": _block(
        {"elements": Items(OneOf({**TEXTS, "image": ELEMENTS["image"]}), most=10)},
    ),
    "actions": Shape(
        needs={"elements": Items(ACTION, most=25)},
        may={"block_id": ID},
        rules=(different_action_ids,),
    ),
    "image": image(title=plain(2000), block_id=ID),
    "input": _block(
        {"label": plain(2000), "element": INPUT},
        hint=plain(2000),
        optional=Flag(),
        dispatch_action=Flag(),
    ),
    "rich_text": RICH_TEXT,
}
BLOCK = OneOf(BLOCKS)
MESSAGE_BLOCKS = Items(BLOCK, most=50, least=0)


def validate_message(payload: Json) -> list[Problem]:
    """What Slack would refuse in a message's blocks; the length of its `text` is not looked at."""
    blocks = payload.get("blocks")
    if blocks is None:
        return []
    return list(MESSAGE_BLOCKS.check(blocks, "/blocks")) or list(together(blocks, "/blocks"))


def together(blocks: Sequence[Json], at: str, *, modal: bool = False) -> Iterator[Problem]:
    """The rules between blocks that are each sound on their own."""
    yield from _different_block_ids(blocks, at)
    yield from _one_focus(blocks, at)
    yield from _response_urls(blocks, at, modal=modal)


def _different_block_ids(blocks: Sequence[Json], at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield Problem(f"{at}/{number}/block_id", f'`block_id` "{block_id}" already exists')
        if block_id is not None:
            seen.add(block_id)


def _one_focus(blocks: Sequence[Json], at: str) -> Iterator[Problem]:
    focused = [place for place in places(blocks, at) if place.element.get("focus_on_load")]
    for place in focused[1:]:
        pointer = f"{place.pointer}/focus_on_load"
        yield Problem(pointer, "`focus_on_load` can only be true for one element")


def _response_urls(blocks: Sequence[Json], at: str, *, modal: bool) -> Iterator[Problem]:
    """slack-facts §1.4: a select asks for a response_url only in an input block of a modal."""
    for place in places(blocks, at):
        allowed = modal and place.block["type"] == "input"
        if place.element.get("response_url_enabled") and not allowed:
            pointer = f"{place.pointer}/response_url_enabled"
            yield Problem(pointer, "must be in an `input` block of a modal")


def text_length(blocks: Sequence[Json]) -> int:
    """All the characters of the blocks' texts and rich_text leaves."""
    return sum(len(words) for words in words_of(blocks))


def blocks_too_long(blocks: Sequence[Json]) -> bool:
    """True where chat.* answers msg_blocks_too_long."""
    return text_length(blocks) > MOST_TEXT


def message_lints(payload: Json) -> list[str]:
    """What Slack takes in a message and we do not want (slack-facts §10.9)."""
    blocks = payload.get("blocks") or []
    lints = list(mrkdwn_lints(blocks, "/blocks"))
    if not str(payload.get("text") or "").strip():
        lints.append("/text: no fallback text")
    if text_length(blocks) > WISE_TEXT:
        lints.append(f"/blocks: more than {WISE_TEXT} characters of text")
    return lints


def unfurl_lints(payload: Json) -> list[str]:
    """For chat.postMessage alone: the other methods do not know these arguments."""
    names = ("unfurl_links", "unfurl_media")
    return [f"/{name}: not set" for name in names if payload.get(name) is None]


def mrkdwn_lints(blocks: Sequence[Json], at: str) -> Iterator[str]:
    """slack-facts §0.2: without verbatim, a typed #channel becomes a link and @here a ping."""
    for pointer, found in text_objects(blocks, at):
        if found["type"] == "mrkdwn" and found.get("verbatim") is not True:
            yield f"{pointer}: mrkdwn without verbatim"


def assign_ids(blocks: Sequence[Json], seed: str = "") -> list[dict[str, Any]]:
    """The blocks with the block_ids and action_ids that Slack makes up where none are given.

    The same seed makes the same ids. Slack makes new ones whenever a view or message changes
    (slack-facts §1.6), so that the seed should be the view's hash or the like.
    """
    filled: list[dict[str, Any]] = json.loads(json.dumps(blocks))
    given = {block.get("block_id") for block in filled}
    for number, block in enumerate(filled):
        block.setdefault("block_id", _new_id(f"{seed}/{number}", given))
        given.add(block["block_id"])
    for place in places(filled):
        _fill_action_id(place, seed)
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
