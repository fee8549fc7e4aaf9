"""Sessions: opening and changing them, their announcement, their window and the list."""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.workshops import edits, kinds, lists, openings, pages, posts, times

_MODULES = (openings, kinds, edits, times, posts, pages, lists)


def register(app: App, bot: Bot) -> None:
    for each in _MODULES:
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return {kind: compose for each in _MODULES for kind, compose in each.composers(bot).items()}


def jobs(bot: Bot) -> list[Job]:
    return times.jobs(bot)
