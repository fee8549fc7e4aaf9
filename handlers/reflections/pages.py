"""The page on which somebody reflects, put together from what is theirs: begun, drawn anew while
they write, or opened again to change what they saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import drafts
from bot import reflections as rules
from bot.errors import Refusal
from bot.prompts import FIRST, HARD_DAY
from bot.takeaways import session_for, sessions_for, was_there
from bot.teams import is_on_team
from bot.visibility import CIRCLE, ONLY_ME
from handlers.drafts import began, began_besides
from handlers.reflections.readings import pieces
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from storage.prompts import PromptSet, prompt_set, prompt_sets
from storage.reflections import Reflection, line_of, newest_reflection_of, reflection_by_id
from storage.teams import experiments_of
from storage.workshops import workshop_by_id
from templates import plain, words
from templates.blocks import View
from templates.reflections.boxes import (
    Box,
    Remembered,
    Unsaved,
    boxes_for,
    boxes_in,
    from_draft,
    remembered,
    session_option,
    unsaved,
)
from templates.reflections.forms import Page, form
from templates.reflections.views import SAVE, last_words

MOST_EXPERIMENTS = 99  # a menu holds 100 (slack-facts §1.4), and one is work in general
MOST_WAYS = 100


def begin(
    db: Session,
    member: Member,
    *,
    answers: Sequence[str] = (),
    about: int = 0,
    way: str = "",
    session: int = 0,
    boxes: Sequence[Box] = (),
    now: datetime,
) -> View:
    """A page to write on. Where it is to begin with nothing, it begins with what they left. With
    `boxes`, it asks these first of all.
    """
    begun = drafts.offered(db, member, SAVE, now=now)
    if begun and not (answers or about or way or session):
        stands, known = from_draft(begun[0].words), Remembered(holds=[begun[0].view])
    else:
        stands, known = Unsaved(way, answers, about=about, session=session), Remembered()
    chosen = _visible(db, stands.way) or _first(db)
    stands = replace(stands, way=chosen.code)
    if not _may_be_about(db, member, stands.about):
        stands = replace(stands, about=0)
    if not _may_be_about_session(db, member, stands.session, now):
        stands = replace(stands, session=0)
    return draw_page(db, member, stands, known=known, boxes=boxes, now=now)


def draw_page(
    db: Session,
    member: Member,
    stands: Unsaved,
    *,
    known: Remembered,
    now: datetime,
    boxes: Sequence[Box] = (),
    view: str = "",
    note: str = "",
    there: Sequence[str] = (),
) -> View:
    """The page with what stands on it. `boxes` are those that it has already, where its questions
    stay; `view` the window that it is drawn in, once there is one.
    """
    chosen = prompt_set(db, stands.way) or _first(db)
    experiment = experiment_by_id(db, stands.about) if stands.about else None
    levels = rules.offered(db, member, experiment)
    if not stands.level:
        stands = replace(stands, level=rules.first_level(db, member, levels))
    elif stands.level not in levels:
        stands = replace(stands, level=ONLY_ME)
    edits = bool(known.reflection)
    newest = None if edits else newest_reflection_of(db, member.id)
    shown = newest_reflection_of(db, member.id, but=HARD_DAY) if newest else None
    last = pieces(db, member, [shown], now=now) if shown else []
    return form(
        Page(
            unsaved=stands,
            remembered=known,
            ways=_ways(db, chosen),
            boxes=_boxes(chosen, boxes, len(stands.answers)),
            mine=_may_choose(db, member, experiment, stands.session, now),
            levels=levels,
            ref=experiment.ref if experiment else "",
            is_alone=chosen.code == HARD_DAY,
            is_first=newest is None and not edits,
            last=last_words(last[0]) if last else None,
            began=began(db, member, view, known.holds, now=now),
            other="" if edits else began_besides(db, member, SAVE, {view, *known.holds}, now=now),
            tells=member.keeps_drafts and not edits,
            note=note,
            there=there,
        )
    )


def draw_again(
    db: Session,
    member: Member,
    window: Mapping[str, Any],
    *,
    now: datetime,
    note: str = "",
    revision: int = 0,
    there: Sequence[str] = (),
) -> View:
    """An open page as it stands, with what is true by now: who would read it, above all."""
    known = remembered(window)
    stands = unsaved(window)
    _check_about(db, member, stands, known, now)
    return draw_page(
        db,
        member,
        stands,
        known=replace(known, revision=revision or known.revision),
        boxes=boxes_in(window),
        view=window["id"],
        note=note,
        there=there,
        now=now,
    )


def about_another(db: Session, member: Member, window: Mapping[str, Any], now: datetime) -> View:
    """It is about something else from now on. A circle chosen for one experiment never becomes
    another's without a word.
    """
    known, stands = remembered(window), unsaved(window)
    _check_about(db, member, stands, known, now)
    if stands.level == CIRCLE:
        stands = replace(stands, level=ONLY_ME)
    boxes = boxes_in(window)
    return draw_page(db, member, stands, known=known, boxes=boxes, view=window["id"], now=now)


def another_way(
    db: Session, member: Member, window: Mapping[str, Any], way: str, now: datetime
) -> View:
    """Other questions, with all that is written. Raises Refusal for a set that is not offered."""
    chosen = _visible(db, way)
    if chosen is None:
        raise Refusal("reflections.unknown_set")
    stands = replace(unsaved(window), way=chosen.code)
    return draw_page(db, member, stands, known=remembered(window), view=window["id"], now=now)


def edit_page(db: Session, member: Member, reflection: Reflection, *, now: datetime) -> View:
    """What was saved, to change: each answer under its question as it was asked."""
    chosen = prompt_set(db, reflection.prompt_set) or _first(db)
    said = {each["question"]: each["words"] for each in reflection.answers}
    boxes = boxes_for(chosen.prompts, 0)
    asked = {each.question for each in boxes} if chosen.prompts else set()
    fits = all(each["question"] in asked for each in reflection.answers)
    if fits and len(said) == len(reflection.answers):
        answers = [said.get(each.question, "") for each in boxes]
    else:
        blank = str(words("reflections/form").write)
        boxes = [Box(each["question"] or blank) for each in reflection.answers]
        answers = [each["words"] for each in reflection.answers]
    line = line_of(db, reflection.id)
    stands = Unsaved(
        reflection.prompt_set,
        answers,
        line=line.words if line else "",
        about=reflection.experiment_id or 0,
        level=reflection.visibility,
        session=reflection.workshop_id or 0,
    )
    if stands.about and experiment_by_id(db, stands.about) is None:
        stands = replace(stands, about=0)
    known = Remembered(reflection=reflection.id, revision=reflection.revision)
    return draw_page(db, member, stands, known=known, boxes=boxes, now=now)


def _may_be_about(db: Session, member: Member, about: int) -> bool:
    experiment = experiment_by_id(db, about) if about else None
    return experiment is not None and is_on_team(db, member, experiment)


def _may_be_about_session(db: Session, member: Member, session: int, now: datetime) -> bool:
    workshop = workshop_by_id(db, session) if session else None
    return workshop is not None and was_there(db, member, workshop, now=now)


def _check_about(
    db: Session, member: Member, stands: Unsaved, known: Remembered, now: datetime
) -> None:
    """Raises Refusal for what they may not write about."""
    edited = reflection_by_id(db, known.reflection) if known.reflection else None
    before = edited.experiment_id if edited else None
    was_at = edited.workshop_id if edited else None
    rules.about_for(db, member, stands.about or None, before=before)
    session_for(db, member, stands.session or None, before=was_at, now=now)


def _visible(db: Session, way: str) -> PromptSet | None:
    return next((each for each in prompt_sets(db) if each.code == way), None)


def _first(db: Session) -> PromptSet:
    """The way in that the form opens with; when the group put that away, the first that it has."""
    visible = prompt_sets(db)
    preferred = [each for each in visible if each.code == FIRST]
    return next(iter([*preferred, *visible, *prompt_sets(db, hidden=True)]))


def _ways(db: Session, chosen: PromptSet) -> dict[str, str]:
    ways = {each.code: each.name for each in prompt_sets(db)[:MOST_WAYS]}
    if chosen.code in ways:
        return ways
    return {chosen.code: chosen.name, **dict(list(ways.items())[: MOST_WAYS - 1])}


def _boxes(chosen: PromptSet, boxes: Sequence[Box], count: int) -> list[Box]:
    more = boxes_for(chosen.prompts, count)
    return [*boxes, *more[len(boxes) : count]] if boxes else more


def _may_choose(
    db: Session, member: Member, experiment: Experiment | None, session: int, now: datetime
) -> dict[str, str]:
    """What it may be about: experiments that they are on, and sessions that they were at."""
    said = words("reflections/form")
    sessions = {each.id: each for each in sessions_for(db, member, now=now)}
    chosen = workshop_by_id(db, session) if session else None
    if chosen is not None:
        sessions = {chosen.id: chosen, **sessions}
    room = MOST_EXPERIMENTS - len(sessions)
    mine = list(experiments_of(db, member.id, limit=room))
    if experiment is not None and experiment.id not in {each.id for each in mine}:
        mine = [*mine[: room - 1], experiment]
    return {
        **{str(each.id): plain(said.experiment(each.ref, each.title)) for each in mine},
        **{session_option(id_): plain(said.session(e.title)) for id_, e in sessions.items()},
    }
