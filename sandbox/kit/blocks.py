"""What Slack refuses in the blocks of a message, and what holds between blocks anywhere.
Which blocks there are stands in surfaces.py; what is only frowned at, in lints.py.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.kit.elements import every_block, places
from sandbox.kit.fields import Items
from sandbox.kit.permits import Permits
from sandbox.kit.problems import Json, Problem, failed
from sandbox.kit.surfaces import MESSAGE, MOST_MARKDOWN
from sandbox.kit.tables import count_tables
from sandbox.kit.texts import text_length

MOST_TEXT = 13_200  # slack-facts §0.4: msg_blocks_too_long
MESSAGE_BLOCKS = Items(MESSAGE, most=50, least=0)


def validate_message(payload: Json, permits: Permits | None = None) -> list[Problem]:
    """What Slack would refuse in a message's blocks; nothing else of it is looked at."""
    blocks = payload.get("blocks")
    return [] if blocks is None else validate_blocks(blocks, "/blocks", permits)


def validate_blocks(blocks: Any, at: str, permits: Permits | None = None) -> list[Problem]:
    problems = list(MESSAGE_BLOCKS.check(blocks, at))
    if problems:
        return problems
    problems = [*together(blocks, at), *_markdown_together(blocks, at)]
    return problems if permits is None else [*problems, *permits.check(blocks, at)]


def together(blocks: Sequence[Json], at: str, *, modal: bool = False) -> Iterator[Problem]:
    """The rules between blocks that are each sound on their own."""
    yield from _different_block_ids(blocks, at)
    yield from _one_focus(blocks, at)
    yield from _response_urls(blocks, at, modal=modal)


def _different_block_ids(blocks: Sequence[Json], at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for pointer, block in every_block(blocks, at):
        block_id = block.get("block_id")
        if block_id in seen:
            yield Problem(f"{pointer}/block_id", f'`block_id` "{block_id}" already exists')
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


def _markdown_together(blocks: Sequence[Json], at: str) -> Iterator[Problem]:
    """slack-facts §1.1: what each may have alone, all of them have together."""
    got = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if got > MOST_MARKDOWN:
        said = f"must be less than {MOST_MARKDOWN + 1} characters"
        yield failed(at, said, "max_length", MOST_MARKDOWN, got)


def has_too_many_tables(payload: Json) -> bool:
    """slack-facts §1.2: one a message, wherever in it."""
    lists = [payload.get("blocks") or []]
    lists += [attachment.get("blocks") or [] for attachment in payload.get("attachments") or []]
    return sum(count_tables(blocks) for blocks in lists) > 1


def blocks_too_long(blocks: Sequence[Json]) -> bool:
    """True where chat.* answers msg_blocks_too_long."""
    return text_length(blocks) > MOST_TEXT
