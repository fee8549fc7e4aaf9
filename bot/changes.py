"""What became different about a session, told to everyone concerned, once, with what changed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.deliveries import Letter, occasion, refresh, show_letters
from bot.errors import Refusal
from bot.hours import Week, heard_at, week_of
from bot.signups import COMES, LEFT
from bot.visibility import Keeper, eyes_of
from storage.deliveries import deliveries_of
from storage.people import Member, members_by_ids
from storage.signups import signups_of
from storage.tellings import last_messages_to, telling_by_id
from storage.workshops import ChangeTelling, Slot, Workshop, WorkshopChange, roles_of, slots_of

MOVED, CANCELLED, CHANGED, ADDED = "moved", "cancelled", "changed", "added"
TOLD = "changes.told"
ORDER = (
    "title",
    "lasts",
    "recording",
    "sharing_rule",
    "link",
)  # what `changed` may name, as it is told
# Before it is told, a moment for whoever makes a change to put it right, or to make another.
SETTLES, AT_ONCE = timedelta(minutes=2), timedelta(hours=1)


@dataclass
class Net:
    """What several changes come to: of each thing what it was at first, and what it is in the end.
    `moved` is by slot; `cancelled` has the reasons by slot, None for all of it; `added` are slots.
    """

    moved: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    cancelled: dict[int | None, str] = field(default_factory=dict)
    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.moved or self.cancelled or self.changed or self.added)


def tell(
    db: Session,
    by: Member,
    workshop: Workshop,
    what: str,
    *,
    slot: Slot | None = None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
) -> None:
    """A change of an open session, by whoever made it: `moved` (`slot` from `starts_at`, in ISO
    format, to another), `cancelled` (`slot`, or all of it; `after` has the `reason`), `added`
    (`slot`, which there was not), `changed` (what else matters to who comes: `title`, how many
    minutes it `lasts`, `link`, `recording`, `sharing_rule`).

    What was not told yet is told together with it.
    """
    change = WorkshopChange(
        workshop_id=workshop.id,
        slot_id=slot.id if slot is not None else None,
        what=what,
        before=_without_link(before),
        after=_without_link(after),
        made_by=by.id,
        made_at=now,
    )
    db.add(change)
    db.flush()
    with eyes_of(db, Keeper()):
        ids = sorted(_concerned(db, workshop, before.keys() | after.keys()) - {by.id})
        tellings = _tellings(db, change, ids)
        concerned = [slot] if slot is not None else slots_of(db, workshop.id)
        members = members_by_ids(db, ids)
        letters = [
            _letter(each, members[each.member_id], concerned, _starts(concerned, before), now)
            for each in tellings
        ]
        show_letters(db, letters, now=now)


def told_at(now: datetime, starts: datetime, week: Week) -> datetime:
    """When people there are told of a change to what `starts` then."""
    return now if starts - now <= AT_ONCE else heard_at(now + SETTLES, starts, week)


def fine(db: Session, by: Member, telling_id: int, *, now: datetime) -> None:
    """They saw it, and it is fine. Raises Refusal for anybody else's."""
    telling = telling_by_id(db, telling_id)
    if telling is None or telling.member_id != by.id:
        raise Refusal("changes.not_yours")
    if telling.fine_at is None:
        telling.fine_at = now
        refresh(db, TOLD, telling.id, now=now)


def net_of(changes: Iterable[WorkshopChange]) -> Net:
    """What went there and back again is nothing; what is cancelled was not moved besides."""
    net = Net()
    for each in changes:
        if each.what == CANCELLED:
            net.cancelled[each.slot_id] = str(each.after.get("reason", ""))
        elif each.what == ADDED and each.slot_id is not None:
            net.added.add(each.slot_id)
        elif each.what == MOVED and each.slot_id is not None:
            was = datetime.fromisoformat(each.before["starts_at"])
            first = net.moved.get(each.slot_id, (was, was))[0]
            net.moved[each.slot_id] = (first, datetime.fromisoformat(each.after["starts_at"]))
        else:
            for name, value in each.after.items():
                if name not in ORDER:
                    continue
                first = net.changed.get(name, (each.before.get(name), None))[0]
                net.changed[name] = (first, value)
    if None in net.cancelled:
        return Net(cancelled={None: net.cancelled[None]})
    net.added -= {each for each in net.cancelled if each is not None}
    net.moved = {
        slot_id: (was, is_now)
        for slot_id, (was, is_now) in net.moved.items()
        if was != is_now and slot_id not in net.cancelled
    }
    known = sorted(net.changed.items(), key=lambda each: ORDER.index(each[0]))
    net.changed = {name: pair for name, pair in known if pair[0] != pair[1]}
    return net


def _concerned(db: Session, workshop: Workshop, names: Collection[str]) -> set[int]:
    """Who comes, waits, reads along, or has a part in running it; of a link alone, those who may
    know it.
    """
    only_link = set(names) == {"link"}
    signed_up = {
        each.member_id
        for each in signups_of(db, workshop.id)
        if (each.state == COMES if only_link else each.state != LEFT)
    }
    slots = [each.id for each in slots_of(db, workshop.id)]
    runs = {each.member_id for each in roles_of(db, slots)}
    presents = {workshop.presenter_id} - {None} if not only_link else set()
    return {each for each in signed_up | runs | presents if each is not None}


def _tellings(db: Session, change: WorkshopChange, ids: Sequence[int]) -> Sequence[ChangeTelling]:
    """The message in which each is told: one that waits to go out, or a new one."""
    last = last_messages_to(db, change.workshop_id, ids)
    known = deliveries_of(db, [occasion(TOLD, each.id) for each in last.values()])
    # Should it go out at this very moment, it is edited in place: planned anew, it is due again.
    waiting = {each.subject_id for each in known if each.shown == 0 and each.claim is None}
    into = {it: each for it, each in last.items() if each.id in waiting}
    told = [
        ChangeTelling(
            change_id=change.id, member_id=each, told_with=into[each].id if each in into else None
        )
        for each in ids
    ]
    db.add_all(told)
    db.flush()
    return [into.get(each.member_id, each) for each in told]


def _letter(
    telling: ChangeTelling, member: Member, slots: Sequence[Slot], starts: datetime, now: datetime
) -> Letter:
    at = told_at(now, starts, week_of(member))
    until = max(each.ends_at for each in slots)
    return Letter(TOLD, telling.id, member.id, at=at, expires_at=until)


def _starts(slots: Sequence[Slot], before: Mapping[str, Any]) -> datetime:
    """The soonest start that it is about, as it is or as it was."""
    was = before.get("starts_at")
    starts = [each.starts_at for each in slots]
    return min([*starts, datetime.fromisoformat(was)] if was else starts)


def _without_link(values: Mapping[str, Any]) -> dict[str, Any]:
    """Everyone may read what changed, and few the link: a mark tells that it is another."""
    link = values.get("link")
    mark = hashlib.sha256(link.encode()).hexdigest()[:16] if link else ""
    return {**values, "link": mark} if "link" in values else dict(values)
