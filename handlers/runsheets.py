"""On the day: what whoever holds a session has at hand, and who does what."""

from datetime import datetime

from slack_bolt import App
from sqlalchemy.orm import Session

from handlers import Bot, Composers
from storage.people import Member
from storage.workshops import Workshop
from templates.blocks import Block


def register(app: App, bot: Bot) -> None:
    del app, bot  # not built yet


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def running_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: the run sheet for who holds it, and who does what."""
    del db, member, workshop, now  # not built yet
    return []
