"""What a person sees: messages, windows, a Home, and the fields in them, as words.

What a person does with them is in vocabulary.py; all of this only looks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.kit.elements import Place, places
from sandbox.kit.entries import KEPT, Offered, Values, known_element, raw_value
from sandbox.kit.rings import list_rings
from sandbox.kit.rules import options_of
from sandbox.kit.texts import read_mrkdwn, render_attachments, render_text
from sandbox.messages import Post
from sandbox.states import State
from sandbox.windows import OpenView, describe_view

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """Something with words on it that tells the app at once: a button, an overflow's line."""

    text: str
    place: Place
    value: Any = None


@dataclass(frozen=True)
class Field:
    """Something to fill in. `label` is the element's own where no input block gives one."""

    label: str
    block_id: str
    action_id: str
    type: str
    value: Any
    shown: str
    hint: str
    placeholder: str
    optional: bool
    options: list[str]
    place: Place


@dataclass(frozen=True)
class Attached:
    """A file that stands with a message."""

    name: str
    title: str
    content: bytes


class Message:
    def __init__(self, state: State, post: Post) -> None:
        self.state = state
        self.post = post

    def __repr__(self) -> str:
        return f"Message({self.shown or self.text!r})"

    @property
    def ts(self) -> str:
        return self.post.ts

    @property
    def room(self) -> str:
        return self.post.channel

    @property
    def author(self) -> str:
        user = self.state.users.get(self.post.user)
        return user.name if user else "Slackbot"

    @property
    def text(self) -> str:
        """The fallback: what a phone's lock screen shows and a screen reader says."""
        return read_names(self.state, read_mrkdwn(self.post.text))

    @property
    def shown(self) -> str:
        """All that can be read in the message, a line for each text; `text` without blocks."""
        said = read_blocks(self.state, self.post.blocks) if self.post.blocks else self.text
        beside = [
            read_names(self.state, each) for each in render_attachments(self.post.attachments)
        ]
        return "\n".join(each for each in (said, *beside) if each)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return self.post.blocks

    @property
    def rings(self) -> list[str]:
        """Whom it would notify, such as "!channel"."""
        return list_rings(self.post.text, self.post.blocks, self.post.attachments)

    @property
    def buttons(self) -> list[str]:
        return [choice.text for choice in choices(self.post.all_blocks)]

    @property
    def fields(self) -> list[Field]:
        return fields(self.post.all_blocks, {})

    @property
    def files(self) -> list[Attached]:
        found = [self.state.files[each["id"]] for each in self.post.files]
        return [Attached(each.name, each.title, each.data) for each in found]

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Whose, by the emoji's name."""
        named = self.post.reactions.items()
        return {name: [self.state.users[each].handle for each in users] for name, users in named}

    @property
    def edited(self) -> bool:
        return self.post.edited is not None

    @property
    def deleted(self) -> bool:
        return self.post.deleted

    @property
    def ephemeral(self) -> bool:
        return self.post.ephemeral_to is not None

    @property
    def thread(self) -> "list[Message]":
        with self.state.lock:
            replies = self.state.posts.thread(self.post.channel, self.post.ts)
            return [Message(self.state, reply) for reply in replies]


class Surface:
    """A window or a Home."""

    def __init__(self, state: State, open_view: OpenView) -> None:
        self.state = state
        self.open_view = open_view

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    @property
    def id(self) -> str:
        return self.open_view.id

    @property
    def view(self) -> dict[str, Any]:
        return describe_view(self.open_view, self.state.app)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return self.open_view.blocks

    @property
    def text(self) -> str:
        """Everything readable, joined by newlines."""
        return read_blocks(self.state, self.blocks)

    @property
    def buttons(self) -> list[str]:
        return [choice.text for choice in choices(self.blocks)]

    @property
    def fields(self) -> list[Field]:
        return fields(self.blocks, self.open_view.values, self.open_view.offered)

    @property
    def labels(self) -> list[str]:
        """The labels of its input blocks."""
        inputs = (block for block in self.blocks if block["type"] == "input")
        return [block["label"]["text"] for block in inputs]

    def field(self, wanted: str) -> Field:
        """By label or block_id (or action_id, where there is no label)."""
        for field in self.fields:
            if wanted in (field.label, field.block_id, field.action_id):
                return field
        there = [f"{field.label} ({field.block_id})" for field in self.fields]
        raise AssertionError(f"no field {wanted!r}; there are: {there}")

    def options(self, wanted: str) -> list[str]:
        return self.field(wanted).options


class Home(Surface):
    pass


class Window(Surface):
    @property
    def title(self) -> str:
        return _plain(self.open_view.body.get("title"))

    @property
    def submit(self) -> str:
        return _plain(self.open_view.body.get("submit"))

    @property
    def close(self) -> str:
        """Slack writes "Cancel" where nothing was given."""
        return _plain(self.open_view.body.get("close")) or "Cancel"

    @property
    def note(self) -> str | None:
        return self.open_view.note

    @property
    def errors(self) -> dict[str, str]:
        """By the label of the input they stand under."""
        labels = {
            block["block_id"]: block["label"]["text"]
            for block in self.blocks
            if block["type"] == "input"
        }
        return {labels[block_id]: said for block_id, said in self.open_view.errors.items()}


def choices(blocks: Sequence[Json]) -> list[Choice]:
    """In reading order."""
    found = []
    for place in places(blocks):
        if place.element["type"] == "button":
            found.append(Choice(place.element["text"]["text"], place))
        if place.element["type"] == "overflow":
            found += [
                Choice(o["text"]["text"], place, o["value"]) for o in options_of(place.element)
            ]
    return found


def read_blocks(state: State, blocks: Sequence[Json]) -> str:
    return "\n".join(read_names(state, line) for line in render_text(blocks))


def read_names(state: State, words: str) -> str:
    """Marks of people and channels as their names."""

    def name(found: re.Match[str]) -> str:
        mark, wanted = found[1], found[2]
        if mark == "@" and wanted in state.users:
            return f"@{state.users[wanted].display_name}"
        if mark == "#" and wanted in state.conversations:
            return f"#{state.conversations[wanted].name}"
        return found[0]

    return re.sub(r"<([@#])(\w+)(?:\|[^>]*)?>", name, words)


def fields(blocks: Sequence[Json], values: Values, offered: Offered | None = None) -> list[Field]:
    """In an external menu `options` are those that were offered so far."""
    found = [place for place in places(blocks) if place.element["type"] in KEPT]
    return [_field(place, values, offered or {}) for place in found]


def _field(place: Place, values: Values, offered: Offered) -> Field:
    value = raw_value(place, values)
    place = replace(place, element=known_element(place, offered))
    element, block = place.element, place.block
    texts = {option["value"]: option["text"]["text"] for option in options_of(element)}
    texts |= {file["id"]: file["name"] for file in element.get("files", [])}
    chosen = value if isinstance(value, list) else [value]
    return Field(
        label=_plain(block.get("label")) or _plain(block.get("text")),
        block_id=block["block_id"],
        action_id=element["action_id"],
        type=element["type"],
        value=value,
        shown=", ".join(str(texts.get(each, each)) for each in chosen if each is not None),
        hint=_plain(block.get("hint")),
        placeholder=_plain(element.get("placeholder")),
        optional=block.get("optional", False),
        options=[option["text"]["text"] for option in options_of(element)],
        place=place,
    )


def _plain(text: Any) -> str:
    return str(text["text"]) if text else ""
