"""What people do with messages besides writing them: change, take back, and react to them.

Writing them is in interactions.py; what the app is told of it in events.py.
"""

from sandbox.states import State


def edit(state: State, user: str, room: str, ts: str, text: str) -> None:
    """Their own message. Raises Impossible."""
    raise NotImplementedError


def delete(state: State, user: str, room: str, ts: str) -> None:
    """Their own message. Raises Impossible."""
    raise NotImplementedError


def react(state: State, user: str, room: str, ts: str, name: str) -> None:
    """With an emoji by its name, such as "tada"; the second time it is taken away again."""
    raise NotImplementedError
