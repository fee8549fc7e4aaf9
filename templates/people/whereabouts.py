"""How it is arranged by which clock a member lives: the line about it, and choosing another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import Block, View, actions, button, context, modal, section
from templates.dates import city, clock, whose_time
from templates.forms import Form, Menu, draw

if TYPE_CHECKING:
    from bot.zones import Place
    from storage.people import Member

CHANGE, RIGHT = "whereabouts.change", "whereabouts.right"
SAVE, FOLLOW = "whereabouts.save", "whereabouts.follow"

WHERE: Form = {"zone": Menu()}


def line(member: "Member", now: datetime) -> Block:
    """In their settings."""
    said, (shown, whose) = words("people/whereabouts"), _there(member, now)
    if member.own_zone is not None:
        sentence = said.as_you_chose(shown, whose)
    elif member.slack_zone == member.time_zone:
        sentence = said.as_slack_says(shown, whose)
    else:
        sentence = said.as_far_as_known(shown, whose)
    return section(sentence, button(said.change, CHANGE))


def question(member: "Member", doubt: str | None, now: datetime, *, lost: str) -> list[Block]:
    """In Home: what there is to ask (`bot.whereabouts.doubt`), and which zone was `lost`."""
    if doubt is None:
        return []
    said, (shown, whose) = words("people/whereabouts"), _there(member, now)
    sentences = {
        "new": said.new(shown, whose),
        "moved": said.moved(shown, whose),
        "unknown": said.unknown(shown, whose),
        "lost": said.lost(shown, whose, lost),
    }
    right = button(said.right, RIGHT, member.time_zone)
    return [section(sentences[doubt]), actions(right, button(said.other, CHANGE))]


def form(
    member: "Member",
    places: Sequence[tuple[datetime, Sequence["Place"]]],
    now: datetime,
    *,
    follows: bool,
    remembers: Mapping[str, Any],
) -> View:
    """`places` by what clocks there show. `follows`: Slack says something else, and may be followed
    again.
    """
    said = words("people/whereabouts")
    options = {_group(said, then): _named(said, there) for then, there in places}
    fields = draw(WHERE, said.fields, initial={"zone": member.time_zone}, options={"zone": options})
    return modal(
        said.title,
        context(said.intro),
        *fields,
        *(_slack_says(said, member, now) if follows else []),
        submit=said.save,
        close=said.close,
        callback_id=SAVE,
        remembers=remembers,
    )


def saved(member: "Member", now: datetime) -> View:
    said, (shown, whose) = words("people/whereabouts"), _there(member, now)
    lasts = said.stays() if member.own_zone is not None else said.follows()
    sentences = (said.saved(shown, whose), lasts)
    return modal(said.saved_title, *(section(each) for each in sentences), close=said.done)


def _slack_says(said: Any, member: "Member", now: datetime) -> list[Block]:
    sentence = said.chosen_yourself(whose_time(now, member.slack_zone))
    return [section(sentence, button(said.follow, FOLLOW))]


def _there(member: "Member", now: datetime) -> tuple[str, str]:
    return clock(now, member.time_zone), whose_time(now, member.time_zone)


def _group(said: Any, then: datetime) -> str:
    return plain(said.group(f"{then:%H:%M}", _weekday(then), then.isoformat()[-6:]))


def _weekday(then: datetime) -> str:
    return str(words("dates/dates").weekdays[then.weekday()])


def _named(said: Any, there: Sequence["Place"]) -> dict[str, str]:
    named = {
        each.zone: plain(said.place(city(each.zone) or each.zone, each.country)) for each in there
    }
    return dict(sorted(named.items(), key=lambda each: each[1]))
