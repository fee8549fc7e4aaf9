"""*Settings* in Home: where the noticeboard is, and who facilitates."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import Refusal
from bot.people import name_facilitators
from bot.programme import choose_noticeboard, settings_for
from handlers import Bot
from handlers.people import acting, introduce, reading
from handlers.windows import show_over
from storage.people import facilitators
from templates.forms import read
from templates.programme import views


def register(app: App, bot: Bot) -> None:
    @app.action(views.OPEN_SETTINGS)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            noticeboard = settings_for(db, member).noticeboard
            chosen = [each.slack_id for each in facilitators(db)]
        ack()
        show_over(client, body, views.settings_form(noticeboard, chosen))

    @app.view(views.SAVE_SETTINGS)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        settings = read(views.SETTINGS, view["state"]["values"])
        with reading(bot, body["user"]) as (db, member):
            settings_for(db, member)
        check_channel(client, settings["noticeboard"], field="noticeboard")
        introduce(bot, client, settings["facilitators"], field="facilitators")
        with acting(bot, body["user"]) as (db, member):
            choose_noticeboard(db, member, settings["noticeboard"], now=bot.now())
            name_facilitators(db, member, settings["facilitators"], now=bot.now())
        ack(response_action="update", view=views.saved(settings["noticeboard"]))


def check_channel(client: WebClient, channel: str, *, field: str) -> None:
    """Say it now if we could not post there; the form stays open until someone invited us.

    A private channel that we are not in is `channel_not_found` (slack-facts §3.3). Of the 3 s that
    a save has, Slack gets one.
    """
    quick = WebClient(token=client.token, base_url=client.base_url, timeout=1, retry_handlers=[])
    try:
        found = quick.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        if error.response["error"] != "channel_not_found":
            raise
        found = {"is_member": False}
    if not found.get("is_member", True):
        raise Refusal("programme.not_in_channel", field=field)
