"""Asks, in Slack: who helps, who might know, and what happened next."""

from slack_bolt import App
from sqlalchemy.orm import Session

from handlers import Bot
from storage.notices import Notice
from storage.people import Member
from templates.blocks import Block


def register(app: App, bot: Bot) -> None:
    """Listeners come here."""
    del app, bot


def ask_lines(db: Session, member: Member, notice: Notice) -> list[Block]:
    """What the window of an ask says besides its words: where it stands, as the reader may know."""
    del db, member, notice
    return []


def ask_ways(db: Session, member: Member, notice: Notice) -> list[Block]:
    """The buttons of an ask's window besides the notice's own, for the one who opened it."""
    del db, member, notice
    return []


def post_line(db: Session, notice: Notice) -> str:
    """What its post says of where it stands, for everyone: "" while nobody helps."""
    del db, notice
    return ""
