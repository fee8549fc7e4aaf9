"""Conversations: public and private channels, and direct messages between two.

What was said in them is not here but in messages.py.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["channel", "private", "dm"]

# Slack asks for another scope for each kind, and names kinds in `types=` by words of its own.
SCOPE_FAMILIES: dict[Kind, str] = {"channel": "channels", "private": "groups", "dm": "im"}
TYPE_NAMES: dict[Kind, str] = {
    "channel": "public_channel",
    "private": "private_channel",
    "dm": "im",
}


@dataclass
class Conversation:
    id: str
    name: str
    kind: Kind
    purpose: str = ""
    members: list[str] = field(default_factory=list)
    archived: bool = False
    created: int = 0

    def scope(self, verb: str) -> str:
        return f"{SCOPE_FAMILIES[self.kind]}:{verb}"

    def other_than(self, user: str) -> str:
        """In a direct message, the one at the other end."""
        return next((member for member in self.members if member != user), user)


def describe_conversation(conversation: Conversation, bot: str, team: str) -> dict[str, Any]:
    """The conversation as `conversations.info` shows it to the app."""
    shared = {
        "id": conversation.id,
        "created": conversation.created,
        "updated": conversation.created * 1000,
        "is_archived": conversation.archived,
        "is_org_shared": False,
        "is_im": conversation.kind == "dm",
        "is_mpim": False,
        "context_team_id": team,
    }
    if conversation.kind == "dm":
        return {**shared, "user": conversation.other_than(bot), "is_user_deleted": False}
    return {
        **shared,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "private",
        "is_private": conversation.kind == "private",
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": bot in conversation.members,
        "num_members": len(conversation.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }
