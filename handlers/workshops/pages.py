"""A session's window, made for the one who opens it: its own part, and what the other
capabilities have to say of it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.notices import is_address
from bot.signups import COMES, WAITS
from bot.workshops import readable
from handlers import Bot, Composers, ideas, notes, runsheets, signups, stories, takeaways
from handlers.people import acquaint, ask_zone, reading
from handlers.windows import clicked_value, show_over
from handlers.workshops import edits
from handlers.workshops.readings import seen
from storage.people import Member
from storage.signups import signup_of
from storage.workshops import Workshop, join_link_of
from templates.blocks import Block, View
from templates.workshops import windows
from templates.workshops.views import OPEN
from templates.workshops.windows import Parts

Lines = Callable[[Session, Member, Workshop, datetime], list[Block]]


def register(app: App, bot: Bot) -> None:
    @app.action(OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ask_zone(bot, client, body["user"]["id"])
        with reading(bot, body["user"]) as (db, member):
            workshop = readable(db, clicked_value(body))
            view = window_of(db, member, workshop, now=bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def window_of(
    db: Session, member: Member, workshop: Workshop, *, now: datetime, note: str = ""
) -> View:
    """The whole, as `member` may know it. `note` comes first: what just happened."""
    link = join_link_of(db, workshop.id)
    signup = signup_of(db, workshop.id, member.id)
    parts = Parts(
        mine=signups.my_part(db, member, workshop, now),
        slot_id=signup.slot_id if signup is not None and signup.state in {COMES, WAITS} else None,
        more=[lines(db, member, workshop, now) for lines in _more()],
    )
    return windows.window(
        seen(db, workshop),
        member,
        parts,
        link=link if is_address(link) else "",
        note=note,
        now=now,
    )


def _more() -> Sequence[Lines]:
    """In this order. They are looked up when they are needed: some of them show this window."""
    return (
        signups.who_comes,
        ideas.idea_lines,
        stories.story_lines,
        runsheets.running_lines,
        notes.note_lines,
        takeaways.takeaway_lines,
        edits.holding_ways,
    )
