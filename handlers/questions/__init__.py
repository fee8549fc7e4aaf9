"""The group's questions: set up, asked, answered, and told back."""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.questions import answers, forms, lists, rounds, tellings
from handlers.questions.answers import home_lines

__all__ = ["composers", "home_lines", "jobs", "register"]

_MODULES = (lists, forms, answers, tellings)


def register(app: App, bot: Bot) -> None:
    for each in _MODULES:
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {**answers.COMPOSERS, **tellings.COMPOSERS}


def jobs(bot: Bot) -> list[Job]:
    return rounds.jobs(bot)
