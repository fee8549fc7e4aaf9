"""What Slack refuses in a modal or a Home, and the one door to all that a view can be asked.
Triggers, stacks and hashes are the workspace's; this module knows only the payload.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.kit.answers import missing_inputs
from sandbox.kit.blocks import together
from sandbox.kit.entries import carry_over, initial_values, state_values, stateful
from sandbox.kit.fields import Flag, Items, Kind, OneOf, Shape, Words
from sandbox.kit.ids import assign_ids
from sandbox.kit.lints import menu_lints, mrkdwn_lints
from sandbox.kit.objects import plain
from sandbox.kit.permits import Permits
from sandbox.kit.problems import Json, Problem, unmatched
from sandbox.kit.surfaces import HOME, MODAL
from sandbox.kit.texts import render_text

__all__ = [
    "assign_ids",
    "carry_over",
    "initial_values",
    "missing_inputs",
    "render_text",
    "state_values",
    "validate_view",
    "view_lints",
    "view_too_large",
]

MOST_BYTES = 250_000  # slack-facts §1.1: view_too_large


def _submit_with_inputs(view: Json, at: str) -> Iterator[Problem]:
    if "submit" in view:
        return
    for number, block in enumerate(view["blocks"]):
        if block["type"] == "input":
            # Slack's own sentence and pointer, odd as the pointer is.
            message = "must define `submit` to use an `input` block in modals"
            yield Problem(f"{at}/blocks/{number}/input", message)


MOST_BLOCKS = 100
NAMES: dict[str, Kind] = {  # Slack itself sends these back empty when they were not given
    "private_metadata": Words(3000, least=0),
    "callback_id": Words(255, least=0),
    "external_id": Words(255, least=0),
}
VIEW = OneOf(
    {
        "modal": Shape(
            needs={"title": plain(24), "blocks": Items(MODAL, most=MOST_BLOCKS)},
            may={
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": Flag(),
                "notify_on_close": Flag(),
                **NAMES,
            },
        ),
        "home": Shape(needs={"blocks": Items(HOME, most=MOST_BLOCKS)}, may=NAMES),
    },
)


def validate_view(view: Any, permits: Permits | None = None) -> list[Problem]:
    """What Slack would refuse in a modal or a Home; its size in bytes is asked on its own."""
    problems = list(VIEW.check(view, "/view"))
    if problems:
        return [*_unmatched(view, problems), *problems]
    modal = view["type"] == "modal"
    problems = list(_submit_with_inputs(view, "/view")) if modal else []
    problems += together(view["blocks"], "/view/blocks", modal=modal)
    if problems or permits is None:
        return problems
    return list(permits.check(view["blocks"], "/view/blocks"))


def _unmatched(view: Any, problems: Sequence[Problem]) -> Iterator[Problem]:
    """What Slack says first where something in a view does not fit its table (slackblocks #36).
    What is asked beyond tables stands alone: that inputs need `submit`, for one.
    """
    of_tables = any(each.constraint or each.code != "failed_constraint" for each in problems)
    known = isinstance(view, dict) and view.get("type") in ("modal", "home")
    if known and of_tables:
        yield unmatched("/view")


def view_too_large(view: Json) -> bool:
    """True where views.* answers view_too_large."""
    written = json.dumps(view, ensure_ascii=False, separators=(",", ":"))
    return len(written.encode()) > MOST_BYTES


def view_lints(view: Json) -> list[str]:
    """What Slack takes in a view and we do not want (slack-facts §10.9)."""
    blocks = view.get("blocks") or []
    at = "/view/blocks"
    return [*mrkdwn_lints(blocks, at), *menu_lints(blocks, at), *_action_id_lints(view)]


def _action_id_lints(view: Json) -> Iterator[str]:
    """Twice in one view, an action_id makes it unclear whose value is meant (slack-facts §1.1).

    Buttons keep no value: the same one in every line of a list is what one wants.
    """
    counts = Counter(place.element.get("action_id") for place in stateful(view))
    for action_id, count in counts.items():
        if action_id is not None and count > 1:
            yield f'/view/blocks: action_id "{action_id}" stands {count} times'
