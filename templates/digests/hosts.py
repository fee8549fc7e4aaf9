"""How it is arranged what facilitators are told about the digest, and how they decide about it;
and what is asked of who is new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import (
    Block,
    Message,
    View,
    actions,
    button,
    confirmation,
    context,
    message,
    modal,
    rich,
    section,
)
from templates.dates import day
from templates.forms import Choices, Form, Text, draw

if TYPE_CHECKING:
    from storage.digests import Digest

SEE = "digests.see"
ADD_LINE = "digests.add_line"
SAVE_LINE = "digests.save_line"
TAKE_LINE_OUT = "digests.take_line_out"
LEAVE_OUT = "digests.leave_out"
SAVE_LEFT_OUT = "digests.save_left_out"
HOLD = "digests.hold"
LET_GO = "digests.let_go"
SEND_NOW = "digests.send_now"
ARRANGE = "digests.arrange"
GREET = "digests.greet"
GREET_NOT = "digests.greet_not"

LINE: Form = {"words": Text(240)}


@dataclass(frozen=True)
class Plan:
    """The digest that comes next, as a facilitator sees it: where it goes, by which clock, and
    whether they added a line.
    """

    digest: "Digest"
    channel: str
    hour: int
    zone: str
    has_line: bool


def preview(plan: Plan, *, now: datetime) -> Message:
    """In a facilitator's messages, from the day before on."""
    said = words("digests/hosts")
    return message(said.lock, *plan_lines(plan, now=now))


def plan_lines(plan: Plan, *extra: Block, now: datetime) -> list[Block]:
    """For the preview and for Home: how it stands, and what they can do."""
    said, digest = words("digests/hosts"), plan.digest
    if digest.state == "sent":
        out = [button(said.take_out, TAKE_LINE_OUT, str(digest.id))] if plan.has_line else []
        return [rich(said.sent(plan.channel)), *([actions(*out)] if out else [])]
    if digest.state == "passed":
        return [rich(said.passed())]
    told = said.held if digest.state == "held" else said.coming
    line = rich(told(when(plan, now=now), plan.channel))
    return [line, actions(*_ways(said, plan), *extra)]


def when(plan: Plan, *, now: datetime) -> str:
    """The day and the hour, by the clock that the digest goes by."""
    said, on = words("digests/hosts"), plan.digest.for_day
    place = plan.zone.rpartition("/")[2].replace("_", " ")
    return plain(said.when(on.weekday(), day(on, plan.zone, now=now), plan.hour, place))


def line_form(digest_id: int, mine: str) -> View:
    """A facilitator's own line."""
    said = words("digests/hosts")
    out = [actions(button(said.take_out, TAKE_LINE_OUT, str(digest_id)))] if mine else []
    return modal(
        said.line_title,
        context(said.line_intro),
        *draw(LINE, said.line_fields, initial={"words": mine}),
        *out,
        submit=said.save,
        close=said.close,
        callback_id=SAVE_LINE,
        remembers={"digest": digest_id},
    )


def leave_out_form(
    digest_id: int,
    options: Mapping[str, Mapping[str, str]],
    left_out: Mapping[str, list[str]],
) -> View:
    """By section: what would stand in it and what was left out, those ticked."""
    said = words("digests/hosts")
    if not options:
        return modal(said.leave_title, section(said.nothing_in_it), close=said.done)
    return modal(
        said.leave_title,
        context(said.leave_intro),
        *draw(leaving(options), said.leave_fields, initial=left_out, options=options),
        submit=said.save,
        close=said.close,
        callback_id=SAVE_LEFT_OUT,
        remembers={
            "digest": digest_id,
            "shown": {section: list(ids) for section, ids in options.items()},
        },
    )


def leaving(sections: Mapping[str, object]) -> Form:
    """The form of these sections."""
    return {each: Choices() for each in sections}


def arrange_button() -> Block:
    return button(words("digests/hosts").arrange, ARRANGE)


def saved_note() -> str:
    return str(words("digests/hosts").saved)


def greeting_lines() -> list[Block]:
    """In the Home of somebody new: both answers are fine."""
    said = words("digests/hosts")
    yes, no = button(said.greet_yes, GREET), button(said.greet_no, GREET_NOT)
    return [section(said.greet), actions(yes, no)]


def greeted(*, wants: bool) -> View:
    said = words("digests/hosts")
    told = said.greeted["yes" if wants else "no"]
    return modal(said.greeted["title"], section(told), close=said.done)


def _ways(said: Any, plan: Plan) -> list[Block]:
    value = str(plan.digest.id)
    sure = confirmation(
        said.sure["title"], said.sure["text"], yes=said.sure["yes"], no=said.sure["no"]
    )
    is_held = plan.digest.state == "held"
    hold = button(said.let_go, LET_GO, value) if is_held else button(said.hold, HOLD, value)
    return [
        button(said.see, SEE, value),
        button(said.change if plan.has_line else said.add, ADD_LINE, value),
        button(said.leave_out, LEAVE_OUT, value),
        hold,
        button(said.send, SEND_NOW, value, confirm=sure),
    ]
