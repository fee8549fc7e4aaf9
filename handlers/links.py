"""What joins experiments: what they belong with, who has the same question, what asks something
close.
"""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import links as rules
from bot.cards import SAME
from bot.closeness import close_to
from bot.deliveries import Claimed
from bot.teams import for_team
from handlers import Bot, Composers
from handlers.people import acquaint, acting, reading
from handlers.recognition import question_before
from handlers.windows import about, as_id, clicked_value, show_instead, show_over
from storage.experiments import Experiment, experiment_by_id, leads_of
from storage.links import same_question_by_id, same_question_of
from storage.people import Member, members_by_ids
from storage.teams import is_teammate, lead_of, team_of
from templates.blocks import Block, Message, View
from templates.forms import read
from templates.links import views


def register(app: App, bot: Bot) -> None:
    _register_belonging(app, bot)
    _register_telling(app, bot)
    _register_closeness(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {SAME: _same}


def link_lines(db: Session, member: Member, experiment: Experiment) -> list[Block]:
    """What the window of an experiment says of others: which it belongs with, and to its people,
    who has the same question.
    """
    joined = views.joined_lines(rules.joined_with(db, experiment))
    if not is_teammate(db, experiment.id, member.id):
        return joined
    return [*joined, *views.same_for_team(rules.those_with_same(db, experiment))]


def link_ways(db: Session, member: Member, experiment: Experiment) -> list[Block]:
    """What somebody who is not on it can say to those who are."""
    if is_teammate(db, experiment.id, member.id):
        return []
    same = same_question_of(db, experiment.id, member.id)
    return views.same_for_reader(experiment, lead_of(db, experiment), same)


def close_line(db: Session, member: Member, experiment: Experiment) -> list[Block]:
    """For the window after putting one down."""
    close = close_to(db, member, experiment)
    return views.close_line(experiment, close, leads_of(db, [each.experiment for each in close]))


def _register_belonging(app: App, bot: Bot) -> None:
    @app.action(views.BELONGS)
    def ask_which(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _belongs_form(db, member, for_team(db, member, clicked_value(body)))
        ack()
        show_instead(client, body, view)

    @app.view(views.JOIN)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = read(views.BELONGING, view["state"]["values"])
        with acting(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, about(view)["experiment"])
            other = as_id(said["other"])
            rules.join(db, member, experiment.id, other, said["how"], now=bot.now())
            after = views.belongs_saved(experiment, rules.joined_with(db, experiment))
        ack(response_action="update", view=after)

    @app.action(views.PART)
    def part(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        opened = about(body["view"])
        with acting(bot, body["user"]) as (db, member):
            rules.part(db, member, clicked_value(body))
            experiment = for_team(db, member, opened["experiment"])
            close = opened["list"] == "close"
            view = (
                _close_window(db, member, experiment)
                if close
                else _belongs_form(db, member, experiment)
            )
        ack()
        show_instead(client, body, view)


def _register_telling(app: App, bot: Bot) -> None:
    @app.action(views.SAME)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _tell_form(db, member, clicked_value(body))
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])  # whoever hears of it hears a name

    @app.view(views.TELL)
    def tell(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        words = read(views.TELLING, view["state"]["values"])["words"]
        asked = question_before(view, [words])
        if asked is not None:
            ack(response_action="update", view=asked)
            return
        with acting(bot, body["user"]) as (db, member):
            experiment = rules.may_tell(db, member, about(view)["experiment"])
            same = rules.tell_same(db, member, experiment.id, words, now=bot.now())
            team = team_of(db, experiment.id)
            after = views.told(experiment, lead_of(db, experiment), team, same)
        ack(response_action="update", view=after)

    @app.action(views.UNTELL)
    def untell(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.take_same_back(db, member, clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, views.untold())


def _register_closeness(app: App, bot: Bot) -> None:
    @app.action(views.SEE_CLOSE)
    def see(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _close_window(db, member, for_team(db, member, clicked_value(body)))
        ack()
        show_over(client, body, view)

    @app.action(views.TOGETHER)
    def together(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, about(body["view"])["experiment"])
            other = clicked_value(body)
            rules.join(db, member, experiment.id, other, rules.SIMILAR, now=bot.now())
            view = _close_window(db, member, experiment)
        ack()
        show_instead(client, body, view)


def _belongs_form(db: Session, member: Member, experiment: Experiment) -> View:
    return views.belongs_form(
        experiment, rules.could_join(db, member, experiment), rules.joined_with(db, experiment)
    )


def _tell_form(db: Session, member: Member, experiment_id: int) -> View:
    """The form; or, for who told already, that they did."""
    experiment = rules.may_tell(db, member, experiment_id)
    lead, team = lead_of(db, experiment), team_of(db, experiment.id)
    same = same_question_of(db, experiment.id, member.id)
    if same is not None:
        return views.told(experiment, lead, team, same, again=True)
    return views.tell_form(experiment, lead, team)


def _close_window(db: Session, member: Member, experiment: Experiment) -> View:
    close = close_to(db, member, experiment)
    leads = leads_of(db, [each.experiment for each in close])
    together = {
        each.other.id: each.link_id
        for each in rules.joined_with(db, experiment)
        if each.how == rules.SIMILAR
    }
    return views.close_window(experiment, close, leads, together)


def _same(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del now
    same = same_question_by_id(db, taken.subject_id)
    experiment = experiment_by_id(db, same.experiment_id) if same is not None else None
    if same is None or experiment is None:
        return None
    return views.same_message(
        experiment, members_by_ids(db, [same.member_id])[same.member_id], same
    )
