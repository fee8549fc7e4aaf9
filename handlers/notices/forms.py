"""/commons, and everything that its form does: begun, drawn anew, saved."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import drafts
from bot import notices as rules
from bot.errors import Refusal
from handlers import Bot
from handlers.commands import listen
from handlers.drafts import window_in
from handlers.messages import as_typed
from handlers.notices.pages import another_kind, begin, draw_page
from handlers.notices.readings import listing
from handlers.notices.saves import save_edited, save_page
from handlers.people import acquaint, acting, reading
from handlers.preferences import my_settings
from handlers.windows import show_again, show_over
from storage.people import Member
from templates import words
from templates.blocks import View
from templates.notices import views
from templates.notices.boxes import (
    HOW_LONG,
    Remembered,
    Unsaved,
    from_draft,
    has_room_for,
    remembered,
    spread,
    together,
    unsaved,
)


def register(app: App, bot: Bot) -> None:
    _register_beginning(app, bot)
    _register_drawing(app, bot)
    _register_drafts(app, bot)
    _register_saving(app, bot)


def _register_beginning(app: App, bot: Bot) -> None:
    listen(app, bot, "/commons", partial(_typed, bot), views.help_message)

    @app.action(views.NEW)
    def new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        kind = str(body["actions"][0].get("value", ""))
        typed = Unsaved(kind=kind if kind in rules.KINDS else rules.ASK)
        with reading(bot, body["user"]) as (db, member):
            view = begin(db, member, typed, now=bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.message_shortcut(views.PUT_UP)
    def put_up(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        message = body["message"]
        if message.get("user") != body["user"]["id"]:
            raise Refusal("notices.not_your_message")
        with reading(bot, body["user"]) as (db, member):
            typed = as_typed(db, message.get("text", ""))
            if not typed.strip():
                raise Refusal("notices.nothing_written")
            view = begin(db, member, spread(typed), note=_note(typed), now=bot.now())
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)
        acquaint(bot, client, body["user"]["id"])


def _register_drawing(app: App, bot: Bot) -> None:
    @app.action(views.KIND)
    def choose_kind(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        chosen = (body["actions"][0].get("selected_option") or {}).get("value", "")
        with reading(bot, body["user"]) as (db, member):
            view = another_kind(db, member, body["view"], str(chosen), bot.now())
        ack()
        show_again(client, body, view)

    @app.action(HOW_LONG)
    def choose_how_long(ack: Ack) -> None:
        """It stands in the form until that is saved."""
        ack()


def _register_drafts(app: App, bot: Bot) -> None:
    @app.action(views.BEGIN_ANEW)
    def begin_anew(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        known = remembered(body["view"])
        typed_at = float(body["actions"][0]["action_ts"])
        with acting(bot, body["user"]) as (db, member):
            window = window_in(body["view"])
            drafts.begin_anew(db, member, window, typed_at=typed_at, now=bot.now())
            anew = Remembered(round=known.round + 1)
            empty = Unsaved(known.kind)
            view = draw_page(db, member, empty, known=anew, view=window.view, now=bot.now())
        ack()
        show_again(client, body, view)

    @app.action(views.BRING_BACK)
    def bring_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        window, known = body["view"], remembered(body["view"])
        besides = {window["id"], *known.holds}
        with reading(bot, body["user"]) as (db, member):
            stands = unsaved(window)
            begun = drafts.offered(db, member, views.SAVE, besides=besides, now=bot.now())
            if begun:
                stands = together(stands, from_draft(begun[0].words))
                holds = [*known.holds, begun[0].view]
                known = replace(known, holds=holds, round=known.round + 1)
            view = draw_page(db, member, stands, known=known, view=window["id"], now=bot.now())
        ack()
        show_again(client, body, view)


def _register_saving(app: App, bot: Bot) -> None:
    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = save_page(db, member, view, now=bot.now())
        ack(response_action="update", view=after)

    @app.view(views.SAVE_EDIT)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = save_edited(db, member, view, now=bot.now())
        ack(response_action="update", view=after)


def _typed(bot: Bot, db: Session, member: Member, typed: str, now: datetime) -> View:
    """What stands, their settings, or the form, begun with what was typed."""
    if typed.lower() == "list":
        return listing(db, member, now=now)
    if typed.lower() == "settings":
        return my_settings(bot, member)
    return begin(db, member, spread(typed), note=_note(typed), now=now)


def _note(typed: str) -> str:
    return "" if has_room_for(typed) else str(words("notices/form").too_much)
