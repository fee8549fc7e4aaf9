"""Who holds a session: given to people, taken over from who left."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import refresh, show
from bot.edits import all_follow, to_change
from bot.errors import Refusal
from bot.hours import at_work, heard_at, week_of
from bot.people import meet
from bot.reminders import ALL, HOLDS_KIND
from bot.runsheets import RUNSHEET
from bot.visibility import Keeper, eyes_of
from bot.workshops import HOLDS, hold, holders_of
from storage.people import Member, facilitators, member_by_slack_id
from storage.workshops import (
    Workshop,
    locked_workshop,
    remove_roles,
    roles_of,
    slots_held_by,
    slots_of,
)

GIVEN = "workshops.given"  # its subject is the first part that they have in it
ALL_OF_THEIRS = 1000


def give(
    db: Session,
    by: Member,
    workshop_id: int,
    *,
    shown: Collection[str],
    chosen: Sequence[str],
    now: datetime,
) -> Workshop:
    """Other people hold it from now on (Slack ids): whoever was `shown` in the form and is not
    `chosen` does no more, so that two who choose at once undo nothing of each other. Raises Refusal
    for anyone but who holds it, and where nobody would.
    """
    workshop = to_change(db, by, workshop_id)
    there = {each.slack_id: each for each in holders_of(db, workshop)}
    going = [each for it, each in there.items() if it in shown and it not in chosen]
    coming = [it for it in dict.fromkeys(chosen) if it not in shown and it not in there]
    if len(going) == len(there) and not coming:
        raise Refusal("workshops.nobody_holds", field="holders")
    times = slots_of(db, workshop.id)
    slots, starts = [each.id for each in times], min(each.starts_at for each in times)
    _let_go(db, slots, [each.id for each in going], now=now)
    for each in [_met(db, it, now) for it in coming]:
        first = hold(db, slots, each)
        if each.id != by.id:
            at = heard_at(now, starts, week_of(each))
            show(db, GIVEN, first.id, member_id=each.id, now=now, at=at)
    if going or coming:
        workshop.updated_at = now
        all_follow(db, by, workshop, besides=[each.id for each in going], now=now)
    return workshop


def gone_from_slack(db: Session, member: Member, *, now: datetime) -> None:
    """They left: what they held is held by those who do so too, or else by a facilitator, who
    hears it.
    """
    with eyes_of(db, Keeper()):
        held = {each.workshop_id for each in slots_held_by(db, member.id, limit=ALL_OF_THEIRS)}
        for workshop_id in sorted(held):
            workshop = locked_workshop(db, workshop_id)
            others = [each for each in facilitators(db) if each.id != member.id]
            if workshop is None or not others:
                continue
            slots = [each.id for each in slots_of(db, workshop_id)]
            is_alone = len(holders_of(db, workshop)) == 1
            _let_go(db, slots, [member.id], now=now)
            if is_alone:
                first = hold(db, slots, others[0])
                at = at_work(now, week_of(others[0]))
                show(db, GIVEN, first.id, member_id=others[0].id, now=now, at=at)
            all_follow(db, member, workshop, besides=[member.id], now=now)


def _let_go(
    db: Session, slot_ids: Sequence[int], member_ids: Collection[int], *, now: datetime
) -> None:
    """They hold these times no more. What they were told as who holds it says who comes, and where:
    it goes from their messages as well.
    """
    roles = roles_of(db, slot_ids)
    gone = [each.id for each in roles if each.role == HOLDS and each.member_id in member_ids]
    remove_roles(db, slot_ids, member_ids, HOLDS)
    reminded = [HOLDS_KIND.format(each) for each in ALL]
    for role_id in gone:
        for kind in (RUNSHEET, GIVEN, *reminded):
            refresh(db, kind, role_id, now=now)


def _met(db: Session, slack_id: str, now: datetime) -> Member:
    return member_by_slack_id(db, slack_id) or meet(db, slack_id, name="", now=now)
