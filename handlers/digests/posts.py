"""What a digest says: put together each time anew from what its reader may read by then."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.asks import OPEN
from bot.deliveries import DIGEST, Claimed
from bot.digests import SENT, is_overtaken, schedule_of
from bot.errors import Refusal
from bot.notices import STANDING
from bot.selections import (
    ASKS,
    LINES,
    MOST,
    MOVES,
    NEXT,
    NOTICES,
    OPENING,
    PEOPLE,
    SESSIONS,
    Chosen,
    is_quiet,
)
from handlers import Bot, Composers
from handlers.people import reading
from handlers.reflections.lines import rest_of
from handlers.windows import clicked_value, show_over
from handlers.workshops.readings import briefly
from storage.asks import Ask, asks_by_notice, loop_closures_by_ids
from storage.cycles import moves_by_ids, remarks_at
from storage.digests import Digest, digest_by_id, items_of, notes_of
from storage.experiments import experiments_by_ids, leads_of
from storage.notices import Notice, authors_of, notices_by_ids
from storage.people import Member, members_by_ids
from storage.programme import programme
from storage.reflections import line_by_id, lines_by_ids
from storage.workshops import workshops_by_ids
from templates.blocks import Message, View
from templates.dates import day, month
from templates.digests import views
from templates.digests.views import Asked, Moved, Posted, Said, Week, WhatNext
from templates.workshops.sessions import Seen

MOST_NOTES = 5


def register(app: App, bot: Bot) -> None:
    @app.action(views.READ)
    def read_line(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            view = _line_window(db, member, clicked_value(body), bot.now())
        ack()
        show_over(client, body, view)


def composers(bot: Bot) -> Composers:
    del bot
    return {DIGEST: _post}


def week_of(db: Session, digest: Digest, chosen: Sequence[Chosen], *, zone: str) -> Week:
    """What is chosen, as the reader may read it; what they may not is not in it."""
    ids = {
        section: [each.subject_id for each in chosen if each.section == section] for section in MOST
    }
    return Week(
        is_quiet=is_quiet(chosen),
        notes=_notes(db, digest),
        opening=_lines(db, ids[OPENING]),
        asks=_asks(db, ids[ASKS]),
        moves=_moves(db, ids[MOVES]),
        lines=_lines(db, ids[LINES]),
        sessions=_sessions(db, ids[SESSIONS]),
        notices=_notices(db, ids[NOTICES]),
        people=_people(db, ids[PEOPLE]),
        next=_next(db, ids[NEXT], zone),
    )


def _post(db: Session, taken: Claimed, now: datetime) -> Message | None:
    digest = digest_by_id(db, taken.subject_id)
    if digest is None or digest.state != SENT:
        return None
    if taken.ts is None and is_overtaken(db, now=now):
        return None
    chosen = [Chosen(each.section, each.subject_id) for each in items_of(db, digest.id)]
    zone = schedule_of(db, programme(db)).zone
    return views.post(week_of(db, digest, chosen, zone=zone), now=now)


def _notes(db: Session, digest: Digest) -> list[Said]:
    notes = notes_of(db, digest.id)[:MOST_NOTES]
    authors = members_by_ids(db, [each.author_id for each in notes])
    return [Said(digest.id, authors[each.author_id].name, each.words) for each in notes]


def _lines(db: Session, ids: Sequence[int]) -> list[Said]:
    lines = lines_by_ids(db, ids)
    there = [lines[each] for each in ids if each in lines]
    authors = members_by_ids(db, [each.author_id for each in there])
    about = [each.experiment_id for each in there if each.experiment_id is not None]
    experiments = experiments_by_ids(db, about).values()
    refs: dict[int | None, str] = {each.id: each.ref for each in experiments}
    return [
        Said(
            each.id, authors[each.author_id].name, each.words, ref=refs.get(each.experiment_id, "")
        )
        for each in there
    ]


def _asks(db: Session, ids: Sequence[int]) -> list[Asked]:
    notices, names = _with_names(db, ids)
    waiting = asks_by_notice(db, [each.id for each in notices])
    return [
        Asked(each, names.get(each.id, ""), waits=_waits(each, waiting[each.id]))
        for each in notices
        if each.id in waiting
    ]


def _waits(notice: Notice, ask: Ask) -> bool:
    return notice.state == STANDING and ask.state == OPEN


def _moves(db: Session, ids: Sequence[int]) -> list[Moved]:
    moves, remarks = moves_by_ids(db, ids), remarks_at(db, ids)
    experiments = experiments_by_ids(db, [each.experiment_id for each in moves.values()])
    leads = leads_of(db, list(experiments.values()))
    there = [moves[each] for each in ids if each in moves]
    return [
        Moved(
            experiments[each.experiment_id],
            leads[each.experiment_id].name,
            each,
            remarks[each.id].words if each.id in remarks else "",
        )
        for each in there
        if each.experiment_id in experiments and (each.kind != "noted" or each.id in remarks)
    ]


def _sessions(db: Session, ids: Sequence[int]) -> list[Seen]:
    workshops = workshops_by_ids(db, ids)
    return briefly(db, [workshops[each] for each in ids if each in workshops])


def _notices(db: Session, ids: Sequence[int]) -> list[Posted]:
    notices, names = _with_names(db, ids)
    return [Posted(each, names.get(each.id, "")) for each in notices]


def _people(db: Session, ids: Sequence[int]) -> Mapping[int, str]:
    people = members_by_ids(db, ids)
    there = [people[each] for each in ids if each in people]
    return {each.id: each.name for each in there if each.greeting == "yes" and each.name}


def _next(db: Session, ids: Sequence[int], zone: str) -> list[WhatNext]:
    told = loop_closures_by_ids(db, ids)
    there = [told[each] for each in ids if each in told]
    notices, names = _with_names(db, [each.notice_id for each in there])
    asks = {each.id: each for each in notices}
    return [
        WhatNext(
            each.id,
            asks[each.notice_id],
            names.get(each.notice_id, ""),
            month(asks[each.notice_id].created_at, zone),
            each.words,
        )
        for each in there
        if each.notice_id in asks
    ]


def _with_names(db: Session, ids: Sequence[int]) -> tuple[list[Notice], Mapping[int, str]]:
    notices = notices_by_ids(db, ids)
    there = [notices[each] for each in ids if each in notices]
    authors: Mapping[int, Member] = authors_of(db, there)
    return there, {notice_id: each.name for notice_id, each in authors.items()}


def _line_window(db: Session, member: Member, line_id: int, now: datetime) -> View:
    """The whole, for who may read it; the line alone for everybody else."""
    line = line_by_id(db, line_id)
    if line is None:
        raise Refusal("reflections.line_taken_back")
    rest = rest_of(db, member, line, now=now)
    if rest is not None:
        return rest
    on = day(line.shared_at, member.time_zone, now=now)
    [said] = _lines(db, [line.id])
    return views.line_window(said, on, line.reflection_id)
