"""What the app's acknowledgement does for the person who waits for it.

Everything that the app says later, through the Web API or a response_url, is elsewhere.
"""

from typing import Any

from sandbox.api.refusals import Refusal
from sandbox.judging import judge_answer, judge_view
from sandbox.kit.elements import places
from sandbox.messages import Post
from sandbox.states import State
from sandbox.transports import NotConnected
from sandbox.windows import TROUBLE, OpenView

Json = dict[str, Any]


def answer_command(state: State, user: str, channel: str, line: str, ack: Json) -> None:
    """slack-facts §2.1: the acknowledgement may be a message, by default ephemeral."""
    if not ack:
        return
    try:
        content = judge_answer(state, "command", ack).fields
    except Refusal as refusal:
        # Slack shows this to the person, and tells the app nothing.
        state.journal.remark(f"the answer was refused: {refusal.wire}")
        fail_command(state, user, channel, line, "invalid_command_response")
        return
    if ack.get("response_type") == "in_channel":
        # Then everyone also sees the line that was typed.
        state.posts.add(Post(state.stamp(), channel, user, line))
        state.posts.add(Post(state.stamp(), channel, state.bot, bot=True, **content))
        return
    state.say_quietly(user, channel, by=state.bot, bot=True, **content)


def fail_command(state: State, user: str, channel: str, line: str, error: str) -> None:
    command = line.split(maxsplit=1)[0]
    state.say_quietly(user, channel, f'{command} failed with the error "{error}"')


def ask(state: State, payload: Json) -> Json | None:
    """None when nobody answered in time, or nobody was there."""
    if not state.manifest.interactivity:
        return None
    try:
        return state.send("interactive", payload)
    except NotConnected:
        return None


def answer_press(state: State, user: str, what: str, ack: Json | None) -> None:
    """slack-facts §2.2: the acknowledgement of a click or a shortcut must be empty."""
    if ack is None:
        with state.change():
            state.note(user, f"{state.manifest.name} did not answer. Try again?")
    elif ack:
        state.lint(what, f"acknowledged with {sorted(ack)}")


def answer_save(state: State, view: OpenView, ack: Json) -> None:
    """slack-facts §2.3: close, clear, update, push or errors; anything else is trouble."""
    if not ack:
        state.windows.close(view)
        return
    follow = _ANSWERS.get(ack.get("response_action", ""))
    if follow is None:
        state.lint("view_submission", f"acknowledged with {sorted(ack)}, which Slack cannot read")
        view.note = TROUBLE
        return
    try:
        follow(state, view, ack)
    except Refusal as refusal:
        # Slack tells the app nothing of this, so that the tests are told.
        state.lint("view_submission", f"the answer was refused: {refusal.wire}")
        view.note = TROUBLE


def _clear(state: State, view: OpenView, _ack: Json) -> None:
    state.windows.clear(view.user)


def _update(state: State, view: OpenView, ack: Json) -> None:
    body = judge_view(state, "view_submission", ack.get("view"), "modal")
    state.windows.update(view, body)


def _push(state: State, view: OpenView, ack: Json) -> None:
    body = judge_view(state, "view_submission", ack.get("view"), "modal")
    state.windows.push(view.user, body)


def _show_errors(_state: State, view: OpenView, ack: Json) -> None:
    """The keys must be block_ids of inputs in this view, or nobody would see the sentence."""
    errors = ack.get("errors")
    inputs = {p.block["block_id"] for p in places(view.blocks) if p.block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal("invalid_arguments", errors=errors, inputs=sorted(inputs))
    view.errors = {block_id: str(sentence) for block_id, sentence in errors.items()}


_ANSWERS = {"clear": _clear, "update": _update, "push": _push, "errors": _show_errors}
