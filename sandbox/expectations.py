"""What is expected of the app: each message is looked for once, and what is left over is found.

The messages themselves, as people see them, are in sights.py.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sandbox.messages import Post
from sandbox.people import SLACKBOT
from sandbox.sights import Message
from sandbox.states import State

# How long to wait for what an app does after its acknowledgement. What is there is not waited for.
PATIENCE_SECONDS = 3.0

Found = TypeVar("Found")


def list_leftovers(state: State) -> list[str]:
    """Every message of the app or of Slack about it that nobody expected."""
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


def _unexpected(state: State, post: Post) -> bool:
    return post.user in (state.bot, SLACKBOT) and not post.expected and not post.deleted


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

    resting = 0.0 if state.transport.rests else PATIENCE_SECONDS
    seconds = resting if state.patience is None else state.patience
    if not state.wait(there, seconds):
        raise AssertionError(missing() if callable(missing) else missing)
    return found[0]
