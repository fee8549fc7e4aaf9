"""*Ways to reflect*: everybody looks, facilitators change, and everybody sees what changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import prompts as rules
from bot.rights import must_facilitate
from handlers import Bot
from handlers.people import acting, reading
from handlers.windows import about, clicked_code, clicked_value, show_instead, show_over
from storage.people import Member, members_by_ids
from storage.prompts import PromptSet, prompt_changes, prompt_sets
from templates.blocks import View
from templates.forms import read
from templates.logs import CHANGES_AT_ONCE
from templates.prompts import views


def register(app: App, bot: Bot) -> None:
    _register_looking(app, bot)
    _register_changes(app, bot)
    _register_editing(app, bot)
    _register_putting_away(app, bot)


def _register_looking(app: App, bot: Bot) -> None:
    @app.action(views.LIST)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _listing(db, member)
        ack()
        show_over(client, body, view)

    @app.action(views.MORE)
    def show_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = views.listing(prompt_sets(db, hidden=True), member, start=clicked_value(body))
        ack()
        show_instead(client, body, view)


def _register_changes(app: App, bot: Bot) -> None:
    @app.action(views.CHANGES)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _changes(db, member, None, bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.EARLIER)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _changes(db, member, clicked_value(body), bot.now())
        ack()
        show_instead(client, body, view)


def _register_editing(app: App, bot: Bot) -> None:
    @app.action(views.NEW)
    def ask_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            must_facilitate(member)
        ack()
        show_instead(client, body, views.new_form())

    @app.view(views.ADD)
    def save_new(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = read(views.QUESTIONS, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            one = rules.add(db, member, **mine, now=bot.now())
            after = _listing(db, member, "added", one)
        ack(response_action="update", view=after)

    @app.action(views.EDIT)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            one = rules.set_to_change(db, member, clicked_code(body))
            view = views.edit_form(one, rules.write_questions(one.prompts))
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_EDIT)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = read(views.QUESTIONS, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            after = _after_edit(db, member, about(view), mine, bot.now())
        ack(response_action="update", view=after)


def _register_putting_away(app: App, bot: Bot) -> None:
    @app.action(views.PUT_AWAY)
    def put_away(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            one = rules.put_away(db, member, clicked_code(body), now=bot.now())
            view = _listing(db, member, "put_away", one)
        ack()
        show_instead(client, body, view)

    @app.action(views.BRING_BACK)
    def bring_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            one = rules.bring_back(db, member, clicked_code(body), now=bot.now())
            view = _listing(db, member, "brought_back", one)
        ack()
        show_instead(client, body, view)


def _after_edit(
    db: Session, member: Member, opened: Mapping[str, Any], mine: Mapping[str, str], now: datetime
) -> View:
    """The list; or both versions, when someone else saved since this form was opened."""
    one = rules.set_to_change(db, member, opened["code"])
    prompts = rules.read_questions(mine["questions"])
    differs = (one.name, one.prompts) != (mine["name"], prompts)  # else the same save, come twice
    if one.revision != opened["revision"] and differs:
        return views.edit_form(one, rules.write_questions(one.prompts), mine)
    one = rules.change(db, member, one.code, **mine, now=now)
    return _listing(db, member, "changed", one)


def _listing(db: Session, member: Member, what: str = "", one: PromptSet | None = None) -> View:
    just = views.changed_just_now(what, one) if one is not None else ()
    return views.listing(prompt_sets(db, hidden=True), member, just=just)


def _changes(db: Session, member: Member, before: int | None, now: datetime) -> View:
    found = prompt_changes(db, limit=CHANGES_AT_ONCE + 1, before=before)
    shown = found[:CHANGES_AT_ONCE]
    people = members_by_ids(db, [each.changed_by for each in shown])
    more = len(found) > len(shown)
    return views.changes(shown, people, member.time_zone, has_more=more, now=now)
