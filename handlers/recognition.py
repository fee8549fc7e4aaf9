"""Asks once, before a form is saved that others could read, whether someone could be recognised."""

from collections.abc import Iterable, Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.recognition import identifying
from handlers import Bot
from handlers.windows import about, show_instead
from templates.blocks import View
from templates.recognition import views


def register(app: App, bot: Bot) -> None:
    del bot

    @app.action(views.CHANGE)
    def change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        show_instead(client, body, views.without_question(body["view"]))


def question_before(
    view: Mapping[str, Any], texts: Iterable[str], *, keep_alone: str = ""
) -> View | None:
    """The form with the question in it, if `texts` (what others could read) bring one and it was
    not asked yet; None to go on and save. `keep_alone` is the id of the button that saves it for
    its writer alone.
    """
    if "asked" in about(view):
        return None
    excerpt = identifying(texts)
    return None if excerpt is None else views.question(view, excerpt, keep_alone=keep_alone)
