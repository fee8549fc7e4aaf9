"""/workshop: what is coming and what was; and what stands of sessions in Home."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.searches import fold
from bot.workshops import DRAFT, OPEN
from handlers import Bot, Composers, listings
from handlers.commands import listen
from handlers.people import acquaint, ask_zone, reading
from handlers.windows import clicked_value, show_instead
from handlers.workshops import openings
from handlers.workshops.readings import briefly
from storage.people import Member
from storage.signups import signups_by_workshop, signups_to_come
from storage.workshops import (
    Slot,
    drafts_of_workshops,
    last_slots,
    next_slots,
    sessions_held,
    slot_by_id,
    slots_held_by,
    workshops_by_ids,
)
from templates.blocks import Block, View
from templates.workshops import lists as views
from templates.workshops.lists import Line
from templates.workshops.views import LIST, help_message

MOST_DRAFTS, MOST_HELD, LOOKED_AT = 10, 3, 30
SOON = timedelta(days=14)


def register(app: App, bot: Bot) -> None:
    listen(app, bot, "/workshop", _typed, help_message, has_times=True)

    @app.action(LIST)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ask_zone(bot, client, body["user"]["id"])
        with reading(bot, body["user"]) as (db, member):
            view = coming(db, member, bot.now())
        ack()
        show_instead(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.LATER)
    def show_later(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = coming(db, member, bot.now(), after=clicked_value(body))
        ack()
        show_instead(client, body, view)

    @app.action(views.PAST)
    def show_past(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = past(db, member, bot.now())
        ack()
        show_instead(client, body, view)

    listings.listen(app, bot, past, views.LOOK_FOR, look=views.LOOK, earlier=views.EARLIER)


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def coming(db: Session, member: Member, now: datetime, *, after: int | None = None) -> View:
    """A page of what is coming, as it stands for the reader; the drafts stand on the first."""
    most = views.SHOWN_AT_ONCE
    found = next_slots(db, limit=most + 1, after=_slot(db, after))
    drafts = [] if after else drafts_of_workshops(db, limit=MOST_DRAFTS)
    return views.coming(
        _lines(db, member, found[:most]),
        briefly(db, drafts),
        member,
        has_more=len(found) > most,
        now=now,
    )


def past(
    db: Session, member: Member, now: datetime, *, word: str = "", before: int | None = None
) -> View:
    """A page of what was; with a word, of all that has it."""
    most = views.SHOWN_AT_ONCE
    found = last_slots(db, limit=most + 1, before=_slot(db, before), word=fold(word))
    lines = _lines(db, member, found[:most])
    return views.past(lines, member, word=word, has_more=len(found) > most, now=now)


def home_lines(db: Session, member: Member, now: datetime) -> list[Block]:
    """For Home, in *Mine*: where the member goes next, and what they hold soon or have drafted."""
    next_ = [each.slot_id for each in signups_to_come(db, member.id, limit=1)]
    mine = [each for each in (_slot(db, one) for one in next_) if each is not None]
    held = slots_held_by(db, member.id, limit=LOOKED_AT)
    workshops = workshops_by_ids(db, [each.workshop_id for each in held])
    states = {each.id: each.state for each in workshops.values()}
    shown = {each.workshop_id for each in mine}
    soon = [
        each
        for each in _first_of_each(held)
        if each.workshop_id not in shown and _is_near(each, states[each.workshop_id], now)
    ]
    return views.my_lines(
        _lines(db, member, mine), _lines(db, member, soon[:MOST_HELD]), member, now=now
    )


def _typed(db: Session, member: Member, typed: str, now: datetime) -> View:
    word, _, rest = typed.partition(" ")
    if word.lower() == "new":
        return openings.first_step(db, member, title=" ".join(rest.split()))
    return coming(db, member, now)


def _lines(db: Session, member: Member, slots: Sequence[Slot]) -> list[Line]:
    """One for each of these times, with what the member has to do with its session."""
    if not slots:
        return []
    workshops = workshops_by_ids(db, [each.workshop_id for each in slots])
    shown = [workshops[each.workshop_id] for each in slots]
    signups = signups_by_workshop(db, member.id, workshops)
    held = sessions_held(db, member.id, workshops)
    return [
        Line(seen, slot, signup=signups.get(slot.workshop_id), held=slot.workshop_id in held)
        for slot, seen in zip(slots, briefly(db, shown), strict=True)
    ]


def _first_of_each(slots: Sequence[Slot]) -> list[Slot]:
    """The first time of each session."""
    first: dict[int, Slot] = {}
    for each in slots:
        first.setdefault(each.workshop_id, each)
    return [*first.values()]


def _is_near(slot: Slot, state: str, now: datetime) -> bool:
    return state == DRAFT or (state == OPEN and slot.starts_at < now + SOON)


def _slot(db: Session, slot_id: int | None) -> Slot | None:
    return slot_by_id(db, slot_id) if slot_id is not None else None
