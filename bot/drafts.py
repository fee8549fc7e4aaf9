"""Drafts: what stands in a form that was not saved is kept for the one who writes, while they
want that, and offered when they come back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from storage.checkins import check_in_by_origin
from storage.drafts import (
    Draft,
    draft_in,
    drafts_of,
    remove_drafts,
    remove_drafts_before,
    remove_drafts_of,
)
from storage.notices import notice_by_origin
from storage.people import Member
from storage.reflections import reflection_by_origin

KEPT_FOR = timedelta(days=30)
# Where what was saved from a form is found again.
_SAVED = (reflection_by_origin, notice_by_origin, check_in_by_origin)


@dataclass(frozen=True)
class Window:
    """A form that somebody writes in. `holds` are the windows whose drafts it was begun with:
    what stands here stands for them, too.
    """

    view: str
    form: str
    holds: Collection[str] = ()

    @property
    def origin(self) -> str:
        """What is saved from it bears this."""
        return f"{self.view}:{self.form}"


def keep(
    db: Session,
    by: Member,
    window: Window,
    words: Mapping[str, Any],
    *,
    typed_at: float,
    now: datetime,
) -> None:
    """Keep what stands in a form now: never over what was typed later, and nothing of a form that
    was saved, though its strokes may arrive after that.
    """
    if not by.keeps_drafts or any(look(db, window.origin) is not None for look in _SAVED):
        return
    draft = draft_in(db, by.id, window.view)
    if draft is None:
        draft = Draft(
            member_id=by.id,
            view=window.view,
            form=window.form,
            words=words,
            typed_at=typed_at,
            began_at=_began(db, by, window, now),
            saved_at=now,
        )
        db.add(draft)
    elif draft.typed_at < typed_at:
        draft.words, draft.typed_at, draft.saved_at = words, typed_at, now
    remove_drafts(db, by.id, window.holds)


def begin_anew(db: Session, by: Member, window: Window, *, typed_at: float, now: datetime) -> None:
    """Throw away what a form was begun with and what stands in it. That nothing stands there is
    kept in its place: strokes from before the click may arrive after it.
    """
    remove_drafts(db, by.id, window.holds)
    if by.keeps_drafts:
        keep(db, by, Window(window.view, window.form), {}, typed_at=typed_at, now=now)


def settle(db: Session, by: Member, window: Window) -> None:
    """The form was saved: its draft goes."""
    remove_drafts(db, by.id, {window.view, *window.holds})


def offered(
    db: Session,
    by: Member,
    form: str,
    *,
    besides: Collection[str] = (),
    about: int | None = None,
    now: datetime,
) -> Sequence[Draft]:
    """What they began and did not save, newest first, but what stands in windows `besides`; with
    `about`, only what is about that experiment.
    """
    if not by.keeps_drafts:
        return ()
    found = drafts_of(db, by.id, form, since=now - KEPT_FOR)
    return [
        each
        for each in found
        if each.words
        and each.view not in besides
        and (about is None or each.words.get("about") == about)
    ]


def choose(db: Session, by: Member, *, keeps: bool) -> None:
    """From now on drafts are kept, or not; then those that there are go, too."""
    by.keeps_drafts = keeps
    if not keeps:
        remove_drafts_of(db, by.id)


def throw_away_old(db: Session, *, now: datetime) -> None:
    """What nobody came back to."""
    remove_drafts_before(db, now - KEPT_FOR)


def _began(db: Session, by: Member, window: Window, now: datetime) -> datetime:
    held = [draft_in(db, by.id, each) for each in window.holds]
    return min([now, *(each.began_at for each in held if each is not None)])
