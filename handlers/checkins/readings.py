"""What was said, read: the window of one, all of an experiment, and what stands of them in its
window, in Home and under its card.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import checkins as rules
from bot.cards import is_for_group
from bot.deliveries import Claimed
from bot.errors import Refusal
from bot.teams import is_on_team
from handlers import Bot, Composers
from handlers.people import acting, reading
from handlers.windows import about, as_id, clicked_value, show_instead, show_over
from storage.checkins import (
    CheckIn,
    check_in_by_id,
    check_ins_about,
    newest_check_ins_about,
)
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member, facilitators, members_by_ids
from storage.reflections import lines_of_check_ins
from templates.blocks import Block, Message, View
from templates.checkins import pages
from templates.dates import day

ABOUT_ONE, SHOWN_AT_ONCE = 3, 10


def register(app: App, bot: Bot) -> None:
    @app.action(pages.READ)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            check_in = check_in_by_id(db, clicked_value(body))
            if check_in is None:
                raise Refusal("checkins.nothing_there")
            view = window_of(db, member, check_in, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(pages.LIST)
    def show_list(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _listing(db, member, clicked_value(body), now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(pages.EARLIER)
    def show_earlier(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        experiment_id, before = as_id(str(about(body["view"])["experiment"])), clicked_value(body)
        with reading(bot, body["user"]) as (db, member):
            view = _listing(db, member, experiment_id, before=before, now=bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(pages.AS_IT_IS)
    def fine(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            check_in = rules.own(db, member, clicked_value(body))
            view = window_of(db, member, check_in, now=bot.now())
        ack()
        show_instead(client, body, view)

    @app.action(pages.TAKE_LINE_BACK)
    def take_line_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            now = bot.now()
            check_in = rules.take_line_back(db, member, clicked_value(body), now=now)
            view = window_of(db, member, check_in, note="line_taken_back", now=now)
        ack()
        show_instead(client, body, view)

    @app.action(pages.TAKE_BACK)
    def take_back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.take_back(db, member, clicked_value(body), now=bot.now())
        ack()
        show_instead(client, body, pages.gone())


def composers(bot: Bot) -> Composers:
    del bot
    return {rules.TOLD: _told}


def window_of(
    db: Session, member: Member, check_in: CheckIn, *, now: datetime, note: str = ""
) -> View:
    """The whole, as its reader sees it."""
    [piece] = pieces(db, member, [check_in], now=now)
    mine = check_in.author_id == member.id
    readers = rules.readers_of(db, check_in) if mine else None
    experiment = experiment_by_id(db, check_in.experiment_id)
    on_it = mine and experiment is not None and is_on_team(db, member, experiment)
    return pages.window(piece, experiment, readers, on_it=on_it, note=note)


def saved(db: Session, member: Member, check_in: CheckIn, *, now: datetime) -> View:
    """What the form turns into."""
    [piece] = pieces(db, member, [check_in], now=now)
    experiment = experiment_by_id(db, check_in.experiment_id)
    has_card = experiment is not None and is_for_group(experiment)
    seen = pages.Seen(
        piece,
        experiment,
        readers=rules.readers_of(db, check_in),
        on_it=experiment is not None and is_on_team(db, member, experiment),
        under_card=has_card and rules.is_told(check_in),
        has_card=has_card,
        has_hosts=bool(hosts_for(db, member)),
    )
    return pages.saved(seen)


def hosts_for(db: Session, member: Member) -> list[Member]:
    """The facilitators whom they could ask for a talk."""
    return [each for each in facilitators(db) if each.id != member.id and each.name]


def pieces(
    db: Session, member: Member, check_ins: Sequence[CheckIn], *, now: datetime
) -> list[pages.Piece]:
    """Each with what belongs to it, as `member` may read it."""
    authors = members_by_ids(db, [each.author_id for each in check_ins])
    lines = lines_of_check_ins(db, [each.id for each in check_ins])
    return [
        pages.Piece(
            each,
            authors[each.author_id],
            day(each.created_at, member.time_zone, now=now),
            lines.get(each.id),
        )
        for each in check_ins
    ]


def newest_about(db: Session, experiment: Experiment) -> Sequence[CheckIn]:
    """Those that stand in its window."""
    return check_ins_about(db, experiment.id, limit=ABOUT_ONE)


def how_it_goes(db: Session, member: Member, experiment: Experiment, now: datetime) -> list[Block]:
    """For an experiment's window, as far as the reader may read it."""
    found = check_ins_about(db, experiment.id, limit=ABOUT_ONE + 1)
    shown = pieces(db, member, found[:ABOUT_ONE], now=now)
    return pages.how_it_goes(shown, experiment, has_more=len(found) > ABOUT_ONE)


def last_said(
    db: Session, member: Member, experiments: Sequence[Experiment], now: datetime
) -> Mapping[int, str]:
    """What was last said of each that the reader may read, for Home."""
    found = newest_check_ins_about(db, [each.id for each in experiments])
    shown = pieces(db, member, list(found.values()), now=now)
    return {each.check_in.experiment_id: pages.in_home(each, member) for each in shown}


def _listing(
    db: Session, member: Member, experiment_id: int, *, before: int | None = None, now: datetime
) -> View:
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None:
        raise Refusal("cards.unknown", ref=f"E-{experiment_id}")
    most = SHOWN_AT_ONCE
    found = check_ins_about(db, experiment.id, limit=most + 1, before=before)
    shown = pieces(db, member, found[:most], now=now)
    return pages.listing(shown, experiment, has_more=len(found) > most)


def _told(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """For the room: nothing when the group may not read it (any more). The line stands in it, and
    not again below.
    """
    del now
    check_in = check_in_by_id(db, taken.subject_id)
    experiment = experiment_by_id(db, check_in.experiment_id) if check_in is not None else None
    if check_in is None or experiment is None or not rules.is_told(check_in):
        return None
    author = members_by_ids(db, [check_in.author_id])[check_in.author_id]
    line = lines_of_check_ins(db, [check_in.id]).get(check_in.id)
    return pages.told(pages.Piece(check_in, author, "", line), experiment)
