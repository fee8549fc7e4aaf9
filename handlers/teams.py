"""Who is on an experiment: the form, leaving, the welcome, and how often to ask them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import teams as rules
from bot.audiences import level_read
from bot.cards import WELCOME
from bot.deliveries import Claimed
from bot.proposals import asked_about, refused_last
from bot.visibility import ONLY_ME
from handlers import Bot, Composers
from handlers.people import acting, introduce, reading
from handlers.recognition import question_before, words_behind
from handlers.windows import about, clicked_value, show_instead, show_over
from storage.experiments import Experiment, experiment_by_id, experiments_by_ids
from storage.people import Member, members_by_ids
from storage.proposals import newest_welcome, proposal_by_id
from storage.teams import is_teammate, team_of
from templates.blocks import Block, Message
from templates.forms import read
from templates.proposals.views import in_window
from templates.teams import views


def register(app: App, bot: Bot) -> None:
    _register_people(app, bot)
    _register_rhythm(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {WELCOME: _welcome}


def team_lines(db: Session, member: Member, experiment: Experiment) -> list[Block]:
    """What the window of an experiment says of its people, and to them what is asked and open."""
    team = team_of(db, experiment.id)
    named = views.others_on_it(experiment, team)
    if member.id not in {each.id for each in team}:
        return named
    waiting = in_window(asked_about(db, experiment), refused_last(db, experiment), member)
    return [*named, *waiting]


def team_ways(db: Session, member: Member, experiment: Experiment) -> list[Block]:
    """What its people can arrange."""
    is_on = is_teammate(db, experiment.id, member.id)
    return views.ways_to_arrange(experiment, member, team_of(db, experiment.id)) if is_on else []


def _register_people(app: App, bot: Bot) -> None:
    @app.action(views.PEOPLE)
    def ask_people(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = rules.for_team(db, member, clicked_value(body))
            view = views.people_form(experiment, team_of(db, experiment.id))
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_PEOPLE)
    def save_people(
        ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient
    ) -> None:
        opened, chosen = about(view), read(views.TEAM, view["state"]["values"])["people"]
        with reading(bot, body["user"]) as (db, member):
            experiment = rules.for_team(db, member, opened["experiment"])
            was = experiment.visibility
            alone = level_read(db, member, experiment) == ONLY_ME
            opens = alone and not set(chosen) <= set(opened["shown"])
            named = [experiment.title, experiment.purpose, experiment.question]
            texts = [*named, *words_behind(db, experiment)] if opens else []
            question = question_before(view, texts)
        if question is not None:
            ack(response_action="update", view=question)
            return
        introduce(bot, client, [each for each in chosen if each not in opened["shown"]])
        with acting(bot, body["user"]) as (db, member):
            change = rules.change_people(
                db,
                member,
                opened["experiment"],
                shown=opened["shown"],
                chosen=chosen,
                now=bot.now(),
            )
            experiment = change.experiment
            after = (
                views.people_saved(
                    experiment,
                    change.team,
                    opened=was != experiment.visibility,
                    meanwhile=change.meanwhile,
                )
                if member in change.team
                else views.left(experiment)
            )
        ack(response_action="update", view=after)

    @app.action(views.LEAVE)
    def leave(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            view = views.left(rules.leave(db, member, clicked_value(body), now=bot.now()))
        ack()
        show_instead(client, body, view)


def _register_rhythm(app: App, bot: Bot) -> None:
    @app.action(views.RHYTHM)
    def ask_rhythm(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = views.rhythm_window(rules.for_team(db, member, clicked_value(body)))
        ack()
        show_over(client, body, view)

    for action_id, rhythm in views.RHYTHMS.items():
        app.action(action_id)(_note(bot, rhythm))


def _note(bot: Bot, rhythm: str) -> Callable[..., None]:
    def note(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            experiment = rules.choose_rhythm(db, member, clicked_value(body), rhythm, now=bot.now())
            view = views.with_rhythm(body["view"], experiment)
        ack()
        show_instead(client, body, view)

    return note


def _welcome(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """While they are on it, and only how they came to it last."""
    del now
    told = proposal_by_id(db, taken.subject_id)
    if told is None or not is_teammate(db, told.experiment_id, told.asked_id):
        return None
    newest = newest_welcome(db, told.experiment_id, told.asked_id)
    experiment = experiment_by_id(db, told.experiment_id)
    if experiment is None or newest is None or newest.id != told.id:
        return None
    by = members_by_ids(db, [told.asked_by])[told.asked_by]
    came_from = experiments_by_ids(db, [told.other_id]) if told.other_id is not None else {}
    return views.welcome(experiment, by, next(iter(came_from.values()), None))
