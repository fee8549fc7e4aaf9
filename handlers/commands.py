"""How every command begins: `help` answers there and then, everything else opens a window."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from handlers import Bot
from handlers.people import acquaint, ask_zone, command_user, reading
from storage.people import Member
from templates.blocks import Message, View
from templates.forms import storable

# The window for what was typed after a command, which is without the blanks around it.
Opens = Callable[[Session, Member, str, datetime], View]


def listen(
    app: App,
    bot: Bot,
    command: str,
    opens: Opens,
    says: Callable[[], Message],
    *,
    has_times: bool = False,
) -> None:
    """`says` is what *help* answers. What it opens `has_times` of day in it: see `ask_zone`."""

    @app.command(command)
    def start(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        typed = storable(command.get("text", "")).strip()
        if typed.lower() == "help":
            said = says()
            ack(text=said.text, blocks=said.blocks)
            return
        if has_times:
            ask_zone(bot, client, command["user_id"])
        with reading(bot, command_user(command)) as (db, member):
            view = opens(db, member, typed, bot.now())
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=view)
        acquaint(bot, client, command["user_id"])
