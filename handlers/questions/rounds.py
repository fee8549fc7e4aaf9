"""By the clock: what is due to be asked is asked, and what is due to close closes."""

from datetime import datetime
from functools import partial

from bot import rounds as rules
from handlers import Bot, Job


def jobs(bot: Bot) -> list[Job]:
    return [Job("questions.ask_and_close", partial(_keep_going, bot))]


def _keep_going(bot: Bot, now: datetime) -> None:
    """Mostly there is nothing: a look, and no transaction. What closes does so first."""
    with bot.read() as db:
        to_ask, to_close = rules.due(db, now=now)
    for round_id in to_close:
        with bot.transaction() as db:
            rules.close_due(db, round_id, now=now)
    for question_id in to_ask:
        with bot.transaction() as db:
            rules.ask_due(db, question_id, now=now)
