"""/reflect, and everything that its form does: begun, drawn anew, saved, opened again to change."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import drafts
from bot import reflections as rules
from bot.errors import Refusal
from bot.teams import for_team
from handlers import Bot
from handlers.commands import listen
from handlers.drafts import window_in
from handlers.messages import as_typed
from handlers.people import acquaint, acting, reading
from handlers.reflections.pages import about_another, another_way, begin, draw_page, edit_page
from handlers.reflections.readings import listing
from handlers.reflections.saves import save_edited, save_page
from handlers.windows import clicked_value, show_again, show_instead, show_over
from storage.people import Member
from templates.blocks import View
from templates.reflections import views
from templates.reflections.boxes import (
    Remembered,
    Unsaved,
    boxes_in,
    from_draft,
    remembered,
    spread,
    together,
    unsaved,
)

_ABOUT_VALUE = re.compile(r"(\d{1,9})(?::(\w{1,24}))?")


def register(app: App, bot: Bot) -> None:
    _register_beginning(app, bot)
    _register_drawing(app, bot)
    _register_drafts(app, bot)
    _register_saving(app, bot)
    _register_changing(app, bot)


def _register_beginning(app: App, bot: Bot) -> None:
    listen(app, bot, "/reflect", _typed, views.help_message)

    @app.action(views.WRITE)
    def write(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = begin(db, member, now=bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.WRITE_ABOUT)
    def write_about(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        found = _ABOUT_VALUE.fullmatch(str(body["actions"][0].get("value", "")))
        if found is None:
            raise Refusal("errors.nothing_there")
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, int(found[1]))
            view = begin(db, member, about=experiment.id, way=found[2] or "", now=bot.now())
        ack()
        show_over(client, body, view)

    @app.message_shortcut(views.KEEP)
    def keep(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        message = body["message"]
        if message.get("user") != body["user"]["id"]:
            raise Refusal("reflections.not_your_message")
        with reading(bot, body["user"]) as (db, member):
            typed = as_typed(db, message.get("text", ""))
            if not typed.strip():
                raise Refusal("reflections.nothing_written")
            view = begin(db, member, answers=spread(typed), now=bot.now())
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)


def _register_drawing(app: App, bot: Bot) -> None:
    @app.action(views.WAY)
    def choose_way(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        chosen = (body["actions"][0].get("selected_option") or {}).get("value", "")
        with reading(bot, body["user"]) as (db, member):
            view = another_way(db, member, body["view"], str(chosen), bot.now())
        ack()
        show_again(client, body, view)

    @app.action("about", matchers=[_is_form])
    def choose_about(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = about_another(db, member, body["view"], bot.now())
        ack()
        show_again(client, body, view)


def _register_drafts(app: App, bot: Bot) -> None:
    @app.action(views.BEGIN_ANEW)
    def begin_anew(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        known = remembered(body["view"])
        typed_at = float(body["actions"][0]["action_ts"])
        with acting(bot, body["user"]) as (db, member):
            window = window_in(body["view"])
            drafts.begin_anew(db, member, window, typed_at=typed_at, now=bot.now())
            anew = Remembered(round=known.round + 1)
            empty = Unsaved(known.way)
            view = draw_page(db, member, empty, known=anew, view=window.view, now=bot.now())
        ack()
        show_again(client, body, view)

    @app.action(views.BRING_BACK)
    def bring_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _brought_back(db, member, body["view"], bot.now())
        ack()
        show_again(client, body, view)


def _register_saving(app: App, bot: Bot) -> None:
    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = save_page(db, member, view, alone=False, now=bot.now())
        ack(response_action="update", view=after)

    @app.view(views.SAVE_EDIT)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = save_edited(db, member, view, alone=False, now=bot.now())
        ack(response_action="update", view=after)

    @app.action(views.KEEP_ALONE)
    def keep_alone(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = body["view"]
        rule = save_edited if view["callback_id"] == views.SAVE_EDIT else save_page
        with acting(bot, body["user"]) as (db, member):
            after = rule(db, member, view, alone=True, now=bot.now())
        ack()
        show_instead(client, body, after)


def _register_changing(app: App, bot: Bot) -> None:
    @app.action(views.EDIT)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            reflection = rules.own(db, member, clicked_value(body))
            view = edit_page(db, member, reflection, now=bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(views.TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.take_back(db, member, clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, views.gone())


def _is_form(body: Mapping[str, Any]) -> bool:
    form = body.get("view", {}).get("callback_id")
    return form in {views.SAVE, views.SAVE_EDIT}


def _brought_back(db: Session, member: Member, view: Mapping[str, Any], now: datetime) -> View:
    known, stands = remembered(view), unsaved(view)
    besides = {view["id"], *known.holds}
    begun = drafts.offered(db, member, views.SAVE, besides=besides, now=now)
    if begun:
        stands = together(stands, from_draft(begun[0].words))
        holds = [*known.holds, begun[0].view]
        known = replace(known, holds=holds, round=known.round + 1)
    boxes = boxes_in(view)
    return draw_page(db, member, stands, known=known, boxes=boxes, view=view["id"], now=now)


def _typed(db: Session, member: Member, typed: str, now: datetime) -> View:
    """A list of one's own, or the form, begun with what was typed."""
    if typed.lower() == "list":
        return listing(db, member, now=now)
    return begin(db, member, answers=spread(typed), now=now)
