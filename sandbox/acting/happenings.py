"""What happens in a workspace without the app being asked: joining, leaving, reading, time passing.

Some of it the app is told as an event (events.py).
"""

from typing import Any

from sandbox.acting import events, memberships
from sandbox.acting.targets import Impossible, find_room
from sandbox.channels import Conversation
from sandbox.states import State


def join(state: State, user: str, room: str) -> None:
    channel = state.conversation(room)
    _refuse_direct(channel)
    memberships.admit(state, channel, user)
    events.rest(state)


def leave(state: State, user: str, room: str) -> None:
    channel = find_room(state, user, room)
    _refuse_direct(channel)
    memberships.release(state, channel, user, by=user)
    events.rest(state)


def archive(state: State, user: str, room: str, *, archived: bool = True) -> None:
    """With `archived=False`, open it again. What was said stays, and nobody says anything more."""
    channel = find_room(state, user, room, archived=not archived)
    _refuse_direct(channel)
    if channel.archived == archived:
        raise Impossible(f"{channel.name} is not archived.")
    with state.change():
        channel.archived = archived
    events.announce_archiving(state, channel, user)
    events.rest(state)


def _refuse_direct(channel: Conversation) -> None:
    if channel.is_direct:
        raise Impossible("Direct messages are between those who are in them.")


def change_profile(state: State, user: str, **details: Any) -> None:
    """Name, title, zone, or deleted; as Slack's own settings or an admin would."""
    with state.change():
        person = state.users[user]
        for name, value in details.items():
            setattr(person, name, value)
        person.updated = int(state.clock.now())
    events.announce_change(state, user)
    events.rest(state)


def mark_read(state: State, user: str, room: str) -> None:
    channel = find_room(state, user, room, archived=True)
    with state.change():
        state.windows.looking_at[user] = channel.id
        state.read_until[user, channel.id] = state.stamp()


def dismiss(state: State, user: str, note: str) -> None:
    with state.change():
        state.notes.get(user, {}).pop(note, None)


def advance(state: State, seconds: float) -> None:
    state.clock.advance(seconds)
    with state.change():
        pass  # the page shows the time
