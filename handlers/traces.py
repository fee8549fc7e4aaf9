"""What an earlier attempt may have left in Slack: each post bears the token of its delivery."""

from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.deliveries import Claimed
from handlers import Bot
from handlers.places import CLOSED, Place, Stands, place_to_look

EVENT_TYPE = "commons_delivery"
# A post is looked for by time, and Slack's clock is not ours, which may be hours wrong.
LOOK_BACK = timedelta(days=1)
GONE = {"thread_not_found", "message_not_found"}


def trace(taken: Claimed) -> dict[str, Any]:
    """The metadata by which it is found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"token": taken.token}}


def find_again(bot: Bot, taken: Claimed) -> Stands:
    """Where an earlier attempt has posted it, if one has. Raises slack_sdk's errors where Slack
    cannot be asked.
    """
    if taken.looked_for_since is None:
        return Stands()
    place = place_to_look(bot, taken)
    if place is None:
        return Stands()
    try:
        ts = _look(bot, taken, place, taken.looked_for_since - LOOK_BACK)
    except SlackApiError as error:
        if not _is_lost(taken, place, str(error.response.get("error"))):
            raise
        return Stands()
    return Stands(place.channel, ts) if ts else Stands()


def _look(bot: Bot, taken: Claimed, place: Place, since: datetime) -> str | None:
    oldest = f"{since.timestamp():.6f}"
    asked: dict[str, Any] = {"oldest": oldest, "include_all_metadata": True, "limit": 200}
    if place.thread is None:
        pages = bot.slack.conversations_history(channel=place.channel, **asked)
    else:
        pages = bot.slack.conversations_replies(channel=place.channel, ts=place.thread, **asked)
    found = (each["ts"] for page in pages for each in page["messages"] if _is(taken, each))
    return next(found, None)


def _is(taken: Claimed, message: dict[str, Any]) -> bool:
    metadata = message.get("metadata", {})
    payload = metadata.get("event_payload", {})
    return (metadata.get("event_type"), payload.get("token")) == (EVENT_TYPE, taken.token)


def _is_lost(taken: Claimed, place: Place, reason: str) -> bool:
    """Nobody can look there any more, nor has to: the thread is gone, or the noticeboard has moved
    on from a room that we are not in now.
    """
    has_moved = taken.noticeboard not in (None, place.channel)
    return reason in GONE or (has_moved and reason in {*CLOSED, "not_in_channel"})
