"""Asks, in Slack: who helps, who might know, and what happened next."""

from slack_bolt import App

from handlers import Bot, Composers
from handlers.asks import helping, meetings, stories, waiting
from handlers.asks.lines import ask_lines, ask_ways, post_line, waiting_lines

__all__ = ["ask_lines", "ask_ways", "composers", "post_line", "register", "waiting_lines"]


def register(app: App, bot: Bot) -> None:
    for each in (helping, waiting, stories):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {**meetings.COMPOSERS, **waiting.COMPOSERS, **stories.COMPOSERS}
