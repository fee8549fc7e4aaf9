"""Who the members are, and who of them facilitates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import whereabouts
from bot.deliveries import show_home
from bot.digests import follow
from bot.errors import Refusal
from bot.rights import must_facilitate
from bot.selections import PEOPLE
from bot.watches import look_after_all
from storage.people import Member, add_member, facilitators, locked_member, member_by_slack_id
from storage.programme import programme

PROFILE_STAYS_FRESH = timedelta(days=1)
NEW_FOR = timedelta(weeks=4)


@dataclass(frozen=True)
class Profile:
    """What Slack says about a person."""

    slack_id: str
    name: str
    title: str
    time_zone: str


def meet(db: Session, slack_id: str, *, name: str, now: datetime) -> Member:
    """The member behind a Slack id; someone who comes for the first time becomes one. `name` is
    what they are called until Slack says better, and may be empty.
    """
    known = locked_member(db, slack_id)
    if known is None:
        add_member(db, slack_id, name=name[:120], now=now)
        known = locked_member(db, slack_id)
    if known is None:
        raise LookupError(f"{slack_id} was added and is not there.")
    known.name = known.name or name[:120]
    return known


def is_fresh(member: Member | None, *, now: datetime) -> bool:
    """True when Slack need not be asked who this is."""
    if member is None or member.profiled_at is None:
        return False
    return now - member.profiled_at < PROFILE_STAYS_FRESH


def learn_profile(db: Session, profile: Profile, *, now: datetime, redraws: bool = True) -> None:
    """Slack said who a member is. People who never met Commons are not stored. A new name, and what
    there is to ask about a new zone, they find in their Home, unless they cannot have looked into
    it yet (`redraws`).
    """
    member = member_by_slack_id(db, profile.slack_id)
    if member is None:
        return
    if profile.name and profile.name[:120] != member.name:
        member.name = profile.name[:120]
        if redraws:
            show_home(db, member, now=now)
    member.title = profile.title[:120]
    asked_before = whereabouts.doubt(member)
    whereabouts.follow_slack(db, member, profile.time_zone, now=now)
    member.profiled_at = now
    if redraws and whereabouts.doubt(member) not in {asked_before, None}:
        show_home(db, member, now=now)


def may_be_asked_to_greet(member: Member, *, now: datetime) -> bool:
    """True while they are new, and have not said whether the digest may say that they came. Who
    facilitates is known to all.
    """
    is_new = now - member.created_at < NEW_FOR
    return is_new and member.greeting == "" and not member.facilitator


def greet(db: Session, by: Member, *, wants: bool, now: datetime) -> None:
    """The digest may say that they came, or it may not (any more). Said twice it is said once."""
    greeting = "yes" if wants else "no"
    if by.greeting == greeting:
        return
    by.greeting, by.greeted_at = greeting, now
    db.flush()
    follow(db, (PEOPLE,), [by.id], now=now)
    show_home(db, by, now=now)


def seat_first_facilitator(db: Session, slack_id: str, *, now: datetime) -> None:
    """The person whom the settings name facilitates from the first start with that name on. Taken
    out later by another facilitator, a restart does not bring them back.
    """
    group = programme(db)
    if group.first_facilitator == slack_id:
        return
    group.first_facilitator = slack_id
    meet(db, slack_id, name="", now=now).facilitator = True


def name_facilitators(db: Session, by: Member, slack_ids: Sequence[str], *, now: datetime) -> None:
    """From now on these people facilitate. Raises Refusal for anyone but a facilitator, and when
    the one who chooses would leave: a group is never without a facilitator by mistake.
    """
    must_facilitate(by)
    if by.slack_id not in slack_ids:
        raise Refusal("people.keep_yourself", field="facilitators")
    before = {each.id: each for each in facilitators(db)}
    named = {each.id: each for each in (meet(db, it, name="", now=now) for it in slack_ids)}
    changed = {**before, **named}
    for member_id, member in changed.items():
        member.facilitator = member_id in named
    db.flush()
    look_after_all(db, now=now)
    for member_id in sorted(before.keys() ^ named.keys()):
        show_home(db, changed[member_id], now=now)
