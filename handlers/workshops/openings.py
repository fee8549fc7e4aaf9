"""A facilitator opens a session, in two short steps: what it is, which keeps a draft, and *Check,
then open*.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import edits
from bot import openings as rules
from bot.errors import Refusal
from bot.openings import Outline
from bot.versions import marks, merged
from bot.workshops import DRAFT, held, to_hold
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, origin_of, show_instead, show_over
from handlers.workshops.checks import in_letters, page
from handlers.workshops.edits import still_open
from storage.kinds import WorkshopKind, workshop_kind, workshop_kinds
from storage.people import Member
from storage.programme import programme
from storage.workshops import Workshop, slots_of
from templates import words
from templates.blocks import View
from templates.forms import read
from templates.workshops import checks as views
from templates.workshops.forms import OUTLINE, SAVE_OUTLINE, outline_form
from templates.workshops.views import NEW


def register(app: App, bot: Bot) -> None:
    _register_outlining(app, bot)
    _register_opening(app, bot)
    _register_drafts(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {}


def first_step(db: Session, member: Member, *, title: str = "") -> View:
    """The form in which a session is outlined. Raises Refusal for anyone but a facilitator."""
    rules.must_open(member)
    kinds = workshop_kinds(db)
    return outline_form(kinds, member.time_zone, {"title": title}, remembers={})


def _register_outlining(app: App, bot: Bot) -> None:
    @app.action(NEW)
    def start(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = first_step(db, member)
        ack()
        show_over(client, body, view)

    @app.view(SAVE_OUTLINE)
    def save_outline(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = read(OUTLINE, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            if "workshop" in about(view):
                after = _redraft(db, member, about(view), mine, bot.now())
            else:
                outline, origin = Outline(**mine), origin_of(view)
                draft = rules.draft(db, member, outline, origin=origin, now=bot.now())
                after = page(db, member, draft, now=bot.now())
        ack(response_action="update", view=after)

    @app.action(views.BACK)
    def back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            draft = _with_link(db, member, body, bot.now())
            view = _outline_again(db, member, draft)
        ack()
        show_instead(client, body, view)


def _register_opening(app: App, bot: Bot) -> None:
    @app.action(views.CHECK)
    def check(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            workshop = held(db, member, clicked_value(body))
            if workshop.state != DRAFT:  # somebody opened it meanwhile, and perhaps more
                still_open(workshop)
            view = page(db, member, workshop, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.view(views.OPEN_SIGN_UP)
    def open_sign_up(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        link = read(views.LINK, view["state"]["values"])["link"]
        with acting(bot, body["user"]) as (db, member):
            after = _open(db, member, view, link, bot.now())
        ack(response_action="update", view=after)


def _register_drafts(app: App, bot: Bot) -> None:
    @app.action(views.KEEP_DRAFT)
    def keep(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            view = views.kept(_with_link(db, member, body, bot.now()))
        ack()
        show_instead(client, body, view)

    @app.action(views.THROW_AWAY)
    def throw_away(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.throw_away(db, member, clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, views.thrown_away())


def _open(db: Session, member: Member, view: Mapping[str, Any], link: str, now: datetime) -> View:
    """What the window says then; or the page again, when somebody changed what was checked."""
    opened = about(view)
    workshop = to_hold(db, member, opened["workshop"])
    if workshop.state == DRAFT:
        if workshop.revision != opened["revision"]:
            note = words("workshops/check").changed_meanwhile
            return page(db, member, workshop, note=note, now=now)
        question = question_before(view, [workshop.title, workshop.purpose])
        if question is not None:
            return question
    workshop = rules.open_sign_up(db, member, workshop.id, link=link, now=now)
    return views.opened(workshop, programme(db).noticeboard)


def _with_link(db: Session, member: Member, body: Mapping[str, Any], now: datetime) -> Workshop:
    """The draft, with the link that stands in the window."""
    link = read(views.LINK, body["view"]["state"]["values"])["link"]
    draft = to_hold(db, member, clicked_value(body))
    if draft.state != DRAFT:
        raise Refusal("workshops.opened_already")
    return edits.change(db, member, draft.id, {"link": link}, now=now)


def _outline_again(
    db: Session,
    member: Member,
    draft: Workshop,
    mine: Mapping[str, Any] | None = None,
    both: tuple[str, ...] = (),
) -> View:
    """The first step of a draft. With `mine`, someone else changed `both` meanwhile."""
    theirs = _outline_of(db, draft)
    return outline_form(
        _kinds_for(db, draft),
        member.time_zone,
        mine or theirs,
        theirs={name: theirs[name] for name in both} if mine is not None else None,
        remembers={"workshop": draft.id, "marks": marks(in_letters(theirs))},
        key=f"{draft.revision}:{len(both)}",
    )


def _redraft(
    db: Session, member: Member, opened: Mapping[str, Any], mine: dict[str, Any], now: datetime
) -> View:
    """The page; or both versions, when someone else saved since this form was opened."""
    draft = to_hold(db, member, opened["workshop"])
    theirs = _outline_of(db, draft)
    said = in_letters(mine)
    letters, both = merged(said, in_letters(theirs), opened["marks"])
    kept = {name: (mine if letters[name] == said[name] else theirs)[name] for name in mine}
    if both:
        return _outline_again(db, member, draft, kept, tuple(both))
    draft = rules.redraft(db, member, draft.id, Outline(**kept), now=now)
    return page(db, member, draft, now=now)


def _outline_of(db: Session, draft: Workshop) -> dict[str, Any]:
    starts = {each.position: each.starts_at for each in slots_of(db, draft.id)}
    return {
        "kind": draft.kind,
        "title": draft.title,
        "purpose": draft.purpose,
        "first": starts.get(1),
        "second": starts.get(2),
    }


def _kinds_for(db: Session, draft: Workshop) -> list[WorkshopKind]:
    """Those that are offered, and the one that it has."""
    offered, its = list(workshop_kinds(db)), workshop_kind(db, draft.kind)
    return offered if its is None or its in offered else [*offered, its]
