"""What a person acts on: rooms, windows, messages, and the things in them that can be pressed.

What comes of acting on them is in interactions.py and shortcuts.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.channels import Conversation
from sandbox.kit.elements import Place, places
from sandbox.kit.entries import Offered, Values
from sandbox.messages import Post
from sandbox.people import User
from sandbox.states import State
from sandbox.transports import Json
from sandbox.windows import OpenView


class Impossible(Exception):  # noqa: N818 - the sentence reads better without "Error"
    """A person could not do that; the sentence says why."""


@dataclass(frozen=True)
class On:
    """Where something is clicked: a message, a window, or one's Home."""

    room: str = ""
    ts: str = ""
    view: str = ""
    home: bool = False


def find_actor(state: State, user: str) -> User:
    """Whoever does something; nobody does anything any more in a name that is deactivated."""
    actor = state.users[user]
    if actor.deleted:
        raise Impossible(f"The account of {actor.name} is deactivated.")
    return actor


@dataclass(frozen=True)
class Entries:
    """What somebody typed and chose there, and what it was chosen from."""

    values: Values
    offered: Offered


def entries_of(target: OpenView | Post, user: str) -> Entries:
    """A window is one person's; a message's menus have something chosen by each reader."""
    if isinstance(target, OpenView):
        return Entries(target.values, target.offered)
    return Entries(target.values.setdefault(user, {}), target.offered.setdefault(user, {}))


def blocks_of(target: OpenView | Post) -> list[Json]:
    """What can be pressed stands there."""
    return target.blocks if isinstance(target, OpenView) else target.all_blocks


def find_room(state: State, user: str, room: str, *, archived: bool = False) -> Conversation:
    """Where they are; an archived one only for what can be done in it, too."""
    find_actor(state, user)
    channel = state.conversation(room)
    if user not in channel.members:
        raise Impossible(f"Not a member of {channel.name or channel.id}.")
    if not archived and channel.archived:
        raise Impossible(f"{channel.name} is archived.")
    return channel


def find_window(state: State, user: str, view_id: str) -> OpenView:
    find_actor(state, user)
    for view in state.windows.stacks.get(user, []):
        if view.id == view_id:
            return view
    raise Impossible("This window is closed.")


def find_target(state: State, user: str, on: On) -> OpenView | Post:
    find_actor(state, user)
    if on.home:
        if user not in state.windows.homes:
            raise Impossible("Nothing was published on this Home yet.")
        return state.windows.homes[user]
    if on.view:
        return find_window(state, user, on.view)
    return find_message(state, user, on)


def find_message(state: State, user: str, on: On) -> Post:
    post = state.posts.find(on.room, on.ts)
    if post is None or post.deleted or post.ephemeral_to not in (None, user):
        raise Impossible("This message is gone.")
    if user not in state.conversations[on.room].members:
        raise Impossible("Not a member of this channel.")
    return post


def find_place(blocks: Sequence[Json], block_id: str, action_id: str) -> Place:
    for place in places(blocks):
        if (place.block["block_id"], place.element.get("action_id")) == (block_id, action_id):
            return place
    raise Impossible("This button is gone.")
