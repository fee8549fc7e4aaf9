"""The doorway on the noticeboard and its bookmark: kept by the clock, put up again by facilitators.
What its buttons open belongs to the capabilities themselves.
"""

from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import doorway as rules
from bot.deliveries import BOOKMARK, DOORWAY, Claimed
from handlers import Bot, Composers, Job
from handlers.people import acting
from handlers.windows import show_over
from templates.blocks import Bookmark, Message
from templates.doorway import views


def register(app: App, bot: Bot) -> None:
    @app.action(views.PUT_UP)
    def put_up(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            channel = rules.put_up_again(db, member, now=bot.now())
        ack()
        show_over(client, body, views.goes_up(channel))


def composers(bot: Bot) -> Composers:
    del bot
    return {DOORWAY: _doorway, BOOKMARK: _bookmark}


def jobs(bot: Bot) -> list[Job]:
    return [Job("doorway.keep", partial(_keep, bot))]


def _keep(bot: Bot, now: datetime) -> None:
    """Looked at without holding anybody up: there is something to do a few times a year."""
    with bot.read() as db:
        needed = rules.needs_keeping(db, now=now)
    if needed:
        with bot.transaction() as db:
            rules.keep(db, now=now)


def _doorway(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    stands = taken.ts is not None
    return views.doorway() if rules.is_to_stand(db, taken.subject_id, stands=stands) else None


def _bookmark(db: Session, taken: Claimed, now: datetime) -> Bookmark | None:
    """Whichever was asked for, it leads to the doorway that stands now."""
    del taken, now
    standing = rules.standing_doorway(db)
    if standing is None or standing.channel is None or standing.ts is None:
        return None
    return views.bookmark(standing.channel, standing.ts, ours=rules.bookmarks(db))
