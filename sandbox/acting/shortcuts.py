"""Shortcuts, on a message or anywhere: the manifest names them, people use them.

Clicks, which look much alike to an app, are in interactions.py.
"""

from sandbox.acting import acks, events, payloads
from sandbox.acting.targets import Impossible, On, find_actor, find_message
from sandbox.manifests import Shortcut
from sandbox.states import State


def use(state: State, user: str, name: str, on: On | None = None) -> None:
    """By the words on it or its callback_id; without a message, a global one."""
    if find_actor(state, user).team:  # slack-facts §0.8
        raise Impossible("People of other organisations have no shortcuts of this one.")
    with state.change():
        if on is None:
            payload = payloads.shortcut(state, user, _find(state, name, "global"))
        else:
            post = find_message(state, user, on)
            if post.ephemeral_to is not None:
                raise Impossible("There are no shortcuts on a message that only one person sees.")
            shortcut = _find(state, name, "message")
            state.windows.looking_at[user] = post.channel
            payload = payloads.message_shortcut(state, user, shortcut, post)
    acks.answer_press(state, user, payload["type"], acks.ask(state, payload))
    events.rest(state)


def _find(state: State, name: str, kind: str) -> Shortcut:
    found = state.manifest.shortcut(name, kind)
    if found is None:
        there = [each.name for each in state.manifest.shortcuts if each.kind == kind]
        raise Impossible(f"There is no {kind} shortcut {name!r}; there are: {there}")
    return found
