"""Reminders of sessions, and what people choose of them."""

from slack_bolt import App

from handlers import Bot, Composers


def register(app: App, bot: Bot) -> None:
    del app, bot  # not built yet


def composers(bot: Bot) -> Composers:
    del bot
    return {}
