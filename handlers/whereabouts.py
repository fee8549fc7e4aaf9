"""By which zone's clock a member lives: asked about in Home, changed in their settings."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import whereabouts as rules
from bot.zones import is_zone, places_by_clock
from handlers import Bot
from handlers.people import acting, reading
from handlers.preferences import opened_from, settings_follow, show_where_they_look
from handlers.windows import show_instead, show_over
from storage.people import Member
from templates.blocks import Block, View
from templates.forms import read
from templates.people import whereabouts as views


def register(app: App, bot: Bot) -> None:
    @app.action(views.RIGHT)
    def right(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        zone = str(body["actions"][0].get("value", ""))
        with acting(bot, body["user"]) as (db, member):
            rules.confirm(db, member, zone, now=bot.now())
        ack()
        show_where_they_look(client, bot, body, body["user"])

    @app.action(views.CHANGE)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            view = _form(member, opened_from(body), bot.now())
        ack()
        show_over(client, body, view)

    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        zone = read(views.WHERE, view["state"]["values"])["zone"]
        with acting(bot, body["user"]) as (db, member):
            rules.choose(db, member, zone, now=bot.now())
            after = views.saved(member, bot.now())
        ack(response_action="update", view=after)
        settings_follow(client, bot, view, body["user"])

    @app.action(views.FOLLOW)
    def follow(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.follow_slack_again(db, member, now=bot.now())
            after = views.saved(member, bot.now())
        ack()
        show_instead(client, body, after)
        settings_follow(client, bot, body["view"], body["user"])


def question_lines(member: Member, now: datetime) -> list[Block]:
    """For Home: what there is to ask about where they are."""
    doubt, lost = rules.doubt(member), rules.lost_zone(member)
    return views.question(member, doubt, now, lost=lost)


def _form(member: Member, opened: dict[str, Any], now: datetime) -> View:
    says_other = is_zone(member.slack_zone) and member.slack_zone != member.time_zone
    return views.form(
        member,
        places_by_clock(now, besides=[member.time_zone]),
        now,
        follows=member.own_zone is not None and says_other,
        remembers=opened,
    )
