"""How a member's own settings are arranged: one window that says in plain sentences how it is now,
with a button beside each group. The forms behind them stand in forms.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.blocks import Block, View, actions, button, context, divider, modal, section
from templates.dates import long_day, whose_time
from templates.people import disclosures, whereabouts

if TYPE_CHECKING:
    from storage.people import Member

MY_SETTINGS = "people.settings"
HOURS, MESSAGES, AWAY, REST = "people.hours", "people.messages", "people.away", "people.rest"
COME_BACK, PAUSE, GO_ON = "people.come_back", "people.pause", "people.go_on"


@dataclass(frozen=True)
class Settings:
    """How it is now. `country` is the name of the one whose public holidays count, "" for none, and
    `has_calendar` whether they are known. `is_away` at this moment; `more` is what other
    capabilities have to be set.
    """

    member: "Member"
    country: str
    has_calendar: bool
    is_away: bool
    now: datetime
    more: Sequence[Block] = ()


def my_settings(settings: Settings) -> View:
    said = words("people/settings")
    messages = f"{often(settings.member)}\n{reminded(settings.member)}"
    return modal(
        said.title,
        section(when(settings), button(said.change_hours, HOURS)),
        whereabouts.line(settings.member, settings.now),
        section(messages, button(said.change_messages, MESSAGES)),
        *_presence(said, settings),
        divider(),
        section(_rest(said, settings.member), button(said.change_rest, REST)),
        *settings.more,
        actions(disclosures.open_button()),
        context(said.foot),
        close=said.done,
        remembers={"settings": True},
    )


def presence_lines(settings: Settings) -> list[Block]:
    """In Home, while they are away or paused everything: one tap ends it."""
    if settings.is_away or settings.member.paused_at is not None:
        return _presence(words("people/settings"), settings)
    return []


def saved(*lines: str) -> View:
    said = words("people/settings")
    return modal(said.saved_title, *(section(each) for each in lines if each), close=said.done)


def rest_saved(member: "Member", *, drafts_gone: bool) -> View:
    said = words("people/settings")
    kept = _kept(said, member)
    return saved(taking_part(member), _together(kept, said.drafts_gone if drafts_gone else ""))


def when(settings: Settings) -> str:
    """When they are written to."""
    said, member = words("people/settings"), settings.member
    sentence = said.when(
        _days(said, set(range(7)) - set(member.weekend)),
        _clock(member.works_from),
        _clock(member.works_until),
        whose_time(settings.now, member.time_zone),
        settings.country if settings.has_calendar else "",
    )
    is_unknown = settings.country and not settings.has_calendar
    return _together(sentence, said.no_calendar(settings.country) if is_unknown else "")


def often(member: "Member") -> str:
    """How often they are written to, and of what."""
    said = words("people/settings")
    wanted = [name for kind, name in said.short_kinds.items() if kind not in member.unwanted]
    if member.rhythm not in said.paces:
        return str(said.never)
    if not wanted:
        return plain(said.often_nothing())
    return plain(said.often(said.paces[member.rhythm], wanted))


def reminded(member: "Member") -> str:
    said = words("people/settings")
    chosen = [said.reminders[each] for each in member.reminders]
    return plain(said.reminded(chosen)) if chosen else str(said.not_reminded)


def away(settings: Settings) -> str:
    said, member = words("people/settings"), settings.member
    if member.away_until is None or not settings.is_away:
        return ""
    return plain(said.away(long_day(member.away_until, member.time_zone, now=settings.now)))


def taking_part(member: "Member") -> str:
    said = words("people/settings")
    return plain(said.taking_part(said.ways[member.taking_part])) if member.taking_part else ""


def _presence(said: Any, settings: Settings) -> list[Block]:
    is_paused = settings.member.paused_at is not None
    lines = [each for each in (away(settings), said.paused if is_paused else "") if each]
    ways = [
        *([button(said.come_back, COME_BACK)] if settings.is_away else []),
        button(said.other_day if settings.is_away else said.go_away, AWAY),
        button(said.go_on, GO_ON) if is_paused else button(said.pause, PAUSE),
    ]
    return [section("\n".join(lines) or said.here), actions(*ways)]


def _rest(said: Any, member: "Member") -> str:
    return _together(taking_part(member), _kept(said, member))


def _kept(said: Any, member: "Member") -> str:
    return str(said.kept if member.keeps_drafts else said.not_kept)


def _days(said: Any, working: set[int]) -> str:
    """Such as "Monday to Friday", also across the end of a week; else each of them."""
    names = words("dates/dates").weekdays
    if len(working) == len(names):
        return str(said.every_day)
    firsts = [each for each in working if (each - 1) % 7 not in working]
    if len(firsts) == 1 and len(working) > 2:
        last = (firsts[0] + len(working) - 1) % 7
        return plain(said.run(names[firsts[0]], names[last]))
    return plain(said.listed([names[each] for each in sorted(working)]))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _together(*sentences: str) -> str:
    return " ".join(plain(each) for each in sentences if each)
