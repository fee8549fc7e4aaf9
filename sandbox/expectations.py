"""What is expected of the app: each message is looked for once, and what is left over is found.

The messages themselves, as people see them, are in sights.py.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from sandbox.messages import Post
from sandbox.people import SLACKBOT
from sandbox.sights import Message
from sandbox.states import State

# How long to wait for what an app does after its acknowledgement. What is there is not waited for.
PATIENCE_SECONDS = 3.0
# An app that says nothing for so long has nothing more to say.
QUIET_SECONDS = 0.3

Found = TypeVar("Found")


def list_leftovers(state: State) -> list[str]:
    """Every message of the app or of Slack about it that nobody expected."""
    settle(state)
    with state.lock:
        posts = [p for p in state.posts.everything() if _unexpected(state, p)]
        return [f"{_place_of(state, post)}: {Message(state, post).shown}" for post in posts]


def expect(
    state: State, look: Callable[[], Iterable[Post]], shown: str | None, text: str | None
) -> Message:
    def find() -> Message | None:
        for post in look():
            message = Message(state, post)
            if not _unexpected(state, post):
                continue
            if (shown or "") in message.shown and (text or "") in message.text:
                post.expected = True
                return message
        return None

    def missing() -> str:
        there = [Message(state, post) for post in look() if _unexpected(state, post)]
        return f"no message with shown={shown!r} text={text!r}; there are: {there}"

    return wait_for(state, find, missing)


def settle(state: State) -> None:
    """Until an app that does not tell when it rests is done: nothing is on its way to it, and for
    a moment nothing came from it. Whoever goes on for ever is not waited for.
    """
    if state.transport.rests:
        return
    for _ in range(int(_patience(state) / QUIET_SECONDS)):
        heard = state.wait(partial(_has_more, state, _newest(state)), QUIET_SECONDS)
        if not heard and all(entry.ok is not None for entry in state.journal.since()):
            return


def _has_more(state: State, number: int) -> bool:
    return _newest(state) > number


def _newest(state: State) -> int:
    return max((entry.number for entry in state.journal.since()), default=0)


def _patience(state: State) -> float:
    resting = 0.0 if state.transport.rests else PATIENCE_SECONDS
    return resting if state.patience is None else state.patience


def _unexpected(state: State, post: Post) -> bool:
    theirs = post.user in (state.bot, SLACKBOT) and not post.is_line
    return theirs and not post.expected and not post.deleted


def _place_of(state: State, post: Post) -> str:
    channel = state.conversations[post.channel]
    people = [state.users[member].handle for member in channel.members if member != state.bot]
    place = ", ".join(people) if channel.is_direct else f"#{channel.name}"
    return f"{place}, for {post.ephemeral_to} only" if post.ephemeral_to else place


def wait_for(
    state: State, look: Callable[[], Found | None], missing: str | Callable[[], str]
) -> Found:
    """What is looked for, as soon as it is there."""
    found: list[Found] = []

    def there() -> bool:
        seen = look()
        if seen:
            found.append(seen)
        return bool(seen)

    if not state.wait(there, _patience(state)):
        raise AssertionError(missing() if callable(missing) else missing)
    return found[0]
