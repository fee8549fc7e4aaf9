"""How is it going? Asked of an experiment's people, and told by them."""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.checkins import asks, taps

__all__ = ["composers", "jobs", "register"]


def register(app: App, bot: Bot) -> None:
    taps.register(app, bot)


def composers(bot: Bot) -> Composers:
    return asks.composers(bot)


def jobs(bot: Bot) -> list[Job]:
    return asks.jobs(bot)
