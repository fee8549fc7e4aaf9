"""The small forms in which something of a session is changed, and what its new holder is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zlib import crc32

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.dates import span
from templates.forms import LONGEST, Choice, Choices, Form, People, Text, draw, keyed
from templates.forms.versions import said_of_both, with_theirs
from templates.workshops.forms import TIMES, WORDS, said_of_times, time_told
from templates.workshops.views import open_button

if TYPE_CHECKING:
    from storage.workshops import Slot, Workshop

SAVE_CHANGE = "workshops.save_change"
SAVE_TIMES = "workshops.save_times"
SAVE_HOLDERS = "workshops.save_holders"
SAVE_CANCEL = "workshops.save_cancel"
ALL = "all"  # of its times

SUPPLIES: Form = {
    "agenda": Text(LONGEST, multiline=True),
    "sharing_rule": Choice("radio_buttons"),
    "recording": Choice("radio_buttons"),
    "access": Choices(),
    "places": Text(4, optional=True),
}
# What each small form asks for.
FORMS: Mapping[str, Form] = {
    "words": WORDS,
    "plan": {"agenda": SUPPLIES["agenda"]},
    "rule": {"sharing_rule": SUPPLIES["sharing_rule"]},
    "recording": {"recording": SUPPLIES["recording"]},
    "access": {"access": SUPPLIES["access"]},
    "places": {"places": SUPPLIES["places"]},
    "link": {"link": Text(1000, optional=True)},
}
HOLDERS: Form = {"holders": People()}
CANCELLING: Form = {
    "which": Choice("radio_buttons"),
    "reason": Text(300, multiline=True, optional=True),
}


def supply_options() -> dict[str, Mapping[str, str]]:
    said = words("workshops/kinds")
    return {"sharing_rule": said.rules, "recording": said.recordings, "access": said.access}


def supply_inputs(form: Form, answers: Mapping[str, str]) -> list[Block]:
    """Inputs of a session, or of a kind, with what stands in them: as text, `access` too."""
    initial: dict[str, Any] = {**answers, "access": answers.get("access", "").split(",")}
    said = words("workshops/edit").fields
    return draw(form, said, initial=initial, options=supply_options())


def in_words(name: str, answer: str) -> str:
    """An answer as people read it."""
    said = words("workshops/edit")
    options = supply_options().get(name, {})
    codes = [options.get(each, each) for each in answer.split(",")] if options else [answer]
    return ", ".join(codes) or str(said.blank)


def change_form(
    what: str,
    answers: Mapping[str, str],
    *,
    theirs: Mapping[str, str] | None = None,
    remembers: Mapping[str, Any],
) -> View:
    """With `theirs`, someone else changed those meanwhile: both are shown."""
    said = words("workshops/edit")
    inputs = supply_inputs(keyed(FORMS[what], _key(theirs)), answers)
    told = {name: in_words(name, each) for name, each in (theirs or {}).items()}
    return _form(
        said.titles[what],
        inputs,
        told if theirs is not None else None,
        callback_id=SAVE_CHANGE,
        remembers={**remembers, "what": what},
    )


def times_form(
    times: Mapping[str, datetime | None],
    zone: str,
    *,
    theirs: Mapping[str, datetime | None] | None = None,
    remembers: Mapping[str, Any],
) -> View:
    """`times` by their fields: those that can be moved, and a second that can be added."""
    said = words("workshops/edit")
    form = keyed(times_inputs(times), _key(theirs))
    inputs = draw(form, said_of_times(zone), initial=times)
    told = {name: time_told(each, zone) for name, each in (theirs or {}).items()}
    return _form(
        said.times_title,
        inputs,
        told if theirs is not None else None,
        callback_id=SAVE_TIMES,
        remembers=remembers,
        below=[context(said.times_told)],
    )


def times_inputs(shown: Mapping[str, Any]) -> Form:
    """A form of those of its times that are shown."""
    return {name: TIMES[name] for name in shown}


def holders_form(slack_ids: Sequence[str], *, remembers: Mapping[str, Any]) -> View:
    said = words("workshops/edit")
    return modal(
        said.holders_title,
        context(said.holders_intro),
        *draw(HOLDERS, said.holders_fields, initial={"holders": slack_ids}),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_HOLDERS,
        remembers={**remembers, "shown": list(slack_ids)},
    )


def cancel_form(
    slots: Sequence["Slot"],
    zone: str,
    people: int,
    *,
    remembers: Mapping[str, Any],
    now: datetime,
) -> View:
    """`slots` are those that can be cancelled; `people` is how many are told."""
    said = words("workshops/edit")
    options = {ALL: said.all_of_it}
    options |= {
        str(each.id): span(each.starts_at, each.ends_at, zone, now=now)
        for each in (slots if len(slots) > 1 else [])
    }
    inputs = draw(
        CANCELLING, said.cancel_fields, initial={"which": ALL}, options={"which": options}
    )
    return modal(
        said.cancel_title,
        context(said.told(people)),
        *inputs,
        submit=said.cancel,
        close=said.keep,
        callback_id=SAVE_CANCEL,
        remembers=remembers,
    )


def cancelled(workshop: "Workshop", slot: "Slot | None", zone: str, *, now: datetime) -> View:
    """`slot` is the one that was cancelled, None when it was all of it."""
    said, done = words("workshops/edit"), words("workshops/check").done
    told = (
        said.cancelled(workshop.title)
        if slot is None
        else said.one_cancelled(workshop.title, span(slot.starts_at, slot.ends_at, zone, now=now))
    )
    return modal(said.cancelled_title, rich(told), actions(open_button(workshop.id)), close=done)


def given(
    workshop: "Workshop",
    slots: Sequence["Slot"],
    others: Sequence[str],
    zone: str,
    *,
    now: datetime,
) -> Message:
    """To whom a session was given; `others` hold it with them."""
    said = words("workshops/edit")
    when = "; ".join(span(each.starts_at, each.ends_at, zone, now=now) for each in slots)
    told = said.given_draft if workshop.state == "draft" else said.given
    return message(
        said.given_lock,
        rich(told(workshop.title, when)),
        context(plain(said.given_with(others)) if others else said.given_alone),
        actions(open_button(workshop.id)),
    )


def _form(
    title: str,
    inputs: Sequence[Block],
    theirs: Mapping[str, str] | None,
    *,
    callback_id: str,
    remembers: Mapping[str, Any],
    below: Sequence[Block] = (),
) -> View:
    said, both = words("workshops/edit"), said_of_both()
    top: list[Block] = []
    if theirs is not None:
        top, inputs = [section(both.changed)], with_theirs(inputs, theirs)
    return modal(
        title,
        *top,
        *inputs,
        *below,
        submit=said.save if theirs is None else both.use_mine,
        close=said.close if theirs is None else both.use_theirs,
        callback_id=callback_id,
        remembers=remembers,
    )


def _key(theirs: Mapping[str, Any] | None) -> str:
    """Where both versions are shown, an input that I did not touch has theirs: what stood there
    before must not stay.
    """
    if theirs is None:
        return ""
    said = "".join(str(each) for each in theirs.values())
    return f"{crc32(said.encode()):x}"
