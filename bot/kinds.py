"""The kinds of sessions, and what each supplies: data that the group may change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.names import already, code_for, one_line
from bot.rights import must_facilitate
from bot.supplies import Supplies, read_supplies, supplies_of, supply, written
from storage.kinds import (
    KindChange,
    Part,
    WorkshopKind,
    locked_workshop_kinds,
    workshop_kind,
    workshop_kinds,
)
from storage.people import Member

MOST_KINDS = 20  # as many as a window shows with their plans


class Planted(TypedDict):
    """A kind as the templates give it; `places` is 0 where there is no limit."""

    code: str
    name: str
    agenda: list[Part]
    sharing_rule: str
    recording: str
    access: list[str]
    places: int


def plant_kinds(db: Session, kinds: Sequence[Planted]) -> None:
    """Put in the kinds that this group has never had. What it changed or put away stays so."""
    known = {each.code for each in workshop_kinds(db, hidden=True)}
    for position, each in enumerate(kinds):
        if each["code"] in known:
            continue
        row = WorkshopKind(
            code=each["code"],
            name=each["name"],
            agenda=list(each["agenda"]),
            sharing_rule=each["sharing_rule"],
            recording=each["recording"],
            access=list(each["access"]),
            places=each["places"] or None,
            position=position,
            hidden=False,
        )
        db.add(row)


def offered_kind(db: Session, code: str) -> WorkshopKind:
    """Raises Refusal for one that is put away, or that there never was."""
    kind = workshop_kind(db, code)
    if kind is None or kind.hidden:
        raise Refusal("workshops.unknown_kind", field="kind")
    return kind


def kind_to_change(db: Session, by: Member, code: str) -> WorkshopKind:
    """The kind, for a facilitator; others who change one at this instant wait. Raises Refusal for
    anyone else, and for a kind that there is not.
    """
    must_facilitate(by)
    found = {each.code: each for each in locked_workshop_kinds(db)}
    if code not in found:
        raise Refusal("workshops.unknown_kind")
    return found[code]


def answers_of(kind: WorkshopKind) -> dict[str, str]:
    """What stands in the form of one."""
    return {"name": kind.name, **written(supplies_of(kind))}


def tidied(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers as they would stand there once they are saved. Raises Refusal at the field."""
    return {"name": one_line(answers["name"]), **written(read_supplies(answers))}


def change_kind(
    db: Session, by: Member, code: str, answers: Mapping[str, str], *, now: datetime
) -> WorkshopKind:
    """What sessions of this kind are called and begin with from now on; those that there are stay
    as they are. Raises Refusal for anyone but a facilitator, for a name that another has, and for
    a plan that cannot be read.
    """
    kind = kind_to_change(db, by, code)
    name, given = _read(db, answers, but=code)
    if (name, given) != (kind.name, supplies_of(kind)):
        _note(db, by, "changed", kind, _told(name, given), now=now)
        kind.name = name
        supply(kind, given)
    return kind


def add_kind(db: Session, by: Member, answers: Mapping[str, str], *, now: datetime) -> WorkshopKind:
    """A new kind, after the others. Saved twice it is one. Raises Refusal as `change_kind` does."""
    must_facilitate(by)
    kinds = locked_workshop_kinds(db)
    asked = (one_line(answers["name"]), read_supplies(answers))
    for each in kinds:
        if not each.hidden and (each.name, supplies_of(each)) == asked:
            return each
    if len(kinds) >= MOST_KINDS:
        raise Refusal("workshops.enough_kinds", most=MOST_KINDS)
    name, given = _read(db, answers, but="")
    kind = WorkshopKind(
        code=code_for(name, {each.code for each in kinds}, otherwise="kind"),
        name=name,
        position=max((each.position for each in kinds), default=-1) + 1,
        hidden=False,
    )
    supply(kind, given)
    _note(db, by, "added", kind, _told(name, given), now=now, before={})
    db.add(kind)
    db.flush()
    return kind


def put_away_kind(db: Session, by: Member, code: str, *, now: datetime) -> WorkshopKind:
    """No longer offered; sessions of it stay. Raises Refusal for anyone but a facilitator, and for
    the last one: a session has some kind.
    """
    kind = kind_to_change(db, by, code)
    if [each.code for each in workshop_kinds(db)] == [code]:
        raise Refusal("workshops.last_kind")
    return _hide(db, by, kind, hidden=True, now=now)


def bring_back_kind(db: Session, by: Member, code: str, *, now: datetime) -> WorkshopKind:
    """Offered again, where it was. Raises Refusal for anyone but a facilitator."""
    return _hide(db, by, kind_to_change(db, by, code), hidden=False, now=now)


def _read(db: Session, answers: Mapping[str, str], *, but: str) -> tuple[str, Supplies]:
    name, given = one_line(answers["name"]), read_supplies(answers)
    others = [each.name for each in workshop_kinds(db, hidden=True) if each.code != but]
    if taken := already(name, others):
        raise Refusal("workshops.kind_taken", field="name", taken=taken)
    return name, given


def _hide(
    db: Session, by: Member, kind: WorkshopKind, *, hidden: bool, now: datetime
) -> WorkshopKind:
    if kind.hidden != hidden:
        what = "put_away" if hidden else "brought_back"
        _note(db, by, what, kind, _told(kind.name, supplies_of(kind)), now=now)
        kind.hidden = hidden
    return kind


def _told(name: str, given: Supplies) -> dict[str, Any]:
    return {"name": name, **given}


def _note(
    db: Session,
    by: Member,
    what: str,
    kind: WorkshopKind,
    after: Mapping[str, Any],
    *,
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Write into the log, which everybody may read, what it is before and after."""
    was = _told(kind.name, supplies_of(kind)) if before is None else before
    noted = KindChange(
        code=kind.code,
        what=what,
        before=dict(was),
        after=dict(after),
        changed_by=by.id,
        changed_at=now,
    )
    db.add(noted)
