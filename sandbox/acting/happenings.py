"""What happens in a workspace without the app being asked: joining, leaving, reading, time passing.

Some of it the app is told as an event (events.py).
"""

from typing import Any

from sandbox.acting import events, memberships
from sandbox.acting.targets import Impossible, find_actor, find_room
from sandbox.channels import Conversation
from sandbox.kit.forms import is_zone
from sandbox.people import User
from sandbox.states import State

_TEN_YEARS = 10 * 366 * 86_400


def join(state: State, user: str, room: str) -> None:
    channel = state.conversation(room)
    _refuse_direct(channel)
    actor = find_actor(state, user)
    # slack-facts §7.1: guests come by invitation; so do people of other organisations.
    if user not in channel.members and (actor.guest or actor.team):
        raise Impossible(f"{actor.name} is a guest here: somebody has to invite them.")
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
    """Name, title, zone, guest, deleted; as Slack's own settings or an admin would. With another
    team: what they are in is shared with it from then on.
    """
    zone = details.get("zone", "")
    if zone and not is_zone(zone):
        raise Impossible(f"There is no zone {zone!r}. One is Europe/London.")
    with state.change():
        person = state.users[user]
        for name, value in details.items():
            setattr(person, name, value)
        person.updated = int(state.clock.now())
        _settle(state, person)
    events.announce_change(state, user)
    events.rest(state)


def _settle(state: State, person: User) -> None:
    """Where they may be now. Slack's help: who is deactivated leaves all channels, and comes back
    to none. A guest of one channel keeps the first (which, an admin would choose). Nobody hears of
    it but by the user_change (a guess).
    """
    channels = [c for c in state.conversations.values() if not c.is_direct]
    there = [channel for channel in channels if person.id in channel.members]
    for channel in there if person.deleted else there[1:] if person.guest == "single" else ():
        channel.members.remove(person.id)
    for channel in there:
        if person.team and person.id in channel.members and person.team not in channel.teams:
            channel.teams.append(person.team)
    if person.deleted:
        state.windows.clear(person.id)


def mark_read(state: State, user: str, room: str) -> None:
    channel = find_room(state, user, room, archived=True)
    with state.change():
        state.windows.looking_at[user] = channel.id
        state.read_until[user, channel.id] = state.stamp()


def dismiss(state: State, user: str, note: str) -> None:
    with state.change():
        state.notes.get(user, {}).pop(note, None)


def advance(state: State, seconds: float) -> None:
    """Not back, and not for ever: NaN is neither."""
    if not 0 <= seconds <= _TEN_YEARS:
        raise Impossible("The clock goes forward only, and ten years at most.")
    state.clock.advance(seconds)
    with state.change():
        pass  # the page shows the time
