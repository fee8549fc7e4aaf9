"""Offering an idea, changing it, taking it back, and putting it down as an experiment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import ideas as rules
from bot import presenters
from bot.errors import Refusal
from bot.teams import for_team
from bot.versions import marks, merged
from bot.workshops import readable
from handlers import Bot
from handlers.ideas.sights import mine, offered
from handlers.people import acquaint, acting, reading
from handlers.recognition import question_before
from handlers.windows import about, as_id, clicked_value, origin_of, show_instead, show_over
from storage.ideas import Idea, idea_by_id
from storage.people import Member
from templates.blocks import View
from templates.experiments.views import registration
from templates.forms import read
from templates.ideas import choices as host_views
from templates.ideas import offers as views
from templates.ideas.views import (
    CHANGE,
    KEEP,
    OFFER,
    OFFER_EXPERIMENT,
    OPEN,
    PUT_DOWN,
    SAVE,
    SAVE_CHANGE,
    TAKE_BACK,
)

LONGEST_NAME = 80  # of an experiment


def register(app: App, bot: Bot) -> None:
    _register_offering(app, bot)
    _register_own(app, bot)
    _register_taking_back(app, bot)


def _register_offering(app: App, bot: Bot) -> None:
    @app.action(OFFER)
    def begin(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        clicked = str(body["actions"][0].get("value", ""))
        with reading(bot, body["user"]) as (db, member):
            view = _new(db, member, as_id(clicked) if clicked else None, bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.action(OFFER_EXPERIMENT)
    def begin_with(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = views.form(_page(db, member, views.from_experiment(experiment)))
        ack()
        show_over(client, body, view)

    @app.view(SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = read(views.IDEA, view["state"]["values"])
        asked = question_before(view, (said["words"], said["people"]))
        if asked is not None:
            ack(response_action="update", view=asked)
            return
        with acting(bot, body["user"]) as (db, member):
            idea = rules.offer(
                db,
                member,
                _said(said),
                workshop_id=about(view)["workshop"],
                origin=origin_of(view),
                now=bot.now(),
            )
            after = views.window(mine(db, member, idea))
        ack(response_action="update", view=after)


def _register_own(app: App, bot: Bot) -> None:
    @app.action(OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _window(db, member, clicked_value(body), bot.now())
        ack()
        show_over(client, body, view)

    @app.action(CHANGE)
    def ask_change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            idea, _ = rules.own(db, member, clicked_value(body))
            view = _change_form(db, member, idea)
        ack()
        show_instead(client, body, view)

    @app.view(SAVE_CHANGE)
    def save_change(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = read(views.IDEA, view["state"]["values"])
        asked = question_before(view, (said["words"], said["people"]))
        if asked is not None:
            ack(response_action="update", view=asked)
            return
        with acting(bot, body["user"]) as (db, member):
            after = _after_change(db, member, about(view), said, bot.now())
        ack(response_action="update", view=after)

    @app.action(PUT_DOWN)
    def put_down(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """The form for experiments, begun with the idea; what is saved from it is that idea."""
        with acting(bot, body["user"]) as (db, member):
            idea, _ = rules.own(db, member, clicked_value(body))
            view = registration(**_as_experiment(idea.words), idea=idea.id)
        ack()
        show_over(client, body, view)


def _register_taking_back(app: App, bot: Bot) -> None:
    @app.action(TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            presenters.take_back(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.taken_back())

    @app.action(KEEP)
    def keep(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.keep(db, member, clicked_value(body), now=bot.now())
        ack()
        _show(client, body, views.kept())


def _new(db: Session, member: Member, workshop_id: int | None, now: datetime) -> View:
    """Where the session takes none any more, the idea is offered for any."""
    workshop = readable(db, workshop_id) if workshop_id is not None else None
    if workshop is None or not rules.takes_ideas(db, workshop, now=now):
        return views.form(_page(db, member, {}))
    return views.form(_page(db, member, {}, workshop_id=workshop.id, session=workshop.title))


def _page(db: Session, member: Member, initial: Mapping[str, str], **more: Any) -> views.Page:
    hosts = [each.name for each in rules.hosts_for(db, member) if each.name]
    return views.Page(hosts, rules.could_be(db, member), initial, **more)


def _change_form(
    db: Session,
    member: Member,
    idea: Idea,
    mine_now: Mapping[str, str] | None = None,
    *,
    round_: int = 0,
) -> View:
    """What was saved, to change; with `mine_now`, both versions."""
    saved = views.values_of(idea)
    theirs = None
    if mine_now is not None:
        theirs = {name: each for name, each in saved.items() if each != mine_now[name]}
    page = _page(
        db,
        member,
        mine_now or saved,
        idea=idea.id,
        opened=marks(saved),
        theirs=theirs,
        round=round_,
    )
    known = {each.id for each in page.experiments}
    if idea.experiment_id is not None and idea.experiment_id not in known:
        experiment = mine(db, member, idea).experiment  # it has ended, or is older than most
        more = [] if experiment is None else [experiment]
        page = views.Page(**{**vars(page), "experiments": [*page.experiments, *more]})
    return views.form(page)


def _after_change(
    db: Session, member: Member, opened: Mapping[str, Any], said: Mapping[str, str], now: datetime
) -> View:
    """Its window; or both versions, where another window changed the same meanwhile."""
    idea, _ = rules.own(db, member, opened["idea"])
    stands, both = merged(said, views.values_of(idea), opened["opened"])
    if both:
        return _change_form(db, member, idea, stands, round_=opened["round"] + 1)
    idea = rules.change(db, member, idea.id, _said(stands), now=now)
    return views.window(mine(db, member, idea), just_saved=True)


def _window(db: Session, member: Member, idea_id: int, now: datetime) -> View:
    """Made for the one who opens it: its offerer's ways, or the facilitators'."""
    idea = idea_by_id(db, idea_id)
    if idea is None or idea.state == rules.WITHDRAWN:
        raise Refusal("ideas.gone")
    if idea.member_id == member.id:
        return views.window(mine(db, member, idea))
    [each] = offered(db, member, [idea], now)
    return host_views.window(each, member)


def _said(said: Mapping[str, str]) -> rules.Offer:
    experiment = as_id(said["experiment"]) if said["experiment"] else None
    return rules.Offer(said["words"], said["people"], experiment)


def _as_experiment(words: str) -> dict[str, str]:
    """A short one is a name; a longer one says what matters."""
    one_line = " ".join(words.split())
    return {"title": one_line} if len(one_line) <= LONGEST_NAME else {"purpose": words}


def _show(client: WebClient, body: Mapping[str, Any], view: View) -> None:
    """Where it was clicked in a message, that message itself says what came of it."""
    if "message" not in body:
        show_instead(client, body, view)
