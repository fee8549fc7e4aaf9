"""How *I can help* is arranged, and the conversation that it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.asks.views import GIVE_BACK, SAVE_HELP, TELL_NAME, settled_button
from templates.blocks import (
    TITLE,
    Block,
    Message,
    View,
    actions,
    button,
    context,
    memory,
    memory_of,
    message,
    modal,
    plain_text,
    quote,
    rich,
    same_window,
    section,
)
from templates.dates import city, clock
from templates.forms import Form, Text, as_it_stands, draw
from templates.notices.views import OPEN

if TYPE_CHECKING:
    from storage.asks import Help
    from storage.notices import Notice
    from storage.people import Member

FORM: Form = {"words": Text(500, multiline=True, optional=True)}
_QUICKER = "quicker"


@dataclass(frozen=True)
class Meeting:
    """The two who meet about an ask: its asker, or who carries it (`carried`). They are `together`
    when somebody carried it until now. `shared` is when both work next.
    """

    notice: "Notice"
    wish: str
    helper: "Member"
    partner: "Member"
    carried: bool
    together: bool
    shared: tuple[datetime, datetime] | None


def help_form(meeting: Meeting, asker: str, *, talking: bool, now: datetime) -> View:
    """Made for the one who opens it: what is asked, whom they meet, and when it is there."""
    said, notice = words("asks/helping"), meeting.notice
    more = [quote(notice.more)] if notice.more else []
    meets = said.meets_carrier if meeting.carried else said.meets
    others = [section(said.others(asker))] if talking else []
    here, there = (clock(now, each.time_zone) for each in (meeting.helper, meeting.partner))
    return modal(
        said.title,
        rich(said.asks(asker, notice.words)),
        *more,
        context(words("asks/ask").wish(meeting.wish)),
        *others,
        *draw(FORM, said.fields, initial={}),
        context(said.times(here, there, meeting.partner.name)),
        context(meets(meeting.partner.name)),
        submit=said.save_beside if talking else said.save,
        close=said.close,
        callback_id=SAVE_HELP,
        remembers={"notice": notice.id, "beside": talking},
    )


def somebody_was_quicker(view: Mapping[str, Any], asker: str) -> View:
    """The form as it stands, with what was typed: they can help as well."""
    said = words("asks/helping")
    first = {**rich(said.quicker(asker)), "block_id": _QUICKER}
    return {
        **same_window(view, [first, *as_it_stands(view)]),
        "submit": plain_text(said.save_beside, TITLE),
        "close": plain_text(said.close_beside, TITLE),
        "private_metadata": memory({**memory_of(view), "beside": True}),
    }


def helps(partner: str) -> View:
    said = words("asks/helping")
    return modal(said.helps_title, section(said.helps(partner)), close=said.done)


def helps_already(partner: str) -> View:
    said = words("asks/helping")
    return modal(said.helps_title, section(said.helps_already(partner)), close=said.done)


def after_giving_back() -> View:
    said = words("asks/helping")
    return modal(said.gave_back_title, section(said.gave_back), close=said.done)


def after_declining() -> View:
    said = words("asks/helping")
    return modal(said.declined_title, section(said.declined), close=said.done)


def after_settling() -> View:
    said = words("asks/helping")
    return modal(said.settled_title, section(said.settled), close=said.done)


def they_know(helper: "Member") -> View:
    """To who asked without a name, and said who they are."""
    said = words("asks/meeting")
    close = words("asks/helping").done
    return modal(said.told_title, section(said.told_name(helper.name)), close=close)


def meeting(here: Meeting, part: "Help", *, over: bool) -> Message:
    """Who asked what, what would help, how to begin, and both times."""
    said, notice = words("asks/meeting"), here.notice
    lock = said.lock(here.helper.name, here.partner.name)
    if over:
        return message(lock, rich(said.over(notice.words, notice.state == "settled")))
    call = here.shared is not None
    steps = said.call_steps if call else said.written_steps
    begins = [rich(said.begins(here.helper.name, part.words))] if part.words else []
    more = [quote(notice.more)] if notice.more else []
    foot = [context(said.carried_foot)] if here.carried else []
    return message(
        lock,
        rich(_first(said, here)),
        *more,
        context(words("asks/ask").wish(here.wish)),
        *begins,
        rich(said.steps()),
        _numbered(steps),
        *_protocol(here.wish, in_writing=not call),
        *_times(said, here, part.since),
        actions(*_meeting_buttons(here, part)),
        *foot,
    )


def gave_back(helper: "Member", partner: "Member") -> Message:
    said = words("asks/meeting")
    return message(said.lock(helper.name, partner.name), rich(said.gave_back(helper.name)))


def returned(helper: "Member", partner: "Member", *, asked_again: bool) -> Message:
    """To the one they talked with, who is told."""
    said = words("asks/meeting")
    first = rich(said.returned(partner.slack_id, helper.name, asked_again))
    return message(said.returned_lock(helper.name), first)


def they_talk_directly(helper: "Member", partner: "Member") -> Message:
    said = words("asks/meeting")
    return message(said.lock(helper.name, partner.name), section(said.direct))


def meeting_is_gone(helper: "Member", partner: "Member") -> Message:
    said = words("asks/meeting")
    return message(said.lock(helper.name, partner.name), section(said.gone))


def carried(notice: "Notice", part: "Help", helper: "Member", carrier: "Member") -> Message:
    """To who asked without a name: somebody can help, and a facilitator carries it."""
    said = words("asks/meeting")
    buttons = [
        button(said.tell_name, TELL_NAME, str(part.id)),
        settled_button(notice.id),
        button(words("asks/ask").open, OPEN, str(notice.id)),
    ]
    line = rich(said.carried(helper.name, carrier.name, notice.words))
    return message(said.carried_lock, line, actions(*buttons))


def carried_over(part: "Help", helper: "Member") -> Message:
    """The same once they talk directly, or the helper gave it back."""
    said = words("asks/meeting")
    line = said.carried_direct if part.state == "helping" else said.carried_back
    return message(said.carried_lock, rich(line(helper.name)))


def carried_ended(notice: "Notice") -> Message:
    said = words("asks/meeting")
    return message(said.carried_lock, rich(said.over(notice.words, notice.state == "settled")))


def _first(said: Any, here: Meeting) -> Any:
    """`together`: the helper knew somebody else until now."""
    first = said.together if here.together else said.helps
    first = said.helps_carried if here.carried else first
    return first(here.helper.slack_id, here.partner.slack_id, here.notice.words)


def _meeting_buttons(here: Meeting, part: "Help") -> list[Block]:
    said = words("asks/ask")
    buttons = [] if here.carried else [settled_button(here.notice.id)]
    return [
        *buttons,
        button(said.give_back, GIVE_BACK, str(part.id)),
        button(said.open, OPEN, str(here.notice.id)),
    ]


def _protocol(wish: str, *, in_writing: bool) -> list[Block]:
    """The way that fits what would help most; where no hours are shared, in writing."""
    said = words("asks/protocols")
    fits = said.fits[wish]
    name = "written" if in_writing and fits != "introduction" else fits
    way = said.protocols[name]
    parts = "\n".join(plain(said.part(each)) for each in way["steps"])
    lines = [rich(words("asks/meeting").way(way["title"])), section(parts)]
    return [*lines, context(said.open_questions)] if wish in said.asks_openly else lines


def _numbered(steps: list[str]) -> Block:
    step = words("asks/protocols").step
    return section("\n".join(plain(step(at, each)) for at, each in enumerate(steps, 1)))


def _times(said: Any, here: Meeting, since: datetime) -> list[Block]:
    """Both clocks as they were when they met; said so that it is true whenever it is read."""
    one, other = here.partner, here.helper
    times = [clock(since, each.time_zone) for each in (one, other)]
    if times[0] == times[1]:
        lines = [said.same_time]
    else:
        places = [
            plain(said.place(at, each.name, city(each.time_zone)))
            for at, each in zip(times, (one, other), strict=True)
        ]
        lines = [said.times(*places)]
    lines.append(_overlap(said, here))
    return [context(each) for each in lines]


def _overlap(said: Any, here: Meeting) -> Any:
    if here.shared is None:
        return said.no_overlap
    spans = [
        [clock(each, zone) for each in here.shared]
        for zone in (here.partner.time_zone, here.helper.time_zone)
    ]
    if spans[0] == spans[1]:
        return said.same_hours
    named = [
        plain(said.span(*span, who.name))
        for span, who in zip(spans, (here.partner, here.helper), strict=True)
    ]
    return said.overlap(*named)
