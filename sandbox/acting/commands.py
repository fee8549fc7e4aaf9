"""The commands that are Slack's own, as far as an app's newcomer needs them."""

from collections.abc import Callable

from sandbox.acting import events
from sandbox.channels import Conversation
from sandbox.states import State

Command = Callable[[State, str, Conversation, str], None]


def invite(state: State, user: str, channel: Conversation, text: str) -> None:
    """/invite @name: a person, or the app, comes into the channel."""
    if channel.is_direct:
        state.say_quietly(user, channel.id, "Nobody can be invited into direct messages.")
        return
    named = _called(state, text)
    if not named:
        state.say_quietly(user, channel.id, f"Nobody here is called {text.strip() or 'nothing'}.")
        return
    if state.why_not_in(named, channel):
        state.say_quietly(user, channel.id, f"{text.strip()} cannot be in this channel.")
        return
    with state.change():
        if named not in channel.members:
            channel.members.append(named)
    events.announce_joining(state, channel, named)


def remove(state: State, user: str, channel: Conversation, text: str) -> None:
    """/remove @name: a person, or the app, leaves the channel."""
    if channel.is_direct:
        state.say_quietly(user, channel.id, "Nobody can be taken out of direct messages.")
        return
    gone = _called(state, text)
    if gone not in channel.members:
        state.say_quietly(user, channel.id, f"{text.strip() or 'Nobody'} is not in this channel.")
        return
    with state.change():
        channel.members.remove(gone)
    events.announce_leaving(state, channel, gone)


def _called(state: State, text: str) -> str:
    """Whose name or handle it is; "" for nobody's."""
    name = text.strip().removeprefix("@").casefold()
    called = {
        each.casefold(): person.id
        for person in state.users.values()
        for each in (person.handle, person.display_name, person.name)
    }
    return called.get(name, "")


OWN: dict[str, Command] = {"/invite": invite, "/remove": remove}
