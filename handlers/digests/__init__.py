"""The weekly digest in Slack: the post, what facilitators decide about it, and its settings."""

from datetime import datetime
from functools import partial

from slack_bolt import App

from bot import digests as rules
from bot.visibility import Room
from handlers import Bot, Composers, Job
from handlers.digests import hosts, posts, settings


def register(app: App, bot: Bot) -> None:
    for each in (posts, hosts, settings):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    return {**posts.composers(bot), **hosts.composers(bot)}


def jobs(bot: Bot) -> list[Job]:
    return [Job("digests.keep_going", partial(_keep_going, bot))]


def _keep_going(bot: Bot, now: datetime) -> None:
    with bot.read() as db:
        if not rules.wants_a_look(db, now=now):
            return
    with bot.transaction(Room()) as db:
        rules.keep_going(db, now=now)
