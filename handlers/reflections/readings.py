"""What was written, read: the window of a reflection, the list of one's own, and what stands of
them in Home and in an experiment's window.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.audiences import readers_of
from bot.errors import Refusal
from bot.prompts import HARD_DAY
from bot.searches import fold
from handlers import Bot, listings
from handlers.checkins.readings import newest_about
from handlers.people import reading
from handlers.windows import clicked_value, show_over
from storage.checkins import check_ins_by_ids
from storage.experiments import Experiment, experiments_by_ids
from storage.people import Member, members_by_ids
from storage.reflections import (
    Line,
    Reflection,
    lines_about,
    lines_of,
    newest_lines,
    newest_reflection_of,
    reflection_by_id,
    reflections_about,
    reflections_by_ids,
    reflections_for,
    reflections_of,
)
from storage.workshops import workshops_by_ids
from templates.blocks import Block, View
from templates.dates import day
from templates.reflections import views

ABOUT_ONE, IN_HOME = 3, 3


def register(app: App, bot: Bot) -> None:
    @app.action(views.OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            reflection = reflection_by_id(db, clicked_value(body))
            if reflection is None:
                raise Refusal("reflections.nothing_there")
            view = window_of(db, member, reflection, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.LIST)
    def show_list(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        whose = str(body["actions"][0].get("value", views.MINE))
        with reading(bot, body["user"]) as (db, member):
            view = listing(db, member, whose=whose, now=bot.now())
        ack()
        show_over(client, body, view)

    listings.listen(app, bot, listing, views.LOOK_FOR, look=views.LOOK, earlier=views.EARLIER)


def window_of(
    db: Session, member: Member, reflection: Reflection, *, now: datetime, note: str = ""
) -> View:
    """The whole, as its reader sees it."""
    [piece] = pieces(db, member, [reflection], now=now)
    mine = reflection.author_id == member.id
    readers = readers_of(db, reflection) if mine else None
    return views.window(piece, readers, note=note)


def listing(
    db: Session,
    member: Member,
    *,
    word: str = "",
    whose: str = views.MINE,
    before: int | None = None,
    now: datetime,
) -> View:
    """The member's own, or what others let them read."""
    most = views.SHOWN_AT_ONCE
    look = reflections_for if whose == views.OTHERS else reflections_of
    found = look(db, member.id, limit=most + 1, before=before, word=fold(word))
    shown = pieces(db, member, found[:most], now=now)
    return views.listing(shown, word=word, whose=whose, has_more=len(found) > most)


def pieces(
    db: Session, member: Member, reflections: Sequence[Reflection], *, now: datetime
) -> list[views.Piece]:
    """Each with what belongs to it, as `member` may read it."""
    authors = members_by_ids(db, [each.author_id for each in reflections])
    ids = [each.experiment_id for each in reflections if each.experiment_id is not None]
    experiments, lines = experiments_by_ids(db, ids), lines_of(db, reflections)
    about = {each.workshop_id for each in reflections if each.workshop_id is not None}
    sessions = workshops_by_ids(db, about)
    return [
        views.Piece(
            reflection=each,
            author=authors[each.author_id],
            day=day(each.created_at, member.time_zone, now=now),
            experiment=experiments.get(each.experiment_id or 0),
            line=lines.get(each.id),
            session=sessions.get(each.workshop_id or 0),
        )
        for each in reflections
    ]


def about_experiment(
    db: Session, member: Member, experiment: Experiment, now: datetime
) -> list[Block]:
    """What was written about it, for its window."""
    found = reflections_about(db, experiment.id, limit=ABOUT_ONE)
    shown = {each.id for each in found}
    told = {each.id for each in newest_about(db, experiment)}  # under "How it is going"
    lines = lines_about(db, experiment.id, limit=ABOUT_ONE + len(shown) + len(told))
    others = [
        each for each in lines if each.reflection_id not in shown and each.check_in_id not in told
    ][:ABOUT_ONE]
    return views.about_experiment(pieces(db, member, found, now=now), heard(db, others))


def last_piece(db: Session, member: Member, *, now: datetime) -> views.Piece | None:
    """The member's own last one, for Home. A hard day does not come back unasked."""
    newest = newest_reflection_of(db, member.id, but=HARD_DAY)
    return pieces(db, member, [newest], now=now)[0] if newest is not None else None


def newest_heard(db: Session) -> list[views.Heard]:
    """The group's newest lines, for Home."""
    return heard(db, newest_lines(db, limit=IN_HOME))


def heard(db: Session, lines: Sequence[Line]) -> list[views.Heard]:
    """Lines, each with whether the reader may read on."""
    authors = members_by_ids(db, [each.author_id for each in lines])
    readable = reflections_by_ids(db, [each.reflection_id for each in lines if each.reflection_id])
    said = check_ins_by_ids(db, [each.check_in_id for each in lines if each.check_in_id])
    return [
        views.Heard(
            each,
            authors[each.author_id],
            may_read=each.reflection_id in readable or each.check_in_id in said,
        )
        for each in lines
    ]
