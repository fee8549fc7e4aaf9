"""What a person does, made into Slack's payloads, and what the person sees of the answer.

Used by the page and by the vocabulary alike; neither has any logic of its own. What people do
without the app being asked (joining, reading, the time passing) is in happenings.py.
"""

from collections.abc import Sequence
from typing import Any

from sandbox.acting import acks, commands, dialogs, events, payloads, words
from sandbox.acting.objections import list_objections, object_to_choice
from sandbox.acting.targets import (
    Entries,
    Impossible,
    On,
    blocks_of,
    entries_of,
    find_actor,
    find_place,
    find_room,
    find_target,
    find_window,
)
from sandbox.channels import Conversation
from sandbox.files import describe_file
from sandbox.kit.elements import Place
from sandbox.kit.entries import KEPT, Values, stateful
from sandbox.kit.rules import options_of
from sandbox.messages import Post
from sandbox.states import State
from sandbox.transports import NotConnected
from sandbox.windows import TROUBLE, OpenView


def say(
    state: State,
    user: str,
    room: str,
    text: str,
    thread_ts: str | None = None,
    *,
    broadcast: bool = False,
    files: Sequence[str] = (),
) -> None:
    """A message, or a command when it begins with a slash. `broadcast` shows a reply in the channel
    as well; `files` are ids from uploads.py.
    """
    channel = find_room(state, user, room)
    state.windows.looking_at[user] = channel.id
    if text.startswith("/"):
        _command(state, user, channel, text, thread_ts)
        return
    shut = state.manifest.messages_read_only or not state.manifest.messages_tab
    if channel.kind == "dm" and shut:
        raise Impossible(f"{state.manifest.name} takes no messages here.")
    if not text.strip() and not files:
        raise Impossible("There is nothing to send.")
    with state.change():
        thread_ts = _root(state, channel, thread_ts)
        leaves = words.read_leaves(state, text)
        written = words.write_text(state, leaves, words.escape)
        post = Post(state.stamp(), channel.id, user, written, words.typed_blocks(leaves))
        post.thread_ts, post.broadcast = thread_ts, broadcast and thread_ts is not None
        post.files = [_attached(state, user, file) for file in files]
        state.posts.add(post)
    events.announce_message(state, post)
    events.rest(state)


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
    """A button, a menu, or any other element that tells the app at once. What it asks to be
    confirmed has been, or there would be no click.
    """
    with state.change():
        target = find_target(state, user, on)
        place = find_place(blocks_of(target), block_id, action_id)
        entries = entries_of(target, user)
        _look(state, user, on)
        _refuse_choice(state, user, place, value, entries)
        _fill(state, user, entries, blocks_of(target), values or {})
        if place.element["type"] in KEPT:
            _fill(state, user, entries, blocks_of(target), {block_id: {action_id: value}})
        action = payloads.describe_action(place, entries, value, state.stamp())
        if isinstance(target, OpenView):
            payload = payloads.view_click(state, user, target, action)
        else:
            payload = payloads.message_click(state, user, target, action)
    ack = acks.ask(state, payload)
    acks.answer_press(state, user, "block_actions", ack)
    events.rest(state)


def fill(state: State, user: str, view_id: str, values: Values) -> None:
    """What is typed into a window, and not sent yet."""
    with state.change():
        view = find_window(state, user, view_id)
        _fill(state, user, entries_of(view, user), view.blocks, values)


def save(
    state: State, user: str, view_id: str, values: Values | None = None, *, times: int = 1
) -> None:
    with state.change():
        view = find_window(state, user, view_id)
        if view.body.get("submit") is None:
            raise Impossible("This window has nothing to save.")
        _fill(state, user, entries_of(view, user), view.blocks, values or {})
        # slack-facts §2.3: the client checks first; until that passes nothing is sent.
        view.errors = list_objections(state, view)
        view.note = None
        if view.errors:
            return
        if view.dialog:
            payload = dialogs.submission(state, view)
        else:
            payload = payloads.view_submission(state, user, view)
    ack = [acks.ask(state, payload) for _ in range(times)][-1]
    with state.change():
        if ack is None:
            view.note = TROUBLE
        elif view.dialog:
            dialogs.answer_save(state, view, ack)
        else:
            acks.answer_save(state, view, ack)
    events.rest(state)


def close(state: State, user: str, view_id: str, *, everything: bool = False) -> None:
    """Cancel on this window; with `everything` the X, which takes the whole stack away."""
    with state.change():
        view = find_window(state, user, view_id)
        cleared = everything or bool(view.body.get("clear_on_close"))
        # slack-facts §2.4: the X names the root view.
        closed = state.windows.find(view_id=view.root_id) if cleared else view
        if closed.dialog:
            payload = dialogs.cancellation(state, closed)
        else:
            payload = payloads.view_closed(state, user, closed, cleared=cleared)
        state.windows.close(closed)
    if closed.body.get("notify_on_close"):
        acks.ask(state, payload)
    events.rest(state)


def open_home(state: State, user: str, *, tab: str = "home") -> None:
    if not state.manifest.home_tab:
        raise Impossible(f"{state.manifest.name} has no Home.")
    if find_actor(state, user).team:  # slack-facts §7.2
        raise Impossible("People of other organisations have no Home of this app.")
    state.windows.looking_at[user] = "" if tab == "home" else state.direct(user).id
    events.announce_home(state, user, tab)
    events.rest(state)


def _command(
    state: State, user: str, channel: Conversation, line: str, thread_ts: str | None
) -> None:
    name, _, text = line.partition(" ")
    if name in commands.OWN:
        commands.OWN[name](state, user, channel, text)
        events.rest(state)
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
    events.rest(state)


def _root(state: State, channel: Conversation, thread_ts: str | None) -> str | None:
    """The parent of the thread, also where somebody answers one of its replies."""
    if thread_ts is None:
        return None
    post = state.posts.find(channel.id, thread_ts)
    if post is None or post.ephemeral_to is not None:
        raise Impossible("The message to answer is gone.")
    return post.thread_ts or post.ts


def _look(state: State, user: str, on: On) -> None:
    """A window is looked at from where it was opened."""
    if not on.view:
        state.windows.looking_at[user] = on.room


def _refuse_choice(state: State, user: str, place: Place, value: Any, entries: Entries) -> None:
    """What no client would send (slack-facts §2.2)."""
    kind = place.element["type"]
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        raise Impossible("This field tells the app nothing before the window is saved.")
    if kind == "overflow" and value not in [each["value"] for each in options_of(place.element)]:
        raise Impossible("This menu has no such line.")
    if kind not in KEPT:
        return
    sentence = object_to_choice(state, user, place, value, entries.offered)
    if sentence:
        raise Impossible(sentence)


def _fill(
    state: State, user: str, entries: Entries, blocks: Sequence[dict[str, Any]], values: Values
) -> None:
    for place in stateful({"blocks": blocks}):
        block_id, action_id = place.block["block_id"], place.element["action_id"]
        if place.element["type"] == "file_input" and action_id in values.get(block_id, {}):
            there = entries.offered.setdefault(block_id, {}).setdefault(action_id, {})
            for file in values[block_id][action_id] or []:
                there[file] = _attached(state, user, file)
    for block_id, actions in values.items():
        entries.values.setdefault(block_id, {}).update(actions)


def _attached(state: State, user: str, file: str) -> dict[str, Any]:
    if file not in state.files:
        raise Impossible("This file is gone. Please upload it again.")
    return describe_file(state.files[file], user)
