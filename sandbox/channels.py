"""Conversations: public and private channels, direct messages between two and among a few.

What was said in them is not here but in messages.py.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["channel", "private", "dm", "group"]

# Slack asks for another scope for each kind, and names kinds in `types=` by words of its own.
SCOPE_FAMILIES: dict[Kind, str] = {
    "channel": "channels",
    "private": "groups",
    "dm": "im",
    "group": "mpim",
}
TYPE_NAMES: dict[Kind, str] = {
    "channel": "public_channel",
    "private": "private_channel",
    "dm": "im",
    "group": "mpim",
}
# What Slack calls a conversation where others may not know that it exists.
_SECRET_NAMES: dict[Kind, str] = {"dm": "directmessage", "private": "privategroup"}


@dataclass
class Conversation:
    id: str
    name: str
    kind: Kind
    purpose: str = ""
    creator: str = ""
    members: list[str] = field(default_factory=list)
    archived: bool = False
    created: int = 0
    # The other organisations' workspaces that share it (Slack Connect).
    teams: list[str] = field(default_factory=list)
    topic: str = ""
    # As Slack describes them (api/bookmarks.py).
    bookmarks: list[dict[str, Any]] = field(default_factory=list)
    # By whom and when, by the message's ts (api/pins.py).
    pins: dict[str, dict[str, Any]] = field(default_factory=dict)

    def scope(self, verb: str) -> str:
        return f"{SCOPE_FAMILIES[self.kind]}:{verb}"

    @property
    def is_direct(self) -> bool:
        """Nobody joins it or leaves it: its people are what it is."""
        return self.kind in ("dm", "group")

    @property
    def payload_name(self) -> str:
        """As commands and clicks name it. A group's name says who is in it, anywhere."""
        return _SECRET_NAMES.get(self.kind, self.name)

    def other_than(self, user: str) -> str:
        """In a direct message, the one at the other end."""
        return next((member for member in self.members if member != user), user)


def describe_conversation(
    conversation: Conversation, bot: str, team: str, *, gone: bool = False
) -> dict[str, Any]:
    """The conversation as `conversations.info` shows it to the app. `gone`: the one whom it is
    direct messages with is deactivated.
    """
    described = {
        "id": conversation.id,
        "created": conversation.created,
        "updated": conversation.created * 1000,
        "is_archived": conversation.archived,
        "is_org_shared": False,
        "is_im": conversation.kind == "dm",
        "is_mpim": conversation.kind == "group",
        "context_team_id": team,
    }
    if conversation.kind == "dm":
        other = conversation.other_than(bot)
        return {**described, "user": other, "is_user_deleted": gone}
    return {
        **described,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind in ("private", "group"),
        "creator": conversation.creator,
        "is_private": conversation.kind != "channel",
        "is_general": False,
        **_sharing(conversation, team),
        "is_member": bot in conversation.members,
        "num_members": len(conversation.members),
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _sharing(conversation: Conversation, team: str) -> dict[str, Any]:
    """With whom (slack-facts §7.2); which ids stand where is the SDKs' word for it."""
    shared = bool(conversation.teams)
    flags = {"is_shared": shared, "is_ext_shared": shared, "is_pending_ext_shared": False}
    if not shared:
        return flags
    return {
        **flags,
        "conversation_host_id": team,
        "internal_team_ids": [team],
        "connected_team_ids": list(conversation.teams),
        "shared_team_ids": [team, *conversation.teams],
        "pending_shared": [],
        "pending_connected_team_ids": [],
    }
