"""Calendar files in people's messages, and the address of their own calendar."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.calendars import FILE, TAKEN_OUT, give_address, take_address
from bot.deliveries import Claimed, was_said
from bot.errors import Refusal
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.windows import show_instead, show_over
from storage.calendars import CalendarEntry, entry_by_id
from storage.people import Member, members_by_ids
from storage.workshops import join_link_of, slot_by_id, workshop_by_id
from templates.blocks import File
from templates.calendars import views
from templates.calendars.events import Happening

PATH = "calendar/{secret}.ics"  # where a calendar asks for them (handlers/feeds.py)


def register(app: App, bot: Bot) -> None:
    @app.action(views.ADDRESS)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (_, member):
            view = views.address_window(_address(bot, member))
        ack()
        show_over(client, body, view)

    @app.action(views.MAKE_ADDRESS)
    def make(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (_, member):
            give_address(member)
            view = views.address_window(_address(bot, member))
        ack()
        show_instead(client, body, view)

    @app.action(views.DROP_ADDRESS)
    def drop(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (_, member):
            take_address(member)
        ack()
        show_instead(client, body, views.address_window("", was_dropped=True))


def composers(bot: Bot) -> Composers:
    del bot
    return {FILE: _file}


def happening(db: Session, entry: CalendarEntry) -> Happening | None:
    """An entry as its member may read it now; None where they may not (any more)."""
    workshop, slot = workshop_by_id(db, entry.workshop_id), slot_by_id(db, entry.slot_id)
    if workshop is None or slot is None:
        return None
    return Happening(
        uid=entry.uid,
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        title=workshop.title,
        purpose=workshop.purpose,
        sharing_rule=workshop.sharing_rule,
        link=join_link_of(db, workshop.id),
        is_cancelled=entry.state == TAKEN_OUT,
    )


def _file(db: Session, taken: Claimed, now: datetime) -> File | None:
    entry = entry_by_id(db, taken.subject_id)
    said = happening(db, entry) if entry is not None else None
    if entry is None or said is None:
        return None
    is_first = not was_said(db, FILE, entry.id)
    if said.is_cancelled and is_first:  # it never came to be in their calendar
        return None
    zone = members_by_ids(db, [entry.member_id])[entry.member_id].time_zone
    return views.file(said, zone, is_first=is_first, now=now)


def _address(bot: Bot, member: Member) -> str:
    if not bot.settings.web_url:
        raise Refusal("calendars.no_address")
    if not member.feed:
        return ""
    return f"{bot.settings.web_url}{PATH.format(secret=member.feed)}"
