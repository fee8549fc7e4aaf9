"""What an external menu offers while somebody types into it: the app is asked each time.

What is offered is checked in kit/options.py; choosing one of them is a click or a saved window.
"""

from typing import Any

from sandbox.acting.targets import On
from sandbox.states import State

Json = dict[str, Any]


def suggest(
    state: State, user: str, on: On, block_id: str, action_id: str, query: str
) -> list[Json]:
    """The options, or groups of them, for these letters; a note to the person where none came.

    Raises Impossible where there is no such menu.
    """
    raise NotImplementedError
