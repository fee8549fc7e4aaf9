"""*Questions to the group*: everybody reads them; facilitators ask now, or no more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import questions as rules
from bot.answers import may_still_answer
from bot.rounds import ask_now
from handlers import Bot
from handlers.people import acting, reading
from handlers.windows import clicked_value, show_instead, show_over
from storage.people import Member
from storage.questions import questions_from
from storage.rounds import open_rounds_of
from templates.blocks import Block, View
from templates.questions import lists as views


def register(app: App, bot: Bot) -> None:
    @app.action(views.LIST)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = listing(db, member, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.MORE)
    def show_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = listing(db, member, before=clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(views.ASK_NOW)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        now = bot.now()
        with acting(bot, body["user"]) as (db, member):
            begun = ask_now(db, member, clicked_value(body), now=now)
            just = views.just_now("asked", begun.closes_at, member.time_zone, now=now)
            view = listing(db, member, just=just, now=now)
        ack()
        show_instead(client, body, view)

    @app.action(views.ASK_NO_MORE)
    def end(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        now = bot.now()
        with acting(bot, body["user"]) as (db, member):
            rules.ask_no_more(db, member, clicked_value(body), now=now)
            just = views.just_now("ended", None, member.time_zone, now=now)
            view = listing(db, member, just=just, now=now)
        ack()
        show_instead(client, body, view)


def listing(
    db: Session,
    member: Member,
    *,
    before: int | None = None,
    just: Sequence[Block] = (),
    now: datetime,
) -> View:
    """A page of them, for the one who looks."""
    found = questions_from(db, limit=views.SHOWN_AT_ONCE + 1, before=before)
    shown = found[: views.SHOWN_AT_ONCE]
    rounds = open_rounds_of(db, [each.id for each in shown])
    answerable = {
        each.id
        for each in rounds.values()
        if each.closes_at > now and may_still_answer(db, member, each)
    }
    more = len(found) > len(shown)
    return views.listing(shown, rounds, answerable, member, has_more=more, just=just, now=now)
