"""The conversations that an ask begins: composed for the helper, who may know the least."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.asks import CARRIED, HELPING, MEETING, OPEN, RETURNED, TOGETHER, asker_of
from bot.deliveries import Claimed, was_shown
from bot.hours import both_at_work, week_of
from handlers import Composers
from storage.asks import Ask, Help, ask_of, help_by_id
from storage.notices import Notice, notice_by_id
from storage.people import Member, members_by_ids
from templates.asks import helping as views
from templates.blocks import Message


def meeting_of(
    notice: Notice,
    ask: Ask,
    helper: Member,
    partner: Member,
    *,
    carried: bool,
    since: datetime,
    together: bool = False,
) -> views.Meeting:
    return views.Meeting(
        notice=notice,
        wish=ask.wish,
        helper=helper,
        partner=partner,
        carried=carried,
        together=together,
        shared=both_at_work(since, week_of(partner), week_of(helper)),
    )


def _meeting(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Where they meet; once the asker said who they are, the conversation with who carried it says
    that it is over there.
    """
    del now
    part = help_by_id(db, taken.subject_id)
    if part is None or taken.with_id is None:
        return None
    people = members_by_ids(db, [part.member_id, taken.with_id])
    helper, partner = people[part.member_id], people[taken.with_id]
    if part.with_id != partner.id:
        return views.they_talk_directly(helper, partner)
    if part.state != HELPING:
        return views.gave_back(helper, partner) if taken.ts else None
    notice, ask = notice_by_id(db, part.notice_id), ask_of(db, part.notice_id)
    if notice is None or ask is None:
        return views.meeting_is_gone(helper, partner) if taken.ts else None
    here = meeting_of(
        notice,
        ask,
        helper,
        partner,
        carried=partner.id != asker_of(db, notice.id).id,
        together=taken.kind == TOGETHER,
        since=part.since,
    )
    return views.meeting(here, part, over=notice.state != "standing")


def _returned(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """It is news: the message that it changes rings nobody. To the partner alone where the helper
    is gone from Slack.
    """
    del now
    part = help_by_id(db, taken.subject_id)
    partner_id = taken.with_id or taken.member_id
    if part is None or partner_id is None or part.state == HELPING:
        return None
    people = members_by_ids(db, [part.member_id, partner_id])
    ask = ask_of(db, part.notice_id)
    again = ask is not None and ask.state == OPEN
    return views.returned(people[part.member_id], people[partner_id], asked_again=again)


def _carried(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """To who asked without a name, with their own eyes."""
    del now
    part = help_by_id(db, taken.subject_id)
    notice = notice_by_id(db, part.notice_id) if part is not None else None
    if part is None or notice is None or part.with_id is None:
        return None
    helper, carrier = _two(db, part)
    direct = carrier.id == taken.member_id
    if part.state != HELPING or direct:
        return views.carried_over(part, helper) if taken.ts or direct else None
    if notice.state != "standing":
        return views.carried_ended(notice) if was_shown(db, CARRIED, part.id) else None
    return views.carried(notice, part, helper, carrier)


def _two(db: Session, part: Help) -> tuple[Member, Member]:
    ids = [each for each in (part.member_id, part.with_id) if each is not None]
    people = members_by_ids(db, ids)
    return people[ids[0]], people[ids[-1]]


COMPOSERS: Composers = {
    MEETING: _meeting,
    TOGETHER: _meeting,
    RETURNED: _returned,
    CARRIED: _carried,
}
