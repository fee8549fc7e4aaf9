"""The form is saved: what is asked before it, and what the window says after it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import checkins as rules
from bot import drafts
from bot.versions import merged
from bot.visibility import ONLY_ME
from handlers.checkins.pages import both_versions, draw_again, values, values_of
from handlers.checkins.readings import saved
from handlers.drafts import window_in
from handlers.recognition import question_before
from storage.checkins import check_in_by_origin
from storage.experiments import experiment_by_id
from storage.people import Member
from templates import plain, words
from templates.blocks import View
from templates.checkins.boxes import Unsaved, remembered, written
from templates.checkins.forms import KEEP_ALONE

LATER = timedelta(days=1)


def save_page(
    db: Session, member: Member, view: Mapping[str, Any], *, alone: bool, now: datetime
) -> View:
    """Save it, and what the window says then; or the same form, with what has to be said first."""
    if remembered(view).check_in:
        return _save_again(db, member, view, alone=alone, now=now)
    window = window_in(view)
    check_in = check_in_by_origin(db, window.origin)
    if check_in is None:
        stands = _alone(written(view)) if alone else written(view)
        rules.to_check_in(db, member, stands.about)
        first = _before_saving(db, member, view, stands, alone=alone, now=now)
        if first is not None:
            return first
        said = _said(stands)
        check_in = rules.say(db, member, stands.about, said, origin=window.origin, now=now)
        drafts.settle(db, member, window)
    return saved(db, member, check_in, now=now)


def _save_again(
    db: Session, member: Member, view: Mapping[str, Any], *, alone: bool, now: datetime
) -> View:
    """The first words of a tap, or what was said is changed; or both versions, when another window
    changed the same meanwhile.
    """
    known, stands = remembered(view), written(view)
    check_in = rules.own(db, member, known.check_in)
    stands = _alone(stands) if alone else stands
    if check_in.revision != known.revision:
        mine, theirs = values(stands), values(values_of(db, check_in))
        if mine == theirs:  # the same save, come twice
            return saved(db, member, check_in, now=now)
        mine, both = merged(mine, theirs, known.opened)
        if both and not alone:
            return both_versions(db, member, view, check_in, mine, now)
        stands = _alone(Unsaved(stands.about, **mine)) if alone else Unsaved(stands.about, **mine)
    first = _before_saving(db, member, view, stands, alone=alone, now=now)
    if first is not None:
        return first
    check_in = rules.edit(db, member, check_in.id, _said(stands), now=now)
    if not known.edits:
        # Of this window nothing bears a mark: strokes that come after its save are from before it.
        typed_at = (now + LATER).timestamp()
        drafts.begin_anew(db, member, window_in(view), typed_at=typed_at, now=now)
    return saved(db, member, check_in, now=now)


def _before_saving(
    db: Session,
    member: Member,
    view: Mapping[str, Any],
    stands: Unsaved,
    *,
    alone: bool,
    now: datetime,
) -> View | None:
    """Somebody whom the form did not name would read it, or be recognised in it."""
    experiment = experiment_by_id(db, stands.about)
    level = rules.checked(db, member, experiment, _said(stands))
    there = rules.offered(db, member, experiment)[level]
    joined = _not_named(there, remembered(view).named.get(level, ()))
    if joined:
        note = plain(words("checkins/form").joined(joined))
        return draw_again(db, member, view, note=note, now=now)
    if alone:
        return None
    rest = [] if level == ONLY_ME else [stands.noticed, stands.will_try]
    return question_before(view, [*rest, stands.line], keep_alone=KEEP_ALONE)


def _not_named(people: Sequence[Member], named: Sequence[int]) -> list[str]:
    return [each.name for each in people if each.id not in named]


def _alone(stands: Unsaved) -> Unsaved:
    return replace(stands, line="", level=ONLY_ME)


def _said(stands: Unsaved) -> rules.Said:
    return rules.Said(
        feel=stands.feel,
        noticed=stands.noticed,
        will_try=stands.will_try,
        visibility=stands.level,
        line=stands.line,
    )
