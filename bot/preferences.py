"""What members set for themselves: when Commons may write to them, how often and of what, and how
they take part. It counts from that moment on, for what waits for them already, too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.countries import country_names
from bot.deliveries import show_home
from bot.errors import Refusal
from bot.hours import local_day
from bot.peace import RHYTHMS, UNASKED, letters_follow
from bot.whereabouts import all_follows
from storage.people import WAYS, Member

# The kinds of messages that a member may do without.
KINDS = tuple(dict.fromkeys(UNASKED.values()))
WEEKDAYS = range(7)  # 0 is Monday
SHORTEST_DAY = timedelta(hours=1)
LONGEST_AWAY = timedelta(days=730)


@dataclass(frozen=True)
class Hours:
    """When somebody works: see `Member`."""

    begins: time
    ends: time
    weekend: Collection[int]
    country: str | None


def choose_hours(db: Session, by: Member, hours: Hours, *, now: datetime) -> None:
    """When they may be written to. Raises Refusal for a day that ends before it begins, a week
    without a working day, and a country that there is not.
    """
    if _minutes(hours.ends) - _minutes(hours.begins) < SHORTEST_DAY:
        raise Refusal("people.hours_backwards", field="ends")
    weekend = sorted(set(hours.weekend) & set(WEEKDAYS))
    if len(weekend) == len(WEEKDAYS):
        raise Refusal("people.no_working_day", field="weekend")
    if hours.country and hours.country not in country_names():
        raise Refusal("people.unknown_country", field="country")
    by.works_from, by.works_until = hours.begins, hours.ends
    by.weekend, by.country = weekend, hours.country
    all_follows(db, by, now=now)


def choose_messages(
    db: Session, by: Member, *, rhythm: str, kinds: Collection[str], now: datetime
) -> None:
    """How often they may be written to unasked, and which `kinds` of messages they want."""
    if rhythm not in RHYTHMS:
        raise Refusal("errors.nothing_there")
    by.rhythm = rhythm
    by.unwanted = [each for each in KINDS if each not in kinds]
    letters_follow(db, by, now=now)


def go_away(db: Session, by: Member, until: date, *, now: datetime) -> None:
    """Until that day begins they hear nothing. Raises Refusal for a day that has begun already,
    and for one so far off that it must be a slip.
    """
    today = local_day(now, by.time_zone)
    if until <= today:
        raise Refusal("people.back_already", field="until")
    if until - today > LONGEST_AWAY:
        raise Refusal("people.away_too_long", field="until")
    by.away_until = until
    _is_heard(db, by, now=now)


def come_back(db: Session, by: Member, *, now: datetime) -> None:
    by.away_until = None
    _is_heard(db, by, now=now)


def pause(db: Session, by: Member, *, now: datetime) -> None:
    """Nothing but what they need for sessions comes any more, until they go on."""
    by.paused_at = by.paused_at or now
    _is_heard(db, by, now=now)


def go_on(db: Session, by: Member, *, now: datetime) -> None:
    by.paused_at = None
    _is_heard(db, by, now=now)


def take_part(by: Member, way: str) -> None:
    """How they want to take part for now; "" where they do not say."""
    if way and way not in WAYS:
        raise Refusal("errors.nothing_there")
    by.taking_part = way


def is_away(member: Member, *, now: datetime) -> bool:
    """False from the first moment of the day on that they named, where they are."""
    return member.away_until is not None and local_day(now, member.time_zone) < member.away_until


def _is_heard(db: Session, by: Member, *, now: datetime) -> None:
    """Home says whether they are there."""
    letters_follow(db, by, now=now)
    show_home(db, by, now=now)


def _minutes(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
