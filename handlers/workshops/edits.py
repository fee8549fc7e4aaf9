"""Changing a session: its times, what its kind supplied, who holds it; and cancelling it."""

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


def holding_ways(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: what whoever holds it can change."""
    del db, member, workshop, now  # not built yet
    return []
