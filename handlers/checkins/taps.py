"""What is tapped in the message that asks how it goes. That message itself says what came of it."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot import taps as rules
from bot.checkins import narrow, take_back
from bot.errors import Refusal
from handlers import Bot
from handlers.people import acting
from handlers.windows import as_id, clicked_value
from storage.people import Member
from templates.checkins import views


def register(app: App, bot: Bot) -> None:
    for action_id, feel in views.TAPS.items():
        app.action(action_id)(_tapping(bot, feel))
    for action_id, rhythm in views.CHOICES.items():
        app.action(action_id)(_choosing(bot, rhythm))

    @app.action(views.MENU)
    def choose(ack: Ack, body: dict[str, Any]) -> None:
        chosen = str(body["actions"][0].get("selected_option", {}).get("value", ""))
        choice, _, turn = chosen.partition(":")
        with acting(bot, body["user"]) as (db, member):
            _go_on(bot, db, member, as_id(turn), choice)
        ack()

    @app.action(views.ONLY_ME)
    def keep_alone(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            narrow(db, member, clicked_value(body), now=bot.now())
        ack()

    @app.action(views.UNDO)
    def undo(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            take_back(db, member, clicked_value(body), now=bot.now())
        ack()

    @app.action(views.NO_THANKS)
    def want_nothing(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.want_nothing(db, member, clicked_value(body), now=bot.now())
        ack()


def _tapping(bot: Bot, feel: str) -> Callable[..., None]:
    def tap(ack: Ack, body: dict[str, Any]) -> None:
        turn, named = views.tapped(str(body["actions"][0].get("value", "")))
        with acting(bot, body["user"]) as (db, member):
            origin = f"{body.get('container', {}).get('message_ts', '')}:{turn}"
            rules.tap(db, member, as_id(turn), feel, named=named, origin=origin, now=bot.now())
        ack()

    return tap


def _choosing(bot: Bot, rhythm: str) -> Callable[..., None]:
    def choose(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.choose_rhythm(db, member, clicked_value(body), rhythm, now=bot.now())
        ack()

    return choose


def _go_on(bot: Bot, db: Session, member: Member, turn_id: int, choice: str) -> None:
    if choice == views.NEXT_WEEK:
        rules.put_off(db, member, turn_id, now=bot.now())
    elif choice in views.CHOICES.values():
        rules.choose_rhythm(db, member, turn_id, choice, now=bot.now())
    else:
        raise Refusal("errors.nothing_there")
