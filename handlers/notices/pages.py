"""The form *Ask or offer*, put together from what is its writer's: begun, drawn anew as another
kind, or opened again to change what was saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import drafts
from bot import notices as rules
from bot.audiences import UNNAMED, ask_audiences, circle_of
from bot.versions import marks
from bot.visibility import CIRCLE, GROUP
from bot.watches import next_host
from handlers.drafts import began, began_besides
from storage.notices import Notice, newest_notice_of
from storage.people import Member
from templates import plain, words
from templates.blocks import View
from templates.dates import day
from templates.notices.boxes import Remembered, Unsaved, from_draft, remembered, unsaved
from templates.notices.forms import AS_NOW, Page, form, spoken
from templates.notices.views import SAVE


@dataclass(frozen=True)
class Edited:
    """What an edit is drawn from besides: until when it stands (as its author reads that), and
    what another window saved meanwhile, where both changed the same.
    """

    stands_until: str
    theirs: Mapping[str, str] | None = None


def begin(db: Session, member: Member, typed: Unsaved, *, now: datetime, note: str = "") -> View:
    """A form to write in. Where it is to begin with nothing, it begins with what they left."""
    begun = drafts.offered(db, member, SAVE, now=now)
    if begun and not typed and typed.kind == rules.ASK:
        stands, known = from_draft(begun[0].words), Remembered(holds=[begun[0].view])
    else:
        stands, known = typed, Remembered()
    return draw_page(db, member, stands, known=known, note=note, now=now)


def draw_page(
    db: Session,
    member: Member,
    stands: Unsaved,
    *,
    known: Remembered,
    now: datetime,
    view: str = "",
    note: str = "",
    edited: Edited | None = None,
) -> View:
    """The form with what stands in it; `view` is the window that it is drawn in, once there is
    one.
    """
    choices = offered(db, member, known.notice)
    who = stands.who if stands.who in choices else _first_choice(db, member, choices)
    days = stands.days or (AS_NOW if edited else str(rules.USUALLY))
    besides = {view, *known.holds}
    page = Page(
        unsaved=replace(stands, who=who, days=days),
        remembered=known,
        choices=choices,
        refs={each: f"E-{each.partition(':')[2]}" for each in choices if ":" in each},
        stands_until=edited.stands_until if edited else "",
        began=began(db, member, view, known.holds, now=now),
        other="" if edited else began_besides(db, member, SAVE, besides, now=now),
        tells=member.keeps_drafts and not edited,
        note=note,
    )
    if edited and edited.theirs is not None:
        said = {name: spoken(page, name, each) for name, each in edited.theirs.items()}
        page = replace(page, theirs={name: each for name, each in said.items() if each})
    return form(page)


def offered(db: Session, member: Member, notice_id: int = 0) -> Mapping[str, Sequence[Member]]:
    """The choices of who sees an ask. Whoever carries an unnamed one already goes on."""
    notice = rules.own(db, member, notice_id) if notice_id else None
    carrier = notice.carrier_id if notice else None
    could = {each.id: each for each in rules.carriers(db, member)}
    if carrier not in could:
        carrier = next_host(db, member)
    return ask_audiences(db, member, could.get(carrier or 0))


def draw_again(
    db: Session, member: Member, window: Mapping[str, Any], *, now: datetime, note: str = ""
) -> View:
    """An open form as it stands, with what is true by now: who would read it, above all."""
    known = remembered(window)
    edited = _edited(db, member, known, now)
    stands, view = unsaved(window), window["id"]
    return draw_page(db, member, stands, known=known, view=view, note=note, edited=edited, now=now)


def another_kind(
    db: Session, member: Member, window: Mapping[str, Any], kind: str, now: datetime
) -> View:
    """The form of another kind, with all that is written."""
    stands = replace(unsaved(window), kind=rules.known_kind(kind))
    return draw_page(db, member, stands, known=remembered(window), view=window["id"], now=now)


def edit_page(
    db: Session,
    member: Member,
    notice: Notice,
    *,
    now: datetime,
    mine: Mapping[str, str] | None = None,
    round_: int = 0,
) -> View:
    """What was saved, to change; with `mine`, both versions."""
    saved = values_of(db, notice)
    opened = marks(saved)
    known = Remembered(
        notice=notice.id, revision=notice.revision, opened=opened, round=round_, kind=notice.kind
    )
    theirs = None
    if mine is not None:
        theirs = {name: each for name, each in saved.items() if each != mine[name]}
    stands_until = day(notice.stands_until, member.time_zone, now=now)
    stands = Unsaved(kind=notice.kind, **(mine or saved))
    edited = Edited(stands_until, theirs)
    return draw_page(db, member, stands, known=known, edited=edited, now=now)


def values_of(db: Session, notice: Notice) -> dict[str, str]:
    """What stands in the form of a notice that is saved, by input."""
    said = rules.said_of(db, notice)
    stands = Unsaved(
        kind=said.kind,
        words=said.words,
        more=said.more,
        link=said.link,
        wish=said.wish,
        days=AS_NOW,
        who=_choice_of(said),
    )
    return values(stands)


def values(stands: Unsaved) -> dict[str, str]:
    return {name: each for name, each in asdict(stands).items() if name != "kind"}


def joined_note(people: Sequence[Member]) -> str:
    return plain(words("notices/form").joined([each.name for each in people]))


def newly_named(db: Session, member: Member, view: Mapping[str, Any], who: str) -> Sequence[Member]:
    """Those who would read it, or carry it, and whom the form did not name."""
    known = remembered(view)
    there = offered(db, member, known.notice).get(who, ())
    named = known.named.get(who, ())
    if who == UNNAMED and named:  # whom it named goes on carrying, while they can
        there = [] if named[0] in {each.id for each in rules.carriers(db, member)} else there
    return [each for each in there if each.id not in named]


def _edited(db: Session, member: Member, known: Remembered, now: datetime) -> Edited | None:
    if not known.notice:
        return None
    notice = rules.own(db, member, known.notice)
    return Edited(day(notice.stands_until, member.time_zone, now=now))


def _first_choice(db: Session, member: Member, choices: Mapping[str, object]) -> str:
    """Where an ask starts: for everyone, with the name, or as narrow as the last one was."""
    newest = newest_notice_of(db, member.id, rules.ASK)
    last = _choice_of(rules.said_of(db, newest)) if newest is not None else GROUP
    return last if last in choices else GROUP


def _choice_of(said: rules.Said) -> str:
    if said.unnamed:
        return UNNAMED
    return circle_of(said.experiment_id or 0) if said.visibility == CIRCLE else said.visibility
