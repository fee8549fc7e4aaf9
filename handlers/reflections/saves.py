"""A page is saved: what is asked before it, and what the window says after it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import drafts
from bot import reflections as rules
from bot.audiences import readers_of
from bot.cards import is_for_group
from bot.prompts import HARD_DAY
from bot.visibility import ONLY_ME
from handlers.drafts import window_in
from handlers.recognition import question_before
from handlers.reflections.pages import draw_again
from handlers.reflections.readings import window_of
from storage.experiments import experiment_by_id
from storage.people import Member, facilitators
from storage.reflections import Answered, Reflection, line_of, reflection_by_origin
from templates import plain, words
from templates.blocks import View
from templates.reflections import views
from templates.reflections.boxes import answers_in, remembered, unsaved
from templates.takeaways.views import will_try


def save_page(
    db: Session, member: Member, view: Mapping[str, Any], *, alone: bool, now: datetime
) -> View:
    """Save it, and what the window says then; or the same form, with what has to be said first."""
    window = window_in(view)
    saved = reflection_by_origin(db, window.origin)
    if saved is not None:
        return _saved(db, member, saved)
    written = _written(view, alone=alone)
    first = _before_saving(db, member, view, written, alone=alone, now=now)
    if first is not None:
        return first
    reflection = rules.write(db, member, written, origin=window.origin, now=now)
    drafts.settle(db, member, window)
    return _saved(db, member, reflection)


def save_edited(
    db: Session, member: Member, view: Mapping[str, Any], *, alone: bool, now: datetime
) -> View:
    known = remembered(view)
    reflection = rules.own(db, member, known.reflection)
    written = _written(view, alone=alone)
    if reflection.revision != known.revision:
        if _says_the_same(db, reflection, written):  # the same save, come twice
            return window_of(db, member, reflection, note="saved", now=now)
        note = plain(words("reflections/form").changed)
        there = [each["words"] for each in reflection.answers]
        revision = reflection.revision
        return draw_again(db, member, view, note=note, there=there, revision=revision, now=now)
    first = _before_saving(db, member, view, written, alone=alone, edited=reflection, now=now)
    if first is not None:
        return first
    reflection = rules.edit(db, member, reflection.id, written, now=now)
    return window_of(db, member, reflection, note="saved", now=now)


def _before_saving(
    db: Session,
    member: Member,
    view: Mapping[str, Any],
    written: rules.Written,
    *,
    alone: bool,
    edited: Reflection | None = None,
    now: datetime,
) -> View | None:
    """Somebody whom the form did not name would read it, or be recognised in it."""
    before = edited.experiment_id if edited is not None else None
    was_at = edited.workshop_id if edited is not None else None
    written, experiment = rules.checked(db, member, written, before=before, was_at=was_at, now=now)
    named = remembered(view).named
    joined = rules.joined_since(db, member, written, experiment, named)
    if joined:
        note = plain(words("reflections/form").joined([each.name for each in joined]))
        return draw_again(db, member, view, note=note, now=now)
    if alone:
        return None
    rest = [] if written.visibility == ONLY_ME else [it["words"] for it in written.answers]
    return question_before(view, [*rest, written.line], keep_alone=views.KEEP_ALONE)


def _written(view: Mapping[str, Any], *, alone: bool) -> rules.Written:
    stands = unsaved(view)
    answers = answers_in(view)
    written = rules.Written(
        prompt_set=stands.way,
        answers=answers,
        line=stands.line,
        experiment_id=stands.about or None,
        visibility=stands.level,
        workshop_id=stands.session or None,
        will_try=_will_try(answers),
    )
    return replace(written, line="", visibility=ONLY_ME) if alone else written


def _says_the_same(db: Session, reflection: Reflection, written: rules.Written) -> bool:
    line = line_of(db, reflection.id)
    saved = rules.Written(
        prompt_set=reflection.prompt_set,
        answers=reflection.answers,
        line=line.words if line else "",
        experiment_id=reflection.experiment_id,
        visibility=reflection.visibility,
        workshop_id=reflection.workshop_id,
        will_try=_will_try(reflection.answers),
    )
    return saved == written


def _will_try(answers: Sequence[Answered]) -> str:
    """What they will try, if that was asked and answered."""
    said = {each["question"]: each["words"] for each in answers}
    return said.get(will_try(), "")


def _saved(db: Session, member: Member, reflection: Reflection) -> View:
    if reflection.prompt_set == HARD_DAY:
        others = [each for each in facilitators(db) if each.id != member.id]
        return views.saved_alone([each for each in others if each.name])
    about = reflection.experiment_id
    experiment = experiment_by_id(db, about) if about is not None else None
    under = experiment.ref if experiment is not None and is_for_group(experiment) else ""
    return views.saved(
        reflection,
        readers_of(db, reflection),
        experiment.ref if experiment else "",
        under if line_of(db, reflection.id) is not None else None,
    )
