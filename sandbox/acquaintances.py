"""Who may be where, and who knows of whom: members, guests, people of other organisations.

How Slack describes them is in people.py; what they do is in acting/.
"""

from collections.abc import Iterable, Mapping

from sandbox.channels import Conversation
from sandbox.people import User


def find_acquaintances(rooms: Iterable[Conversation], user: str) -> set[str]:
    """Who is in a channel or a group with them, they themselves included."""
    shared = [room for room in rooms if user in room.members and room.kind != "dm"]
    return {user, *(member for room in shared for member in room.members)}


def find_visible(users: Iterable[User], rooms: Iterable[Conversation], viewer: User) -> list[User]:
    """Whom somebody finds in menus and completions. slack-facts §7.1: a guest only those of their
    channels. People of two organisations know of each other by a channel, too (a guess).
    """
    known = find_acquaintances(rooms, viewer.id)
    return [
        user
        for user in users
        if not (user.bot or user.deleted)
        and (user.id in known or not (viewer.guest or user.team != viewer.team))
    ]


def is_stranger(user: User, users: Mapping[str, User], rooms: Iterable[Conversation]) -> bool:
    """slack-facts §7.2: from elsewhere, and in no channel with anybody of ours."""
    return user.team != "" and all(
        users[each].team == user.team for each in find_acquaintances(rooms, user.id)
    )


def why_not_in(user: User, room: Conversation, rooms: Iterable[Conversation]) -> str:
    """Slack's word for why somebody cannot be in a channel (`conversations.invite`, slack-facts
    §3.4); "" where nothing speaks against it. What it says of the deactivated is a guess.
    """
    if user.deleted:
        return "cant_invite"
    if user.team and user.team not in room.teams:
        return "org_user_not_in_team"
    elsewhere = (each for each in rooms if user.id in each.members and not each.is_direct)
    if user.guest == "single" and any(each is not room for each in elsewhere):
        return "ura_max_channels"
    return ""
