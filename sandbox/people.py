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


# "multi" is a guest of some channels, "single" a guest of one.
GUESTS = ("", "multi", "single")


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
    owner: bool = False

    @property
    def display_name(self) -> str:
        """What others read beside a message or in a mention: here, the first name."""
        return self.name.split(maxsplit=1)[0]


# slack-facts §3.3: it is in everybody's list, and is not called a bot.
SLACKBOT_ITSELF = User(SLACKBOT, "slackbot", "Slackbot", zone="America/Los_Angeles")


def make_id(prefix: str, name: str, taken: Container[str] = ()) -> str:
    """A stable id derived from a name, so that a test or a log can be read: `UAMINA000`."""
    letters = "".join(c for c in name.upper() if c.isascii() and c.isalnum())
    first = (prefix + letters)[:_ID_LENGTH].ljust(_ID_LENGTH, "0")
    candidate, number = first, 1
    while candidate in taken:
        number += 1
        candidate = f"{first}{number}"
    return candidate


def describe_user(
    user: User, team: str, now: float, *, email: bool = False, stranger: bool = False
) -> dict[str, Any]:
    """The user as `users.info` shows it (slack-facts §3.3). `email`: whether the app may know it;
    `stranger`: they share no channel with us.
    """
    described = {
        "id": user.id,
        "team_id": user.team or team,
        "name": user.handle,
        "deleted": user.deleted,
        "profile": _profile(user, team, email=email),
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if (
        user.deleted
    ):  # slack-facts §3.3: few fields; which, is what Slack's own lists were seen with
        return described
    return {
        **described,
        "real_name": user.name,
        **(_clock(user.zone, now) if user.zone else {}),
        **_standing(user),
        **({"is_stranger": stranger} if user.team else {}),
    }


def _standing(user: User) -> dict[str, bool]:
    """slack-facts §7.1: a guest of one channel is restricted, too."""
    return {
        "is_admin": user.admin or user.owner,
        "is_owner": user.owner,
        "is_primary_owner": False,
        "is_restricted": user.guest != "",
        "is_ultra_restricted": user.guest == "single",
    }


def _clock(zone: str, now: float) -> dict[str, Any]:
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    return {
        "tz": zone,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def _profile(user: User, team: str, *, email: bool) -> dict[str, Any]:
    pictures = {
        f"image_{size}": f"https://secure.gravatar.com/avatar/{user.id}?s={size}"
        for size in _PICTURE_SIZES
    }
    # slack-facts §7.2: the address of somebody from elsewhere is withheld.
    known = {"email": user.email} if email and user.email and not user.team else {}
    ids = {"bot_id": make_id("B", user.handle), "api_app_id": make_id("A", user.handle)}
    return {
        "title": user.title,
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "team": user.team or team,
        **known,
        **(ids if user.bot else {}),
        **pictures,
    }
