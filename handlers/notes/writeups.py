"""Writing up a session, by whoever holds it: asked once, kept as a draft, passed on by a click."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import writeups as rules
from bot.deliveries import Claimed
from bot.versions import marks, merged
from bot.workshops import CANCELLED, to_hold
from handlers import Bot, Composers
from handlers.people import acting
from handlers.recognition import question_before
from handlers.takeaways import question_after_notes
from handlers.windows import about, clicked_value, show_instead, show_over
from storage.notes import learnings_of, notes_of_workshop, writeup_of
from storage.people import Member
from storage.signups import signup_by_id
from storage.workshops import Workshop, role_by_id, slot_by_id, workshop_by_id
from templates.blocks import Message, View
from templates.forms import read
from templates.notes import writeups as views

MOST_NOTES = 200


def register(app: App, bot: Bot) -> None:
    @app.action(views.WRITE)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            workshop = rules.to_write(db, member, clicked_value(body), now=bot.now())
            view = _form(db, member, workshop)
        ack()
        show_over(client, body, view)

    @app.view(views.SAVE_WRITE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = read(views.FORM, view["state"]["values"])
        question = question_before(view, said.values())
        if question is None:
            with acting(bot, body["user"]) as (db, member):
                after = _save(db, member, about(view), said, bot.now())
        ack(response_action="update", view=question or after)

    @app.action(views.HAND_ON)
    def pass_on(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            writeup = rules.pass_on(db, member, clicked_value(body), now=bot.now())
            workshop = to_hold(db, member, writeup.workshop_id)
            view = views.passed_on(presenter=first_reader(db, member, workshop))
        ack()
        show_instead(client, body, view)

    @app.action(views.NOT_NOW)
    def not_now(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.not_now(db, member, clicked_value(body), now=bot.now())
        ack()


def first_reader(db: Session, member: Member, workshop: Workshop) -> str:
    """Who reads what `member` wrote before others do; "" where nobody has to."""
    if rules.may_send(member, workshop):
        return ""
    return rules.presenter_of(db, workshop).name


def _form(db: Session, member: Member, workshop: Workshop) -> View:
    """What is written already; else the notes laid out, as they were written."""
    stands = _stands(db, workshop)
    notes = notes_of_workshop(db, workshop.id, limit=MOST_NOTES)
    laid_out = _laid_out([each.words for each in notes])
    is_new = writeup_of(db, workshop.id) is None
    mine = {**stands, "words": laid_out} if is_new else stands
    whole = "\n\n".join(each.words for each in notes)
    return views.form(
        workshop,
        mine,
        marks(stands),
        presenter=first_reader(db, member, workshop),
        more_notes=is_new and laid_out != whole,
    )


def _save(
    db: Session,
    member: Member,
    opened: Mapping[str, Any],
    said: Mapping[str, str],
    now: datetime,
) -> View:
    """What came of it; or both versions, when somebody else wrote at the same time."""
    workshop = rules.to_write(db, member, opened["workshop"], now=now)
    theirs, presenter = _stands(db, workshop), first_reader(db, member, workshop)
    mine, both = merged({**said, "learnings": _by_line(said)}, theirs, opened["marks"])
    if both:
        beside = {name: theirs[name] for name in both if theirs[name]}
        return views.form(workshop, mine, marks(theirs), presenter=presenter, theirs=beside)
    written = rules.Written(mine["words"], mine["learnings"].splitlines(), mine["context"])
    writeup = rules.write(db, member, workshop.id, written, now=now)
    return views.saved(workshop, writeup, presenter=presenter)


def _by_line(said: Mapping[str, str]) -> str:
    """What was learned, one sentence to a line."""
    return "\n".join(each.strip() for each in said["learnings"].splitlines() if each.strip())


def _stands(db: Session, workshop: Workshop) -> dict[str, str]:
    """What is kept by now, as the form has it."""
    writeup = writeup_of(db, workshop.id)
    found = [each for each in learnings_of(db, workshop.id) if each.state != rules.KEPT_BACK]
    return {
        "words": writeup.words if writeup is not None else "",
        "learnings": "\n".join(each.words for each in found),
        "context": found[0].context if found else "",
    }


def _laid_out(notes: list[str]) -> str:
    """As many whole notes as there is room for."""
    out = ""
    for each in notes:
        longer = f"{out}\n\n{each}" if out else each
        if len(longer) > rules.LONGEST:
            break
        out = longer
    return out


def _how(db: Session, taken: Claimed, now: datetime) -> Message | None:
    role = role_by_id(db, taken.subject_id)
    slot = slot_by_id(db, role.slot_id) if role is not None else None
    workshop = workshop_by_id(db, slot.workshop_id) if slot is not None else None
    if role is None or workshop is None or workshop.state == CANCELLED:
        return None
    if not rules.is_over(db, workshop, now=now):
        return None
    writeup = writeup_of(db, workshop.id)
    if writeup is not None and not taken.ts:
        return None  # it was not asked before it was done
    has_presenter = workshop.presenter_id is not None
    return views.how_was_it(
        workshop,
        role.id,
        writeup,
        presenter=rules.presenter_of(db, workshop).name if has_presenter else "",
        answered=role.answered_at is not None,
    )


def _sent(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To each who signed up: it is there. Who did not come is asked here what stays with them."""
    del now
    signup = signup_by_id(db, taken.subject_id)
    workshop = workshop_by_id(db, signup.workshop_id) if signup is not None else None
    writeup = writeup_of(db, workshop.id) if workshop is not None else None
    if signup is None or workshop is None or writeup is None or writeup.state != rules.OUT:
        return None
    return views.notes_are_there(workshop, *question_after_notes(db, workshop, signup))


COMPOSERS: Composers = {rules.HOW: _how, rules.SENT: _sent}
