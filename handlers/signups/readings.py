"""*Just send me the notes*, and taking that back: one click each, and the answer for one alone."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot import attendances as rules
from handlers import Bot
from handlers.answers import answer_alone
from handlers.people import acquaint, acting
from handlers.windows import clicked_value, show_instead
from templates.blocks import Message
from templates.signups import saved, views


def register(app: App, bot: Bot) -> None:
    @app.action(views.JUST_NOTES)
    def just_notes(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        workshop_id = clicked_value(body)
        with acting(bot, body["user"]) as (db, member):
            part = rules.just_notes(db, member, workshop_id, now=bot.now())
        ack()
        _answer(saved.notes_come(workshop_id, part.state), body, client, respond)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.NO_NOTES)
    def no_notes(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        workshop_id = clicked_value(body)
        with acting(bot, body["user"]) as (db, member):
            state = rules.take_notes_back(db, member, workshop_id, now=bot.now())
        ack()
        _answer(saved.notes_taken_back(workshop_id, state), body, client, respond)


def _answer(said: Message, body: Mapping[str, Any], client: WebClient, respond: Respond) -> None:
    if body.get("container", {}).get("type") == "message":
        answer_alone(client, respond, body, said, replaces=True)
    else:
        show_instead(client, dict(body), saved.in_window(said))
