"""Drafts: each stroke in a form that tells them is kept; what nobody came back to goes."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import drafts as rules
from bot.scheduler import guard
from bot.visibility import Keeper
from handlers import Bot, Job
from handlers.people import acting
from templates.reflections.boxes import draft_words, remembered, unsaved
from templates.reflections.views import SAVE

_BOXES = re.compile(r"answer_\d+|line")
EVERY = timedelta(hours=1)


def register(app: App, bot: Bot) -> None:
    @app.action(_BOXES, matchers=[_is_kept])
    def stroke(ack: Ack, body: dict[str, Any]) -> None:
        """Whoever writes is never interrupted: a stroke that could not be kept is followed by
        another.
        """
        ack()
        guard("A draft", partial(_keep, bot, body))


def jobs(bot: Bot) -> list[Job]:
    return [Job("drafts.throw_away", _hourly(partial(_throw_away, bot)))]


def _is_kept(body: Mapping[str, Any]) -> bool:
    return bool(body.get("view", {}).get("callback_id") == SAVE)


def _keep(bot: Bot, body: Mapping[str, Any]) -> None:
    view, typed_at = body["view"], float(body["actions"][0]["action_ts"])
    window = rules.Window(view["id"], view["callback_id"], remembered(view).holds)
    words = draft_words(unsaved(view))
    with acting(bot, body["user"]) as (db, member):
        rules.keep(db, member, window, words, typed_at=typed_at, now=bot.now())


def _throw_away(bot: Bot, now: datetime) -> None:
    with bot.transaction(Keeper()) as db:
        rules.throw_away_old(db, now=now)


def _hourly(run: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """The clock calls every few seconds: once an hour it is worth a look."""
    ran: list[datetime] = []

    def run_if_due(now: datetime) -> None:
        if not ran or now - ran[-1] >= EVERY:
            run(now)
            ran[:] = [now]

    return run_if_due
