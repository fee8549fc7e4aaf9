"""How the group's questions are arranged: the list, the form for facilitators, what changed."""

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
from templates.forms import LONGEST, Form, Text, draw
from templates.forms.versions import said_of_both, with_theirs
from templates.logs import Entry, before_and_after, log

if TYPE_CHECKING:
    from storage.people import Member
    from storage.prompts import PromptChange, PromptSet

LIST = "prompts.list"
MORE = "prompts.more"
NEW = "prompts.new"
ADD = "prompts.add"
EDIT = "prompts.edit"
SAVE_EDIT = "prompts.save_edit"
PUT_AWAY = "prompts.put_away"
BRING_BACK = "prompts.bring_back"
CHANGES = "prompts.changes"
EARLIER = "prompts.earlier"
SHOWN_AT_ONCE = 12

QUESTIONS: Form = {
    "name": Text(60),
    "questions": Text(LONGEST, multiline=True, optional=True),
}


def listing(
    sets: Sequence["PromptSet"], reader: "Member", *, start: int = 0, just: Sequence[Block] = ()
) -> View:
    """All ways in, from number `start` on; what is put away only for facilitators, at the end.
    `just` is what happened a moment ago.
    """
    said = words("prompts/list")
    offered = [each for each in sets if not each.hidden]
    away = [each for each in sets if each.hidden] if reader.facilitator else []
    ordered = [*offered, *away]
    start = start if start < len(ordered) else 0
    shown = ordered[start : start + SHOWN_AT_ONCE]
    buttons = [button(said.what_changed, CHANGES)]
    if reader.facilitator:
        buttons.append(button(said.new, NEW))
    blocks: list[Block] = [*just, context(said.intro), actions(*buttons)]
    for each in shown:
        blocks += [divider(), *_one(said, each, reader)]
    return modal(said.title, *blocks, *_turning(said, start, len(ordered)), close=said.close)


def changed_just_now(what: str, one: "PromptSet") -> list[Block]:
    """What a save or a click did, with the way back where one click did it."""
    said = words("prompts/list")
    if what == "put_away":
        back = button(said.bring_back, BRING_BACK, one.code)
        return [rich(said.just_put_away(one.name)), actions(back)]
    if what == "brought_back":
        return [rich(said.just_brought_back(one.name))]
    return [section(said.just[what])]


def new_form() -> View:
    return _form({}, callback_id=ADD)


def edit_form(one: "PromptSet", questions: str, mine: Mapping[str, str] | None = None) -> View:
    """The set to reword, its `questions` as lines. With `mine`, someone else saved meanwhile: both
    are shown, what they wrote below what I wrote.
    """
    theirs = {"name": one.name, "questions": questions}
    remembered = {"code": one.code, "revision": one.revision}
    return _form(theirs, mine, callback_id=SAVE_EDIT, remembered=remembered)


def changes(
    noted: Sequence["PromptChange"],
    people: Mapping[int, "Member"],
    zone: str,
    *,
    has_more: bool,
    now: datetime,
) -> View:
    """Who changed what, newest first, on days of the reader's zone."""
    said = words("prompts/changes")
    entries = [_entry(said, each) for each in noted]
    earlier = (EARLIER, noted[-1].id) if has_more else None
    return log(entries, people, zone, nothing=said.nothing, earlier=earlier, now=now)


def _one(said: Any, one: "PromptSet", reader: "Member") -> list[Block]:
    if one.hidden:
        return [rich(said.hidden(one.name)), actions(button(said.bring_back, BRING_BACK, one.code))]
    body = rich(said.body(one.name, one.prompts))
    if not reader.facilitator:
        return [body]
    ways = [button(said.edit, EDIT, one.code), button(said.put_away, PUT_AWAY, one.code)]
    return [body, actions(*ways)]


def _turning(said: Any, start: int, count: int) -> list[Block]:
    after = start + SHOWN_AT_ONCE
    if after < count:
        return [divider(), actions(button(said.more, MORE, str(after)))]
    return [divider(), actions(button(said.from_start, MORE, "0"))] if start else []


def _form(
    theirs: Mapping[str, str],
    mine: Mapping[str, str] | None = None,
    *,
    callback_id: str,
    remembered: Mapping[str, Any] | None = None,
) -> View:
    said, both = words("prompts/form"), said_of_both()
    inputs = draw(QUESTIONS, said.fields, initial=mine or theirs)
    top: Block = context(said.intro)
    if mine is not None:
        differs = {name: each for name, each in theirs.items() if each != mine[name]}
        told = {name: each or said.blank for name, each in differs.items()}
        top, inputs = section(both.changed), with_theirs(inputs, told)
    return modal(
        said.title if theirs else said.new_title,
        top,
        *inputs,
        submit=said.save if mine is None else both.use_mine,
        close=said.close if mine is None else both.use_theirs,
        callback_id=callback_id,
        remembers=remembered,
    )


def _entry(said: Any, noted: "PromptChange") -> Entry:
    before, after = said.questions(noted.before), said.questions(noted.after)
    return Entry(
        what=noted.what,
        before=noted.name_before,
        after=noted.name_after,
        changed_by=noted.changed_by,
        changed_at=noted.changed_at,
        told=before_and_after(noted.what, before, after, same=said.same),
    )
