"""Reminders of sessions, composed when they are said."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.deliveries import Claimed
from bot.reminders import ALL, COMES_KIND, HOLDS_KIND, START, is_due
from bot.signups import COMES, is_there_by_role
from bot.workshops import OPEN
from handlers import Bot, Composers
from storage.people import Member, members_by_ids
from storage.signups import signup_by_id, signup_of
from storage.workshops import Slot, join_link_of, role_by_id, slot_by_id, workshop_by_id
from templates.blocks import Message
from templates.reminders import views

Find = Callable[[Session, int], tuple[int, int] | None]


def register(app: App, bot: Bot) -> None:
    del bot

    @app.action(views.JOIN)
    def join(ack: Ack) -> None:
        """The button leads there by itself."""
        ack()


def composers(bot: Bot) -> Composers:
    del bot
    kinds = ((COMES_KIND, _who_comes), (HOLDS_KIND, _who_holds))
    return {
        kind.format(which): partial(_reminder, which, find) for kind, find in kinds for which in ALL
    }


def _reminder(which: str, find: Find, db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Nothing where they left, it was cancelled or moved, or the moment has passed."""
    found = find(db, taken.subject_id)
    if found is None:
        return None
    member, slot = members_by_ids(db, [found[0]])[found[0]], slot_by_id(db, found[1])
    if slot is None or not is_due(which, slot, member, now=now):
        return None
    return _said(db, which, member, slot, holds=find is _who_holds, now=now)


def _said(
    db: Session, which: str, member: Member, slot: Slot, *, holds: bool, now: datetime
) -> Message | None:
    workshop = workshop_by_id(db, slot.workshop_id)
    if workshop is None or workshop.state != OPEN:
        return None
    link, zone = join_link_of(db, workshop.id), member.time_zone
    if which == START:
        return views.begins(workshop.id, workshop.title, slot.starts_at, zone, link=link)
    return views.ahead(
        workshop.id, workshop.title, slot.starts_at, zone, link=link, holds=holds, now=now
    )


def _who_comes(db: Session, signup_id: int) -> tuple[int, int] | None:
    """Whom it is for, and the time that it is about."""
    signup = signup_by_id(db, signup_id)
    if signup is None or signup.state != COMES or signup.slot_id is None:
        return None
    return signup.member_id, signup.slot_id


def _who_holds(db: Session, role_id: int) -> tuple[int, int] | None:
    """The same; whoever also comes to that time is reminded as who comes."""
    role = role_by_id(db, role_id)
    slot = slot_by_id(db, role.slot_id) if role is not None else None
    if role is None or slot is None:
        return None
    part = signup_of(db, slot.workshop_id, role.member_id)
    if not is_there_by_role(role, part):
        return None
    if part is not None and part.state == COMES and part.slot_id == slot.id:
        return None
    return role.member_id, slot.id
