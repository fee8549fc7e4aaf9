"""Reflections in Slack: the form that writes them and the page it draws, what a save does, the line
for the group, and where they are read.
"""

from slack_bolt import App

from handlers import Bot, Composers
from handlers.reflections import forms, lines, readings


def register(app: App, bot: Bot) -> None:
    for each in (forms, lines, readings):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return lines.composers(bot)
