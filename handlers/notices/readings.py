"""Notices, read: the window of one, the list with its search, and what stands of them in Home."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import notices as rules
from bot.audiences import UNNAMED, circle_of
from bot.searches import fold
from bot.visibility import CIRCLE, FACILITATORS, GROUP
from handlers import Bot, listings
from handlers.asks import ask_lines, ask_ways
from handlers.people import reading
from handlers.windows import clicked_value, show_over
from storage.asks import ask_of, waiting_asks
from storage.experiments import experiment_by_id
from storage.notices import (
    Notice,
    authors_of,
    byline_of,
    newest_notices,
    notices_for,
    notices_of,
    standing_notices_of,
)
from storage.people import Member, facilitators, members_by_ids
from storage.teams import team_of, teammates_of
from templates.blocks import Block, View
from templates.dates import day
from templates.notices import lists, views
from templates.notices.views import Parts, Seen

WAITING, NEWEST, MINE = 3, 3, 5
LOOKED_AT = 20  # among them those of others, to find the few that Home shows


def register(app: App, bot: Bot) -> None:
    @app.action(views.OPEN)
    def show(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            notice = rules.readable(db, clicked_value(body))
            view = window_of(db, member, notice, now=bot.now())
        ack()
        show_over(client, body, view)

    @app.action(views.LIST)
    def show_list(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = listing(db, member, now=bot.now())
        ack()
        show_over(client, body, view)

    listings.listen(app, bot, listing, lists.LOOK_FOR, look=views.LOOK, earlier=views.EARLIER)


def window_of(
    db: Session, member: Member, notice: Notice, *, now: datetime, note: str = ""
) -> View:
    """The whole, as its reader sees it."""
    is_ask = notice.kind == rules.ASK
    parts = Parts(
        lines=ask_lines(db, member, notice) if is_ask else (),
        ways=ask_ways(db, member, notice) if is_ask else (),
        can_stand_longer=rules.can_stand_longer(notice, now=now),
    )
    return views.window(seen_by(db, member, notice, now=now), member, parts, note=note)


def seen_by(db: Session, member: Member, notice: Notice, *, now: datetime) -> Seen:
    """One notice with all that belongs to it, as `member` may know."""
    byline, ask, carrier = byline_of(db, notice.id), ask_of(db, notice.id), notice.carrier_id
    is_unnamed = byline is not None and byline.unnamed
    readers, ref = _readers(db, notice)
    choice = {CIRCLE: circle_of(notice.experiment_id or 0)}.get(notice.visibility)
    return Seen(
        notice,
        authors_of(db, [notice]).get(notice.id),
        carrier=members_by_ids(db, [carrier])[carrier] if carrier else None,
        wish=ask.wish if ask else "",
        day=day(notice.ended_at or notice.stands_until, member.time_zone, now=now),
        choice=choice or (UNNAMED if is_unnamed else notice.visibility),
        readers=[each for each in readers if byline is None or each.id != byline.member_id],
        ref=ref,
    )


def listing(
    db: Session,
    member: Member,
    *,
    word: str = "",
    whose: str = lists.EVERYONES,
    before: int | None = None,
    now: datetime,
) -> View:
    """What stands, or the member's own; with a word, also what stands no more."""
    most = lists.SHOWN_AT_ONCE
    look = notices_of if whose == lists.MINE else notices_for
    found = look(db, member.id, limit=most + 1, before=before, word=fold(word))
    shown = _signed(db, member, found[:most], now=now)
    return lists.listing(shown, word=word, whose=whose, has_more=len(found) > most)


def home_lines(db: Session, member: Member, *, now: datetime) -> tuple[list[Block], list[Block]]:
    """For Home: what the member put up and stands, and what else does."""
    mine = standing_notices_of(db, member.id, limit=LOOKED_AT)
    own = {each.id for each in mine}
    return _my_lines(db, member, mine, now=now), _group_lines(db, member, own, now=now)


def _my_lines(db: Session, member: Member, mine: Sequence[Notice], *, now: datetime) -> list[Block]:
    """What they ask is not hidden by their news."""
    asks_first = sorted(mine, key=lambda each: each.kind != rules.ASK)
    return lists.my_lines(_signed(db, member, asks_first[:MINE], now=now))


def _group_lines(db: Session, member: Member, own: set[int], *, now: datetime) -> list[Block]:
    """Who waits for an answer, those who wait longest first; then what is new. What was asked
    quietly is looked after in another place.
    """
    asks = waiting_asks(db, limit=LOOKED_AT)
    aloud = [each for each in asks if each.visibility != FACILITATORS]
    waiting = [each for each in aloud if each.id not in own][:WAITING]
    shown = {each.id for each in waiting} | own
    newest = [each for each in newest_notices(db, limit=LOOKED_AT) if each.id not in shown]
    return lists.group_lines(
        _signed(db, member, waiting, now=now), _signed(db, member, newest[:NEWEST], now=now)
    )


def _signed(db: Session, member: Member, notices: Sequence[Notice], *, now: datetime) -> list[Seen]:
    """For lists: with the names that stand there for everyone. Somebody may look over a
    facilitator's shoulder.
    """
    authors = authors_of(db, notices, named=True)
    zone = member.time_zone
    return [
        Seen(each, authors.get(each.id), day=day(each.stands_until, zone, now=now))
        for each in notices
    ]


def _readers(db: Session, notice: Notice) -> tuple[Sequence[Member], str]:
    """The people who read it, where it is not everyone; and what they are on."""
    if notice.visibility == FACILITATORS:
        return facilitators(db), ""
    if notice.visibility == GROUP or notice.experiment_id is None:
        return (), ""
    joined = {each.member_id: each.joined_at for each in teammates_of(db, notice.experiment_id)}
    team = team_of(db, notice.experiment_id)
    experiment = experiment_by_id(db, notice.experiment_id)
    by_then = [each for each in team if joined[each.id] <= notice.shared_at]
    return by_then, experiment.ref if experiment is not None else ""
