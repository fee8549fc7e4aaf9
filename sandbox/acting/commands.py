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
    name = text.strip().removeprefix("@").casefold()
    called = {
        each.casefold(): person.id
        for person in state.users.values()
        for each in (person.handle, person.display_name, person.name)
    }
    if name not in called:
        state.say_quietly(user, channel.id, f"Nobody here is called {text.strip() or 'nothing'}.")
        return
    with state.change():
        if called[name] not in channel.members:
            channel.members.append(called[name])
    events.announce_joining(state, channel, called[name])


OWN: dict[str, Command] = {"/invite": invite}
