"""The form is saved: what is asked before it, and what the window says after it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import drafts
from bot import notices as rules
from bot.audiences import UNNAMED
from bot.errors import Refusal
from bot.versions import merged
from bot.visibility import CIRCLE, GROUP
from handlers.drafts import window_in
from handlers.notices.pages import (
    draw_again,
    edit_page,
    joined_note,
    newly_named,
    values,
    values_of,
)
from handlers.notices.readings import seen_by, window_of
from handlers.recognition import question_before
from handlers.windows import as_id
from storage.asks import ask_of
from storage.notices import Notice, notice_by_origin
from storage.people import Member, members_by_ids
from storage.programme import programme
from templates.blocks import View
from templates.notices import views
from templates.notices.boxes import Unsaved, remembered, written

_WHO = re.compile(r"group|unnamed|facilitators|circle:(\d{1,9})")


def save_page(db: Session, member: Member, view: Mapping[str, Any], *, now: datetime) -> View:
    """Put it up, and what the window says then; or the same form, with what has to be said
    first.
    """
    window = window_in(view)
    notice = notice_by_origin(db, window.origin)
    if notice is None:
        stands = written(view)
        said = _said(view, stands)
        first = _before_saving(db, member, view, stands, now=now)
        if first is not None:
            return first
        notice = rules.put_up(db, member, said, origin=window.origin, now=now)
    drafts.settle(db, member, window)
    return _saved(db, member, notice, now=now)


def save_edited(db: Session, member: Member, view: Mapping[str, Any], *, now: datetime) -> View:
    """Change it; or both versions, when another window changed the same meanwhile."""
    known = remembered(view)
    notice = rules.own(db, member, known.notice)
    stands = written(view)
    if notice.revision != known.revision:
        mine, theirs = values(stands), values_of(db, notice)
        if {**mine, "days": ""} == {**theirs, "days": ""}:  # the same save, come twice
            return _edited(db, member, notice, now=now)
        mine, both = merged(mine, theirs, known.opened)
        if both:
            again = known.round + 1  # under new ids: what stands there now is what is shown
            return edit_page(db, member, notice, mine=mine, round_=again, now=now)
        stands = Unsaved(kind=stands.kind, **mine)
    said = _said(view, stands)
    first = _before_saving(db, member, view, stands, now=now)
    if first is not None:
        return first
    notice = rules.edit(db, member, notice.id, said, now=now)
    return _edited(db, member, notice, now=now)


def _before_saving(
    db: Session, member: Member, view: Mapping[str, Any], stands: Unsaved, *, now: datetime
) -> View | None:
    """Somebody whom the form did not name would read it, or be recognised in it."""
    joined = newly_named(db, member, view, stands.who)
    if joined:
        return draw_again(db, member, view, note=joined_note(joined), now=now)
    return question_before(view, [stands.words, stands.more])


def _said(view: Mapping[str, Any], stands: Unsaved) -> rules.Said:
    """As the rules take it. Raises Refusal for what no form of ours offers."""
    who = stands.who if stands.kind == rules.ASK else GROUP
    chosen = _WHO.fullmatch(who)
    if chosen is None:
        raise Refusal("notices.unknown_who", field="who")
    level = who.partition(":")[0]
    return rules.Said(
        kind=stands.kind,
        words=stands.words,
        more=stands.more,
        link=stands.link,
        days=as_id(stands.days) if stands.days else rules.USUALLY,
        visibility=GROUP if level == UNNAMED else level,
        experiment_id=int(chosen[1]) if level == CIRCLE else None,
        unnamed=level == UNNAMED,
        wish=stands.wish if stands.kind == rules.ASK else "",
        carrier_id=next(iter(remembered(view).named.get(UNNAMED, ())), None),
    )


def _saved(db: Session, member: Member, notice: Notice, *, now: datetime) -> View:
    ask = ask_of(db, notice.id)
    host = members_by_ids(db, [ask.host_id]).get(ask.host_id) if ask and ask.host_id else None
    seen = seen_by(db, member, notice, now=now)
    named = host if host is not None and host.name else None
    return views.saved(seen, programme(db).noticeboard, named)


def _edited(db: Session, member: Member, notice: Notice, *, now: datetime) -> View:
    note = "saved" if notice.visibility == GROUP else "saved_quietly"
    return window_of(db, member, notice, note=note, now=now)
