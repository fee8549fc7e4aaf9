"""Files that people choose for a file_input or drop into a channel.

Files of the app are in api/files.py.
"""

import base64

from sandbox.acting.targets import Impossible
from sandbox.files import StoredFile
from sandbox.people import make_id
from sandbox.states import State


def keep(state: State, user: str, name: str, content: bytes) -> str:
    """The new file's id, to be the value of a file_input; in no channel yet."""
    if user not in state.users:
        raise Impossible("Nobody is there to upload it.")
    if not name.strip():
        raise Impossible("A file needs a name.")
    with state.change():
        state.last_file += 1
        file = StoredFile(
            id=make_id("F", f"{state.last_file:08d}"),
            name=name,
            length=len(content),
            created=int(state.clock.now()),
            title=name,
            content=base64.b64encode(content).decode(),
            # It is whole, and nobody else may share it as if they had uploaded it.
            shared=True,
        )
        state.files[file.id] = file
        return file.id
