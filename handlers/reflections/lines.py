"""The line for the group: under an experiment's card, and the way from it to the rest."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import reflections as rules
from bot.checkins import is_told
from bot.deliveries import Claimed
from bot.errors import Refusal
from bot.lines import LINE
from handlers import Bot, Composers
from handlers.checkins.readings import window_of as check_in_window
from handlers.people import acting, reading
from handlers.reflections.readings import window_of
from handlers.windows import clicked_value, show_instead, show_over
from storage.checkins import check_in_by_id
from storage.experiments import experiment_by_id
from storage.people import Member, members_by_ids
from storage.reflections import Line, line_by_id, reflection_by_id
from templates.blocks import Message, View
from templates.reflections import views


def register(app: App, bot: Bot) -> None:
    @app.action(views.READ)
    def read_on(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            line = line_by_id(db, clicked_value(body))
            if line is None:
                raise Refusal("reflections.line_taken_back")
            view = rest_of(db, member, line, now=bot.now())
            if view is None:
                author = _author(db, line.author_id).name
                raise Refusal("reflections.not_for_you", author=author)
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
    return {LINE: _line}


def _line(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    line = line_by_id(db, taken.subject_id)
    if line is None or line.experiment_id is None or _stands_above(db, line):
        return None
    experiment = experiment_by_id(db, line.experiment_id)
    if experiment is None:
        return None
    return views.line_message(line, _author(db, line.author_id), experiment)


def rest_of(db: Session, member: Member, line: Line, *, now: datetime) -> View | None:
    """The window of what it is a line of; None for who may not read that: who may is not told."""
    if line.check_in_id is not None:
        check_in = check_in_by_id(db, line.check_in_id)
        return check_in_window(db, member, check_in, now=now) if check_in is not None else None
    reflection = reflection_by_id(db, line.reflection_id) if line.reflection_id else None
    return window_of(db, member, reflection, now=now) if reflection is not None else None


def _stands_above(db: Session, line: Line) -> bool:
    """What everyone may read of a check-in says its line, too."""
    check_in = check_in_by_id(db, line.check_in_id) if line.check_in_id is not None else None
    return check_in is not None and is_told(check_in)


def _author(db: Session, author_id: int) -> Member:
    return members_by_ids(db, [author_id])[author_id]
