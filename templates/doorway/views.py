"""How the doorway is arranged: one message with a button for everything that the commands do, and
the line about it in the settings.
"""

from collections.abc import Collection

from templates import words
from templates.blocks import (
    Block,
    Bookmark,
    Message,
    View,
    actions,
    button,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.checkins.views import OPEN as CHECK_IN
from templates.experiments.views import PUT_DOWN
from templates.notices.views import NEW
from templates.reflections.views import WRITE
from templates.workshops.views import LIST

PUT_UP = "doorway.put_up"
MY_THINGS = "home.my_things"  # Home, for those who have none

# In this order. The words on them stand in post.j2.
WAYS = {
    "put_down": PUT_DOWN,
    "reflect": WRITE,
    "check_in": CHECK_IN,
    "ask": NEW,
    "sessions": LIST,
    "my_things": MY_THINGS,
}


def doorway() -> Message:
    """Where it stood and is gone it is not put up afresh: a new one has a new number."""
    said = words("doorway/post")
    return message(
        said.lock,
        rich(said.welcome),
        actions(*(button(said.ways[way], leads_to) for way, leads_to in WAYS.items())),
        context(said.foot),
        stays_gone=True,
    )


def bookmark(channel: str, ts: str, *, ours: Collection[str]) -> Bookmark:
    """The link above the channel where the doorway stands."""
    return Bookmark(words("doorway/post").bookmark, channel, ts, frozenset(ours))


def settings_lines() -> list[Block]:
    """In the group's settings."""
    said = words("doorway/settings")
    return [section(said.what, button(said.put_up, PUT_UP))]


def goes_up(channel: str) -> View:
    said = words("doorway/settings")
    return modal(said.title, rich(said.goes_up(channel)), close=said.done)
