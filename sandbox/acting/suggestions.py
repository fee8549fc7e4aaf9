"""What an external menu offers while somebody types into it: the app is asked each time.

What is offered is checked in kit/options.py; choosing one of them is a click or a saved window.
"""

from typing import Any

from sandbox.acting import acks, dialogs, events, payloads
from sandbox.acting.targets import Impossible, On, blocks_of, entries_of, find_place, find_target
from sandbox.kit.entries import EXTERNAL
from sandbox.kit.options import validate_options
from sandbox.kit.rules import options_of
from sandbox.states import State
from sandbox.windows import OpenView

Json = dict[str, Any]

LEAST_LETTERS = 3  # slack-facts §1.4, unless min_query_length says otherwise


def suggest(
    state: State, user: str, on: On, block_id: str, action_id: str, query: str
) -> list[Json]:
    """The options, or groups of them, for these letters: none where the app is not asked yet, or
    did not answer as Slack could read it. Raises Impossible where there is no such menu.
    """
    with state.change():
        target = find_target(state, user, on)
        place = find_place(blocks_of(target), block_id, action_id)
        if place.element["type"] not in EXTERNAL:
            raise Impossible("Nothing can be searched here.")
        if len(query) < place.element.get("min_query_length", LEAST_LETTERS):
            return []
        if isinstance(target, OpenView) and target.dialog:
            payload = dialogs.suggestion(state, target, block_id, query)
        else:
            payload = payloads.suggestion(state, user, target, place, query)
    answer = _read(state, payload["type"], acks.ask(state, payload))
    with state.change():
        offered = entries_of(target, user).offered.setdefault(block_id, {})
        there = offered.setdefault(action_id, {})
        there.update({option["value"]: option for option in options_of(answer)})
    events.rest(state)
    found: list[Json] = answer.get("option_groups") or answer.get("options") or []
    return found


def _read(state: State, kind: str, ack: Json | None) -> Json:
    """slack-facts §2.6. Slack tells the app nothing of what it cannot read, so that the tests are
    told; the person sees that nothing was found.
    """
    if ack is None:
        state.journal.remark("nothing was offered: no answer came in time")
        return {}
    if not ack:
        return {}
    of_dialog = kind == "dialog_suggestion"
    problems = dialogs.validate_options(ack) if of_dialog else validate_options(ack)
    if problems:
        sentences = [f"the options were refused: {problem.wire}" for problem in problems]
        state.lint(kind, *sentences)
        return {}
    return dialogs.read_options(ack) if of_dialog else ack
