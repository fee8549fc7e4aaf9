"""Long lists: looked through by what stands in their form, and read on page by page."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers import Bot
from handlers.people import reading
from handlers.windows import about, clicked_value, show_instead
from templates.blocks import View
from templates.forms import Form, read

# Takes the session, the member, `now`, what stands in the form, and `before`: the last that was
# shown.
Listing = Callable[..., View]


def listen(app: App, bot: Bot, listing: Listing, form: Form, *, look: str, earlier: str) -> None:
    """`look` is the list's form, which remembers what is looked for; `earlier` its button."""

    @app.view(look)
    def find(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        looked_for = read(form, view["state"]["values"])
        with reading(bot, body["user"]) as (db, member):
            found = listing(db, member, now=bot.now(), **looked_for)
        ack(response_action="update", view=found)

    @app.action(earlier)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        looked_for, before = about(body["view"]), clicked_value(body)
        with reading(bot, body["user"]) as (db, member):
            view = listing(db, member, now=bot.now(), before=before, **looked_for)
        ack()
        show_instead(client, body, view)
