"""*Sign up* and *Change or leave*, and what becomes of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import attendances as rules
from bot.errors import Refusal
from bot.needs import need_of, unnamed_holders
from bot.workshops import holders_of, readable
from handlers import Bot
from handlers.people import acquaint, acting, ask_zone, reading
from handlers.signups.lines import standing_of, time_of, times_of
from handlers.windows import about, as_id, clicked_value, show_instead, show_over
from storage.people import Member
from storage.signups import Signup, signup_of
from storage.workshops import Workshop
from templates.blocks import View
from templates.forms import read
from templates.signups import forms, saved, views


def register(app: App, bot: Bot) -> None:
    _register_form(app, bot)
    _register_ways(app, bot)


def _register_form(app: App, bot: Bot) -> None:
    @app.action(views.SIGN_UP)
    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ask_zone(bot, client, body["user"]["id"])
        with reading(bot, body["user"]) as (db, member):
            view = _opened(db, member, clicked_value(body), bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])  # those who come see their name

    @app.action(views.CHANGE)
    def change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            page = _page(db, member, clicked_value(body), bot.now())
            comes = standing_of(db, member, page.workshop, page.mine, page.now) is not None
            view = forms.change_form(page) if comes else forms.sign_up_form(page)
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        wish, now = _wish(view), bot.now()
        workshop_id = about(view)["workshop"]
        with acting(bot, body["user"]) as (db, member):
            after = _before_saving(db, member, view, wish, now=now)
            if after is None:
                part = rules.sign_up(db, member, workshop_id, wish, now=now)
                after = _as_it_is(db, member, part, now)
        ack(response_action="update", view=after)


def _register_ways(app: App, bot: Bot) -> None:
    @app.action(views.LEAVE)
    def leave(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        workshop_id = clicked_value(body)
        with acting(bot, body["user"]) as (db, member):
            had = rules.leave(db, member, workshop_id, now=bot.now())
        ack()
        show_instead(client, body, saved.left(workshop_id, had))

    @app.action(views.TAKE)
    def take(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            part = rules.take_free_place(db, member, clicked_value(body), now=bot.now())
            view = _as_it_is(db, member, part, bot.now())
        ack()
        show_instead(client, body, view)


def _opened(db: Session, member: Member, workshop_id: int, now: datetime) -> View:
    """The form; for who comes or waits, how that stands."""
    workshop = rules.to_sign_up_to(db, workshop_id)
    here = standing_of(db, member, workshop, signup_of(db, workshop_id, member.id), now)
    if here is not None:
        return saved.standing(here)
    return forms.sign_up_form(_page(db, member, workshop_id, now))


def _page(db: Session, member: Member, workshop_id: int, now: datetime) -> forms.Page:
    workshop = rules.to_sign_up_to(db, workshop_id)
    times = times_of(db, member, workshop, now)
    if not times:
        raise Refusal("signups.over")
    mine = signup_of(db, workshop_id, member.id)
    need = need_of(db, mine.id) if mine is not None else ""
    return forms.Page(workshop, times, holders_of(db, workshop), now, mine, need)


def _wish(view: Mapping[str, Any]) -> rules.Wish:
    said = read(forms.inputs_of(view), view["state"]["values"])
    slot_id = as_id(forms.chosen_slot(view, said))
    return rules.Wish(slot_id, said["coming_as"], said["needs"])


def _before_saving(
    db: Session, member: Member, view: Mapping[str, Any], wish: rules.Wish, *, now: datetime
) -> View | None:
    """What has to be said first: that they would lose a place, or that somebody whom the form did
    not name would read what helps them.
    """
    known = about(view)
    if known.get("gives_up") != wish.slot_id:
        had = rules.would_give_up(db, member, known["workshop"], wish, now=now)
        if had is not None:
            workshop = readable(db, known["workshop"])
            wanted = time_of(db, member, workshop, wish.slot_id)
            return forms.gives_up(view, wanted, time_of(db, member, workshop, had.id), now)
    if not wish.need:
        return None
    workshop = readable(db, known["workshop"])
    new = unnamed_holders(db, workshop, known["named"])
    names = [each.name for each in new if each.name]
    return forms.holds_too(view, holders_of(db, workshop), names) if names else None


def _as_it_is(db: Session, member: Member, part: Signup, now: datetime) -> View:
    workshop: Workshop = readable(db, part.workshop_id)
    here = standing_of(db, member, workshop, part, now)
    if here is None:
        raise Refusal("signups.has_begun")
    return saved.standing(here)
