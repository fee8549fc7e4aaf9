"""The commands that are Slack's own, as far as an app's newcomer needs them."""

from collections.abc import Callable

from sandbox.acting import events, memberships, words
from sandbox.channels import Conversation
from sandbox.messages import Post
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
    memberships.admit(state, channel, named, user)


def remove(state: State, user: str, channel: Conversation, text: str) -> None:
    """/remove @name: a person, or the app, leaves the channel."""
    if channel.is_direct:
        state.say_quietly(user, channel.id, "Nobody can be taken out of direct messages.")
        return
    gone = _called(state, text)
    if gone not in channel.members:
        state.say_quietly(user, channel.id, f"{text.strip() or 'Nobody'} is not in this channel.")
        return
    memberships.release(state, channel, gone, by=user)


def say_doing(state: State, user: str, channel: Conversation, text: str) -> None:
    """/me waves: what somebody does, in the third person."""
    with state.change():
        written = words.write_text(state, words.read_leaves(state, text.strip()), words.escape)
        post = Post(state.stamp(), channel.id, user, written, subtype="me_message")
        state.posts.add(post)
    events.announce_message(state, post)


def _called(state: State, text: str) -> str:
    """Whose name or handle it is; "" for nobody's."""
    name = text.strip().removeprefix("@").casefold()
    called = {
        each.casefold(): person.id
        for person in state.users.values()
        for each in (person.handle, person.display_name, person.name)
    }
    return called.get(name, "")


OWN: dict[str, Command] = {"/invite": invite, "/remove": remove, "/me": say_doing}
