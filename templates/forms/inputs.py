"""The inputs that a form may have, as data. A `key` gives one a block id of its own."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Words, at most `limit` characters of them. `tells` says each stroke to us at once."""

    limit: int
    multiline: bool = False
    optional: bool = False
    tells: bool = False
    key: str = ""


@dataclass(frozen=True)
class Choice:
    """One of a few. `element` is Slack's name for its looks; `tells` says each choice at once."""

    element: str = "static_select"
    optional: bool = False
    tells: bool = False
    key: str = ""


@dataclass(frozen=True)
class Menu:
    """One of many, in groups that are named. Slack finds one by what is typed."""

    key: str = ""


@dataclass(frozen=True)
class Choices:
    """Any of a few, none of them too."""

    key: str = ""


@dataclass(frozen=True)
class Day:
    """A date, without a time."""

    optional: bool = False
    key: str = ""


@dataclass(frozen=True)
class Clock:
    """A time of day, by no clock in particular."""

    key: str = ""


@dataclass(frozen=True)
class Instant:
    """A date and a time, entered by the clock of whoever fills it in."""

    optional: bool = False
    key: str = ""


@dataclass(frozen=True)
class Channel:
    """A channel of the workspace."""

    key: str = ""


@dataclass(frozen=True)
class People:
    """People of the workspace, one or more."""

    optional: bool = False
    key: str = ""


Input = Text | Choice | Menu | Choices | Day | Clock | Instant | Channel | People
Form = Mapping[str, Input]
