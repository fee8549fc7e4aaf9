"""How the group's kinds of sessions are arranged: the list, the form for facilitators, what
changed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    modal,
    rich,
    section,
)
from templates.forms import Form, Text, draw
from templates.forms.versions import said_of_both, with_theirs
from templates.logs import Entry, before_and_after, log
from templates.workshops.edits import SUPPLIES, in_words, supply_inputs

if TYPE_CHECKING:
    from storage.kinds import KindChange, WorkshopKind
    from storage.people import Member

NEW_KIND = "workshops.new_kind"
ADD_KIND = "workshops.add_kind"
EDIT_KIND = "workshops.edit_kind"
SAVE_KIND = "workshops.save_kind"
PUT_AWAY_KIND = "workshops.put_away_kind"
BRING_BACK_KIND = "workshops.bring_back_kind"
KIND_CHANGES = "workshops.kind_changes"
EARLIER_KIND_CHANGES = "workshops.earlier_kind_changes"

_NAME: Form = {"name": Text(60)}
KIND: Form = {**_NAME, **SUPPLIES}


def listing(
    kinds: Sequence["WorkshopKind"], reader: "Member", *, just: Sequence[Block] = ()
) -> View:
    """All of them; what is put away only for facilitators, at the end. `just` is what happened a
    moment ago.
    """
    said = words("workshops/our_kinds")
    offered = [each for each in kinds if not each.hidden]
    away = [each for each in kinds if each.hidden] if reader.facilitator else []
    buttons = [button(said.what_changed, KIND_CHANGES)]
    if reader.facilitator:
        buttons.append(button(said.new, NEW_KIND))
    blocks: list[Block] = [*just, context(said.intro), actions(*buttons)]
    for each in [*offered, *away]:
        blocks += [divider(), *_one(said, each, reader)]
    return modal(said.title, *blocks, close=said.close)


def changed_just_now(what: str, kind: "WorkshopKind") -> list[Block]:
    """What a save or a click did, with the way back where one click did it."""
    said = words("workshops/our_kinds")
    if what == "put_away":
        back = button(said.bring_back, BRING_BACK_KIND, kind.code)
        return [rich(said.just_put_away(kind.name)), actions(back)]
    if what == "brought_back":
        return [rich(said.just_brought_back(kind.name))]
    return [section(said.just[what])]


def new_form(begins_with: Mapping[str, str]) -> View:
    said = words("workshops/our_kinds")
    return _form(said.new_title, begins_with, {}, callback_id=ADD_KIND, remembers={})


def edit_form(
    kind: "WorkshopKind", answers: Mapping[str, str], mine: Mapping[str, str] | None = None
) -> View:
    """`answers` are those that it has. With `mine`, someone else saved meanwhile: both are shown,
    what they wrote below what I wrote.
    """
    theirs = {} if mine is None else {n: each for n, each in answers.items() if each != mine[n]}
    return _form(
        words("workshops/our_kinds").edit_title,
        mine or answers,
        theirs,
        callback_id=SAVE_KIND,
        remembers={"code": kind.code, "revision": kind.revision},
    )


def changes(
    noted: Sequence["KindChange"],
    people: Mapping[int, "Member"],
    zone: str,
    *,
    has_more: bool,
    now: datetime,
) -> View:
    """Who changed what, newest first, on days of the reader's zone."""
    said = words("workshops/our_kinds")
    entries = [_entry(said, each) for each in noted]
    earlier = (EARLIER_KIND_CHANGES, noted[-1].id) if has_more else None
    return log(entries, people, zone, nothing=said.nothing, earlier=earlier, now=now)


def _one(said: Any, kind: "WorkshopKind", reader: "Member") -> list[Block]:
    if kind.hidden:
        back = button(said.bring_back, BRING_BACK_KIND, kind.code)
        return [rich(said.hidden(kind.name)), actions(back)]
    minutes = sum(each["minutes"] for each in kind.agenda)
    blocks = [
        rich(said.body(kind.name, minutes, kind.agenda)),
        context(said.supplied(kind.sharing_rule, kind.recording, kind.access, kind.places or 0)),
    ]
    if not reader.facilitator:
        return blocks
    ways = [button(said.edit, EDIT_KIND, kind.code)]
    ways.append(button(said.put_away, PUT_AWAY_KIND, kind.code))
    return [*blocks, actions(*ways)]


def _form(
    title: str,
    answers: Mapping[str, str],
    theirs: Mapping[str, str],
    *,
    callback_id: str,
    remembers: Mapping[str, Any],
) -> View:
    said, edit, both = words("workshops/our_kinds"), words("workshops/edit"), said_of_both()
    name = draw(_NAME, said.fields, initial=answers)
    inputs = [*name, *supply_inputs(SUPPLIES, answers)]
    told = {name: in_words(name, each) for name, each in theirs.items()}
    return modal(
        title,
        section(both.changed) if theirs else context(said.form_intro),
        *with_theirs(inputs, told),
        submit=both.use_mine if theirs else said.save,
        close=both.use_theirs if theirs else edit.close,
        callback_id=callback_id,
        remembers=remembers,
    )


def _entry(said: Any, noted: "KindChange") -> Entry:
    before, after = _told(said, noted.before), _told(said, noted.after)
    return Entry(
        what=noted.what,
        before=str(noted.before.get("name", "")),
        after=str(noted.after["name"]),
        changed_by=noted.changed_by,
        changed_at=noted.changed_at,
        told=before_and_after(noted.what, before, after, same=said.same),
    )


def _told(said: Any, was: Mapping[str, Any]) -> str:
    if not was:  # it was added
        return ""
    told: str = said.told(
        was["agenda"], was["sharing_rule"], was["recording"], was["access"], was["places"] or 0
    )
    return told
