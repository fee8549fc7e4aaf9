"""Notes: added from the thread under the announcement or from a session's window, and read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import notes as rules
from bot.deliveries import Claimed
from bot.workshops import CANCELLED, DRAFT, readable
from bot.writeups import GROUPS
from handlers import Bot, Composers
from handlers.answers import answer_alone
from handlers.people import acquaint, acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, origin_of, show_instead, show_over
from storage.notes import learnings_of, notes_of_workshop, writeup_of
from storage.people import Member
from storage.signups import signup_of
from storage.workshops import Slot, Workshop, slot_by_id, slots_of, workshop_by_id
from templates.blocks import Message, View
from templates.forms import read
from templates.notes import views


def register(app: App, bot: Bot) -> None:
    _register_reading(app, bot)
    _register_writing(app, bot)


def _register_reading(app: App, bot: Bot) -> None:
    @app.action(views.READ)
    def show(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = readable(db, clicked_value(body))
            is_in = rules.may_read(db, member, workshop)
            view = listing(db, member, workshop, now=bot.now()) if is_in else None
        ack()
        _show_or_say(client, respond, body, view, workshop.id)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.MORE)
    def show_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = rules.to_read(db, member, about(body["view"])["workshop"])
            view = listing(db, member, workshop, after=clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, view)


def _register_writing(app: App, bot: Bot) -> None:
    @app.action(views.ADD)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        with reading(bot, body["user"]) as (db, member):
            slot = slot_by_id(db, clicked_value(body))
            workshop = readable(db, slot.workshop_id if slot is not None else 0)
            view = None
            if slot is not None and rules.may_read(db, member, workshop):
                view = views.form(*rules.to_note(db, member, slot.id, now=bot.now()))
        ack()
        _show_or_say(client, respond, body, view, workshop.id)
        acquaint(bot, client, body["user"]["id"])

    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        words = read(views.FORM, view["state"]["values"])["words"]
        question = question_before(view, [words])
        if question is not None:
            ack(response_action="update", view=question)
            return
        slot_id, origin = about(view)["slot"], origin_of(view)
        with acting(bot, body["user"]) as (db, member):
            note = rules.add(db, member, slot_id, words, origin=origin, now=bot.now())
            after = views.saved(note.workshop_id, what="saved")
        ack(response_action="update", view=after)

    @app.action(views.CHANGE)
    def ask_change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            note = rules.own(db, member, clicked_value(body))
            view = views.change_form(readable(db, note.workshop_id), note)
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_CHANGE)
    def change(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        words = read(views.FORM, view["state"]["values"])["words"]
        question = question_before(view, [words])
        if question is not None:
            ack(response_action="update", view=question)
            return
        with acting(bot, body["user"]) as (db, member):
            note = rules.change(db, member, about(view)["note"], words)
            after = views.saved(note.workshop_id, what="changed")
        ack(response_action="update", view=after)

    @app.action(views.TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            workshop_id = rules.take_back(db, member, clicked_value(body))
        ack()
        show_instead(client, body, views.taken_back(workshop_id))


def listing(
    db: Session, member: Member, workshop: Workshop, *, after: int = 0, now: datetime
) -> View:
    """The notes from the one `after` an id on; what was written up comes before all of them."""
    slots = slots_of(db, workshop.id)
    most = views.SHOWN_AT_ONCE
    found = notes_of_workshop(db, workshop.id, limit=most + 1, after=after)
    writeup = writeup_of(db, workshop.id) if not after else None
    is_sent = writeup is not None and writeup.state == "sent"
    learned = [it for it in learnings_of(db, workshop.id) if it.state == GROUPS] if is_sent else []
    return views.listing(
        workshop,
        slots,
        found[:most],
        member.id,
        may_add=time_to_note(db, member, workshop, slots, now=now),
        written_up=writeup if is_sent else None,
        learned=learned,
        has_more=len(found) > most,
    )


def time_to_note(
    db: Session, member: Member, workshop: Workshop, slots: Sequence[Slot], *, now: datetime
) -> int | None:
    """The time to which a note of theirs would be added: their own, or the newest that has begun;
    None where they cannot add one.
    """
    if workshop.state in {DRAFT, CANCELLED} or not rules.may_add(db, member, workshop):
        return None
    begun = [
        each.id for each in slots if each.state != CANCELLED and each.starts_at - rules.EARLY <= now
    ]
    signup = signup_of(db, workshop.id, member.id)
    if signup is not None and signup.slot_id in begun:
        return signup.slot_id
    return begun[-1] if begun else None


def _show_or_say(
    client: WebClient, respond: Respond, body: dict[str, Any], view: View | None, workshop_id: int
) -> None:
    """To who did not sign up, a sentence with the way in, where they clicked."""
    if view is not None:
        show_over(client, body, view)
    elif "message" in body:
        answer_alone(client, respond, body, views.for_those_signed_up(workshop_id))
    else:
        show_over(client, body, views.only_for_them(workshop_id))


def _thread(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Where notes of one time go: from its start on, while the announcement stands."""
    slot = slot_by_id(db, taken.subject_id)
    workshop = workshop_by_id(db, slot.workshop_id) if slot is not None else None
    if slot is None or workshop is None or CANCELLED in {slot.state, workshop.state}:
        return None
    over = slot.ends_at <= now
    if now < slot.starts_at or (over and not taken.ts):
        return None
    times = [each for each in slots_of(db, workshop.id) if each.state != CANCELLED]
    return views.thread_post(slot, len(times), over=over)


COMPOSERS: Composers = {rules.THREAD: _thread}
