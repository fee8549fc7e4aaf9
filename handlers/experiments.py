"""/experiment: putting one down, its three questions, and changing its answers."""

import re
from collections.abc import Mapping
from dataclasses import asdict, astuple, replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import experiments as rules
from bot.audiences import level_read
from bot.cards import TRYING, is_for_group, needs_safety
from bot.errors import Refusal
from bot.ideas import became, becoming
from bot.teams import for_team
from bot.versions import marks, merged
from bot.visibility import ONLY_ME
from handlers import Bot
from handlers.cards import listing, window, window_after
from handlers.commands import listen
from handlers.cycles.moves import safety_before
from handlers.links import close_line
from handlers.people import acquaint, acting, reading
from handlers.recognition import question_before, words_behind
from handlers.windows import (
    about,
    clicked_value,
    origin_of,
    show_afterwards,
    show_instead,
    show_over,
)
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from storage.programme import programme
from storage.teams import team_of
from templates.blocks import Block, View
from templates.experiments import views
from templates.experiments.forms import (
    REGISTRATION,
    SAFETY,
    registration_values,
    safety_values,
)
from templates.forms import read
from templates.teams.views import rhythm_question

_REFERENCE = re.compile(r"e-?(\d+)", re.IGNORECASE)
_LONGEST_REFERENCE = 9  # digits; a database knows no longer ones


def register(app: App, bot: Bot) -> None:
    _register_putting_down(app, bot)
    _register_safety(app, bot)
    _register_editing(app, bot)


