"""What was said is read by facilitators, who tell the group what was heard and what will change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import rounds as rules
from bot.deliveries import TOLD_BACK, Claimed
from bot.errors import Refusal
from bot.rights import must_facilitate
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, show_instead, show_over
from storage.people import Member, members_by_ids
from storage.questions import OPEN, question_by_id
from storage.rounds import (
    answers_of,
    asked_by_id,
    closing_by_id,
    round_by_id,
    rounds_of,
    rounds_told,
)
from templates.blocks import Message, View
from templates.forms import read
from templates.questions import heard, told


def register(app: App, bot: Bot) -> None:
    _register_reading(app, bot)
    _register_telling(app, bot)
    _register_told(app, bot)


def _register_reading(app: App, bot: Bot) -> None:
    @app.action(heard.READ)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _heard(db, member, clicked_value(body))
        ack()
        show_over(client, body, view)

    @app.action(heard.READ_ON)
    def show_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _heard(db, member, about(body["view"])["round"], start=clicked_value(body))
        ack()
        show_instead(client, body, view)

    @app.action(heard.TIMES)
    def show_times(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _times(db, member, clicked_value(body), bot.now())
        ack()
        show_over(client, body, view)

    @app.action(heard.EARLIER_TIMES)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            question_id = about(body["view"])["question"]
            view = _times(db, member, question_id, bot.now(), before=clicked_value(body))
        ack()
        show_instead(client, body, view)


def _register_telling(app: App, bot: Bot) -> None:
    @app.action(heard.TELL)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            one = rules.round_to_tell(db, member, clicked_value(body))
            view = heard.telling_form(one)
        ack()
        show_over(client, body, view)

    @app.view(heard.SAVE_TELLING)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = read(heard.TELLING, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            after = _tell(db, member, view, mine, bot.now())
        ack(response_action="update", view=after)


def _register_told(app: App, bot: Bot) -> None:
    @app.action(told.ALL_TOLD)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _all_told(db, member, None, bot.now())
        ack()
        show_over(client, body, view)

    @app.action(told.EARLIER_TOLD)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _all_told(db, member, clicked_value(body), bot.now())
        ack()
        show_instead(client, body, view)


def _heard(db: Session, member: Member, round_id: int, *, start: int = 0) -> View:
    """What was answered, with a facilitator's eyes."""
    must_facilitate(member)
    one = round_by_id(db, round_id)
    if one is None:
        raise Refusal("questions.unknown")
    answers = answers_of(db, one.id)
    people = members_by_ids(db, [each.member_id for each in answers if each.member_id])
    return heard.heard(heard.Heard(one, answers, people, is_open=one.state in OPEN), start=start)


def _times(
    db: Session, member: Member, question_id: int, now: datetime, *, before: int | None = None
) -> View:
    must_facilitate(member)
    question = question_by_id(db, question_id)
    if question is None:
        raise Refusal("questions.unknown")
    most = heard.TIMES_AT_ONCE
    found = rounds_of(db, question.id, limit=most + 1, before=before)
    more = len(found) > most
    return heard.times(question, found[:most], member.time_zone, has_more=more, now=now)


def _tell(
    db: Session, member: Member, view: Mapping[str, Any], mine: Mapping[str, str], now: datetime
) -> View:
    """Told; or what has to be said first: both versions, or whether someone could be recognised."""
    known = about(view)
    one = rules.round_to_tell(db, member, known["round"])
    was_told, differs = one.told_at is not None, (one.heard, one.changes) != tuple(mine.values())
    if one.revision != known["revision"] and was_told:
        # Else the same save, come twice.
        return heard.telling_form(one, mine) if differs else heard.told(was_told=False)
    asked = question_before(view, mine.values())
    if asked is not None:
        return asked
    rules.tell(db, member, one.id, **mine, now=now)
    return heard.told(was_told=was_told)


def _all_told(db: Session, member: Member, before: int | None, now: datetime) -> View:
    last = rules.told_round(db, before) if before is not None else None
    found = rounds_told(db, limit=told.TOLD_AT_ONCE + 1, before=last)
    more = len(found) > told.TOLD_AT_ONCE
    return told.all_told(found[: told.TOLD_AT_ONCE], member, has_more=more, now=now)


def _closed(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To a facilitator, while they are one."""
    del now
    closing = closing_by_id(db, taken.subject_id)
    one = round_by_id(db, closing.round_id) if closing is not None else None
    if closing is None or one is None:
        return None
    if not members_by_ids(db, [closing.member_id])[closing.member_id].facilitator:
        return None
    return heard.closed(one, has_answers=bool(answers_of(db, one.id)))


def _told_back(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    part = asked_by_id(db, taken.subject_id)
    one = rules.told_round(db, part.round_id) if part is not None else None
    return told.told_back(one) if one is not None else None


COMPOSERS: Composers = {rules.CLOSES: _closed, TOLD_BACK: _told_back}
