"""The words in which tests are told: what people do and see, and what is expected of the app.

How it is done is in interactions.py, what is seen in sights.py; this is the grammar.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sandbox.acting import happenings, interactions, sayings, shortcuts, suggestions, uploads
from sandbox.acting.targets import Impossible, On
from sandbox.kit.elements import Place
from sandbox.kit.entries import EXTERNAL, tells_on
from sandbox.kit.rules import options_of
from sandbox.onlookers import Onlooker
from sandbox.rooms import Channel
from sandbox.sights import Choice, Field, Home, Message, Surface, Window, choices, fields
from sandbox.wishes import listed, raw_value_for

Room = str | Channel
Where = Message | Window | Home | Literal["home", "window"]


class Person(Onlooker):
    """One of the group, acting and looking."""

    def types(
        self,
        line: str,
        in_: Room = "",
        *,
        thread: Message | None = None,
        broadcast: bool = False,
        files: Mapping[str, bytes] | None = None,
    ) -> "Person":
        """A message or a command; without `in_`, to the app directly. `broadcast` shows a reply in
        the channel, too; `files` are dropped in, by their names.
        """
        room = thread.room if thread else self._room(in_)
        kept = [uploads.keep(self._state, self.id, *file) for file in (files or {}).items()]
        self._try(
            lambda: interactions.say(
                self._state,
                self.id,
                room,
                line,
                thread.ts if thread else None,
                broadcast=broadcast,
                files=kept,
            )
        )
        return self

    def mentions(
        self, wanted: "Person | str", words: str, in_: Room = "", *, thread: Message | None = None
    ) -> "Person":
        """Somebody, or the app by its handle, at the beginning of a message."""
        handle = wanted.handle if isinstance(wanted, Person) else wanted.removeprefix("@")
        return self.types(f"@{handle} {words}", in_, thread=thread)

    def edits(self, message: Message, text: str) -> "Person":
        self._try(lambda: sayings.edit(self._state, self.id, message.room, message.ts, text))
        return self

    def deletes(self, message: Message) -> "Person":
        self._try(lambda: sayings.delete(self._state, self.id, message.room, message.ts))
        return self

    def reacts(self, name: str, *, to: Message) -> "Person":
        """With an emoji, such as "tada"; the second time it is taken away."""
        self._try(lambda: sayings.react(self._state, self.id, to.room, to.ts, name))
        return self

    def fills(self, entries: Mapping[str, Any] | None = None, /, **more: Any) -> "Person":
        """Fields of the window on top, by label or block_id, with plain Python values."""
        for wanted, value in {**(entries or {}), **more}.items():
            field, window = self._field(wanted)
            self._enter(window, field, value)
        return self

    def attaches(self, name: str, content: bytes, *, in_: str) -> "Person":
        """A file, besides those that are attached already."""
        field, window = self._field(in_)
        kept = uploads.keep(self._state, self.id, name, content)
        self._put(window, field, [*(field.value or []), kept])
        return self

    def searches(self, words: str, *, in_: str, on: Where | None = None) -> list[str]:
        """What an external menu shows for these letters. By label, block_id or action_id."""
        surface = self._surfaces(on)[0]
        for field in self._fields(surface):
            if in_ in (field.label, field.block_id, field.action_id):
                return self._search(surface, field, words)
        raise AssertionError(f"no field {in_!r} in {surface}")

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

    def clicks(
        self,
        words: str,
        on: Where | None = None,
        *,
        index: int | None = None,
        declines: bool = False,
    ) -> "Person":
        """A button or a line of an overflow menu, by its words. Where it asks whether one is sure,
        they are, unless they decline.
        """
        found = self._wait(
            lambda: [(s, c) for s in self._surfaces(on) for c in _choices(s) if c.text == words],
            lambda: f"no button {words!r}; there are: {self._all_words(on)}",
        )
        if len(found) > 1 and index is None:
            raise AssertionError(f"{len(found)} buttons {words!r}: say which by on= or index=")
        surface, choice = found[index or 0]
        if declines:
            _refuse_unasked(choice.place, words)
            return self
        self._click(surface, choice.place, choice.value)
        return self

    def uses(self, shortcut: str, on: Message | None = None) -> "Person":
        """A shortcut of the app, by its name: on a message, or a global one without."""
        target = _on(on) if on else None
        self._try(lambda: shortcuts.use(self._state, self.id, shortcut, target))
        return self

    def chooses(
        self, value: Any, on: Where, *, action_id: str = "", declines: bool = False
    ) -> "Person":
        """In a menu, picker or set of boxes that stands in a message, a Home or a window."""
        surface = self._surfaces(on)[0]
        there = [f for f in self._fields(surface) if action_id in ("", f.action_id)]
        for field in there:
            try:
                raw = self._raw(surface, field, value)
            except AssertionError:
                continue
            if declines:
                _refuse_unasked(field.place, str(value))
                return self
            self._click(surface, field.place, raw)
            return self
        raise AssertionError(f"nowhere to choose {value!r}; there are: {there}")

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

    def _room(self, wanted: Room) -> str:
        return wanted.id if isinstance(wanted, Channel) else wanted or self._direct().id

    def _open_window(self) -> Window:
        return self._wait(lambda: self.window, f"{self.handle} has no window open")

    def _field(self, wanted: str) -> tuple[Field, Window]:
        window = self._open_window()
        return window.field(wanted), window

    def _enter(self, window: Window, field: Field, value: Any) -> None:
        raw = self._raw(window, field, value)
        if tells_on(field.place, "on_character_entered"):
            self._click(window, field.place, raw)
            return
        self._put(window, field, raw)

    def _put(self, window: Window, field: Field, raw: Any) -> None:
        values = {field.block_id: {field.action_id: raw}}
        self._try(lambda: interactions.fill(self._state, self.id, window.id, values))

    def _raw(self, surface: Message | Surface, field: Field, value: Any) -> Any:
        """In an external menu somebody types what they want until it is offered."""
        if field.type not in EXTERNAL or value is None:
            return raw_value_for(self._state, field.place.element, value)
        for query in ("", *(str(each) for each in listed(value))):
            if not _offers(field, value):
                self._search(surface, field, query)
                field = self._again(surface, field)
        return raw_value_for(self._state, field.place.element, value)

    def _search(self, surface: Message | Surface, field: Field, words: str) -> list[str]:
        found: list[dict[str, Any]] = []
        ids = field.block_id, field.action_id

        def ask() -> None:
            found.extend(suggestions.suggest(self._state, self.id, _on(surface), *ids, words))

        self._try(ask)
        options = [each for row in found for each in row.get("options", [row])]
        return [option["text"]["text"] for option in options]

    def _fields(self, surface: Message | Surface) -> list[Field]:
        if isinstance(surface, Surface):
            return surface.fields
        post = surface.post
        return fields(post.all_blocks, post.values.get(self.id, {}), post.offered.get(self.id, {}))

    def _again(self, surface: Message | Surface, field: Field) -> Field:
        ids = field.block_id, field.action_id
        return next(f for f in self._fields(surface) if (f.block_id, f.action_id) == ids)

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

    def _all_words(self, on: Where | None) -> list[str]:
        return [choice.text for surface in self._surfaces(on) for choice in _choices(surface)]

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (Impossible, KeyError) as reason:
            raise AssertionError(f"{self.handle} cannot do that: {reason.args[0]}") from reason


def _choices(surface: Message | Surface) -> list[Choice]:
    blocks = surface.post.all_blocks if isinstance(surface, Message) else surface.blocks
    return choices(blocks)


def _offers(field: Field, value: Any) -> bool:
    options = options_of(field.place.element)
    there = {each["text"]["text"] for each in options} | {each["value"] for each in options}
    return all(each in there for each in listed(value))


def _refuse_unasked(place: Place, words: str) -> None:
    if "confirm" not in place.element:
        raise AssertionError(f"{words!r} asks nothing that could be declined")


def _on(surface: Message | Surface) -> On:
    if isinstance(surface, Message):
        return On(room=surface.room, ts=surface.ts)
    if isinstance(surface, Home):
        return On(home=True)
    return On(view=surface.id)
