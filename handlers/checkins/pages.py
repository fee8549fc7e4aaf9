"""The form of a check-in, put together from what is its writer's: begun, drawn anew while they
write, or opened again to change what they saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import checkins as rules
from bot import drafts
from bot.versions import marks
from bot.visibility import CIRCLE, ONLY_ME
from handlers.drafts import began, began_besides
from storage.checkins import CheckIn, newest_check_in_of
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from storage.reflections import line_of_check_in
from storage.teams import experiments_going_on
from templates import plain, words
from templates.blocks import View
from templates.checkins.boxes import (
    LONGEST_NOTICED,
    Remembered,
    Unsaved,
    from_draft,
    remembered,
    together,
    unsaved,
)
from templates.checkins.forms import SAVE, LastTime, Page, form, nothing_to_check_in, spoken
from templates.dates import day
from templates.forms import LONGEST

MOST_TO_CHOOSE = 100  # a menu holds no more (slack-facts §1.4)


def begin(
    db: Session,
    member: Member,
    *,
    about: int = 0,
    noticed: str = "",
    last: bool = False,
    now: datetime,
) -> View:
    """A form to write in: about this one, the one that they are on, or whichever they choose. Where
    it is to begin with nothing, it begins with what they left. Raises Refusal.
    """
    if about:
        mine: Sequence[Experiment] = [rules.to_check_in(db, member, about)]
    else:
        mine = experiments_going_on(db, member.id, limit=MOST_TO_CHOOSE)
    if not mine:
        return nothing_to_check_in(noticed)
    fixed = mine[0].id if len(mine) == 1 else 0
    stands = Unsaved(about=mine[0].id, noticed=noticed[:LONGEST])
    known = Remembered(about=fixed, last=last)
    begun = drafts.offered(db, member, SAVE, about=fixed or None, now=now)
    if begun and not stands and begun[0].words["about"] in {each.id for each in mine}:
        stands = from_draft(begun[0].words)
        known = replace(known, holds=[begun[0].view])
    return draw_page(db, member, stands, known=known, note=_too_long(noticed), now=now)


def say_more(db: Session, member: Member, check_in_id: int, *, now: datetime) -> View:
    """The form of a check-in that was made by one tap; or what it says by now, to change. Raises
    Refusal for anybody else's.
    """
    check_in = rules.own(db, member, check_in_id)
    stands = values_of(db, check_in)
    if stands:
        return edit_page(db, member, check_in, now=now)
    known = replace(_known(check_in, stands), feel=check_in.feel)
    begun = drafts.offered(db, member, SAVE, about=check_in.experiment_id, now=now)
    if begun:
        left = replace(from_draft(begun[0].words), feel=check_in.feel)
        stands = together(stands, replace(left, level=stands.level))
        known = replace(known, holds=[begun[0].view])
    return draw_page(db, member, stands, known=known, now=now)


def edit_page(db: Session, member: Member, check_in: CheckIn, *, now: datetime) -> View:
    """What was saved, to change."""
    stands = values_of(db, check_in)
    return draw_page(db, member, stands, known=_known(check_in, stands), now=now)


def draw_page(
    db: Session,
    member: Member,
    stands: Unsaved,
    *,
    known: Remembered,
    now: datetime,
    view: str = "",
    note: str = "",
    there: Mapping[str, str] | None = None,
) -> View:
    """The form with what stands in it; `view` is the window that it is drawn in, once there is
    one; `there` what another window saved meanwhile, where both changed the same.
    """
    experiment = experiment_by_id(db, stands.about)
    levels = rules.offered(db, member, experiment)
    if stands.level not in levels:
        first = rules.first_level(db, member, experiment) if experiment else ONLY_ME
        stands = replace(stands, level=ONLY_ME if stands.level else first)
    ref = experiment.ref if experiment else f"E-{stands.about}"
    tells = member.keeps_drafts and not known.edits
    besides = {view, *known.holds}
    other = began_besides(db, member, SAVE, besides, about=known.about or None, now=now)
    page = Page(
        unsaved=stands,
        remembered=known,
        levels=levels,
        ref=ref,
        title=experiment.title if experiment else ref,
        mine={} if known.about else _to_choose(db, member),
        last_try=rules.last_try(db, member, stands.about, but=known.check_in or None),
        last_time=_last_time(db, member, stands.about, now) if known.last else None,
        began=began(db, member, view, known.holds, now=now),
        other="" if known.edits else other,
        tells=tells,
        note=note,
    )
    if there:
        said = {name: spoken(levels, ref, name, each) for name, each in there.items() if each}
        page = replace(page, there=said)
    return form(page)


def draw_again(
    db: Session, member: Member, window: Mapping[str, Any], *, now: datetime, note: str = ""
) -> View:
    """An open form as it stands, with what is true by now: who would read it, above all."""
    known, stands = remembered(window), unsaved(window)
    return draw_page(db, member, stands, known=known, view=window["id"], note=note, now=now)


def about_another(db: Session, member: Member, window: Mapping[str, Any], now: datetime) -> View:
    """It is about another one from now on, whose people are others: the level starts anew, unless
    there was a narrower choice.
    """
    known, stands = remembered(window), unsaved(window)
    rules.to_check_in(db, member, stands.about)
    if stands.level != ONLY_ME or CIRCLE not in known.named:
        stands = replace(stands, level="")
    return draw_page(db, member, stands, known=known, view=window["id"], now=now)


def brought_back(db: Session, member: Member, window: Mapping[str, Any], now: datetime) -> View:
    """With what they began besides and did not save."""
    known, stands = remembered(window), unsaved(window)
    besides = {window["id"], *known.holds}
    about = known.about or None
    begun = drafts.offered(db, member, SAVE, besides=besides, about=about, now=now)
    if begun:
        stands = together(stands, from_draft(begun[0].words))
        holds = [*known.holds, begun[0].view]
        known = replace(known, holds=holds, round=known.round + 1)
    return draw_page(db, member, stands, known=known, view=window["id"], now=now)


def begun_anew(db: Session, member: Member, window: Mapping[str, Any], now: datetime) -> View:
    """Nothing stands there any more, but for which one it is about."""
    known, stands = remembered(window), unsaved(window)
    known = replace(known, holds=(), round=known.round + 1)
    empty = Unsaved(about=stands.about, feel=known.feel, level=stands.level)
    return draw_page(db, member, empty, known=known, view=window["id"], now=now)


def both_versions(
    db: Session,
    member: Member,
    window: Mapping[str, Any],
    check_in: CheckIn,
    mine: Mapping[str, str],
    now: datetime,
) -> View:
    """What two windows made of the same: mine in the boxes, what is saved below them."""
    saved = values_of(db, check_in)
    known, theirs = remembered(window), values(saved)
    known = replace(
        known,
        round=known.round + 1,  # under new ids: what stands there now is what is shown
        revision=check_in.revision,
        opened=marks(theirs),
    )
    stands = Unsaved(about=check_in.experiment_id, **mine)
    there = {name: each for name, each in theirs.items() if each != mine[name]}
    note = plain(words("checkins/form").changed)
    view = window["id"]
    return draw_page(db, member, stands, known=known, view=view, note=note, there=there, now=now)


def values_of(db: Session, check_in: CheckIn) -> Unsaved:
    """What stands in the form of one that is saved."""
    line = line_of_check_in(db, check_in.id)
    return Unsaved(
        about=check_in.experiment_id,
        feel=check_in.feel,
        noticed=check_in.noticed,
        will_try=check_in.will_try,
        line=line.words if line is not None else "",
        level=check_in.visibility,
    )


def values(stands: Unsaved) -> dict[str, str]:
    """By name, what could be changed by two windows."""
    return {name: each for name, each in asdict(stands).items() if name != "about"}


def _known(check_in: CheckIn, stands: Unsaved) -> Remembered:
    return Remembered(
        about=check_in.experiment_id,
        check_in=check_in.id,
        revision=check_in.revision,
        opened=marks(values(stands)),
    )


def _to_choose(db: Session, member: Member) -> dict[str, str]:
    said = words("checkins/form")
    mine = experiments_going_on(db, member.id, limit=MOST_TO_CHOOSE)
    return {str(each.id): plain(said.experiment(each.ref, each.title)) for each in mine}


def _too_long(noticed: str) -> str:
    """What Slack lets into a box is there, for its writer to shorten."""
    said = words("checkins/form")
    if len(noticed) > LONGEST:
        return str(said.cut)
    return str(said.long) if len(noticed) > LONGEST_NOTICED else ""


def _last_time(db: Session, member: Member, about: int, now: datetime) -> LastTime | None:
    last = newest_check_in_of(db, member.id, experiment_id=about)
    if last is None:
        return None
    on = day(last.created_at, member.time_zone, now=now)
    return LastTime(on, last.feel, last.noticed, last.will_try)
