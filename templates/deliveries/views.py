"""How facilitators are told what did not go out: one line a reason, never one a message."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from templates import plain, words

if TYPE_CHECKING:
    from storage.deliveries import Delivery

TRY_AGAIN = "deliveries.try_again"


def held_lines(held: Sequence["Delivery"]) -> list[str]:
    said = words("deliveries/held")
    counts = Counter(each.held or "" for each in held)
    return [
        plain(
            said.line(
                count,
                said.reasons.get(reason, said.otherwise),
                "" if reason in said.reasons else reason,
            )
        )
        for reason, count in counts.items()
    ]
