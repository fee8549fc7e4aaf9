"""Asks once, before a form is saved that others could read, whether someone could be recognised."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.recognition import identifying
from handlers import Bot
from handlers.windows import about, show_instead
from storage.cycles import PastCycle, past_cycles_of
from storage.details import words_added_to
from storage.experiments import Experiment
from templates.blocks import View
from templates.recognition import views


def register(app: App, bot: Bot) -> None:
    del bot

    @app.action(views.CHANGE)
    def change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        show_instead(client, body, views.without_question(body["view"]))


def question_before(
    view: Mapping[str, Any], texts: Iterable[str], *, keep_alone: str = ""
) -> View | None:
    """The form with the question in it, if `texts` (what others could read) bring one and it was
    not asked yet; None to go on and save. `keep_alone` is the id of the button that saves it for
    its writer alone.
    """
    if "asked" in about(view):
        return None
    excerpt = identifying(texts)
    return None if excerpt is None else views.question(view, excerpt, keep_alone=keep_alone)


def words_behind(db: Session, experiment: Experiment) -> list[str]:
    """What stands on an experiment besides its name, purpose and question: others can read it once
    it is opened to them, though nothing was asked about it while it was one person's alone.
    """
    past = past_cycles_of(db, experiment.id)
    turns: list[Experiment | PastCycle] = [experiment, *past]
    safety = [(each.could_be_hurt, each.people_know, each.how_stop) for each in turns]
    before = [(each.purpose, each.question) for each in past]
    return [*chain(*safety, *before), *words_added_to(db, experiment.id)]
