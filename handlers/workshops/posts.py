"""The one announcement of a session."""

from datetime import datetime

from slack_bolt import App
from sqlalchemy.orm import Session

from bot.deliveries import WORKSHOP, Claimed
from bot.digests import schedule_of
from bot.workshops import OPEN
from handlers import Bot, Composers
from handlers.workshops.readings import seen, takes_ideas
from storage.programme import programme
from storage.workshops import workshop_by_id
from templates.blocks import Message
from templates.workshops import posts as views


def register(app: App, bot: Bot) -> None:
    """What its buttons open belongs to others."""
    del app, bot


def composers(bot: Bot) -> Composers:
    del bot
    return {WORKSHOP: _post}


def _post(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """As everyone may read it. Where it stands nowhere, nobody has to hear that it ended."""
    workshop = workshop_by_id(db, taken.subject_id)
    stands_somewhere = bool(taken.ts or taken.looked_for_since)
    if workshop is None or (workshop.state != OPEN and not stands_somewhere):
        return None
    return views.post(
        seen(db, workshop),
        takes_ideas=takes_ideas(db, workshop),
        zone=schedule_of(db, programme(db)).zone,
        now=now,
    )
