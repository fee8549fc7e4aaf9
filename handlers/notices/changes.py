"""What its author does with a notice in its window: change it, take it down, let it stand."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import notices as rules
from bot.errors import Refusal
from handlers import Bot
from handlers.notices.pages import edit_page
from handlers.notices.readings import window_of
from handlers.people import acting, reading
from handlers.windows import clicked_value, show_instead
from storage.notices import Notice
from templates.blocks import View
from templates.notices import views


def register(app: App, bot: Bot) -> None:
    @app.action(views.EDIT)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            notice = rules.own(db, member, clicked_value(body))
            if notice.state != rules.STANDING:
                raise Refusal("notices.ended")
            view = edit_page(db, member, notice, now=bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(views.TAKE_DOWN)
    def take_down(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _changed(bot, body, rules.take_down, "is_down")
        ack()
        show_instead(client, body, view)

    @app.action(views.STAND_LONGER)
    def stand_longer(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _changed(bot, body, rules.stand_longer, "is_longer")
        ack()
        show_instead(client, body, view)

    @app.action(views.PUT_UP_AGAIN)
    def put_up_again(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _changed(bot, body, rules.put_up_again, "is_up_again")
        ack()
        show_instead(client, body, view)


def _changed(bot: Bot, body: Mapping[str, Any], rule: Callable[..., Notice], note: str) -> View:
    """The window after a click: with what the click did."""
    now = bot.now()
    with acting(bot, body["user"]) as (db, member):
        notice = rule(db, member, clicked_value(body), now=now)
        return window_of(db, member, notice, note=note, now=now)
