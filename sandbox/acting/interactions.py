"""What a person does, made into Slack's payloads, and what the person sees of the answer.

Used by the page and by the vocabulary alike; neither has any logic of its own. What people do
without the app being asked (joining, reading, the time passing) is in happenings.py.
"""

from typing import Any

from sandbox.acting import acks, commands, events, payloads
from sandbox.acting.targets import (
    Impossible,
    On,
    find_actor,
    find_place,
    find_room,
    find_target,
    find_window,
)
from sandbox.channels import Conversation
from sandbox.kit.entries import KEPT, Values
from sandbox.kit.views import missing_inputs
from sandbox.messages import Post
from sandbox.states import State
from sandbox.transports import Json, NotConnected
from sandbox.windows import TROUBLE, OpenView


def say(state: State, user: str, room: str, text: str, thread_ts: str | None = None) -> None:
    """A message, or a command when it begins with a slash."""
    channel = find_room(state, user, room)
    if text.startswith("/"):
        _command(state, user, channel, text, thread_ts)
        return
    if channel.kind == "dm" and state.manifest.messages_read_only:
        raise Impossible(f"{state.manifest.name} takes no messages here.")
    with state.change():
        thread_ts = _root(state, channel, thread_ts)
        post = Post(state.stamp(), channel.id, user, _escape(text), _typed(text))
        post.thread_ts = thread_ts
        state.posts.add(post)
    events.announce_message(state, post)
    state.transport.rest()


def click(
    state: State,
    user: str,
    on: On,
    block_id: str,
    action_id: str,
    *,
    value: Any = None,
    values: Values | None = None,
) -> None:
    """A button, a menu, or any other element that tells the app at once."""
    with state.change():
        target = find_target(state, user, on)
        place = find_place(target.blocks, block_id, action_id)
        typed = (
            target.values if isinstance(target, OpenView) else target.values.setdefault(user, {})
        )
        _fill(typed, values or {})
        if place.element["type"] in KEPT:
            _fill(typed, {block_id: {action_id: value}})
        action = payloads.describe_action(place, typed, value, state.stamp())
        if isinstance(target, OpenView):
            payload = payloads.view_click(state, user, target, action)
        else:
            payload = payloads.message_click(state, user, target, action)
    ack = acks.ask(state, payload)
    acks.answer_press(state, user, "block_actions", ack)
    state.transport.rest()


def fill(state: State, user: str, view_id: str, values: Values) -> None:
    """What is typed into a window, and not sent yet."""
    with state.change():
        view = find_window(state, user, view_id)
        _fill(view.values, values)


def save(
    state: State, user: str, view_id: str, values: Values | None = None, *, times: int = 1
) -> None:
    with state.change():
        view = find_window(state, user, view_id)
        if view.body.get("submit") is None:
            raise Impossible("This window has nothing to save.")
        _fill(view.values, values or {})
        # slack-facts §2.3: the client checks first; until that passes nothing is sent.
        view.errors = missing_inputs(view.body, view.values)
        view.note = None
        if view.errors:
            return
        payload = payloads.view_submission(state, user, view)
    ack = [acks.ask(state, payload) for _ in range(times)][-1]
    with state.change():
        if ack is None:
            view.note = TROUBLE
        else:
            acks.answer_save(state, view, ack)
    state.transport.rest()


def close(state: State, user: str, view_id: str, *, everything: bool = False) -> None:
    """Cancel on this window; with `everything` the X, which takes the whole stack away."""
    with state.change():
        view = find_window(state, user, view_id)
        cleared = everything or bool(view.body.get("clear_on_close"))
        # slack-facts §2.4: the X names the root view.
        closed = state.windows.find(view_id=view.root_id) if cleared else view
        payload = payloads.view_closed(state, user, closed, cleared=cleared)
        state.windows.close(closed)
    if closed.body.get("notify_on_close"):
        acks.ask(state, payload)
    state.transport.rest()


def open_home(state: State, user: str, *, tab: str = "home") -> None:
    if not state.manifest.home_tab:
        raise Impossible(f"{state.manifest.name} has no Home.")
    if find_actor(state, user).team:  # slack-facts §7.2
        raise Impossible("People of other organisations have no Home of this app.")
    events.announce_home(state, user, tab)
    state.transport.rest()


def _command(
    state: State, user: str, channel: Conversation, line: str, thread_ts: str | None
) -> None:
    name, _, text = line.partition(" ")
    if name in commands.OWN:
        commands.OWN[name](state, user, channel, text)
        return
    command = state.manifest.command(name)
    with state.change():
        if thread_ts is not None:  # slack-facts §0.8
            state.say_quietly(user, channel.id, f"{name} is not supported in threads. Sorry!")
            return
        if command is None or state.users[user].team:  # other organisations have none of ours
            state.say_quietly(user, channel.id, f"{name} is not a valid command.")
            return
        payload = payloads.command_payload(state, user, channel, command, text.strip())
    try:
        ack = state.send("slash_commands", payload)
        error = "operation_timeout"
    except NotConnected:
        ack, error = None, "dispatch_failed"
    with state.change():
        if ack is None:
            acks.fail_command(state, user, channel.id, line, error)
        else:
            acks.answer_command(state, user, channel.id, line, ack)
    state.transport.rest()


def _root(state: State, channel: Conversation, thread_ts: str | None) -> str | None:
    """The parent of the thread, also where somebody answers one of its replies."""
    if thread_ts is None:
        return None
    post = state.posts.find(channel.id, thread_ts)
    if post is None or post.ephemeral_to is not None:
        raise Impossible("The message to answer is gone.")
    return post.thread_ts or post.ts


def _fill(typed: Values, values: Values) -> None:
    for block_id, actions in values.items():
        typed.setdefault(block_id, {}).update(actions)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _typed(text: str) -> list[Json]:
    """slack-facts §1.5: what people type always arrives with a rich_text block."""
    leaves = [{"type": "text", "text": text}]
    section = {"type": "rich_text_section", "elements": leaves}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]
