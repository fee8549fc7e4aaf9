"""A channel, or people's direct messages with the app, as the vocabulary speaks of it.

What a message looks like is in sights.py, how one is looked for in expectations.py.
"""

from sandbox.expectations import expect
from sandbox.messages import Post
from sandbox.sights import Message
from sandbox.states import State


class Channel:
    def __init__(self, state: State, channel: str) -> None:
        self._state = state
        self.id = channel

    def __repr__(self) -> str:
        return f"Channel({self.name!r})"

    @property
    def name(self) -> str:
        return self._state.conversations[self.id].name

    @property
    def members(self) -> list[str]:
        return list(self._state.conversations[self.id].members)

    @property
    def bookmarks(self) -> dict[str, str]:
        """Where the links above it lead, by their titles."""
        with self._state.lock:
            bookmarks = self._state.conversations[self.id].bookmarks
            return {each["title"]: each["link"] for each in bookmarks}

    @property
    def messages(self) -> list[Message]:
        """What was said in it, in order; replies are in their message's `thread`."""
        return [Message(self._state, post) for post in self._history() if not post.is_line]

    @property
    def lines(self) -> list[str]:
        """What Slack itself wrote between: who came, and who left."""
        return [Message(self._state, post).text for post in self._history() if post.is_line]

    def _history(self) -> list[Post]:
        with self._state.lock:
            return self._state.posts.history(self.id)

    def posts(self) -> list[Post]:
        """Replies included, ephemeral ones not."""
        return [p for p in self._state.posts.within(self.id) if p.ephemeral_to is None]

    def expects(self, *, shown: str | None = None, text: str | None = None) -> Message:
        """The first message of the app, reply or not, that contains this and was not expected."""
        return expect(self._state, self.posts, shown, text)
