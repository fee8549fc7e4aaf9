"""For facilitators: what was offered, side by side; talking about it, and choosing."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import ideas as rules
from bot import presenters
from bot.errors import Refusal
from bot.news import news_for
from bot.rights import must_facilitate
from bot.workshops import readable
from handlers import Bot
from handlers.ideas.sights import day_of, offered, said_to_everyone
from handlers.people import acting, reading
from handlers.windows import (
    about,
    as_id,
    clicked_value,
    is_window,
    show_afterwards,
    show_instead,
    show_over,
)
from storage.ideas import idea_by_id, ideas_chosen, ideas_offered, sessions_about_nobody_yet
from storage.people import Member, members_by_ids
from storage.workshops import workshop_by_id
from templates.blocks import Block, View
from templates.forms import read
from templates.ideas import choices as views
from templates.ideas.views import (
    CHOOSE,
    LIST,
    MORE,
    RELEASE,
    SAVE_CHOICE,
    SAVE_RELEASE,
    TALK,
    ideas_button,
)

MOST_SESSIONS = 20


def register(app: App, bot: Bot) -> None:
    _register_reading(app, bot)
    _register_choosing(app, bot)
    _register_releasing(app, bot)


def _register_reading(app: App, bot: Bot) -> None:
    @app.action(LIST)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _listing(db, member, bot.now())
        ack()
        show_over(client, body, view)

    @app.action(MORE)
    def show_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _listing(db, member, bot.now(), after=clicked_value(body))
        ack()
        show_instead(client, body, view)

    @app.action(TALK)
    def talk(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        now = bot.now()
        with acting(bot, body["user"]) as (db, member):
            idea, at = rules.talk(db, member, clicked_value(body), now=now)
            who = members_by_ids(db, [idea.member_id])[idea.member_id]
            line = views.talk_line(who, at, member, now=now)
            in_list = is_window(body) and views.is_list(body["view"])
            view = _listing(db, member, now, line) if in_list else views.after_talk(line)
        ack()
        show = show_instead if in_list else show_over
        show(client, body, view)


def _register_choosing(app: App, bot: Bot) -> None:
    @app.action(CHOOSE)
    def ask_which(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            over_list = is_window(body) and views.is_list(body["view"])
            chosen = clicked_value(body)
            view = _choose_form(db, member, chosen, bot.now(), over_list=over_list)
        ack()
        show_over(client, body, view)

    @app.view(SAVE_CHOICE)
    def choose(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        chosen = as_id(read(views.CHOICE, view["state"]["values"])["workshop"])
        with acting(bot, body["user"]) as (db, member):
            workshop = presenters.choose(db, member, about(view)["idea"], chosen, now=bot.now())
            presenter_id = workshop.presenter_id or 0
            who = members_by_ids(db, [presenter_id])[presenter_id]
        ack(response_action="update", view=views.chosen(workshop, who))
        _list_follows(bot, client, body)


def _register_releasing(app: App, bot: Bot) -> None:
    @app.action(RELEASE)
    def ask_release(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            must_facilitate(member)
            workshop = readable(db, clicked_value(body))
            presenter_id = workshop.presenter_id
            if presenter_id is None:
                view = views.released(workshop, ideas_button())
            else:
                who = members_by_ids(db, [presenter_id])[presenter_id]
                over_list = is_window(body) and views.is_list(body["view"])
                view = views.release_form(workshop, who, over_list=over_list)
        ack()
        show_over(client, body, view)

    @app.view(SAVE_RELEASE)
    def release(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            workshop = presenters.release(db, member, about(view)["workshop"], now=bot.now())
        over_list = about(view)["over_list"]
        ways = [] if over_list else [ideas_button()]
        ack(response_action="update", view=views.released(workshop, *ways))
        _list_follows(bot, client, body)


def _list_follows(bot: Bot, client: WebClient, body: dict[str, Any]) -> None:
    """The list below a form that was saved says what is so by now."""
    view = body["view"]
    if not about(view)["over_list"]:
        return
    with reading(bot, body["user"]) as (db, member):
        below = _listing(db, member, bot.now())
    show_afterwards(client, view["previous_view_id"], below)


def _listing(db: Session, member: Member, now: datetime, *just: Block, after: int = 0) -> View:
    must_facilitate(member)
    found = ideas_offered(db, limit=views.SHOWN_AT_ONCE + 1, after=after)
    shown = found[: views.SHOWN_AT_ONCE]
    sessions = [] if after else _sessions(db, member)
    here = offered(db, member, shown, now)
    return views.listing(here, sessions, member, has_more=len(found) > len(shown), just=just)


def _sessions(db: Session, member: Member) -> list[views.Chosen]:
    """What is about somebody's idea by now, and what is not any more."""
    chosen = ideas_chosen(db, limit=MOST_SESSIONS)
    people = members_by_ids(db, [each.member_id for each in chosen])
    about_one = [
        views.Chosen(workshop, people[each.member_id])
        for each in chosen
        if each.chosen_for_id and (workshop := workshop_by_id(db, each.chosen_for_id))
    ]
    freed = [views.Chosen(each, None) for each in news_for(db, member).freed]
    return [*freed, *about_one]


def _choose_form(
    db: Session, member: Member, idea_id: int, now: datetime, *, over_list: bool
) -> View:
    must_facilitate(member)
    idea = idea_by_id(db, idea_id)
    if idea is None or idea.state == rules.WITHDRAWN:
        raise Refusal("ideas.gone")
    found = sessions_about_nobody_yet(db, now, limit=MOST_SESSIONS)
    fitting = [each for each in found if rules.takes_ideas(db, each, now=now)]
    sessions = [(each, day_of(db, each, member.time_zone, now)) for each in fitting]
    [each] = offered(db, member, [idea], now)
    will_say = said_to_everyone(db, each.who, idea.experiment_id)
    only = fitting[0].id if len(fitting) == 1 else idea.workshop_id
    return views.choose_form(each, will_say, sessions, initial=str(only or ""), over_list=over_list)
