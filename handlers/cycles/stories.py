"""How it went: in the thread of its card, in its window, and in the windows of earlier turns."""

import re
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.cycles import LINE
from bot.deliveries import Claimed
from bot.errors import Refusal
from handlers import Bot, Composers, details
from handlers.people import reading
from handlers.windows import about, show_instead, show_over
from storage.cycles import move_by_id, moves_of, past_cycle, remark_at, remarks_of, trail_of
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from templates.blocks import Block, Message, View
from templates.cycles import stories, views

_TURN = re.compile(r"(\d{1,9}):(\d{1,9})")


def register(app: App, bot: Bot) -> None:
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
    return {LINE: _line}


def story(db: Session, member: Member, experiment: Experiment, now: datetime) -> list[Block]:
    """How it went, as far as the reader may read it."""
    moves, remarks = moves_of(db, experiment.id), remarks_of(db, experiment.id)
    return stories.how_it_went(moves, remarks, member.time_zone, now=now)


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
