"""A facilitator opens a session, in two short steps."""

from datetime import datetime

from slack_bolt import App
from sqlalchemy.orm import Session

from bot.errors import Refusal
from handlers import Bot, Composers
from storage.people import Member
from templates.blocks import View


def register(app: App, bot: Bot) -> None:
    del app, bot  # not built yet


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def first_step(db: Session, member: Member, name: str, now: datetime) -> View:
    """The form of the first step, begun with a name."""
    del db, member, name, now  # not built yet
    raise Refusal("workshops.gone")
