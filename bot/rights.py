"""Who may do what. What people may read is visibility's; this is about acting."""

from bot.errors import Refusal
from storage.people import Member


def must_facilitate(member: Member) -> None:
    """Raises Refusal for anyone but a facilitator, whatever the button said."""
    if not member.facilitator:
        raise Refusal("people.facilitators_only")
