"""By which zone's clock a member lives: Slack says so, they confirm it once, and may overrule it.

`Member.time_zone` is the one in use. `confirmed_zone` is the last one that they said is right; a
name in it that there is not (any more) is the zone that was lost.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import show_home
from bot.errors import Refusal
from bot.reminders import reminders_of_follow
from bot.zones import UTC_ZONE, is_zone, zones_in
from storage.deliveries import want_at_once
from storage.people import Member, members_in_zones, zones_of_members
from storage.programme import programme

FALLBACK = UTC_ZONE
# What there is to ask a member about their zone.
LOST, UNKNOWN, NEW, MOVED = "lost", "unknown", "new", "moved"


def follow_slack(db: Session, member: Member, zone: str, *, now: datetime) -> None:
    """Slack said where they are. One that we do not know changes nothing; one that they chose
    themselves stays.
    """
    if not is_zone(zone):
        return
    member.slack_zone = zone
    if member.own_zone is None:
        _live_by(db, member, zone, now=now)


def choose(db: Session, by: Member, zone: str, *, now: datetime) -> None:
    """They live by this one, whatever Slack says; choosing what Slack says is following it. Raises
    Refusal for one that there is not.
    """
    if not is_zone(zone):
        raise Refusal("people.unknown_zone", field="zone")
    by.own_zone = zone if zone != by.slack_zone else None
    by.confirmed_zone = zone
    _live_by(db, by, zone, now=now)
    show_home(db, by, now=now)


def follow_slack_again(db: Session, by: Member, *, now: datetime) -> None:
    """Raises Refusal where Slack does not say where they are."""
    if not is_zone(by.slack_zone):
        raise Refusal("people.slack_does_not_say")
    choose(db, by, by.slack_zone, now=now)


def confirm(db: Session, by: Member, zone: str, *, now: datetime) -> None:
    """That is right. An old button may name one that they do not live by any more: then Home asks
    again.
    """
    if zone == by.time_zone:
        by.confirmed_zone = zone
    show_home(db, by, now=now)


def doubt(member: Member) -> str | None:
    """What there is to ask them: which zone instead of one that was `LOST`; which at all, where
    Slack does not say (`UNKNOWN`); whether it is right, since it is `NEW` or they `MOVED`. None
    where all is clear, and before Slack was asked.
    """
    if member.confirmed_zone == member.time_zone:
        return None
    if lost_zone(member):
        return LOST
    if member.profiled_at is None:
        return None
    if not member.slack_zone:
        return UNKNOWN
    return MOVED if member.confirmed_zone else NEW


def lost_zone(member: Member) -> str:
    """The zone that they lived by and that there is no more; "" for none."""
    confirmed = member.confirmed_zone
    return confirmed if confirmed and not is_zone(confirmed) else ""


def mend_zones(db: Session, *, now: datetime) -> None:
    """At the start: newer lists of time zones leave some out. Who lived by one of them lives by
    what else is known of them, and is asked; the digest goes by its first facilitator again.
    """
    gone = [each for each in zones_of_members(db) if not is_zone(each)]
    for member in members_in_zones(db, gone):
        member.confirmed_zone, member.own_zone = member.time_zone, None
        _live_by(db, member, _instead(member), now=now)
        show_home(db, member, now=now)
    group = programme(db)
    if group.digest_zone is not None and not is_zone(group.digest_zone):
        group.digest_zone = None


def all_follows(db: Session, by: Member, *, now: datetime) -> None:
    """Their days are other ones: what waits for them, and what is planned by them, follows."""
    want_at_once(db, by.id, now=now)
    reminders_of_follow(db, by, now=now)


def _instead(member: Member) -> str:
    """What Slack says; or the zone of the country whose holidays they keep, if it has but one."""
    if is_zone(member.slack_zone):
        return member.slack_zone
    there = zones_in(member.country) if member.country else []
    return there[0] if len(there) == 1 else FALLBACK


def _live_by(db: Session, member: Member, zone: str, *, now: datetime) -> None:
    if member.time_zone == zone:
        return
    member.time_zone = zone
    db.flush()
    all_follows(db, member, now=now)
