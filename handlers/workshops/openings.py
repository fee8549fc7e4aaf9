"""A facilitator opens a session, in two short steps."""

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


def first_step(db: Session, member: Member, *, title: str = "") -> View:
    """The form in which a session is outlined."""
    del db, member, title  # not built yet
    raise Refusal("workshops.gone")
