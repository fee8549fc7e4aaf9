"""The line for the group: under an experiment's card, and the way from it to the rest."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import reflections as rules
from bot.deliveries import Claimed
from bot.errors import Refusal
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.reflections.readings import window_of
from handlers.windows import clicked_value, show_instead, show_over
from storage.experiments import experiment_by_id
from storage.people import Member, members_by_ids
from storage.reflections import Reflection, line_by_id, reflection_by_id
from templates.blocks import Message
from templates.reflections import views


def register(app: App, bot: Bot) -> None:
    @app.action(views.READ)
    def read_on(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            reflection = _rest_of(db, clicked_value(body))
            view = window_of(db, member, reflection, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.TAKE_LINE_BACK)
    def take_line_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            now = bot.now()
            reflection = rules.take_line_back(db, member, clicked_value(body), now=now)
            view = window_of(db, member, reflection, note="line_taken_back", now=now)
        ack()
        show_instead(client, body, view)


def composers(bot: Bot) -> Composers:
    del bot
    return {rules.LINE: _line}


def _line(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    line = line_by_id(db, taken.subject_id)
    if line is None or line.experiment_id is None:
        return None
    experiment = experiment_by_id(db, line.experiment_id)
    if experiment is None:
        return None
    return views.line_message(line, _author(db, line.author_id), experiment)


def _rest_of(db: Session, line_id: int) -> Reflection:
    """Raises Refusal: who may not read it is not told who may."""
    line = line_by_id(db, line_id)
    if line is None:
        raise Refusal("reflections.line_taken_back")
    reflection = reflection_by_id(db, line.reflection_id) if line.reflection_id else None
    if reflection is None:
        raise Refusal("reflections.not_for_you", author=_author(db, line.author_id).name)
    return reflection


def _author(db: Session, author_id: int) -> Member:
    return members_by_ids(db, [author_id])[author_id]
