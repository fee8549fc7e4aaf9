"""*Add to it*: the answers that each stage offers, and how they are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import details as rules
from bot.audiences import level_read
from bot.errors import Refusal
from bot.teams import for_team
from bot.versions import mark
from bot.visibility import ONLY_ME
from handlers import Bot
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, show_instead
from storage.details import details_of
from storage.experiments import Experiment
from storage.people import Member
from templates.blocks import Block, View
from templates.details import views
from templates.details.forms import form_of, stored
from templates.forms import peek, read


def register(app: App, bot: Bot) -> None:
    @app.action(views.ADD)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _first_form(db, member, clicked_value(body), bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(views.MORE)
    def ask_more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        stage = (body["actions"][0].get("selected_option") or {}).get("value", "")
        with reading(bot, body["user"]) as (db, member):
            view = _longer_form(db, member, body["view"], stage, bot.now())
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = stored(read(form_of(_names(view)), view["state"]["values"]))
        with acting(bot, body["user"]) as (db, member):
            after = _after_save(db, member, view, mine, bot.now())
        ack(response_action="update", view=after)


def shown(db: Session, experiment_id: int, cycle: int, now: datetime) -> list[Block]:
    """What was answered in a turn, for whoever may read it."""
    answers = details_of(db, experiment_id, cycle)
    return views.answers_shown(answers, rules.FIELDS, now=now)


def blanks(db: Session, experiment: Experiment) -> list[Block]:
    """What nobody has said yet and its people should not forget, once something is to be tried."""
    if experiment.state != "active" or experiment.stage not in rules.NOT_TO_FORGET:
        return []
    answers = details_of(db, experiment.id, experiment.cycle)
    wanted = rules.NOT_TO_FORGET[experiment.stage]
    return views.blanks([field for field in wanted if field not in answers])


def _first_form(db: Session, member: Member, experiment_id: int, now: datetime) -> View:
    """The two that its stage offers first."""
    experiment = for_team(db, member, experiment_id)
    names = rules.FIELDS[experiment.stage][: rules.OFFERED]
    answers = details_of(db, experiment.id, experiment.cycle)
    remembered = {
        "experiment": experiment.id,
        "cycle": experiment.cycle,
        "opened": _marks(names, answers),
    }
    return views.add_form(
        experiment, names, answers, more=_more(names), remembered=remembered, now=now
    )


def _longer_form(
    db: Session, member: Member, view: Mapping[str, Any], stage: str, now: datetime
) -> View:
    """The same form with all that a stage offers below: nothing that was typed goes away."""
    opened = about(view)
    experiment = for_team(db, member, opened["experiment"])
    if stage not in rules.FIELDS:
        raise Refusal("errors.nothing_there")
    before = _names(view)
    names = [*before, *(each for each in rules.FIELDS[stage] if each not in before)]
    theirs = details_of(db, experiment.id, opened["cycle"])
    typed = stored(peek(form_of(before), view["state"]["values"]))
    remembered = {**opened, "opened": {**_marks(names, theirs), **opened["opened"]}}
    answers = {**theirs, **typed}
    return views.add_form(
        experiment, names, answers, more=_more(names), remembered=remembered, now=now
    )


def _after_save(
    db: Session, member: Member, view: Mapping[str, Any], mine: Mapping[str, str], now: datetime
) -> View:
    """What stands there now; or the form again, with a question or with both versions."""
    opened = about(view)
    experiment = for_team(db, member, opened["experiment"])
    if level_read(db, member, experiment) != ONLY_ME:
        question = question_before(view, _new_words(mine, opened["opened"]))
        if question is not None:
            return question
    cycle: int = opened["cycle"]
    both = rules.add(db, member, experiment.id, cycle, mine, opened_with=opened["opened"], now=now)
    if both is None:
        return views.saved(experiment, shown(db, experiment.id, cycle, now))
    seen = {name: mark(words) for name, words in both.theirs.items()}
    remembered = {**opened, "opened": {**opened["opened"], **seen}}
    names = _names(view)
    return views.add_form(
        experiment,
        names,
        mine,
        more=_more(names),
        remembered=remembered,
        theirs=both.theirs,
        now=now,
    )


def _new_words(mine: Mapping[str, str], opened_with: Mapping[str, str]) -> list[str]:
    """What was written just now; a day to look again is nobody's birthday."""
    return [
        words
        for field, words in mine.items()
        if field != "look_again" and mark(words) != opened_with.get(field)
    ]


def _names(view: Mapping[str, Any]) -> list[str]:
    """The inputs that stand in the form, in their order."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    return list(form_of(block["element"]["action_id"] for block in inputs))


def _marks(names: Sequence[str], answers: Mapping[str, str]) -> dict[str, str]:
    return {name: mark(answers.get(name, "")) for name in names}


def _more(names: Sequence[str]) -> list[str]:
    """The stages that have something to ask besides."""
    return [stage for stage, fields in rules.FIELDS.items() if not set(fields) <= set(names)]
