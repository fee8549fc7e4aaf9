"""The noticeboard in Slack: the form *Ask or offer* and what a save does, the one post and its end,
and where notices are read.
"""

from slack_bolt import App

from handlers import Bot, Composers, Job
from handlers.notices import changes, forms, posts, readings


def register(app: App, bot: Bot) -> None:
    for each in (forms, changes, readings):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return posts.composers(bot)


def jobs(bot: Bot) -> list[Job]:
    return posts.jobs(bot)
