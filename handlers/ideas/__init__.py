"""Ideas for sessions, in Slack: offered, read side by side, talked about and chosen."""

from slack_bolt import App

from handlers import Bot, Composers
from handlers.ideas import choices, messages, offers
from handlers.ideas.lines import (
    experiment_lines,
    experiment_ways,
    idea_lines,
    my_ideas,
    waiting_ideas,
)

__all__ = [
    "composers",
    "experiment_lines",
    "experiment_ways",
    "idea_lines",
    "my_ideas",
    "register",
    "waiting_ideas",
]


def register(app: App, bot: Bot) -> None:
    for each in (offers, choices):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return messages.COMPOSERS
