"""How is it going? Asked of an experiment's people, and told by them."""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.checkins import forms, readings, stuck


def register(app: App, bot: Bot) -> None:
    for each in (forms, readings, stuck):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return readings.composers(bot)


def jobs(bot: Bot) -> list[Job]:
    del bot
    return []
