"""Afterwards: what stays with people and what they will try, which comes back to them."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import takeaways as rules
from bot.deliveries import Claimed
from bot.signups import COMES
from bot.workshops import CANCELLED, DRAFT
from bot.writeups import is_over
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.reflections.pages import begin
from handlers.windows import clicked_value, show_instead, show_over
from storage.people import Member
from storage.reflections import Reflection, reflection_about_workshop
from storage.signups import Signup, signup_by_id, signup_of
from storage.workshops import Slot, Workshop, slot_by_id, workshop_by_id
from templates.blocks import Block, Message, actions
from templates.takeaways import views
from templates.workshops.views import open_button


def register(app: App, bot: Bot) -> None:
    @app.action(views.WRITE)
    def write(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        now = bot.now()
        with reading(bot, body["user"]) as (db, member):
            workshop = rules.session_for(db, member, clicked_value(body), now=now)
            session = workshop.id if workshop is not None else 0
            way, boxes = rules.AFTER_A_SESSION, views.boxes()
            view = begin(db, member, way=way, session=session, boxes=boxes, now=now)
        ack()
        show_over(client, body, view)

    @app.action(views.LET_GO)
    def let_go(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.let_go(db, member, clicked_value(body), now=bot.now())
        ack()
        if "message" not in body:
            show_instead(client, body, views.let_be())


def composers(bot: Bot) -> Composers:
    del bot
    return {rules.ASKED: _asked}


def takeaway_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: before it, what they wanted to try last time; once it is over, the way
    to write what stays.
    """
    if workshop.state in {DRAFT, CANCELLED}:
        return []
    written = reflection_about_workshop(db, member.id, workshop.id)
    if written is not None:
        return views.my_line(written)
    signup = signup_of(db, workshop.id, member.id)
    mine = _time_of(db, signup)
    if _is_over_for(db, member, workshop, mine, now):
        return [actions(views.write_button(workshop.id))]
    last = rules.last_intention(db, member, but_of=workshop.id) if mine is not None else None
    return views.last_time(last) if last is not None else []


def intention_lines(db: Session, member: Member, now: datetime) -> list[Block]:
    """In Home, when a session of theirs is near."""
    found = rules.comes_back(db, member, now=now)
    if found is None:
        return []
    workshop, intention = found
    return [views.home_line(workshop, intention, open_button(workshop.id))]


def question_after_notes(db: Session, workshop: Workshop, signup: Signup) -> list[Block]:
    """With the notes, to who was not there; who was is asked by itself."""
    if signup.state == COMES:
        return []
    written = reflection_about_workshop(db, signup.member_id, workshop.id)
    return views.question(workshop, signup.id, let_go=signup.let_go, written=written)


def _time_of(db: Session, signup: Signup | None) -> Slot | None:
    """The time to which they come."""
    if signup is None or signup.state != COMES or signup.slot_id is None:
        return None
    slot = slot_by_id(db, signup.slot_id)
    return slot if slot is not None and slot.state != CANCELLED else None


def _is_over_for(
    db: Session, member: Member, workshop: Workshop, mine: Slot | None, now: datetime
) -> bool:
    if mine is not None:
        return mine.ends_at <= now
    was_there = rules.was_there(db, member, workshop, now=now)
    return was_there and is_over(db, workshop, now=now)


def _asked(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Once to each who came; then what it came to."""
    signup = signup_by_id(db, taken.subject_id)
    workshop = workshop_by_id(db, signup.workshop_id) if signup is not None else None
    slot = _time_of(db, signup)
    if signup is None or workshop is None or workshop.state in {DRAFT, CANCELLED}:
        return None
    written: Reflection | None = reflection_about_workshop(db, signup.member_id, workshop.id)
    if slot is None or slot.ends_at > now or (written is not None and not taken.ts):
        return None
    return views.asked(workshop, signup.id, let_go=signup.let_go, written=written)
