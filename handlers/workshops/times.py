"""When a session is: its times are moved, cancelled, and over."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import times as rules
from bot.edits import concerned, to_change
from bot.errors import Refusal
from bot.versions import marks, merged
from bot.visibility import Keeper
from bot.workshops import CANCELLED, held, times_to_come, to_hold
from handlers import Bot, Composers, Job
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, as_id, clicked_value, show_over
from handlers.workshops.checks import come_back, in_letters, page, remembered
from handlers.workshops.edits import still_open
from storage.people import Member
from storage.workshops import Workshop, slot_by_id, slots_of, workshops_past
from templates import words
from templates.blocks import View
from templates.forms import read
from templates.workshops import checks
from templates.workshops import edits as forms

_POSITIONS = {field: position for position, field in rules.FIELDS.items()}


def register(app: App, bot: Bot) -> None:
    _register_moving(app, bot)
    _register_cancelling(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def jobs(bot: Bot) -> list[Job]:
    return [Job("workshops.end", partial(_end, bot))]


def _register_moving(app: App, bot: Bot) -> None:
    @app.action(checks.CHANGE_TIMES)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = held(db, member, clicked_value(body))
            still_open(workshop)
            view = _form(db, member, workshop, remembered(body, workshop), bot.now())
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_TIMES)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        opened = about(view)
        mine = read(forms.times_inputs(opened["marks"]), view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            workshop = to_change(db, member, opened["workshop"])
            again = _both(db, member, workshop, opened, mine, bot.now())
            after = again or _moved(db, member, workshop, opened, mine, bot.now())
        if again is not None:
            ack(response_action="update", view=again)
            return
        come_back(ack, client, view, after)


def _register_cancelling(app: App, bot: Bot) -> None:
    @app.action(checks.CANCEL)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = held(db, member, clicked_value(body))
            still_open(workshop)
            slots = times_to_come(db, workshop, now=bot.now())
            if not slots:
                raise Refusal("workshops.has_begun")
            people = len(concerned(db, workshop) - {member.id})
            memory = {"workshop": workshop.id}
            view = forms.cancel_form(
                slots, member.time_zone, people, remembers=memory, now=bot.now()
            )
        ack()
        show_over(client, body, view)

    @app.view(forms.SAVE_CANCEL)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = read(forms.CANCELLING, view["state"]["values"])
        slot_id = None if said["which"] == forms.ALL else as_id(said["which"])
        with acting(bot, body["user"]) as (db, member):
            to_hold(db, member, about(view)["workshop"])
            after = question_before(view, [said["reason"]]) or _cancelled(
                db, member, about(view)["workshop"], slot_id, said["reason"], bot.now()
            )
        ack(response_action="update", view=after)


def _form(
    db: Session,
    member: Member,
    workshop: Workshop,
    remembers: Mapping[str, Any],
    now: datetime,
    mine: Mapping[str, datetime | None] | None = None,
    both: tuple[str, ...] = (),
) -> View:
    """With `mine`, someone else changed `both` meanwhile."""
    theirs = _shown(db, workshop, now)
    if not theirs:
        raise Refusal("workshops.has_begun")
    return forms.times_form(
        mine or theirs,
        member.time_zone,
        theirs={name: theirs[name] for name in both} if mine is not None else None,
        remembers={**remembers, "marks": marks(in_letters(theirs))},
    )


def _shown(db: Session, workshop: Workshop, now: datetime) -> dict[str, datetime | None]:
    """By their fields, the times that can be moved, and the second where there is none yet."""
    shown: dict[str, datetime | None] = {
        rules.FIELDS[each.position]: each.starts_at for each in times_to_come(db, workshop, now=now)
    }
    is_alone = len(slots_of(db, workshop.id)) < len(rules.FIELDS)
    return {**shown, "second": None} if is_alone else shown


def _both(
    db: Session,
    member: Member,
    workshop: Workshop,
    opened: Mapping[str, Any],
    mine: Mapping[str, datetime | None],
    now: datetime,
) -> View | None:
    """Both versions, when someone else moved the same time since this form was opened."""
    there = {rules.FIELDS[each.position]: each.starts_at for each in slots_of(db, workshop.id)}
    theirs = {name: there.get(name) for name in mine}
    said = in_letters(mine)
    letters, both = merged(said, in_letters(theirs), opened["marks"])
    if not both:
        return None
    kept = {name: (mine if letters[name] == said[name] else theirs)[name] for name in mine}
    memory = {name: opened[name] for name in ("workshop", "in_place")}
    return _form(db, member, workshop, memory, now, kept, tuple(both))


def _moved(
    db: Session,
    member: Member,
    workshop: Workshop,
    opened: Mapping[str, Any],
    mine: Mapping[str, datetime | None],
    now: datetime,
) -> View:
    letters = in_letters(mine)
    untouched = {name for name in mine if marks(letters)[name] == opened["marks"].get(name)}
    times = {_POSITIONS[name]: mine[name] for name in mine if name not in untouched}
    workshop = rules.set_times(db, member, workshop.id, times, now=now)
    return page(db, member, workshop, note=words("workshops/check").saved, now=now)


def _cancelled(
    db: Session,
    member: Member,
    workshop_id: int,
    slot_id: int | None,
    reason: str,
    now: datetime,
) -> View:
    workshop = rules.cancel(db, member, workshop_id, slot_id, reason=reason, now=now)
    slot = slot_by_id(db, slot_id) if slot_id and workshop.state != CANCELLED else None
    return forms.cancelled(workshop, slot, member.time_zone, now=now)


def _end(bot: Bot, now: datetime) -> None:
    """A look at each heartbeat; only where there is something does anybody wait for a writer."""
    with bot.read(Keeper()) as db:
        is_due = bool(workshops_past(db, now, limit=1))
    while is_due:
        with bot.transaction(Keeper()) as db:
            is_due = rules.end_what_is_over(db, now=now) == rules.ENDED_AT_ONCE
