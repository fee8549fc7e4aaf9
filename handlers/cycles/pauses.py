"""*Rest* and *End*, and the question on the day until which something rests."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import pauses as rules
from bot.audiences import level_read
from bot.cycles import CLOSED, RESTING, WAKE
from bot.deliveries import Claimed
from bot.errors import Refusal
from bot.hours import local_day
from bot.teams import for_team
from bot.visibility import ONLY_ME
from handlers import Bot, Composers
from handlers.cycles.news import news_since, origin_since, remember
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, show_instead
from storage.cycles import move_by_id, move_by_origin, newest_rest
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from storage.teams import lead_of
from templates.blocks import Message, View
from templates.cycles import pauses, stories
from templates.cycles.forms import END, REST
from templates.cycles.views import ASK
from templates.forms import Form, peek, read

REST_AT_FIRST = timedelta(weeks=4)
# What somebody is invited to write about, by why it ended.
_PROMPTS = {
    "not_helping": "stopped",
    "someone_at_risk": "stopped",
    "conditions_changed": "stopped",
}


def register(app: App, bot: Bot) -> None:
    _register_rest(app, bot)
    _register_end(app, bot)


def composers(bot: Bot) -> Composers:
    del bot
    return {WAKE: _wake_up}


def _register_rest(app: App, bot: Bot) -> None:
    @app.action(pauses.ASK_REST)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = _going_on(db, member, clicked_value(body))
            in_four_weeks = local_day(bot.now(), member.time_zone) + REST_AT_FIRST
            initial = {"wake_on": in_four_weeks.isoformat()}
            remembered = remember(db, experiment)
            view = _rest_form(db, member, experiment, initial, remembered)
        ack()
        show_instead(client, body, view)

    @app.view(pauses.SAVE_REST)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_rest(db, member, view, bot.now())
        ack(response_action="update", view=after)

    @app.action(pauses.REST_ALONE)
    def save_alone(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_rest(db, member, body["view"], bot.now(), alone=True)
        ack()
        show_instead(client, body, after)

    @app.action(pauses.LET_REST)
    def let_rest(ack: Ack, body: dict[str, Any]) -> None:
        """The message that asked says so itself: it is brought up to date."""
        with acting(bot, body["user"]) as (db, member):
            rules.let_rest(db, member, clicked_value(body), now=bot.now())
        ack()


def _register_end(app: App, bot: Bot) -> None:
    @app.action(pauses.ASK_END)
    def ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            experiment = _going_on(db, member, clicked_value(body))
            view = _end_form(db, member, experiment, {}, remember(db, experiment), bot.now())
        ack()
        show_instead(client, body, view)

    @app.view(pauses.SAVE_END)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_end(db, member, view, bot.now())
        ack(response_action="update", view=after)

    @app.action(pauses.END_ALONE)
    def save_alone(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            after = _after_end(db, member, body["view"], bot.now(), alone=True)
        ack()
        show_instead(client, body, after)

    @app.action(pauses.NOT_NOW)
    def not_now(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        show_instead(client, body, pauses.not_now(body["view"]["title"]["text"]))


def _going_on(db: Session, member: Member, experiment_id: int) -> Experiment:
    experiment = for_team(db, member, experiment_id)
    if experiment.state == CLOSED:
        raise Refusal("cycles.has_ended", ref=experiment.ref)
    return experiment


def _rest_form(
    db: Session,
    member: Member,
    experiment: Experiment,
    initial: Mapping[str, Any],
    remembered: Mapping[str, Any],
    news: str = "",
) -> View:
    seen_by = level_read(db, member, experiment)
    return pauses.rest_form(
        experiment, seen_by=seen_by, initial=initial, remembered=remembered, news=news
    )


def _end_form(
    db: Session,
    member: Member,
    experiment: Experiment,
    initial: Mapping[str, Any],
    remembered: Mapping[str, Any],
    now: datetime,
    news: str = "",
) -> View:
    return pauses.end_form(
        experiment,
        seen_by=level_read(db, member, experiment),
        initial=initial,
        remembered=remembered,
        today=local_day(now, member.time_zone),
        news=news,
    )


def _after_rest(
    db: Session, member: Member, view: Mapping[str, Any], now: datetime, *, alone: bool = False
) -> View:
    said, origin = read(REST, view["state"]["values"]), origin_since(view)
    experiment = for_team(db, member, about(view)["experiment"])
    if move_by_origin(db, origin) is None:
        news, since, given = _since(db, member, experiment, view, REST, now)
        if news:
            return _rest_form(db, member, experiment, given, since, news)
        question = _question(db, member, experiment, view, said["words"], pauses.REST_ALONE)
        if question is not None and not alone:
            return question
    moved = rules.rest(
        db,
        member,
        experiment.id,
        said["wake_on"],
        said["words"],
        alone=alone,
        origin=origin,
        now=now,
    )
    lead = lead_of(db, experiment)
    called = "" if lead.id == member.id else lead.name
    return pauses.rested(experiment, moved.until, called, member.time_zone, now=now)


def _after_end(
    db: Session, member: Member, view: Mapping[str, Any], now: datetime, *, alone: bool = False
) -> View:
    said, origin = read(END, view["state"]["values"]), origin_since(view)
    experiment = for_team(db, member, about(view)["experiment"])
    if move_by_origin(db, origin) is None:
        news, since, given = _since(db, member, experiment, view, END, now)
        if news:
            return _end_form(db, member, experiment, given, since, now, news)
        question = _question(db, member, experiment, view, said["words"], pauses.END_ALONE)
        if question is not None and not alone:
            return question
    reason, words = said["reason"], said["words"]
    rules.end(db, member, experiment.id, reason, words, alone=alone, origin=origin, now=now)
    return pauses.ended(experiment, _PROMPTS.get(reason, "look_back"), now=now)


def _since(
    db: Session,
    member: Member,
    experiment: Experiment,
    view: Mapping[str, Any],
    form: Form,
    now: datetime,
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """What somebody did since it was opened, what it remembers then, and what stands in it."""
    opened = about(view)
    news = news_since(db, member, experiment, opened, now)
    since = {**opened, **remember(db, experiment)}
    return news, since, peek(form, view["state"]["values"])


def _question(
    db: Session,
    member: Member,
    experiment: Experiment,
    view: Mapping[str, Any],
    words: str,
    keep_alone: str,
) -> View | None:
    if level_read(db, member, experiment) == ONLY_ME:
        return None
    return question_before(view, [words], keep_alone=keep_alone)


def _wake_up(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """On the day, to the one to talk to. Once it stands there, it says what became of it."""
    del now
    move = move_by_id(db, taken.subject_id)
    experiment = experiment_by_id(db, move.experiment_id) if move else None
    if experiment is None or experiment.lead_id != taken.member_id:
        return None
    if experiment.state != RESTING:
        return stories.rests_no_more(experiment) if taken.ts else None
    newest = newest_rest(db, experiment.id)
    if newest is None or newest.id != taken.subject_id:
        return None
    if experiment.wake_on is None:
        return stories.let_be(experiment, ASK) if taken.ts else None
    # Planned for the lead's day as their clock was then: not looked at again, or one who has
    # travelled west since would never be asked.
    return stories.wake_up(experiment, ASK, pauses.LET_REST)
