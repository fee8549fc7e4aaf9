"""*I can help*, and afterwards: that it is settled, or that one cannot after all."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import helps as rules
from bot import invitations
from bot.asks import HELPING, TALKING, asker_of
from bot.errors import Refusal
from bot.notices import settle
from handlers import Bot
from handlers.asks.meetings import meeting_of
from handlers.people import acquaint, acting, reading
from handlers.windows import about, clicked_value, show_instead, show_over
from storage.notices import authors_of
from storage.people import Member, members_by_ids
from templates.asks import helping as views
from templates.asks.views import (
    GIVE_BACK,
    HELP,
    NOT_NOW,
    SAVE_HELP,
    SETTLED,
    TELL_NAME,
)
from templates.blocks import View
from templates.forms import read


def register(app: App, bot: Bot) -> None:
    _register_offering(app, bot)
    _register_answers(app, bot)


def _register_offering(app: App, bot: Bot) -> None:
    @app.action(HELP)
    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _form(bot, db, member, clicked_value(body))
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])  # whoever asks hears their name

    @app.view(SAVE_HELP)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        typed, opened = read(views.FORM, view["state"]["values"])["words"], about(view)
        with acting(bot, body["user"]) as (db, member):
            notice_id, beside = opened["notice"], opened["beside"]
            part = rules.help_with(db, member, notice_id, typed, beside=beside, now=bot.now())
            offered = rules.offer(db, member, notice_id)
            asker = authors_of(db, [offered.notice]).get(notice_id)
        if part is None:
            after = views.somebody_was_quicker(view, asker.name if asker else "")
        else:
            after = views.helps(offered.partner.name)
        ack(response_action="update", view=after)


def _register_answers(app: App, bot: Bot) -> None:
    @app.action(GIVE_BACK)
    def give_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.give_back(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.after_giving_back())

    @app.action(NOT_NOW)
    def decline(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            invitations.decline(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.after_declining())

    @app.action(SETTLED)
    def settled(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            notice_id = clicked_value(body)
            rules.readable_ask(db, notice_id)
            if asker_of(db, notice_id).id != member.id:
                raise Refusal("asks.asker_only")
            settle(db, member, notice_id, now=bot.now())
        ack()
        _show(client, body, views.after_settling())

    @app.action(TELL_NAME)
    def tell_name(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            part = rules.tell_name(db, member, clicked_value(body), now=bot.now())
            helper = members_by_ids(db, [part.member_id])[part.member_id]
        ack()
        _show(client, body, views.they_know(helper))


def _form(bot: Bot, db: Session, member: Member, notice_id: int) -> View:
    """The form; for who helps already, that they do."""
    offered = rules.offer(db, member, notice_id)
    if offered.mine is not None and offered.mine.state == HELPING:
        return views.helps_already(offered.partner.name)
    asker = authors_of(db, [offered.notice]).get(notice_id)
    now = bot.now()
    meeting = meeting_of(
        offered.notice, offered.ask, member, offered.partner, carried=offered.carried, since=now
    )
    talking = offered.ask.state == TALKING
    return views.help_form(meeting, asker.name if asker else "", talking=talking, now=now)


def _show(client: WebClient, body: Mapping[str, Any], view: View) -> None:
    """Where it was clicked in a message, that message itself says what came of it."""
    if "message" not in body:
        show_instead(client, body, view)
