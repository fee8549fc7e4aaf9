"""The bookmark above a channel. Set twice it is set once: Slack is asked what is there."""

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from templates.blocks import Bookmark

log = logging.getLogger(__name__)

Spot = tuple[str | None, str | None]
# With these errors Slack would refuse it again, and there is nothing for a person to do: what it
# leads to is found without it.
LET_GO = {
    "access_denied",
    "cannot_bookmark_from_external_org",
    "cannot_bookmark_restricted_sharing_enabled",
    "channel_not_found",
    "is_archived",
    "message_not_found",
    "not_in_channel",
    "not_implemented",
    "permission_denied",
    "restricted_action",
    "too_many_bookmarks",
    "too_many_tabs",
}


def set_bookmark(slack: WebClient, channel: str, said: Bookmark) -> Spot:
    """Where it leads stands in this channel: it is there, once. Else it is in another now: here it
    is not. Returns the channel and the bookmark's id.
    """
    try:
        if channel != said.channel:
            return _remove(slack, channel, said)
        return _put(slack, said)
    except SlackApiError as error:
        reason = error.response.get("error")
        if reason not in LET_GO:
            raise
        log.warning("Slack takes no bookmark in %s: %s", channel, reason)
        return None, None


def _put(slack: WebClient, said: Bookmark) -> Spot:
    found = slack.chat_getPermalink(channel=said.channel, message_ts=said.ts)
    given = {"channel_id": said.channel, "title": said.title, "link": found["permalink"]}
    ours = _ours(slack, said.channel, said)
    if ours:
        slack.bookmarks_edit(bookmark_id=ours[0], **given)
        return said.channel, ours[0]
    added = slack.bookmarks_add(type="link", **given)
    return said.channel, str(added["bookmark"]["id"])


def _remove(slack: WebClient, channel: str, said: Bookmark) -> Spot:
    for each in _ours(slack, channel, said):
        slack.bookmarks_remove(channel_id=channel, bookmark_id=each)
    return None, None


def _ours(slack: WebClient, channel: str, said: Bookmark) -> list[str]:
    """By the ids that we know, or, where an attempt ended without a word, by what it would have
    said: a link of that name to a message in this channel.
    """
    there = slack.bookmarks_list(channel_id=channel)["bookmarks"]
    message = f"/archives/{channel}/p"
    return [
        each["id"]
        for each in there
        if each["id"] in said.ours
        or (each["title"] == said.title and message in (each.get("link") or ""))
    ]
