"""bookmarks.*: the links above a channel, for everyone in it.

Whom a link leads where is the page's business (page/bookmarks.js).
"""

import re

from sandbox.api.calls import Call, Json
from sandbox.api.refusals import Refusal, invalid_arguments
from sandbox.channels import Conversation
from sandbox.people import make_id

# slack-facts §3.3; a channel holds a hundred of them.
LONGEST_TITLE, LONGEST_LINK, MOST = 256, 2048, 100
_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r":[^:\s]+:")


def add(call: Call) -> Json:
    channel = _writable(call)
    if call.args.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST:
        raise Refusal("too_many_bookmarks")
    now = int(call.state.clock.now())
    call.state.last_bookmark += 1
    bookmark: Json = {
        "id": make_id("Bk", f"{call.state.last_bookmark:07d}"),
        "channel_id": channel.id,
        "title": _title(call),
        "link": _link(call),
        "emoji": _emoji(call),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": "",
        "last_updated_by_user_id": call.state.bot,
        "last_updated_by_team_id": call.state.team,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


def edit(call: Call) -> Json:
    bookmark = _known(call, _writable(call))
    changes: Json = {}
    if "title" in call.args:
        changes["title"] = _title(call)
    if "link" in call.args:
        changes["link"] = _link(call)
    if "emoji" in call.args:
        changes["emoji"] = _emoji(call)
    bookmark |= {**changes, "date_updated": int(call.state.clock.now())}
    return {"bookmark": bookmark}


def list_bookmarks(call: Call) -> Json:
    channel = call.conversation(named="channel_id")
    return {"bookmarks": [dict(each) for each in channel.bookmarks]}


def remove(call: Call) -> Json:
    channel = _writable(call)
    channel.bookmarks.remove(_known(call, channel))
    return {}


def _writable(call: Call) -> Conversation:
    channel = call.conversation(named="channel_id")
    if channel.archived or call.state.bot not in channel.members:
        raise Refusal("permission_denied")
    return channel


def _known(call: Call, channel: Conversation) -> Json:
    wanted = call.args.text("bookmark_id")
    for each in channel.bookmarks:
        if each["id"] == wanted:
            return each
    raise Refusal("not_found")


def _title(call: Call) -> str:
    title = call.args.text("title")
    if len(title) > LONGEST_TITLE:
        raise invalid_arguments(f"must be less than {LONGEST_TITLE + 1} characters: title")
    return title


def _link(call: Call) -> str:
    link = call.args.text("link")
    if not _LINK.fullmatch(link) or len(link) > LONGEST_LINK:
        raise Refusal("invalid_link")
    return link


def _emoji(call: Call) -> str:
    emoji = call.args.text("emoji")
    if emoji and not _EMOJI.fullmatch(emoji):
        raise Refusal("invalid_emoji")
    return emoji
