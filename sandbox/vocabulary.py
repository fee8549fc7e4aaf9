"""The words in which tests are told: what people do and see, and what is expected of the app.

How it is done is in interactions.py, what is seen in sights.py; this is the grammar.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sandbox.acting import happenings, interactions, shortcuts
from sandbox.acting.targets import Impossible, On
from sandbox.expectations import Found, expect, wait_for
from sandbox.kit.elements import Place
from sandbox.kit.entries import tells_on
from sandbox.rooms import Channel
from sandbox.sights import Choice, Field, Home, Message, Surface, Window, choices
from sandbox.states import State
from sandbox.wishes import raw_value_for

Room = str | Channel
Where = Message | Window | Home | Literal["home", "window"]


class Person:
    """One of the group, acting and looking."""

    def __init__(self, state: State, user: str) -> None:
        self._state = state
        self.id = user

    def __repr__(self) -> str:
        return f"Person({self.handle!r})"

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

    def types(self, line: str, in_: Room = "", *, thread: Message | None = None) -> "Person":
        """A message or a command; without `in_`, to the app directly."""
        room = thread.room if thread else self._room(in_)
        thread_ts = thread.ts if thread else None
        self._try(lambda: interactions.say(self._state, self.id, room, line, thread_ts))
        return self

    def fills(self, entries: Mapping[str, Any] | None = None, /, **more: Any) -> "Person":
        """Fields of the window on top, by label or block_id, with plain Python values."""
        for wanted, value in {**(entries or {}), **more}.items():
            field, window = self._field(wanted)
            self._enter(window, field, value)
        return self

    def presses_enter(self, wanted: str) -> "Person":
        """In a text field that tells the app on Enter."""
        field, window = self._field(wanted)
        if not tells_on(field.place, "on_enter_pressed"):
            raise AssertionError(f"{wanted!r} tells the app nothing on Enter")
        self._click(window, field.place, field.value)
        return self

    def saves(self, *, times: int = 1) -> "Person":
        """With `times`, as an impatient client sends it: the same submission again."""
        window = self._open_window()
        self._try(lambda: interactions.save(self._state, self.id, window.id, times=times))
        return self

    def closes(self, *, everything: bool = False) -> "Person":
        """Cancel; with `everything` the X of a stack of windows."""
        window = self._open_window()
        self._try(
            lambda: interactions.close(self._state, self.id, window.id, everything=everything)
        )
        return self

    def clicks(self, words: str, on: Where | None = None, *, index: int | None = None) -> "Person":
        """A button or a line of an overflow menu, by its words."""
        found = self._wait(
            lambda: [(s, c) for s in self._surfaces(on) for c in _choices(s) if c.text == words],
            lambda: f"no button {words!r}; there are: {self._all_words(on)}",
        )
        if len(found) > 1 and index is None:
            raise AssertionError(f"{len(found)} buttons {words!r}: say which by on= or index=")
        surface, choice = found[index or 0]
        self._click(surface, choice.place, choice.value)
        return self

    def uses(self, shortcut: str, on: Message | None = None) -> "Person":
        """A shortcut of the app, by its name: on a message, or a global one without."""
        target = _on(on) if on else None
        self._try(lambda: shortcuts.use(self._state, self.id, shortcut, target))
        return self

    def chooses(self, value: Any, on: Where, *, action_id: str = "") -> "Person":
        """In a menu, picker or set of boxes that stands in a message, a Home or a window."""
        surface = self._surfaces(on)[0]
        fields = [f for f in _fields(surface) if action_id in ("", f.action_id)]
        for field in fields:
            try:
                raw = raw_value_for(self._state, field.place.element, value)
            except AssertionError:
                continue
            self._click(surface, field.place, raw)
            return self
        raise AssertionError(f"nowhere to choose {value!r}; there are: {fields}")

    def opens_home(self) -> "Person":
        self._try(lambda: interactions.open_home(self._state, self.id))
        return self

    def opens_messages(self) -> "Person":
        """The app's other tab, of which it is told by the same event (slack-facts §2.8)."""
        self._try(lambda: interactions.open_home(self._state, self.id, tab="messages"))
        return self

    def joins(self, room: str) -> "Person":
        self._try(lambda: happenings.join(self._state, self.id, room))
        return self

    def leaves(self, room: str) -> "Person":
        self._try(lambda: happenings.leave(self._state, self.id, room))
        return self

    def archives(self, room: str) -> "Person":
        self._try(lambda: happenings.archive(self._state, self.id, room))
        return self

    def unarchives(self, room: str) -> "Person":
        self._try(lambda: happenings.archive(self._state, self.id, room, archived=False))
        return self

    def becomes(self, **details: Any) -> "Person":
        """name=, title=, zone= or deleted=, as Slack tells it by `user_change`."""
        self._try(lambda: happenings.change_profile(self._state, self.id, **details))
        return self

    def _direct(self) -> "Channel":
        return Channel(self._state, self._state.direct(self.id).id)

    def _room(self, wanted: Room) -> str:
        return wanted.id if isinstance(wanted, Channel) else wanted or self._direct().id

    def _open_window(self) -> Window:
        return self._wait(lambda: self.window, f"{self.handle} has no window open")

    def _field(self, wanted: str) -> tuple[Field, Window]:
        window = self._open_window()
        return window.field(wanted), window

    def _enter(self, window: Window, field: Field, value: Any) -> None:
        raw = raw_value_for(self._state, field.place.element, value)
        if tells_on(field.place, "on_character_entered"):
            self._click(window, field.place, raw)
            return
        values = {field.block_id: {field.action_id: raw}}
        self._try(lambda: interactions.fill(self._state, self.id, window.id, values))

    def _click(self, surface: Message | Surface, place: Place, value: Any) -> None:
        block_id, action_id = place.block["block_id"], place.element["action_id"]
        on = _on(surface)
        self._try(
            lambda: interactions.click(self._state, self.id, on, block_id, action_id, value=value)
        )

    def _surfaces(self, on: Where | None) -> list[Message | Surface]:
        if isinstance(on, Message | Surface):
            return [on]
        if on == "home":
            return [self.home]
        if on == "window" or self.window is not None:
            return [self._open_window()]
        home = self._state.windows.homes.get(self.id)
        return [*self._visible(), *([Home(self._state, home)] if home else [])]

    def _visible(self) -> list[Message]:
        with self._state.lock:
            rooms = [c for c in self._state.conversations.values() if self.id in c.members]
            posts = [p for room in rooms for p in self._state.posts.seen_by(room.id, self.id)]
            return [Message(self._state, post) for post in posts]

    def _all_words(self, on: Where | None) -> list[str]:
        return [choice.text for surface in self._surfaces(on) for choice in _choices(surface)]

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (Impossible, KeyError) as reason:
            raise AssertionError(f"{self.handle} cannot do that: {reason.args[0]}") from reason

    def _wait(self, look: Callable[[], Found | None], missing: str | Callable[[], str]) -> Found:
        return wait_for(self._state, look, missing)


def _choices(surface: Message | Surface) -> list[Choice]:
    return choices(surface.blocks)


def _fields(surface: Message | Surface) -> list[Field]:
    return surface.fields


def _on(surface: Message | Surface) -> On:
    if isinstance(surface, Message):
        return On(room=surface.room, ts=surface.ts)
    if isinstance(surface, Home):
        return On(home=True)
    return On(view=surface.id)
