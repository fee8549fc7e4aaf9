"""What one person sees of the workspace: windows, a Home, messages; looking changes nothing.

What they do is in vocabulary.py.
"""

from collections.abc import Callable

from sandbox.expectations import Found, expect, wait_for
from sandbox.rooms import Channel
from sandbox.sights import Home, Message, Window
from sandbox.states import State


class Onlooker:
    """One of the group, looking."""

    def __init__(self, state: State, user: str) -> None:
        self._state = state
        self.id = user

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.handle!r})"

    @property
    def handle(self) -> str:
        return self._state.users[self.id].handle

    @property
    def name(self) -> str:
        return self._state.users[self.id].name

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    @property
    def window(self) -> Window | None:
        """The one on top."""
        with self._state.lock:
            view = self._state.windows.top(self.id)
            return Window(self._state, view) if view else None

    @property
    def windows(self) -> list[Window]:
        """The top one last."""
        with self._state.lock:
            stack = self._state.windows.stacks.get(self.id, [])
            return [Window(self._state, view) for view in stack]

    @property
    def home(self) -> Home:
        def published() -> Home | None:
            view = self._state.windows.homes.get(self.id)
            return Home(self._state, view) if view else None

        return self._wait(published, f"nothing was published on the Home of {self.handle}")

    @property
    def has_home(self) -> bool:
        """Whether anything was published on their Home."""
        with self._state.lock:
            return self.id in self._state.windows.homes

    @property
    def sees(self) -> list[Message]:
        """The messages that only they can see, and none of their own making."""
        with self._state.lock:
            posts = self._state.posts.everything()
            return [Message(self._state, p) for p in posts if p.ephemeral_to == self.id]

    @property
    def notes(self) -> list[str]:
        """Small warnings: a click that came to nothing."""
        with self._state.lock:
            return list(self._state.notes.get(self.id, {}).values())

    @property
    def messages(self) -> list[Message]:
        """The direct messages between them and the app."""
        return self._direct().messages

    def expects(self, *, shown: str | None = None, text: str | None = None) -> Message:
        """A direct message or an ephemeral one that nobody expected before."""
        return expect(
            self._state,
            lambda: [*self._direct().posts(), *(message.post for message in self.sees)],
            shown,
            text,
        )

    def _direct(self) -> "Channel":
        return Channel(self._state, self._state.direct(self.id).id)

    def _visible(self) -> list[Message]:
        with self._state.lock:
            rooms = [c for c in self._state.conversations.values() if self.id in c.members]
            posts = [p for room in rooms for p in self._state.posts.seen_by(room.id, self.id)]
            return [Message(self._state, post) for post in posts]

    def _wait(self, look: Callable[[], Found | None], missing: str | Callable[[], str]) -> Found:
        return wait_for(self._state, look, missing)