def _register_putting_down(app: App, bot: Bot) -> None:
    listen(app, bot, "/experiment", _typed, views.help_message)

    @app.action(views.PUT_DOWN)
    def put_down(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        show_over(client, body, views.registration())
        acquaint(bot, client, body["user"]["id"])

    @app.view(views.REGISTER)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        answers = rules.Answers(**read(REGISTRATION, view["state"]["values"]))
        asked = question_before(view, _for_others(answers), keep_alone=views.KEEP_ALONE)
        if asked is not None:
            ack(response_action="update", view=asked)
            return
        after, saved = _register(bot, body, view, answers)
        ack(response_action="update", view=after)
        _offer_close(bot, client, body, saved)

    @app.action(views.KEEP_ALONE)
    def keep_alone(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        answers = rules.Answers(**read(REGISTRATION, body["view"]["state"]["values"]))
        alone = replace(answers, visibility=ONLY_ME)
        after, saved = _register(bot, body, body["view"], alone)
        ack()
        show_instead(client, body, after)
        _offer_close(bot, client, body, saved)


def _register_safety(app: App, bot: Bot) -> None:
    @app.action(views.ANSWER_SAFETY)
    def ask_safety(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = _safety_form(db, experiment, tries=False)
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_SAFETY)
    def save_safety(
        ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient
    ) -> None:
        safety = rules.Safety(**read(SAFETY, view["state"]["values"]))
        with acting(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, about(view)["experiment"])
            others = experiment.visibility != ONLY_ME
            asked = question_before(view, astuple(safety) if others else ())
            is_first = asked is None and needs_safety(experiment, TRYING)
            after = asked or _after_safety(db, member, about(view), safety, bot.now())
        ack(response_action="update", view=after)
        if is_first:
            _offer_close(bot, client, body, experiment.id)


def _register_editing(app: App, bot: Bot) -> None:
    @app.action(views.EDIT)
    def ask_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            view = edit_form(db, member, experiment)
        ack()
        show_instead(client, body, view)

    @app.view(views.SAVE_EDIT)
    def save_edit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        mine = read(REGISTRATION, view["state"]["values"])
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, about(view)["experiment"])
            others = list(_for_others(rules.Answers(**mine)))
            if others and level_read(db, member, experiment) == ONLY_ME:
                others += words_behind(db, experiment)
        asked = question_before(view, others)
        after = asked or _edit(bot, body, view, mine)
        ack(response_action="update", view=after)


def _edit(
    bot: Bot, body: Mapping[str, Any], view: Mapping[str, Any], mine: Mapping[str, str]
) -> View:
    with acting(bot, body["user"]) as (db, member):
        return _after_edit(db, member, about(view), mine, bot.now())


def _register(
    bot: Bot, body: Mapping[str, Any], view: Mapping[str, Any], answers: rules.Answers
) -> tuple[View, int]:
    """What the window says then, and the id of what was saved."""
    with acting(bot, body["user"]) as (db, member):
        idea = becoming(db, member, about(view).get("idea", 0))
        experiment = rules.register(db, member, answers, origin=origin_of(view), now=bot.now())
        if idea is not None:
            became(db, *idea, experiment, now=bot.now())
        return _after_save(db, experiment), experiment.id


def _offer_close(bot: Bot, client: WebClient, body: Mapping[str, Any], experiment_id: int) -> None:
    """In the window that says it is saved: others that ask something close. To look for them takes
    longer than a save may, and nobody waits for it.
    """
    with reading(bot, body["user"]) as (db, member):
        experiment = experiment_by_id(db, experiment_id)
        if experiment is None or needs_safety(experiment):
            return
        close = close_line(db, member, experiment)
        view = _saved(db, experiment, *close)
    if close:
        show_afterwards(client, body["view"]["id"], view)


def _for_others(answers: rules.Answers) -> tuple[str, ...]:
    """What others could read of it once it is saved."""
    if answers.visibility == ONLY_ME:
        return ()
    return (answers.title, answers.purpose, answers.question)


def _typed(db: Session, member: Member, typed: str, now: datetime) -> View:
    """What the words after the command ask for; all but two kinds of them begin the form."""
    words = " ".join(typed.split())  # a name is one line
    if words.lower() == "list":
        return listing(db, member, now)
    reference = _REFERENCE.fullmatch(words)
    if reference is None:
        return views.registration(words)
    if len(reference[1]) > _LONGEST_REFERENCE:
        raise Refusal("cards.unknown", ref=f"E-{reference[1]}")
    return window(db, member, int(reference[1]), now)


def _after_save(db: Session, experiment: Experiment) -> View:
    if needs_safety(experiment):
        return _safety_form(db, experiment, tries=True)
    return _saved(db, experiment)


def _saved(db: Session, experiment: Experiment, *more: Block) -> View:
    alone = len(team_of(db, experiment.id)) == 1
    asks = rhythm_question(experiment)
    return views.saved(experiment, programme(db).noticeboard, *asks, *more, alone=alone)


def edit_form(
    db: Session, member: Member, experiment: Experiment, mine: Mapping[str, str] | None = None
) -> View:
    """The answers to change; with `mine`, both versions."""
    opened_with = marks(registration_values(experiment))
    companions = _companions(db, member, experiment)
    return views.edit_form(experiment, companions, mine, opened_with=opened_with)


def _after_edit(
    db: Session, member: Member, opened: Mapping[str, Any], mine: Mapping[str, str], now: datetime
) -> View:
    """The changed window; or both versions, when someone else changed the same answers since this
    form was opened.
    """
    experiment = for_team(db, member, opened["experiment"])
    if experiment.revision != opened["revision"]:
        if _says_the_same(experiment, mine):  # the same save, come twice
            shown = is_for_group(experiment)
            return _after_change(db, member, experiment, mine["stage"], now, was_shown=shown)
        theirs = registration_values(experiment)
        mine, both = merged(mine, theirs, opened.get("opened", {}))
        if both:
            return edit_form(db, member, experiment, mine)
    answers = rules.Answers(**mine)
    was_shown = is_for_group(experiment)
    rules.edit(db, member, experiment.id, answers, now=now)
    return _after_change(db, member, experiment, answers.stage, now, was_shown=was_shown)


def _says_the_same(experiment: Experiment, mine: Mapping[str, str]) -> bool:
    """True when these answers are saved already; the stage may wait for the three answers."""
    waits = {"stage": experiment.stage} if needs_safety(experiment, mine["stage"]) else {}
    return registration_values(experiment) == {**mine, **waits}


def _after_change(
    db: Session,
    member: Member,
    experiment: Experiment,
    stage: str,
    now: datetime,
    *,
    was_shown: bool,
) -> View:
    if needs_safety(experiment, stage):
        return _safety_form(db, experiment, tries=True)
    return window_after(db, member, experiment, now, was_shown=was_shown)


def _after_safety(
    db: Session, member: Member, asked: Mapping[str, Any], safety: rules.Safety, now: datetime
) -> View:
    """The first time, what happens to the card; when answers were changed, the changed window."""
    experiment = for_team(db, member, asked["experiment"])
    is_first = needs_safety(experiment, TRYING)
    mine, theirs = asdict(safety), safety_values(experiment)
    if experiment.revision != asked["revision"] and not is_first and theirs != mine:
        return _safety_form(db, experiment, tries=asked["tries"], mine=mine)
    rules.answer_safety(db, member, experiment.id, safety, tries=asked["tries"], now=now)
    if is_first:
        return _after_save(db, experiment)
    return window_after(db, member, experiment, now, was_shown=is_for_group(experiment))


def _safety_form(
    db: Session, experiment: Experiment, *, tries: bool, mine: Mapping[str, str] | None = None
) -> View:
    alone = len(team_of(db, experiment.id)) == 1
    before = safety_before(db, experiment)
    return views.safety_form(experiment, alone=alone, tries=tries, mine=mine, before=before)


def _companions(db: Session, member: Member, experiment: Experiment) -> list[str]:
    return [each.name for each in team_of(db, experiment.id) if each.id != member.id]
