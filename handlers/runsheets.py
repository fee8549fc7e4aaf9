"""On the day: what whoever holds a session has at hand, and who does what."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import days, roles
from bot.deliveries import Claimed
from bot.errors import Refusal
from bot.hours import week_of
from bot.needs import needs_of
from bot.runsheets import GIVEN, PARTS, RUNSHEET, is_at_hand
from bot.signups import COMES, LISTEN
from bot.visibility import Keeper
from bot.workshops import CANCELLED, DRAFT, HOLDS, may_hold, readable
from handlers import Bot, Composers, Job
from handlers.people import acting, reading
from handlers.windows import about, as_id, clicked_value, show_instead, show_over
from storage.notes import notes_of_slot
from storage.people import Member, members_by_ids
from storage.signups import Signup, signup_of, signups_of
from storage.workshops import (
    Role,
    Slot,
    Workshop,
    join_link_of,
    role_by_id,
    roles_of,
    slot_by_id,
    slots_of,
    workshop_by_id,
)
from templates.blocks import Block, Message, View, actions
from templates.forms import read
from templates.runsheets import views
from templates.runsheets.views import Sheet, Time

LEFT_BEHIND = 5  # notes of the time before, in the run sheet


def register(app: App, bot: Bot) -> None:
    _register_sheet(app, bot)
    _register_giving(app, bot)
    for part, take in views.TAKES.items():
        app.action(take)(_taking(bot, part))


def composers(bot: Bot) -> Composers:
    del bot
    return {RUNSHEET: _post, GIVEN: _given}


def jobs(bot: Bot) -> list[Job]:
    return [Job("sessions.day", partial(_plan_days, bot))]


def running_lines(db: Session, member: Member, workshop: Workshop, now: datetime) -> list[Block]:
    """In a session's window: the run sheet for who holds it, and who does what."""
    slots = {each.id: each for each in _taking_place(db, workshop) if now < each.ends_at}
    if not slots or workshop.state in {DRAFT, CANCELLED}:
        return []
    holds = may_hold(db, member, workshop.id)
    sheet = [actions(views.open_button(workshop.id))] if holds else []
    signup = signup_of(db, workshop.id, member.id)
    mine = slots.get(signup.slot_id or 0) if signup and signup.state == COMES else None
    return [*sheet, *(_parts_of(db, member, mine) if mine else [])]


