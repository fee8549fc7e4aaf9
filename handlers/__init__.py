"""Slack, or the clock, in; a rule; Slack out. Only `bot/app.py` imports handlers.

Each has `register(app, bot)`, and where it has them `composers(bot)` and `jobs(bot)`.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.deliveries import Claimed
from bot.settings import Settings
from bot.visibility import Reader
from templates.blocks import Bookmark, File, Message, View


class Transaction(Protocol):
    """Opens a session for a reader; without one, it may touch nothing that people wrote."""

    def __call__(self, reader: Reader | None = None) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True)
class Bot:
    """What every handler is given. `slack` is the courier's client, not for listeners: theirs is
    `client`, with a shorter time-out.
    """

    settings: Settings
    clock: Clock
    read: Transaction
    transaction: Transaction
    slack: WebClient
    # Whose name Slack was asked for, and until when that is fresh: most clicks need no look.
    acquainted: dict[str, datetime] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.clock.now()


# What a delivery says, from what is true and visible now; None when there is nothing to say.
Composer = Callable[[Session, Claimed, datetime], Message | View | Bookmark | File | None]
Composers = Mapping[str, Composer]


@dataclass(frozen=True)
class Job:
    """Something that the clock does, as a click would. `name` is for the log."""

    name: str
    run: Callable[[datetime], Any]
