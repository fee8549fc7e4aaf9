"""Somebody is stuck: a question to the group, begun as a draft, or someone to talk to."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import checkins as rules
from bot.cards import is_for_group
from bot.visibility import GROUP
from handlers import Bot
from handlers.checkins.readings import hosts_for
from handlers.notices.pages import begin
from handlers.people import acquaint, reading
from handlers.windows import clicked_value, show_over
from storage.checkins import CheckIn
from storage.experiments import experiment_by_id
from storage.reflections import line_of_check_in
from templates import plain, words
from templates.checkins import views
from templates.checkins.pages import someone_to_talk_to
from templates.notices.boxes import Unsaved, spread


def register(app: App, bot: Bot) -> None:
    @app.action(views.ASK_GROUP)
    def ask_group(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            check_in = rules.own(db, member, clicked_value(body))
            view = begin(db, member, _question(db, check_in), now=bot.now())
        ack()
        show_over(client, body, view)
        acquaint(bot, client, body["user"]["id"])

    @app.action(views.TALK)
    def talk(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            rules.own(db, member, clicked_value(body))
            view = someone_to_talk_to(hosts_for(db, member))
        ack()
        show_over(client, body, view)


def _question(db: Session, check_in: CheckIn) -> Unsaved:
    """What it begins with: of the words, those that their author chose to let the group read; and
    the experiment, if the group may read that.
    """
    line = line_of_check_in(db, check_in.id)
    open_words = check_in.noticed if check_in.visibility == GROUP else ""
    question = spread(open_words or (line.words if line is not None else ""))
    experiment = experiment_by_id(db, check_in.experiment_id)
    if experiment is None or not is_for_group(experiment):
        return question
    about = plain(words("checkins/saved").background(experiment.ref, experiment.title))
    more = "\n\n".join(filter(None, (question.more, about)))
    return Unsaved(kind=question.kind, words=question.words, more=more)
