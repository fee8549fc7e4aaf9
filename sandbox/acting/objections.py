"""What a client would not let somebody choose: an option that is not offered, a day that is none,
a person or a conversation that the menu does not show.

What can be said from the element alone is in kit/answers.py; this knows the workspace as well.
"""

from collections.abc import Callable
from typing import Any

from sandbox.channels import Conversation, Kind
from sandbox.kit.answers import missing_inputs, object_to
from sandbox.kit.elements import Place
from sandbox.kit.entries import KEPT, Offered, known_element, raw_value, stateful
from sandbox.states import State
from sandbox.windows import OpenView

NOBODY = "Please choose somebody from the list."
NOWHERE = "Please choose a conversation from the list."

# As a filter names them (slack-facts §1.4).
_KINDS: dict[str, Kind] = {"im": "dm", "mpim": "group", "private": "private", "public": "channel"}


def list_objections(state: State, view: OpenView) -> dict[str, str]:
    """The sentence under each field that keeps the window open."""
    found = missing_inputs(view.body, view.values, view.offered)
    for place in stateful(view.body):
        block_id, raw = place.block["block_id"], raw_value(place, view.values)
        if place.block["type"] != "input" or block_id in found:
            continue
        sentence = _object_to_ids(state, view.user, place, raw)
        if sentence:
            found[block_id] = sentence
    return found


def object_to_choice(
    state: State, user: str, place: Place, raw: Any, offered: Offered
) -> str | None:
    """The same of something that is chosen now."""
    sentence = object_to(known_element(place, offered), raw)
    return sentence or _object_to_ids(state, user, place, raw)


def _object_to_ids(state: State, user: str, place: Place, raw: Any) -> str | None:
    element = place.element
    check = _CHECKS.get(element["type"])
    if check is None or raw in (None, "", []):
        return None
    chosen = raw if isinstance(raw, list) else [raw]
    # What the app put there itself may stay.
    initial = element.get(KEPT[element["type"]].initial) or []
    new = [each for each in chosen if each not in initial]
    return next((said for each in new if (said := check(state, user, element, each))), None)


def _person(state: State, user: str, _element: dict[str, Any], wanted: Any) -> str | None:
    found = state.users.get(wanted)
    shown = found is not None and (found.bot or found in state.visible_people(user))
    return None if shown else NOBODY


def _conversation(state: State, user: str, element: dict[str, Any], wanted: Any) -> str | None:
    found = state.conversations.get(wanted)
    if found is None or not (found.kind == "channel" or user in found.members):
        return NOWHERE
    return None if passes(state, found, element.get("filter", {})) else NOWHERE


def _channel(state: State, _user: str, _element: dict[str, Any], wanted: Any) -> str | None:
    """slack-facts §1.4: this menu has the public ones only."""
    found = state.conversations.get(wanted)
    return None if found is not None and found.kind == "channel" else NOWHERE


def passes(state: State, channel: Conversation, wanted: dict[str, Any]) -> bool:
    """Whether a menu with this `filter` shows the conversation."""
    kinds = {_KINDS[each] for each in wanted.get("include", _KINDS)}
    if channel.kind not in kinds:
        return False
    if wanted.get("exclude_external_shared_channels") and channel.teams:
        return False
    with_bot = channel.kind == "dm" and any(state.users[each].bot for each in channel.members)
    return not (with_bot and wanted.get("exclude_bot_users"))


_Check = Callable[[State, str, dict[str, Any], Any], str | None]
_CHECKS: dict[str, _Check] = {
    "users_select": _person,
    "multi_users_select": _person,
    "conversations_select": _conversation,
    "multi_conversations_select": _conversation,
    "channels_select": _channel,
    "multi_channels_select": _channel,
}
