"""How a reminder is arranged: when and what, the link if there is one, and a way out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from templates import plain, words
from templates.blocks import Block, Message, actions, button, message, rich
from templates.dates import clock, long_day, weekday, whose_time
from templates.signups.views import LEAVE
from templates.workshops.views import open_button

JOIN = "reminders.join"
A_WEEK = 7  # days


def ahead(
    workshop_id: int,
    title: str,
    starts: datetime,
    zone: str,
    *,
    link: str,
    holds: bool,
    now: datetime,
) -> Message:
    """Before the day, or the hour. Whoever `holds` it is not offered to stay away."""
    said, at = words("reminders/reminders"), when(starts, zone, now=now)
    no = open_button(workshop_id) if holds else button(said.cannot, LEAVE, str(workshop_id))
    ways = [*_join(link), no]
    return message(said.lock(at, title), rich(said.ahead(at, title)), actions(*ways))


def begins(workshop_id: int, title: str, starts: datetime, zone: str, *, link: str) -> Message:
    """Just before the start."""
    said, at = words("reminders/reminders"), _zoned(clock(starts, zone), starts, zone)
    ways = _join(link) or [open_button(workshop_id)]
    return message(said.lock(at, title), rich(said.begins(at, title)), actions(*ways))


def when(starts: datetime, zone: str, *, now: datetime) -> str:
    """Such as "Tomorrow, 10:00, Helsinki time"; within a week the day by its name alone."""
    said, at = words("reminders/reminders"), clock(starts, zone)
    here = ZoneInfo(zone)
    days = (starts.astimezone(here).date() - now.astimezone(here).date()).days
    if days <= 1:
        return _zoned(said.tomorrow(at) if days == 1 else said.today(at), starts, zone)
    day = weekday(starts, zone) if days < A_WEEK else long_day(starts, zone, now=now)
    return _zoned(said.on(day, at), starts, zone)


def _zoned(at: str, starts: datetime, zone: str) -> str:
    """With whose clock it is."""
    return plain(words("reminders/reminders").zoned(at, whose_time(starts, zone)))


def _join(link: str) -> list[Block]:
    said = words("reminders/reminders")
    return [button(said.join, JOIN, style="primary", url=link)] if link else []
