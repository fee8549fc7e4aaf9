"""*Our kinds of sessions*: everybody looks, facilitators change, everybody sees what changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import kinds as rules
from bot.rights import must_facilitate
from bot.supplies import ACCESS, NO_LIMIT, RECORDINGS, RULES
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.windows import about, clicked_code, clicked_value, show_instead, show_over
from storage.kinds import WorkshopKind, kind_changes, workshop_kinds
from storage.people import Member, members_by_ids
from templates.blocks import View
from templates.forms import read
from templates.logs import CHANGES_AT_ONCE
from templates.workshops import kinds as views
from templates.workshops.views import KINDS

# What a new kind begins with: the safest of each.
_NEW = {
    "name": "",
    "agenda": "",
    "sharing_rule": RULES[0],
    "recording": RECORDINGS[0],
    "access": ACCESS[0],
    "places": NO_LIMIT,
}


def register(app: App, bot: Bot) -> None:
    _register_looking(app, bot)
    _register_editing(app, bot)
    _register_putting_away(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def _register_looking(app: App, bot: Bot) -> None:
    @app.action(KINDS)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _listing(db, member)
        ack()
        show_over(client, body, view)

    @app.action(views.KIND_CHANGES)
    def show_changes(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _changes(db, member, None, bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.EARLIER_KIND_CHANGES)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _changes(db, member, clicked_value(body), bot.now())
        ack()
        show_instead(client, body, view)


def _register_editing(app: App, bot: Bot) -> None:
    @app.action(views.NEW_KIND)
    def ask_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            must_facilitate(member)
        ack()
        show_instead(client, body, views.new_form(_NEW))

    @app.view(views.ADD_KIND)
    def save_new(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = _filled_in(view)
        with acting(bot, body["user"]) as (db, member):
            kind = rules.add_kind(db, member, mine, now=bot.now())
            after = _listing(db, member, "added", kind)
        ack(response_action="update", view=after)

    @app.action(views.EDIT_KIND)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            kind = rules.kind_to_change(db, member, clicked_code(body))
            view = views.edit_form(kind, rules.answers_of(kind))
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_KIND)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = _filled_in(view)
        with acting(bot, body["user"]) as (db, member):
            after = _after_edit(db, member, about(view), mine, bot.now())
        ack(response_action="update", view=after)


def _register_putting_away(app: App, bot: Bot) -> None:
    @app.action(views.PUT_AWAY_KIND)
    def put_away(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            kind = rules.put_away_kind(db, member, clicked_code(body), now=bot.now())
            view = _listing(db, member, "put_away", kind)
        ack()
        show_instead(client, body, view)

    @app.action(views.BRING_BACK_KIND)
    def bring_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            kind = rules.bring_back_kind(db, member, clicked_code(body), now=bot.now())
            view = _listing(db, member, "brought_back", kind)
        ack()
        show_instead(client, body, view)


def _filled_in(view: Mapping[str, Any]) -> dict[str, str]:
    """As the rules take it: what is in place as its codes, one after the other."""
    given = read(views.KIND, view["state"]["values"])
    return {**given, "access": ",".join(given["access"])}


def _after_edit(
    db: Session, member: Member, opened: Mapping[str, Any], mine: Mapping[str, str], now: datetime
) -> View:
    """The list; or both versions, when someone else saved since this form was opened."""
    kind = rules.kind_to_change(db, member, opened["code"])
    answers = rules.answers_of(kind)
    if kind.revision != opened["revision"] and answers != rules.tidied(mine):
        return views.edit_form(kind, answers, mine)
    kind = rules.change_kind(db, member, kind.code, mine, now=now)
    return _listing(db, member, "changed", kind)


def _listing(db: Session, member: Member, what: str = "", kind: WorkshopKind | None = None) -> View:
    just = views.changed_just_now(what, kind) if kind is not None else ()
    return views.listing(workshop_kinds(db, hidden=True), member, just=just)


def _changes(db: Session, member: Member, before: int | None, now: datetime) -> View:
    found = kind_changes(db, limit=CHANGES_AT_ONCE + 1, before=before)
    shown = found[:CHANGES_AT_ONCE]
    people = members_by_ids(db, [each.changed_by for each in shown])
    more = len(found) > len(shown)
    return views.changes(shown, people, member.time_zone, has_more=more, now=now)
