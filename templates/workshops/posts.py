"""The one announcement of a session: it looks the same to everyone, and says when it is over."""

from datetime import datetime
from typing import Any

from templates import words
from templates.blocks import Block, Message, actions, context, message, rich
from templates.dates import day
from templates.ideas.views import offer_button
from templates.signups.views import just_notes_button, sign_up_button
from templates.workshops.sessions import (
    Seen,
    brings,
    can_sign_up,
    foot,
    how_it_stands,
    kind_of,
)
from templates.workshops.views import open_button

OPEN, HAPPENED, CANCELLED = "open", "happened", "cancelled"


def post(seen: Seen, *, takes_ideas: bool, zone: str, now: datetime) -> Message:
    """Its times are in each reader's own zone; a lock screen shows the group's, `zone`. What has
    ended is not put up afresh where Slack has lost it.
    """
    said, workshop = words("workshops/post"), seen.workshop
    first = next((each.slot for each in seen.times if each.slot.state == "coming"), None)
    starts_at = (first or seen.times[0].slot).starts_at
    about = brings(seen)
    is_open = workshop.state == OPEN
    return message(
        said.lock(kind_of(seen), day(starts_at, zone, now=now), _state(seen, now)),
        rich(said.body(kind_of(seen), workshop.title, workshop.purpose)),
        *([context(about)] if about else []),
        rich(_when(said, seen, now)),
        actions(*_buttons(seen, takes_ideas=takes_ideas, now=now)),
        *([context(foot(seen))] if is_open else []),
        stays_gone=not is_open,
    )


def _state(seen: Seen, now: datetime) -> str:
    """How it stands, for a lock screen."""
    if seen.workshop.state != OPEN:
        return seen.workshop.state
    if not can_sign_up(seen, now):
        return "begun"
    coming = [each for each in seen.times if each.slot.state == "coming"]
    return "full" if all(each.places and each.places.is_full for each in coming) else OPEN


def _when(said: Any, seen: Seen, now: datetime) -> Any:
    workshop = seen.workshop
    if workshop.state == CANCELLED:
        return said.cancelled(workshop.reason)
    if workshop.state == HAPPENED:
        return said.happened(
            [each.slot.starts_at for each in seen.times if each.slot.state != CANCELLED]
        )
    return said.times(
        [
            {
                "starts": each.slot.starts_at,
                "ends": each.slot.ends_at,
                "standing": how_it_stands(each, now),
            }
            for each in seen.times
        ]
    )


def _buttons(seen: Seen, *, takes_ideas: bool, now: datetime) -> list[Block]:
    """Those that mean something by now; they are for everyone."""
    workshop = seen.workshop
    is_coming = can_sign_up(seen, now)
    sign_up = [sign_up_button(workshop.id)] if is_coming else []
    offer = [offer_button(workshop.id)] if is_coming and takes_ideas else []
    notes = [just_notes_button(workshop.id)] if workshop.state == OPEN else []
    return [*sign_up, *offer, *notes, open_button(workshop.id)]
