"""What is noted at a session, what is written up of it, and what was learned."""

from datetime import datetime

from slack_bolt import App
from sqlalchemy.orm import Session

from handlers import Bot, Composers
from handlers.notes import decisions, entries, lines, writeups
from storage.people import Member
from storage.workshops import Workshop
from templates.blocks import Block


def register(app: App, bot: Bot) -> None:
    for each in (entries, writeups, decisions):
        each.register(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {**entries.COMPOSERS, **writeups.COMPOSERS, **decisions.COMPOSERS}


def note_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: the notes of its times, the way to add one, and the write-up."""
    return lines.note_lines(db, member, workshop, now)
