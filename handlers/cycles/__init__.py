"""How experiments move, in Slack: to another stage, to rest, to an end, and what is told of it."""

from slack_bolt import App

from handlers import Bot, Composers
from handlers.cycles import moves, pauses, stories


def register(app: App, bot: Bot) -> None:
    for each in (moves, pauses, stories):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return {**pauses.composers(bot), **stories.composers(bot)}
