"""The one boundary. Rules refuse and machines break; here both become a sentence, where the
person is looking. Listeners catch nothing.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltResponse, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import Refusal
from handlers import Bot
from handlers.answers import answer_alone
from handlers.windows import BOLT_LOOKS, is_full, show_instead, show_over
from templates import plain, sentence, words
from templates.errors.views import sentence_in_form, sentence_message, sentence_window

log = logging.getLogger(__name__)


def register(app: App, bot: Bot) -> None:
    del bot

    @app.error
    def say(
        error: Exception,
        body: dict[str, Any],
        client: WebClient,
        respond: Respond,
        response: BoltResponse | None,
    ) -> BoltResponse | None:
        said = sentence(error) if isinstance(error, Refusal) else _log(error, body)
        if response is None:  # the listener had acknowledged
            time.sleep(BOLT_LOOKS)
            _show(said, body, client, respond)
            return None
        if body.get("type") == "view_submission":
            return _keep_open(body["view"], error, said)
        if "command" in body:
            back = sentence_message(said, body.get("text", ""))
            return BoltResponse(status=200, body={"text": back.text, "blocks": back.blocks})
        _show(said, body, client, respond)
        return BoltResponse(status=200)


def _log(error: Exception, body: Mapping[str, Any]) -> str:
    """Log what broke by a reference, without anybody's words; return what the person is told."""
    reference = uuid.uuid4().hex[:8]
    # A database error's own text repeats the values of its statement: only its kind and place go
    # into the log.
    log.error(
        "%s: %s while handling %s\n%s",
        reference,
        type(error).__name__,
        body.get("type", "a command"),
        where(error),
    )
    if body.get("type") == "view_submission":
        return plain(words("errors/words").not_saved)
    return plain(words("errors/words").broken(reference))


def where(error: Exception) -> str:
    """Our own lines that led there; what libraries did in between helps nobody."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "site-packages" not in each.filename]
    return "\n".join(f"  {each.filename}:{each.lineno} in {each.name}" for each in ours)


def _keep_open(view: Mapping[str, Any], error: Exception, said: str) -> BoltResponse:
    """The form stays, every word in it, with the sentence under its input or the first one; above
    all of it where there is nothing to fill in, and so nothing for Slack to show it under.
    """
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if not inputs:
        shown = {"response_action": "update", "view": sentence_in_form(said, view)}
        return BoltResponse(status=200, body=shown)
    blocks = {block["element"]["action_id"]: block["block_id"] for block in inputs}
    field = getattr(error, "field", None)
    errors = {blocks.get(field, inputs[0]["block_id"]): said}
    return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})


def _show(said: str, body: Mapping[str, Any], client: WebClient, respond: Respond) -> None:
    """Where a message was clicked or a command typed, only for the one who did; elsewhere, in a
    small window, or in the form itself where no other window goes on top of it. Events come from
    nobody who is looking.
    """
    try:
        if "response_url" in body:
            back = sentence_message(said, body.get("text", ""))
            answer_alone(client, respond, body, back)
        elif is_full(body) and "submit" in body["view"]:
            show_instead(client, body, sentence_in_form(said, body["view"]))
        elif body.get("type") == "block_actions":
            show_over(client, body, sentence_window(said))
    except (SlackApiError, OSError) as failure:
        log.warning("Could not show a sentence: %s", type(failure).__name__)
