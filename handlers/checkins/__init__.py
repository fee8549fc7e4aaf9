"""How is it going? Asked of an experiment's people, and told by them."""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.checkins import asks, forms, readings, stuck, taps


def register(app: App, bot: Bot) -> None:
    for each in (taps, forms, readings, stuck):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return {**asks.composers(bot), **readings.composers(bot)}


def jobs(bot: Bot) -> list[Job]:
    return asks.jobs(bot)
