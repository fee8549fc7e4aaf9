"""Signing up to a session, changing and leaving; what is said of places."""

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


def my_part(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: how it stands for the reader, with what they can do about it."""
    del db, member, workshop, now  # not built yet
    return []


def who_comes(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: who comes, for who may see it."""
    del db, member, workshop, now  # not built yet
    return []


def waiting_lines(db: Session, member: Member, now: datetime) -> list[Block]:
    """For Home: a place that came free and waits for the member's yes."""
    del db, member, now  # not built yet
    return []
