"""The group's questions: set up, asked, answered, and told back."""

from slack_bolt import App

from handlers import Bot, Composers, Job


def register(app: App, bot: Bot) -> None:
    del app, bot


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def jobs(bot: Bot) -> list[Job]:
    del bot
    return []
