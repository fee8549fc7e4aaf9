"""*Where is it now?*: the form that moves an experiment, and what it says after a save."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import cycles as rules
from bot.audiences import level_read
from bot.cards import TRYING, needs_safety
from bot.details import FIELDS, OFFERED
from bot.errors import Refusal
from bot.experiments import Safety
from bot.recognition import identifying
from bot.teams import for_team
from bot.versions import marks
from bot.visibility import ONLY_ME
from handlers import Bot
from handlers.cycles.news import news_since, origin_since, remember
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, is_full, show_instead, show_over
from storage.cycles import (
    StageMove,
    move_by_origin,
    past_cycle,
    trail_of,
)
from storage.experiments import Experiment
from storage.people import Member
from storage.teams import team_of
from templates.blocks import View
from templates.cycles import stories, views
from templates.cycles.forms import CHOOSE, where_form
from templates.details.views import ADD, label_of
from templates.experiments.forms import SAFETY, registration_values, safety_values
from templates.experiments.views import edit_form
from templates.forms import peek, read, typed
from templates.forms.versions import said_of_both

_ALL = where_form("optional", safety=True)


def register(app: App, bot: Bot) -> None:
    _register_asking(app, bot)
    _register_saving(app, bot)


def _register_asking(app: App, bot: Bot) -> None:
    @app.action(views.ASK)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = _form(db, member, experiment, remember(db, experiment), {}, bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(CHOOSE)
    def choose(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Another move asks something else: the form is drawn anew, with all that was typed."""
        opened, given = about(body["view"]), _given(body["view"])
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, opened["experiment"])
            view = _form(db, member, experiment, opened, given, bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(views.CHANGE)
    def change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Over the form: closing it brings back what was begun there."""
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            if is_full(body):  # in its place it would take away what was begun here
                raise Refusal("cycles.full", ref=experiment.ref)
            team = team_of(db, experiment.id)
            view = edit_form(
                experiment,
                [each.name for each in team if each.id != member.id],
                opened_with=marks(registration_values(experiment)),
            )
        ack()
        show_over(client, body, view)


def _register_saving(app: App, bot: Bot) -> None:
    @app.view(views.SAVE)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_save(db, member, view, bot.now())
        ack(response_action="update", view=after)

    @app.action(views.KEEP_ALONE)
    def keep_alone(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_save(db, member, body["view"], bot.now(), alone=True)
        ack()
        show_instead(client, body, after)


def safety_before(db: Session, experiment: Experiment) -> Mapping[str, str]:
    """The three answers as they stand; in a new turn, those of the turn before, to begin with."""
    now = safety_values(experiment)
    before = past_cycle(db, experiment.id, experiment.cycle - 1)
    if before is None or any(now.values()):
        return now
    return {name: getattr(before, name) for name in SAFETY}


def _form(
    db: Session,
    member: Member,
    experiment: Experiment,
    remembered: Mapping[str, Any],
    given: Mapping[str, Any],
    now: datetime,
    *,
    news: str = "",
    theirs: Mapping[str, str] | None = None,
) -> View:
    """The form for the stage that is chosen in it, with what was `given` there."""
    begun = {CHOOSE: experiment.stage, **safety_before(db, experiment)}
    initial = {**begun, **given}
    stage = initial[CHOOSE]
    if stage not in rules.STAGES:
        raise Refusal("errors.nothing_there")
    answers_too = stage == TRYING and any(given.get(each) for each in SAFETY)
    return views.where(
        experiment,
        asks=views.Asks(
            kind=rules.kind_of_step(experiment, stage),
            question=rules.wanted_question(experiment, stage),
            safety=rules.wants_safety(experiment, stage) or answers_too,
            seen_by=level_read(db, member, experiment),
        ),
        initial=initial,
        typed={name: value for name, value in given.items() if value != begun.get(name)},
        remembered=remembered,
        now=now,
        news=news,
        theirs=theirs,
    )


def _given(view: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form now, and what it remembers of inputs that are not there any more."""
    state = view["state"]["values"]
    there = typed(state)
    given = {name: value for name, value in peek(_ALL, state).items() if name in there}
    return {**about(view).get("kept", {}), **given}


def _after_save(
    db: Session, member: Member, view: Mapping[str, Any], now: datetime, *, alone: bool = False
) -> View:
    """What the form says then: that it moved; or the form again, every word kept, when something
    has to be answered or decided first.
    """
    opened, origin = about(view), origin_since(view)
    experiment = for_team(db, member, opened["experiment"])
    if move_by_origin(db, origin) is None:
        first = _before_saving(db, member, experiment, view, now, alone=alone)
        if first is not None:
            return first
    moved = rules.move(db, member, experiment.id, _step(view, alone=alone), origin=origin, now=now)
    return _moved(db, experiment, moved, now)


def _before_saving(
    db: Session,
    member: Member,
    experiment: Experiment,
    view: Mapping[str, Any],
    now: datetime,
    *,
    alone: bool,
) -> View | None:
    """The form once more, or None to go on and save."""
    opened, given = about(view), _given(view)
    news = news_since(db, member, experiment, opened, now)
    if news:
        since = {**opened, **remember(db, experiment)}
        return _form(db, member, experiment, since, given, now, news=news)
    theirs = _answered_meanwhile(experiment, view)
    if theirs and "both" not in opened:
        both = {**opened, "both": True}
        changed = said_of_both().changed
        return _form(db, member, experiment, both, given, now, news=changed, theirs=theirs)
    if _lacks_inputs(experiment, view):
        return _form(db, member, experiment, opened, given, now)
    step = _step(view, alone=alone)
    if alone or level_read(db, member, experiment) == ONLY_ME:
        return None
    answers = [getattr(step.safety, each) for each in SAFETY] if step.safety else []
    others = [step.question, *answers]
    # What goes on the card itself cannot be for one person alone.
    keep_alone = "" if identifying(others) else views.KEEP_ALONE
    return question_before(view, [step.words, *others], keep_alone=keep_alone)


def _lacks_inputs(experiment: Experiment, view: Mapping[str, Any]) -> bool:
    """True for a form that was not drawn for the stage which is chosen in it."""
    there = typed(view["state"]["values"])
    stage = _given(view)[CHOOSE]
    if rules.wanted_question(experiment, stage) == rules.REQUIRED and "question" not in there:
        return True
    return rules.wants_safety(experiment, stage) and not set(SAFETY) <= set(there)


def _answered_meanwhile(experiment: Experiment, view: Mapping[str, Any]) -> dict[str, str]:
    """What somebody else answered to the same three questions, where it differs."""
    there = typed(view["state"]["values"])
    mine, theirs = _given(view), safety_values(experiment)
    if not set(SAFETY) <= set(there) or needs_safety(experiment, TRYING) or mine[CHOOSE] != TRYING:
        return {}
    return {name: theirs[name] for name in SAFETY if theirs[name] != mine[name]}


def _step(view: Mapping[str, Any], *, alone: bool) -> rules.Step:
    """Raises Refusal for words that are missing or too many."""
    state = view["state"]["values"]
    there = typed(state)
    said = read({name: each for name, each in _ALL.items() if name in there}, state)
    tries = said[CHOOSE] == TRYING and set(SAFETY) <= set(there)
    return rules.Step(
        stage=said[CHOOSE],
        words=said.get("words", ""),
        question=said.get("question", ""),
        safety=Safety(**{name: said[name] for name in SAFETY}) if tries else None,
        alone=alone,
    )


def _moved(db: Session, experiment: Experiment, moved: StageMove | None, now: datetime) -> View:
    what = stories.what_happened(moved, question="", now=now) if moved else ""
    offered = [label_of(each) for each in FIELDS[experiment.stage][:OFFERED]]
    kind = moved.kind if moved else ""
    trail = trail_of(db, experiment.id)
    return views.moved(experiment, what, kind, trail, offered, ADD)
