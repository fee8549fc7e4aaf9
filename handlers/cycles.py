"""*Where is it now?*, what the thread of a card says of each move, and earlier turns. Resting and
ending are in pauses.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import cycles as rules
from bot.audiences import level_read
from bot.cards import TRYING, needs_safety
from bot.deliveries import Claimed
from bot.details import FIELDS, OFFERED
from bot.errors import Refusal
from bot.experiments import Safety
from bot.recognition import identifying
from bot.teams import for_team
from bot.visibility import ONLY_ME
from handlers import Bot, Composers, details
from handlers.people import acting, reading
from handlers.recognition import question_before
from handlers.windows import about, clicked_value, is_full, show_instead, show_over
from storage.cycles import (
    StageMove,
    move_by_id,
    move_by_origin,
    moves_of,
    newest_move,
    past_cycle,
    remark_at,
    remarks_of,
    trail_of,
)
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member, members_by_ids
from storage.teams import team_of
from templates.blocks import Block, Message, View
from templates.cycles import stories, views
from templates.cycles.forms import CHOOSE, where_form
from templates.details.views import ADD, label_of
from templates.experiments.forms import SAFETY, safety_values
from templates.experiments.views import edit_form
from templates.forms import peek, read, typed

_TURN = re.compile(r"(\d{1,9}):(\d{1,9})")
_ALL = where_form("optional", safety=True)


def register(app: App, bot: Bot) -> None:
    _register_moving(app, bot)

    @app.action(views.CHANGE)
    def change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Over the form: closing it brings back what was begun there."""
        with reading(bot, body["user"]) as (db, member):
            experiment = for_team(db, member, clicked_value(body))
            if is_full(body):  # in its place it would take away what was begun here
                raise Refusal("cycles.full", ref=experiment.ref)
            team = team_of(db, experiment.id)
            view = edit_form(experiment, [each.name for each in team if each.id != member.id])
        ack()
        show_over(client, body, view)

    @app.action(views.EARLIER)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        turn = _TURN.fullmatch(str(body["actions"][0].get("value", "")))
        if turn is None:
            raise Refusal("errors.nothing_there")
        with reading(bot, body["user"]) as (db, member):
            view = _earlier(db, member, int(turn[1]), int(turn[2]), bot.now())
        ack()
        show = show_instead if "turn" in about(body["view"]) else show_over
        show(client, body, view)


def composers(bot: Bot) -> Composers:
    del bot
    return {rules.LINE: _line}


def _register_moving(app: App, bot: Bot) -> None:
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


def story(db: Session, member: Member, experiment: Experiment, now: datetime) -> list[Block]:
    """How it went, as far as the reader may read it."""
    moves, remarks = moves_of(db, experiment.id), remarks_of(db, experiment.id)
    return stories.how_it_went(moves, remarks, member.time_zone, now=now)


def safety_before(db: Session, experiment: Experiment) -> Mapping[str, str]:
    """The three answers as they stand; in a new turn, those of the turn before, to begin with."""
    now = safety_values(experiment)
    before = past_cycle(db, experiment.id, experiment.cycle - 1)
    if before is None or any(now.values()):
        return now
    return {name: getattr(before, name) for name in SAFETY}


def remember(db: Session, experiment: Experiment) -> dict[str, Any]:
    """What a form about a move has to know when it comes back: since when it was true."""
    newest = newest_move(db, experiment.id)
    return {"experiment": experiment.id, "at": newest.id if newest else 0}


def news_since(
    db: Session, member: Member, experiment: Experiment, opened: Mapping[str, Any], now: datetime
) -> str:
    """What somebody did with it since the form was opened; "" when nobody did."""
    newest = newest_move(db, experiment.id)
    if newest is None or newest.id == opened["at"]:
        return ""
    who = members_by_ids(db, [newest.moved_by])[newest.moved_by]
    remark = remark_at(db, newest.id)
    called = "" if who.id == member.id else who.name
    words = remark.words if remark else ""
    return views.meanwhile(experiment, newest, called, words, now=now)


def origin_of(view: Mapping[str, Any]) -> str:
    """The same save twice is one; another form in the same window is another."""
    opened = about(view)
    return f"{view['id']}:{view['callback_id']}:{opened['at']}"


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
    opened, origin = about(view), origin_of(view)
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
        changed = views.changed()
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


def _line(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """For the room: nothing when the group may not read it (any more)."""
    move = move_by_id(db, taken.subject_id)
    experiment = experiment_by_id(db, move.experiment_id) if move else None
    if move is None or experiment is None:
        return None
    remark = remark_at(db, move.id)
    question = _question_of(db, experiment, move.cycle)
    words = remark.words if remark else ""
    return stories.line(experiment.ref, move, words, question=question, now=now)


def _question_of(db: Session, experiment: Experiment, cycle: int) -> str:
    past = past_cycle(db, experiment.id, cycle)
    return past.question if past else experiment.question


def _earlier(db: Session, member: Member, experiment_id: int, number: int, now: datetime) -> View:
    experiment = experiment_by_id(db, experiment_id)
    past = past_cycle(db, experiment_id, number)
    if experiment is None or past is None:
        raise Refusal("cycles.no_earlier_turn", ref=f"E-{experiment_id}")
    return stories.earlier_turn(
        experiment,
        past,
        trail_of(db, experiment_id, number),
        details.shown(db, experiment_id, number, now),
        member.time_zone,
        earlier=views.EARLIER,
        now=now,
    )
