"""The people of a workspace and its one bot, and how Slack describes them.

Who is in which channel is not here; the channels know their members.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

SLACKBOT = "USLACKBOT"
_ID_LENGTH = 9
_PICTURE_SIZES = (24, 32, 48, 72, 192, 512)


@dataclass
class User:
    """A row of `users.list`; the app's own user is one too. Without a `zone` Slack does not say
    where they are, as it may be with people of other organisations (slack-facts §3.3).
    """

    id: str
    handle: str
    name: str
    title: str = ""
    zone: str = "Europe/London"
    admin: bool = False
    bot: bool = False
    deleted: bool = False
    updated: int = 0
    # "multi" for a guest of some channels, "single" for a guest of one.
    guest: str = ""
    # Their own workspace's id, where they come from another organisation (Slack Connect).
    team: str = ""
    email: str = ""

    @property
    def display_name(self) -> str:
        """What others read beside a message or in a mention: here, the first name."""
        return self.name.split(maxsplit=1)[0]


def make_id(prefix: str, name: str, taken: Container[str] = ()) -> str:
    """A stable id derived from a name, so that a test or a log can be read: `UAMINA000`."""
    letters = "".join(c for c in name.upper() if c.isascii() and c.isalnum())
    first = (prefix + letters)[:_ID_LENGTH].ljust(_ID_LENGTH, "0")
    candidate, number = first, 1
    while candidate in taken:
        number += 1
        candidate = f"{first}{number}"
    return candidate


def describe_user(user: User, team: str, now: float) -> dict[str, Any]:
    """The user as `users.info` shows it (slack-facts §3.3)."""
    return {
        "id": user.id,
        "team_id": user.team or team,
        "name": user.handle,
        "deleted": user.deleted,
        "real_name": user.name,
        **(_clock(user.zone, now) if user.zone else {}),
        "profile": _profile(user, team),
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.bot,
        "is_app_user": False,
        **({"is_stranger": False} if user.team else {}),
        "updated": user.updated,
    }


def _clock(zone: str, now: float) -> dict[str, Any]:
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    return {
        "tz": zone,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def _profile(user: User, team: str) -> dict[str, Any]:
    pictures = {
        f"image_{size}": f"https://secure.gravatar.com/avatar/{user.id}?s={size}"
        for size in _PICTURE_SIZES
    }
    return {
        "title": user.title,
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "team": team,
        **pictures,
    }