def _register_sheet(app: App, bot: Bot) -> None:
    @app.action(views.OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _window(db, member, clicked_value(body), bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.GIVE)
    def ask_give(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _give_form(db, member, clicked_value(body), bot.now())
        ack()
        show_over(client, body, view)

    @app.view(views.SAVE_GIVE)
    def give(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said, slot_id = read(views.FORM, view["state"]["values"]), about(view)["slot"]
        now, chosen = bot.now(), as_id(said["who"])
        with acting(bot, body["user"]) as (db, member):
            role = roles.give(db, member, slot_id, said["part"], chosen, now=now)
            after = _window(db, member, _workshop_of(db, role.slot_id), now)
        ack(response_action="update", view=after)

    @app.action(views.TAKE_AWAY)
    def take_away(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            slot = roles.take_away(db, member, clicked_value(body), now=bot.now())
            view = _window(db, member, slot.workshop_id, bot.now())
        ack()
        show_instead(client, body, view)


def _register_giving(app: App, bot: Bot) -> None:
    @app.action(views.GLADLY)
    def gladly(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            roles.accept(db, member, clicked_value(body), now=bot.now())
        ack()

    def give_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """The message itself says so; a window does where it was clicked there."""
        with acting(bot, body["user"]) as (db, member):
            slot = roles.give_back(db, member, clicked_value(body), now=bot.now())
            view = views.done(None, slot.workshop_id)
        ack()
        if "message" not in body:
            show_instead(client, body, view)

    for each in (views.RATHER_NOT, views.GIVE_BACK):
        app.action(each)(give_back)


def _taking(bot: Bot, part: str) -> Callable[..., None]:
    def take(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            role = roles.take(db, member, clicked_value(body), part, now=bot.now())
            view = views.done(role, _workshop_of(db, role.slot_id))
        ack()
        show_instead(client, body, view)

    return take


def _plan_days(bot: Bot, now: datetime) -> None:
    """A look at each heartbeat; only where there is something does anybody wait for a writer."""
    with bot.read(Keeper()) as db:
        is_due = bool(days.is_due(db, now=now))
    if is_due:
        with bot.transaction(Keeper()) as db:
            days.plan(db, now=now)


def _post(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To one who holds it, while it is at hand; afterwards there is nothing to have at hand."""
    role = role_by_id(db, taken.subject_id)
    slot = slot_by_id(db, role.slot_id) if role is not None else None
    if role is None or slot is None or role.role != HOLDS or slot.state == CANCELLED:
        return None
    workshop = workshop_by_id(db, slot.workshop_id)
    member = members_by_ids(db, [role.member_id])[role.member_id]
    if workshop is None or workshop.state in {DRAFT, CANCELLED}:
        return None
    if not is_at_hand(slot, week_of(member), now=now):
        return None
    sheet = _sheet(db, member, workshop, now)
    return views.post(sheet, next(each for each in sheet.times if each.slot.id == slot.id))


def _given(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To whom a part was given; given back or taken away, there is nothing to do."""
    role = role_by_id(db, taken.subject_id)
    slot = slot_by_id(db, role.slot_id) if role is not None else None
    workshop = workshop_by_id(db, slot.workshop_id) if slot is not None else None
    if (
        role is None
        or slot is None
        or workshop is None
        or CANCELLED in {slot.state, workshop.state}
    ):
        return views.given_back() if taken.ts else None
    people = members_by_ids(db, [each for each in (role.member_id, role.given_by) if each])
    member = people[role.member_id]
    when = views.when(slot, member.time_zone, now)
    return views.given(role, _name(people, role.given_by), workshop.title, when)


def _window(db: Session, member: Member, workshop_id: int, now: datetime) -> View:
    workshop = readable(db, workshop_id)
    if not may_hold(db, member, workshop.id):
        raise Refusal("workshops.holders_only")
    return views.window(_sheet(db, member, workshop, now))


def _give_form(db: Session, member: Member, slot_id: int, now: datetime) -> View:
    slot = roles.slot_to_come(db, slot_id, now=now)
    workshop = readable(db, slot.workshop_id)
    if not may_hold(db, member, workshop.id):
        raise Refusal("workshops.holders_only")
    sheet = _sheet(db, member, workshop, now)
    time = next(each for each in sheet.times if each.slot.id == slot.id)
    coming = _coming(signups_of(db, workshop.id), slot)
    # Nobody calls on those who listen.
    there = [each.member_id for each in coming if each.coming_as != LISTEN]
    there += [role.member_id for role, _ in time.roles if role.role == HOLDS]
    people = members_by_ids(db, list(dict.fromkeys(there)))
    names = {str(each.id): each.name for each in people.values() if each.name}
    return views.give_form(sheet, time, names)


def _sheet(db: Session, member: Member, workshop: Workshop, now: datetime) -> Sheet:
    """All of it, as far as `member` may read it."""
    slots = _taking_place(db, workshop)
    signups, all_roles = signups_of(db, workshop.id), roles_of(db, [each.id for each in slots])
    ids = [*(each.member_id for each in signups), *(each.member_id for each in all_roles)]
    people = members_by_ids(db, ids)
    times: list[Time] = []
    for slot in slots:
        before = times[-1].slot if times else None
        times.append(_time(db, slot, before, signups, all_roles, people, now))
    return Sheet(workshop, times, PARTS, join_link_of(db, workshop.id), member.time_zone, now)


def _time(
    db: Session,
    slot: Slot,
    before: Slot | None,
    signups: Sequence[Signup],
    all_roles: Sequence[Role],
    people: dict[int, Member],
    now: datetime,
) -> Time:
    coming = _coming(signups, slot)
    was_before = before is not None and before.starts_at <= now
    return Time(
        slot,
        take_part=[people[e.member_id].name for e in coming if e.coming_as != LISTEN],
        listen=[people[e.member_id].name for e in coming if e.coming_as == LISTEN],
        needs={each.name: words for each, words in needs_of(db, slot)},
        roles=[(e, people[e.member_id].name) for e in all_roles if e.slot_id == slot.id],
        left=notes_of_slot(db, before.id, limit=LEFT_BEHIND) if before and was_before else (),
    )


def _parts_of(db: Session, member: Member, slot: Slot) -> list[Block]:
    """What they do at their time, and what nobody does yet."""
    there = roles_of(db, [slot.id])
    mine = [each for each in there if each.member_id == member.id and each.role in PARTS]
    taken = {each.role for each in there}
    return views.my_parts(mine, slot, [each for each in PARTS if each not in taken])


def _coming(signups: Sequence[Signup], slot: Slot) -> list[Signup]:
    return [each for each in signups if each.slot_id == slot.id and each.state == COMES]


def _taking_place(db: Session, workshop: Workshop) -> list[Slot]:
    return [each for each in slots_of(db, workshop.id) if each.state != CANCELLED]


def _workshop_of(db: Session, slot_id: int) -> int:
    slot = slot_by_id(db, slot_id)
    if slot is None:
        raise Refusal("workshops.gone")
    return slot.workshop_id


def _name(people: dict[int, Member], member_id: int | None) -> str:
    return people[member_id].name if member_id in people else ""
