"""When and where the digest comes out, and the days without one: for facilitators."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import editions
from bot.digests import room_of, schedule_of
from bot.editions import Arrangement
from bot.programme import settings_for
from handlers import Bot
from handlers.digests.hosts import plan_of
from handlers.people import acting, reading
from handlers.programme import check_channel
from handlers.windows import as_id, clicked_value, show_instead, show_over
from storage.digests import Digest, current_digest, digest_breaks
from storage.people import Member, zones_of_members
from templates.blocks import View
from templates.digests import settings as views
from templates.digests.hosts import ARRANGE, when
from templates.digests.settings import Arranged
from templates.forms import read


def register(app: App, bot: Bot) -> None:
    @app.action(ARRANGE)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _form(db, member)
        ack()
        show_over(client, body, view)

    @app.view(views.SAVE_ARRANGEMENT)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        arrangement = _arrangement(view["state"]["values"])
        with reading(bot, body["user"]) as (db, member):
            settings_for(db, member)
        check_channel(client, arrangement.channel, field="channel")
        with acting(bot, body["user"]) as (db, member):
            digest = editions.arrange(db, member, arrangement, now=bot.now())
            after = views.settings_saved(_when(db, member, digest, bot.now()))
        ack(response_action="update", view=after)

    _register_breaks(app, bot)


def _register_breaks(app: App, bot: Bot) -> None:
    @app.action(views.BREAKS)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            settings_for(db, member)
            view = _breaks(db, member, current_digest(db), bot.now())
        ack()
        show_over(client, body, view)

    @app.view(views.ADD_BREAK)
    def add(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        days = read(views.BREAK, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            digest = editions.add_break(db, member, **days, now=bot.now())
            after = _breaks(db, member, digest, bot.now())
        ack(response_action="update", view=after)

    @app.action(views.REMOVE_BREAK)
    def remove(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            digest = editions.remove_break(db, member, clicked_value(body), now=bot.now())
            view = _breaks(db, member, digest, bot.now())
        ack()
        show_instead(client, body, view)


def _form(db: Session, member: Member) -> View:
    group = settings_for(db, member)
    schedule = schedule_of(db, group)
    arranged = Arranged(
        channel=room_of(group),
        weekday=schedule.weekday,
        hour=schedule.hour,
        zone=schedule.zone,
        country=schedule.country,
    )
    return views.settings_form(arranged, zones_of_members(db))


def _arrangement(state: dict[str, Any]) -> Arrangement:
    said = read(views.ARRANGEMENT, state)
    return Arrangement(
        channel=said["channel"],
        weekday=as_id(said["weekday"]),
        hour=as_id(said["hour"]),
        zone=said["other_zone"] or said["zone"],
        country=said["country"],
    )


def _breaks(db: Session, member: Member, digest: Digest | None, now: datetime) -> View:
    return views.breaks_form(digest_breaks(db), _when(db, member, digest, now))


def _when(db: Session, member: Member, digest: Digest | None, now: datetime) -> str:
    return when(plan_of(db, member, digest), now=now) if digest is not None else ""
