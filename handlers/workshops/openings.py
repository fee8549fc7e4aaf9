"""A facilitator opens a session, in two short steps."""

from slack_bolt import App

from handlers import Bot, Composers


def register(app: App, bot: Bot) -> None:
    del app, bot  # not built yet


def composers(bot: Bot) -> Composers:
    del bot
    return {}
