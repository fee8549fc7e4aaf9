"""Changing a session: its words, what its kind supplied, the link, and who holds it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import edits as rules
from bot import holders
from bot.deliveries import Claimed
from bot.errors import Refusal
from bot.versions import marks, merged
from bot.visibility import Keeper, eyes_of
from bot.workshops import CANCELLED, COMING, HOLDS, OPEN, held, holders_of, may_hold
from handlers import Bot, Composers
from handlers.people import acting, introduce, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, show_over
from handlers.workshops.checks import come_back, in_letters, page, remembered
from storage.people import Member
from storage.workshops import Workshop, role_by_id, slot_by_id, slots_of, workshop_by_id
from templates import words
from templates.blocks import Block, Message, View
from templates.forms import read
from templates.workshops import checks
from templates.workshops import edits as forms

Opens = Callable[[Ack, dict[str, Any], WebClient], None]


def register(app: App, bot: Bot) -> None:
    _register_page(app, bot)
    _register_changes(app, bot)
    _register_holders(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {holders.GIVEN: _given}


def holding_ways(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: what whoever holds it can change."""
    del now
    return checks.ways_for_holder(workshop) if may_hold(db, member, workshop.id) else []


def _register_page(app: App, bot: Bot) -> None:
    @app.action(checks.CHANGE)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = held(db, member, clicked_value(body))
            still_open(workshop)
            view = page(db, member, workshop, now=bot.now())
        ack()
        show_over(client, body, view)


def _register_changes(app: App, bot: Bot) -> None:
    for what, action_id in checks.CHANGE_SOME.items():
        app.action(action_id)(_asks(bot, what))

    @app.view(forms.SAVE_CHANGE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        opened = about(view)
        mine = in_letters(read(forms.FORMS[opened["what"]], view["state"]["values"]))
        with acting(bot, body["user"]) as (db, member):
            again = _before_change(db, member, view, mine)
            after = again or _changed(db, member, opened, mine, bot.now())
        if again is not None:
            ack(response_action="update", view=again)
            return
        come_back(ack, client, view, after)


def _asks(bot: Bot, what: str) -> Opens:
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = held(db, member, clicked_value(body))
            view = _form(db, workshop, what, remembered(body, workshop))
        ack()
        show_over(client, body, view)

    return ask


def _register_holders(app: App, bot: Bot) -> None:
    @app.action(checks.CHANGE_HOLDERS)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = held(db, member, clicked_value(body))
            there = [each.slack_id for each in holders_of(db, workshop)]
            view = forms.holders_form(there, remembers=remembered(body, workshop))
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_HOLDERS)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        opened = about(view)
        chosen = read(forms.HOLDERS, view["state"]["values"])["holders"]
        with reading(bot, body["user"]) as (db, member):
            held(db, member, opened["workshop"])
        coming = [each for each in chosen if each not in opened["shown"]]
        introduce(bot, client, coming, field="holders")
        with acting(bot, body["user"]) as (db, member):
            workshop = holders.give(
                db,
                member,
                opened["workshop"],
                shown=opened["shown"],
                chosen=chosen,
                now=bot.now(),
            )
            after = _after(db, member, workshop, bot.now())
        come_back(ack, client, view, after)


def still_open(workshop: Workshop) -> None:
    """Raises Refusal for what nothing is changed of any more."""
    if workshop.state == CANCELLED:
        raise Refusal("workshops.is_cancelled")
    if workshop.state != OPEN:
        raise Refusal("workshops.is_over")


def _form(
    db: Session,
    workshop: Workshop,
    what: str,
    remembers: Mapping[str, Any],
    mine: Mapping[str, str] | None = None,
    both: tuple[str, ...] = (),
) -> View:
    """With `mine`, someone else changed `both` meanwhile."""
    answers = rules.answers_of(db, workshop)
    theirs = {name: answers[name] for name in forms.FORMS[what]}
    return forms.change_form(
        what,
        mine or theirs,
        theirs={name: theirs[name] for name in both} if mine is not None else None,
        remembers={**remembers, "marks": marks(theirs)},
    )


def _before_change(
    db: Session, member: Member, view: Mapping[str, Any], mine: Mapping[str, str]
) -> View | None:
    """What has to be said before it is saved: both versions, where someone else changed the same
    since the form was opened; or the question whether somebody could be recognised.
    """
    opened = about(view)
    workshop = rules.to_change(db, member, opened["workshop"])
    answers = rules.answers_of(db, workshop)
    theirs = {name: answers[name] for name in mine}
    kept, both = merged(mine, theirs, opened["marks"])
    if both:
        memory = {name: opened[name] for name in ("workshop", "in_place")}
        return _form(db, workshop, opened["what"], memory, kept, tuple(both))
    shown = {"title", "purpose", "agenda"} & mine.keys() if workshop.state == OPEN else ()
    return question_before(view, [mine[name] for name in sorted(shown)])


def _changed(
    db: Session, member: Member, opened: Mapping[str, Any], mine: Mapping[str, str], now: datetime
) -> View:
    answers = rules.answers_of(db, held(db, member, opened["workshop"]))
    kept, _ = merged(mine, {name: answers[name] for name in mine}, opened["marks"])
    workshop = rules.change(db, member, opened["workshop"], kept, now=now)
    return _after(db, member, workshop, now)


def _after(db: Session, member: Member, workshop: Workshop, now: datetime) -> View:
    """The page with what is new; for whoever gave it away, that they did."""
    if not may_hold(db, member, workshop.id):
        with eyes_of(db, Keeper()):  # a draft is not theirs to read any more; whom they chose is
            names = [each.name for each in holders_of(db, workshop)]
        return checks.let_go(workshop, names)
    return page(db, member, workshop, note=words("workshops/check").saved, now=now)


def _given(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """While it is still theirs, and still to come."""
    role = role_by_id(db, taken.subject_id)
    if role is None or role.role != HOLDS or role.member_id != taken.member_id:
        return None
    slot = slot_by_id(db, role.slot_id)
    workshop = workshop_by_id(db, slot.workshop_id) if slot is not None else None
    if workshop is None:
        return None
    coming = [each for each in slots_of(db, workshop.id) if each.state == COMING]
    holders = holders_of(db, workshop)
    me = next((each for each in holders if each.id == role.member_id), None)
    if me is None or not coming:
        return None
    others = [each.name for each in holders if each.id != me.id]
    return forms.given(workshop, coming, others, me.time_zone, now=now)
