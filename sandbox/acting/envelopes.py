"""How an event goes out: only if the manifest asks for it, with the outer part that Slack puts on.

What the events say is in events.py; trying again is the transport's business.
"""

import threading
from contextlib import suppress
from secrets import token_hex
from typing import Any

from sandbox.channels import Conversation
from sandbox.states import State
from sandbox.transports import NotConnected

Json = dict[str, Any]

_REST_SECONDS = 10.0


def send(
    state: State, name: str, scope: str, event: Json, channel: Conversation | None = None
) -> None:
    """`name` is the subscription's, which may differ from the event's own `type`."""
    if name not in state.manifest.events:
        return
    if scope and scope not in state.manifest.scopes:
        return
    with state.lock:
        event_ts = event.get("event_ts") or event.get("ts") or state.stamp()
        stamped = {**event, "event_ts": event_ts}
        payload = _envelope(state, stamped, channel)
    try:
        state.send("events_api", payload)
    except NotConnected:
        # Only sockets keep events for later; where nothing is plugged in, nobody asks for them.
        return


def later(state: State, announce: Any, *details: Any) -> None:
    """For those who hold the lock or answer a call: the app's acknowledgement is not awaited."""
    thread = threading.Thread(target=announce, args=(state, *details), daemon=True)
    thread.start()
    _forget_done(state)
    state.errands.append(thread)  # only now: nobody can wait for what has not begun


def _forget_done(state: State) -> None:
    """An app that is busy by itself has nobody act who would wait for them."""
    for each in tuple(state.errands):
        if not each.is_alive():
            with suppress(ValueError):  # somebody else was quicker
                state.errands.remove(each)


def rest(state: State) -> None:
    """When the app has done what it was sent, as far as that can be known."""
    state.transport.rest()
    while errands := tuple(state.errands):
        for each in errands:
            if state.transport.rests:
                each.join(_REST_SECONDS)
            # Somebody else may wait for the same one, and be quicker.
            with suppress(ValueError):
                state.errands.remove(each)
        # What came was an event as well, with listeners of its own.
        state.transport.rest()


def _envelope(state: State, event: Json, channel: Conversation | None) -> Json:
    """The outer part (slack-facts §2.9)."""
    return {
        "token": "sandbox",
        "team_id": state.team,
        "api_app_id": state.app["app"],
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{token_hex(5).upper()}",
        "event_time": int(state.clock.now()),
        "event_context": token_hex(8),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team,
                "user_id": state.bot,
                "is_bot": True,
                "is_enterprise_install": False,
            },
        ],
        "is_ext_shared_channel": channel is not None and bool(channel.teams),
        "context_team_id": state.team,
        "context_enterprise_id": None,
    }
