"""/checkin, and everything that its form does: begun, drawn anew, saved, opened again to change."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import checkins as rules
from bot import drafts
from handlers import Bot
from handlers.checkins.pages import (
    about_another,
    begin,
    begun_anew,
    brought_back,
    edit_page,
    say_more,
)
from handlers.checkins.saves import save_page
from handlers.commands import listen
from handlers.drafts import window_in
from handlers.people import acquaint, acting, reading
from handlers.windows import clicked_value, show_again, show_instead, show_over
from storage.people import Member
from templates.blocks import View
from templates.checkins import forms, views
from templates.checkins.pages import EDIT, help_message

_REF = re.compile(r"E-(\d{1,9})\b[\s:,.]*(.*)", re.IGNORECASE | re.DOTALL)


def register(app: App, bot: Bot) -> None:
    _register_beginning(app, bot)
    _register_drawing(app, bot)
    _register_saving(app, bot)


def _register_beginning(app: App, bot: Bot) -> None:
    listen(app, bot, "/checkin", _typed, help_message)

    @app.action(views.OPEN)
    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        has_one = bool(body["actions"][0].get("value"))
        with reading(bot, body["user"]) as (db, member):
            one = clicked_value(body) if has_one else 0
            view = begin(db, member, about=one, now=bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.LAST_TIME)
    def open_with_last(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = begin(db, member, about=clicked_value(body), last=True, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.SAY_MORE)
    def open_tap(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = say_more(db, member, clicked_value(body), now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(EDIT)
    def open_again(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            check_in = rules.own(db, member, clicked_value(body))
            view = edit_page(db, member, check_in, now=bot.now())
        ack()
        show_instead(client, body, view)


def _register_drawing(app: App, bot: Bot) -> None:
    @app.action("about", matchers=[_is_form])
    def choose_about(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = about_another(db, member, body["view"], bot.now())
        ack()
        show_again(client, body, view)

    @app.action(forms.BEGIN_ANEW)
    def begin_anew(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        typed_at = float(body["actions"][0]["action_ts"])
        with acting(bot, body["user"]) as (db, member):
            window = window_in(body["view"])
            drafts.begin_anew(db, member, window, typed_at=typed_at, now=bot.now())
            view = begun_anew(db, member, body["view"], bot.now())
        ack()
        show_again(client, body, view)

    @app.action(forms.BRING_BACK)
    def bring_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = brought_back(db, member, body["view"], bot.now())
        ack()
        show_again(client, body, view)


def _register_saving(app: App, bot: Bot) -> None:
    @app.view(forms.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        _save(ack, body, view)

    @app.view(forms.SAVE_EDIT)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        _save(ack, body, view)

    @app.action(forms.KEEP_ALONE)
    def keep_alone(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = save_page(db, member, body["view"], alone=True, now=bot.now())
        ack()
        show_instead(client, body, after)

    def _save(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = save_page(db, member, view, alone=False, now=bot.now())
        ack(response_action="update", view=after)


def _is_form(body: Mapping[str, Any]) -> bool:
    return bool(body.get("view", {}).get("callback_id") == forms.SAVE)


def _typed(db: Session, member: Member, typed: str, now: datetime) -> View:
    """The form, begun with what was typed; with a reference before it, about that one."""
    if typed.casefold() == "list":  # what others' commands know; here the form has them
        typed = ""
    named = _REF.fullmatch(typed)
    if named is None:
        return begin(db, member, noticed=typed, now=now)
    return begin(db, member, about=int(named[1]), noticed=named[2].strip(), now=now)
