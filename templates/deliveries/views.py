"""How facilitators are told what did not go out: one line a reason, never one a message."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    MOST_IN_MESSAGE,
    Block,
    Message,
    actions,
    button,
    confirmation,
    context,
    divider,
    message,
    section,
)

if TYPE_CHECKING:
    from bot.troubles import Troubles
    from storage.deliveries import Delivery

TRY_AGAIN, DROP = "deliveries.try_again", "deliveries.drop"
MOST_LINES = 10
# Of all blocks together, with what surrounds the words (slack-facts §0.4: 13,200 were too many).
MOST_CHARACTERS = 12_000
# What a few taps may add to what was said. An answer is mostly shorter than what asked for it; what
# is left is what slack-facts advises (§0.4).
ROOM_FOR_BLOCKS, ROOM_FOR_CHARACTERS = 10, 2_000


def in_home(troubles: "Troubles") -> list[Block]:
    """What is held can be tried again at once."""
    said = words("deliveries/held")
    again = button(said.try_again, TRY_AGAIN)
    held = [section(line, again) for line in _held_lines(said, troubles)]
    return [*held, *map(section, _other_lines(said, troubles))][:MOST_LINES]


def trouble(troubles: "Troubles") -> Message:
    """One message to each facilitator, for as long as there is something to tell."""
    said = words("deliveries/held")
    lock = said.stumble_lock if troubles.stumbles and not troubles.held else said.lock
    lines = [*_held_lines(said, troubles), *_other_lines(said, troubles)]
    return message(lock, *map(section, lines[:MOST_LINES]), *(_ways(said) if troubles.held else ()))


def together(messages: Sequence[Message], *, grows: bool) -> tuple[Message | None, int]:
    """Several things for one person, as one message, and how many of them fit into it: the first in
    any case. While nobody has read it, room is left for what it `grows` by when it is answered.
    """
    if not messages:
        return None, 0
    blocks = list(messages[0].blocks)
    fits = 1
    for each in messages[1:]:
        if not _fits([*blocks, divider(), *each.blocks], grows=grows):
            break
        blocks += [divider(), *each.blocks]
        fits += 1
    if fits == 1:
        return messages[0], 1
    lock = words("deliveries/together").lock(messages[0].text, fits - 1)
    stays_gone = all(each.stays_gone for each in messages[:fits])
    return message(lock, *blocks, stays_gone=stays_gone), fits


def _fits(blocks: Sequence[Block], *, grows: bool) -> bool:
    most, longest = MOST_IN_MESSAGE, MOST_CHARACTERS
    if grows:
        most, longest = most - ROOM_FOR_BLOCKS, longest - ROOM_FOR_CHARACTERS
    return len(blocks) <= most and len(json.dumps(blocks, ensure_ascii=False)) <= longest


def _ways(said: Any) -> list[Block]:
    sure = confirmation(said.drop_title, said.drop_text, yes=said.drop_yes, no=said.drop_no)
    again = button(said.try_again, TRY_AGAIN, style="primary")
    return [actions(again, button(said.drop, DROP, confirm=sure)), context(said.nothing_is_lost)]


def _held_lines(said: Any, troubles: "Troubles") -> Iterator[str]:
    reasons: dict[str, list[Delivery]] = {}
    for each in troubles.held:
        reasons.setdefault(_reason(said, each), []).append(each)
    for reason, waiting in reasons.items():
        yield plain(said.line(_what(said, waiting), reason))


def _other_lines(said: Any, troubles: "Troubles") -> Iterator[str]:
    if troubles.again:
        yield plain(said.again(_what(said, troubles.again)))
    for stumble in troubles.stumbles:
        job = said.jobs.get(stumble.job.partition(".")[0], said.other_job)
        yield plain(said.stumble(job, stumble.reference))


def _what(said: Any, waiting: Iterable["Delivery"]) -> str:
    """Each kind once, in the order in which they came."""
    return ", ".join(dict.fromkeys(_kind(said, each) for each in waiting))


def _kind(said: Any, delivery: "Delivery") -> str:
    otherwise = said.in_channel if delivery.member_id is None else said.for_one
    if delivery.under is not None:
        otherwise = said.in_thread
    elif delivery.with_id is not None:
        otherwise = said.for_two
    return str(said.kinds.get(delivery.kind, otherwise))


def _reason(said: Any, delivery: "Delivery") -> str:
    board = said.of_digest if delivery.kind == "digests.post" else said.of_board
    channel = board if delivery.member_id is None else ""
    return " ".join(plain(said.reason(delivery.held or "", channel)).split())
