"""A place came free: what is said of it, the two answers, and what is forgotten with time."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import attendances as rules
from bot import needs
from bot.deliveries import Claimed
from bot.places import PLACE
from bot.signups import COMES
from bot.visibility import Keeper
from bot.workshops import COMING, OPEN
from handlers import Bot, Composers, Job
from handlers.people import acting
from handlers.windows import clicked_value, show_instead
from storage.people import Member, members_by_ids
from storage.signups import Signup, access_needs_past, given_to, signup_by_id
from storage.workshops import Slot, Workshop, slot_by_id, workshop_by_id
from templates.blocks import Block, Message
from templates.dates import span
from templates.signups import places as said
from templates.signups import views

MOST_WAITING = 3


def register(app: App, bot: Bot) -> None:
    @app.action(views.COME)
    def come(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            part = rules.come(db, member, clicked_value(body), now=bot.now())
            after = _message(db, member, part, bot.now())
        ack()
        _show(client, body, after)

    @app.action(views.LET_GO)
    def let_go(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            part = rules.let_go(db, member, clicked_value(body), now=bot.now())
            after = _message(db, member, part, bot.now())
        ack()
        _show(client, body, after)


def jobs(bot: Bot) -> list[Job]:
    return [Job("signups.forget_needs", partial(_forget_needs, bot))]


def waiting_lines(db: Session, member: Member, now: datetime) -> list[Block]:
    """In Home: places that came free and wait for a yes, the next first."""
    lines: list[Block] = []
    for part in given_to(db, member.id, now=now, limit=MOST_WAITING):
        workshop, slot = _what_and_when(db, part)
        if workshop is not None and slot is not None:
            lines += said.home_lines(workshop, part, _when(slot, member, now))
    return lines


def _show(client: WebClient, body: Mapping[str, Any], after: Message | None) -> None:
    """Where it was clicked in the message about it, that message itself says what came of it."""
    if "message" not in body and after is not None:
        show_instead(client, dict(body), said.in_window(after))


def _place(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """The question while it is one, then what it came to; what was answered before it was asked is
    not asked.
    """
    part = signup_by_id(db, taken.subject_id)
    if part is None:
        return None
    member = members_by_ids(db, [part.member_id])[part.member_id]
    question = _question(db, member, part, now)
    if question is not None or not taken.ts:
        return question
    return _message(db, member, part, now)


def _question(db: Session, member: Member, part: Signup, now: datetime) -> Message | None:
    if part.state != COMES or part.given_at is None:
        return None
    workshop, slot = _what_and_when(db, part)
    if workshop is None or slot is None or workshop.state != OPEN or slot.state != COMING:
        return None
    return said.yours(workshop, part, _when(slot, member, now)) if now < slot.starts_at else None


def _message(db: Session, member: Member, part: Signup, now: datetime) -> Message | None:
    """What became of the question."""
    workshop, slot = _what_and_when(db, part)
    if workshop is None:
        return None
    when = _when(slot, member, now) if slot is not None else ""
    begun = slot is not None and slot.starts_at <= now
    return said.answered(workshop, part, when, begun=begun)


def _what_and_when(db: Session, part: Signup) -> tuple[Workshop | None, Slot | None]:
    slot = slot_by_id(db, part.slot_id) if part.slot_id is not None else None
    return workshop_by_id(db, part.workshop_id), slot


def _when(slot: Slot, member: Member, now: datetime) -> str:
    return span(slot.starts_at, slot.ends_at, member.time_zone, now=now)


def _forget_needs(bot: Bot, now: datetime) -> None:
    """A look at each heartbeat; only where there is something does anybody wait for a writer."""
    with bot.read(Keeper()) as db:
        is_past = bool(access_needs_past(db, now - needs.KEPT, limit=1))
    while is_past:
        with bot.transaction(Keeper()) as db:
            is_past = needs.forget_what_is_past(db, now=now) == needs.FORGOTTEN_AT_ONCE


COMPOSERS: Composers = {PLACE: _place}
