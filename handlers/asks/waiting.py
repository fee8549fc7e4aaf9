"""What waits: what a facilitator looks after, who might know, and what those are asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot import invitations
from bot.asks import ASKED, DECLINED, INVITED, OPEN, TALKING, asker_of
from bot.closeness import close_to_words, lines_close_to
from bot.deliveries import Claimed
from bot.watches import WAITING, leave_be
from handlers import Bot, Composers
from handlers.people import acting, introduce, reading
from handlers.windows import about, as_id, clicked_value, show_instead, show_over
from storage.asks import Help, ask_of, help_by_id, helps_with, watch_by_id, watch_of
from storage.notices import Notice, authors_of, notice_by_id
from storage.people import Member, member_by_slack_id, members_by_ids
from templates.asks import waiting as views
from templates.asks.views import FIND, LEAVE_BE, SAVE_FIND
from templates.blocks import Message
from templates.forms import read

LOOKED_AT = 6  # of what is close; several may be one person's


def register(app: App, bot: Bot) -> None:
    @app.action(FIND)
    def find(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with reading(bot, body["user"]) as (db, member):
            notice = invitations.to_find_for(db, member, clicked_value(body))
            view = views.find_form(_whole(db, notice), _who_might_know(db, member, notice))
        ack()
        show_over(client, body, view)

    @app.view(SAVE_FIND)
    def ask_them(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        said = read(views.FORM, view["state"]["values"])
        introduce(bot, client, said["people"])
        with acting(bot, body["user"]) as (db, member):
            picked = [member_by_slack_id(db, each) for each in said["people"]]
            chosen = [each.id for each in picked if each] + [as_id(each) for each in said["known"]]
            asked = invitations.invite(
                db, member, about(view)["notice"], chosen, said["words"], now=bot.now()
            )
        ack(response_action="update", view=views.asked([each.name for each in asked]))

    @app.action(LEAVE_BE)
    def leave(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with acting(bot, body["user"]) as (db, member):
            leave_be(db, member, clicked_value(body), now=bot.now())
        ack()
        if "message" not in body:
            show_instead(client, body, views.left_be())


def waiting_of(db: Session, notice: Notice) -> views.Waiting | None:
    """An ask as a facilitator sees it, with what became of those who were asked."""
    ask, asker = ask_of(db, notice.id), authors_of(db, [notice]).get(notice.id)
    if ask is None or asker is None:
        return None
    parts = [each for each in helps_with(db, notice.id) if each.asked_by is not None]
    people = members_by_ids(db, [each.member_id for each in parts])

    def names(state: str) -> list[str]:
        return [people[each.member_id].name for each in parts if each.state == state]

    return views.Waiting(notice, ask, asker.name, names(ASKED), names(DECLINED))


def inviter_of(db: Session, part: Help) -> str:
    """The facilitator who thought of them; "" where the people on an experiment were asked."""
    if part.asked_by is None:
        return ""
    return members_by_ids(db, [part.asked_by])[part.asked_by].name


def _whole(db: Session, notice: Notice) -> views.Waiting:
    found = waiting_of(db, notice)
    if found is None:
        raise LookupError(f"Notice {notice.id} is no ask that a facilitator reads.")
    return found


def _who_might_know(db: Session, by: Member, notice: Notice) -> Sequence[views.Known]:
    """Those to talk to about experiments that use the same words, then those who wrote lines that
    do. People decide.
    """
    text = f"{notice.words}\n{notice.more}"
    experiments = close_to_words(db, by, text, limit=LOOKED_AT)
    shared = [(each.experiment.lead_id, each.words) for each in experiments]
    lines = lines_close_to(db, by, text, limit=LOOKED_AT)
    shared += [(line.author_id, found) for line, found in lines]
    left_out = {each.member_id for each in helps_with(db, notice.id)}
    left_out |= {asker_of(db, notice.id).id, by.id}
    people = members_by_ids(db, [each for each, _ in shared if each not in left_out])
    known: dict[int, views.Known] = {}
    for member_id, found in shared:
        if member_id in people:
            known.setdefault(member_id, views.Known(people[member_id], found))
    return list(known.values())[: invitations.MOST_AT_ONCE]


def _waiting(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """Only the newest turn counts: what an earlier one said is taken down."""
    del now
    watch = watch_by_id(db, taken.subject_id)
    newest = watch_of(db, watch.notice_id) if watch is not None else None
    notice = notice_by_id(db, watch.notice_id) if watch is not None else None
    if watch is None or notice is None or newest is None or newest.id != watch.id:
        return None
    here = waiting_of(db, notice)
    if here is None:
        return None
    if here.ask.state != OPEN:
        return views.looked_after(here) if taken.ts else None
    if taken.member_id == asker_of(db, notice.id).id:
        return views.nobody_on_it(notice)
    return views.waiting(here)


def _invited(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """The question while it is one, then what it came to."""
    del now
    part = help_by_id(db, taken.subject_id)
    if part is None:
        return None
    notice, ask = notice_by_id(db, part.notice_id), ask_of(db, part.notice_id)
    asks = ask is not None and ask.state in {OPEN, TALKING}
    if part.state != ASKED or notice is None or not asks:
        return views.invited_answered(part, notice) if taken.ts else None
    asker = authors_of(db, [notice]).get(notice.id)
    who = asker.name if asker is not None else ""
    return views.invited(part, notice, who, inviter_of(db, part))


COMPOSERS: Composers = {WAITING: _waiting, INVITED: _invited}
