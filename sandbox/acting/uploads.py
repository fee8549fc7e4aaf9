"""Files that people choose for a file_input or drop into a channel.

Files of the app are in api/files.py.
"""

from sandbox.states import State


def keep(state: State, user: str, name: str, content: bytes) -> str:
    """The new file's id, to be the value of a file_input; in no channel yet."""
    raise NotImplementedError
