"""What changed about a session, as everyone concerned is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot import changes as rules
from bot.changes import Net
from bot.deliveries import Claimed
from bot.signups import COMES, LEFT, READS, WAITS
from bot.workshops import may_hold, times_to_come
from handlers import Bot, Composers
from handlers.people import acting
from handlers.windows import clicked_value
from storage.people import Member, members_by_ids
from storage.signups import Signup, signup_of
from storage.tellings import changes_in, telling_by_id
from storage.workshops import ChangeTelling, Slot, Workshop, join_link_of, slots_of, workshop_by_id
from templates.blocks import Message
from templates.changes import views
from templates.changes.views import Moved, Time, Told


def register(app: App, bot: Bot) -> None:
    @app.action(views.FINE)
    def fine(ack: Ack, body: dict[str, Any]) -> None:
        with acting(bot, body["user"]) as (db, member):
            rules.fine(db, member, clicked_value(body), now=bot.now())
        ack()


def composers(bot: Bot) -> Composers:
    del bot
    return {rules.TOLD: _told}


@dataclass(frozen=True)
class _Seen:
    """The session and a member's part in it, with the member's eyes."""

    workshop: Workshop
    member: Member
    part: Signup | None
    slots: Mapping[int, Slot]
    to_come: Sequence[Slot]

    @property
    def mine(self) -> int | None:
        """The time that they come to, or wait for."""
        has_part = self.part is not None and self.part.state in {COMES, WAITS}
        return self.part.slot_id if self.part is not None and has_part else None


def _told(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """All that was changed, in one; nothing where it is as it was, or they left meanwhile."""
    telling = telling_by_id(db, taken.subject_id)
    if telling is None:
        return None
    changes = changes_in(db, telling.id)
    net, seen = rules.net_of(changes), _seen(db, telling, changes[0].workshop_id, now)
    if seen is None or not net or not (telling.fine_at or _concerns(db, seen)):
        return None
    return views.told(_what(db, telling, seen, net), seen.member.time_zone, now=now)


def _seen(db: Session, telling: ChangeTelling, workshop_id: int, now: datetime) -> _Seen | None:
    workshop = workshop_by_id(db, workshop_id)
    if workshop is None:
        return None
    return _Seen(
        workshop,
        members_by_ids(db, [telling.member_id])[telling.member_id],
        signup_of(db, workshop.id, telling.member_id),
        {each.id: each for each in slots_of(db, workshop.id)},
        times_to_come(db, workshop, now=now),
    )


def _concerns(db: Session, seen: _Seen) -> bool:
    if seen.part is not None and seen.part.state != LEFT:
        return True
    runs = seen.workshop.presenter_id == seen.member.id
    return runs or may_hold(db, seen.member, seen.workshop.id)


def _what(db: Session, telling: ChangeTelling, seen: _Seen, net: Net) -> Told:
    link = join_link_of(db, seen.workshop.id) if "link" in net.changed else ""
    lost = seen.part is not None and seen.part.state == READS and seen.part.slot_id in net.cancelled
    # Who signed up to a new time before they heard of it knows it as it was.
    mine = {seen.mine} if seen.mine in net.moved else set()
    return Told(
        telling_id=telling.id,
        workshop_id=seen.workshop.id,
        title=seen.workshop.title,
        moved=[
            _moved(seen, each, was)
            for each, (was, _) in net.moved.items()
            if each in mine or each not in net.added
        ],
        cancelled=[_time(seen.slots[each]) for each in net.cancelled if each is not None],
        is_over=None in net.cancelled,
        reasons=list(net.cancelled.values()),
        other=_time(seen.to_come[0]) if lost and seen.to_come else None,
        changed=[
            (name, str(was or ""), str(is_now or ""))
            for name, (was, is_now) in net.changed.items()
            if name != "link" or _may_know_link(db, seen)
        ],
        added=[_time(seen.slots[each]) for each in sorted(net.added - mine)],
        link=link,
        is_fine=telling.fine_at is not None,
    )


def _moved(seen: _Seen, slot_id: int, was: datetime) -> Moved:
    if seen.mine == slot_id and seen.part is not None:
        part = views.COMES if seen.part.state == COMES else views.WAITS
    else:
        part = views.ELSEWHERE if seen.mine is not None else ""
    return Moved(was, _time(seen.slots[slot_id]), part)


def _may_know_link(db: Session, seen: _Seen) -> bool:
    comes = seen.part is not None and seen.part.state == COMES
    comes = comes or seen.workshop.presenter_id == seen.member.id
    return comes or may_hold(db, seen.member, seen.workshop.id)


def _time(slot: Slot) -> Time:
    return Time(slot.starts_at, slot.ends_at)
