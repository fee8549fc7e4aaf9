"""What a presenter lays out before a session."""

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


def story_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: the presenter's way to their story, which others read once shared."""
    del db, member, workshop, now  # not built yet
    return []
