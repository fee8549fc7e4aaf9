"""What people do with messages besides writing them: change, take back, and react to them.

Writing them is in interactions.py; what the app is told of it in events.py.
"""

import re

from sandbox.acting import events, words
from sandbox.acting.targets import Impossible, On, find_message, find_room
from sandbox.messages import Post
from sandbox.states import State

_EMOJI_NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")


def edit(state: State, user: str, room: str, ts: str, text: str) -> None:
    """Their own message. Raises Impossible."""
    with state.change():
        post = _own(state, user, room, ts)
        if not text.strip():
            raise Impossible("An empty message cannot be kept; delete it instead.")
        before = state.describe(post)
        leaves = words.read_leaves(state, text)
        post.text = words.write_text(state, leaves, words.escape)
        # What somebody does (/me) has no blocks, and gets none.
        post.blocks = [] if post.subtype else words.typed_blocks(leaves)
        post.edited = state.stamp()
    events.announce_edit(state, post, before)
    events.rest(state)


def delete(state: State, user: str, room: str, ts: str) -> None:
    """Their own message. Raises Impossible."""
    with state.change():
        post = _own(state, user, room, ts)
        before = state.describe(post)
        state.posts.take_back(post)
    events.announce_deletion(state, post, before)
    events.rest(state)


def react(state: State, user: str, room: str, ts: str, name: str) -> None:
    """With an emoji by its name, such as "tada"; the second time it is taken away again."""
    name = name.strip(":")
    with state.change():
        post = _standing(state, user, room, ts)
        if not _EMOJI_NAME.fullmatch(name):
            raise Impossible(f"There is no emoji called {name!r}.")
        users = post.reactions.setdefault(name, [])
        added = user not in users
        if added:
            users.append(user)
        else:
            users.remove(user)
        if not users:
            del post.reactions[name]
    events.announce_reaction(state, post, user, name, added=added)
    events.rest(state)


def _standing(state: State, user: str, room: str, ts: str) -> Post:
    channel = find_room(state, user, room)
    post = find_message(state, user, On(room=channel.id, ts=ts))
    if post.ephemeral_to is not None:
        raise Impossible("Only you can see this message; there is nothing to do with it.")
    return post


def _own(state: State, user: str, room: str, ts: str) -> Post:
    post = _standing(state, user, room, ts)
    if post.user != user or post.bot:
        raise Impossible("Only your own messages can be changed.")
    if post.is_line:
        raise Impossible("This line is Slack's own.")
    return post
