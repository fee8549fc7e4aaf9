"""Signing up to a session, changing and leaving; what is said of places, and who comes."""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.signups import forms, places, readings
from handlers.signups.lines import my_part, who_comes
from handlers.signups.places import waiting_lines

__all__ = ["composers", "jobs", "my_part", "register", "waiting_lines", "who_comes"]


def register(app: App, bot: Bot) -> None:
    for each in (forms, readings, places):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return places.COMPOSERS


def jobs(bot: Bot) -> list[Job]:
    return places.jobs(bot)
