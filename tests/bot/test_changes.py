"""Who is told of a change, once; and what several changes come to."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.changes import ADDED, CANCELLED, CHANGED, MOVED, TOLD, fine, net_of, tell, told_at
from bot.errors import Refusal
from bot.hours import Week
from bot.visibility import Keeper, read_as
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member
from storage.signups import Signup
from storage.tellings import changes_in, telling_by_id
from storage.workshops import ChangeTelling, Slot, WorkshopChange, slots_of
from tests.cast import NOW, a_session, join

DAYS, HOURS, MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STARTS = NOW + 14 * DAYS


class Story:
    """A session of two times: Amina comes, Tom waits, Priya reads along, Mikko left, Ana is
    nobody's business; Jonas and Leila hold it.
    """

    def __init__(self, db: Session) -> None:
        self.db = db
        read_as(db, Keeper())
        self.jonas = join(db, "jonas", facilitator=True)
        self.people = {each: join(db, each) for each in ("amina", "tom", "priya", "mikko", "ana")}
        self.workshop = a_session(db, self.jonas, STARTS, STARTS + 12 * HOURS)
        self.first, self.second = slots_of(db, self.workshop.id)
        self.signs_up("amina", "coming", self.first)
        self.signs_up("tom", "waiting", self.first)
        self.signs_up("priya", "reading")
        self.signs_up("mikko", "left")

    def signs_up(self, who: str, state: str, slot: Slot | None = None) -> None:
        part = Signup(
            workshop_id=self.workshop.id,
            slot_id=slot.id if slot else None,
            member_id=self.people[who].id,
            coming_as="take_part",
            state=state,
            created_at=NOW,
            updated_at=NOW,
        )
        self.db.add(part)
        self.db.flush()

    def moves(self, by: timedelta, *, now: datetime = NOW, who: Member | None = None) -> None:
        was = self.first.starts_at
        self.first.starts_at += by
        self.first.ends_at += by
        self.tells(MOVED, at(was), at(self.first.starts_at), slot=self.first, now=now, who=who)

    def tells(
        self,
        what: str,
        before: dict[str, Any],
        after: dict[str, Any],
        *,
        slot: Slot | None = None,
        now: datetime = NOW,
        who: Member | None = None,
    ) -> None:
        by = who or self.jonas
        tell(self.db, by, self.workshop, what, slot=slot, before=before, after=after, now=now)

    @property
    def messages(self) -> list[Delivery]:
        found = select(Delivery).where(Delivery.kind == TOLD).order_by(Delivery.id)
        return list(self.db.scalars(found.execution_options(populate_existing=True)))

    def told(self) -> list[str]:
        names = {each.id: name for name, each in {**self.people, "jonas": self.jonas}.items()}
        return [names[each.member_id or 0] for each in self.messages]


def at(moment: datetime) -> dict[str, str]:
    return {"starts_at": moment.isoformat()}


def test_everyone_concerned_is_told_once_but_who_made_it(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.moves(7 * DAYS)
        assert it.told() == ["amina", "tom", "priya"]
        it.tells(CANCELLED, {}, {"reason": ""}, who=it.people["ana"], now=NOW + DAYS)

        assert it.told() == ["amina", "tom", "priya", "jonas"]


def test_of_a_link_only_those_hear_who_may_know_it(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.tells(CHANGED, {"link": ""}, {"link": "https://meet.example/1"})

        assert it.told() == ["amina"]
        [change] = db.scalars(select(WorkshopChange))
        assert "meet" not in str(change.after), "everyone may read what changed"


def test_what_was_not_said_yet_is_said_together(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.moves(7 * DAYS)
        it.tells(CHANGED, {"recording": "none"}, {"recording": "all"}, now=NOW + MINUTES)
        messages = it.messages

        assert len(messages) == 3
        assert {each.due_at for each in messages} == {NOW + 3 * MINUTES}
        assert [each.what for each in changes_in(db, messages[0].subject_id)] == [MOVED, CHANGED]
        assert len(list(db.scalars(select(ChangeTelling)))) == 6


def test_what_was_said_is_said_and_the_next_is_another_message(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.moves(7 * DAYS)
        for each in it.messages:
            each.shown = each.wanted
        db.flush()
        it.moves(DAYS)

        assert len(it.messages) == 6


def test_what_is_on_its_way_is_not_changed_under_way(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.moves(7 * DAYS)
        for each in it.messages:
            each.claim = "somebody"
        db.flush()
        it.moves(DAYS)

        assert len(it.messages) == 6


@pytest.mark.parametrize(
    ("now", "starts", "zone", "told"),
    [
        (NOW, STARTS, "Europe/London", NOW + 2 * MINUTES),
        # 22:00 in Auckland: in the morning, but at once when it is near.
        (NOW, STARTS, "Pacific/Auckland", NOW + 11 * HOURS),
        (NOW, NOW + DAYS, "Pacific/Auckland", NOW + 2 * MINUTES),
        (NOW, NOW + HOURS, "Pacific/Auckland", NOW),
        # A Saturday.
        (NOW + 5 * DAYS, STARTS, "Europe/London", NOW + 7 * DAYS),
    ],
)
def test_it_is_told_at_work_unless_it_is_near(
    now: datetime, starts: datetime, zone: str, told: datetime
) -> None:
    assert told_at(now, starts, Week(zone)) == told


def test_what_moves_away_from_tomorrow_is_near_as_well(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        night = STARTS - DAYS - 12 * HOURS
        it.moves(28 * DAYS, now=night)

        assert {each.due_at for each in it.messages} == {night + 2 * MINUTES}
        assert {each.expires_at for each in it.messages} == {it.first.ends_at}


def test_fine_is_said_by_whom_it_was_told(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.moves(7 * DAYS)
        first = it.messages[0].subject_id
        with pytest.raises(Refusal, match=r"changes\.not_yours"):
            fine(db, it.people["tom"], first, now=NOW)
        with pytest.raises(Refusal, match=r"changes\.not_yours"):
            fine(db, it.people["amina"], 999, now=NOW)
        for minutes in (1, 2):
            fine(db, it.people["amina"], first, now=NOW + minutes * MINUTES)

        telling = telling_by_id(db, first)
        assert telling is not None
        assert telling.fine_at == NOW + MINUTES
        found = delivery_by_occasion(db, f"{TOLD}:{first}")
        assert found is not None


def change(what: str, slot: int | None = None, **values: tuple[Any, Any]) -> WorkshopChange:
    before = {name: was for name, (was, _) in values.items()}
    after = {name: is_now for name, (_, is_now) in values.items()}
    return WorkshopChange(slot_id=slot, what=what, before=before, after=after)


def moved(slot: int, was: int, is_now: int) -> WorkshopChange:
    day = [(NOW + each * DAYS).isoformat() for each in (was, is_now)]
    return change(MOVED, slot, starts_at=(day[0], day[1]))


def test_there_and_back_again_is_nothing() -> None:
    back = [moved(1, 0, 7), moved(1, 7, 0), change(CHANGED, title=("A", "B"))]

    assert not net_of([*back, change(CHANGED, title=("B", "A"))])
    assert net_of(back).changed == {"title": ("A", "B")}


def test_from_the_first_to_the_last() -> None:
    net = net_of([moved(1, 0, 7), moved(2, 1, 2), moved(1, 7, 9)])

    assert net.moved == {1: (NOW, NOW + 9 * DAYS), 2: (NOW + DAYS, NOW + 2 * DAYS)}


def test_what_is_cancelled_was_not_moved_besides() -> None:
    net = net_of([moved(1, 0, 7), moved(2, 0, 3), change(CANCELLED, 1, reason=("", "Ill."))])
    assert (net.cancelled, list(net.moved)) == ({1: "Ill."}, [2])

    whole = net_of([moved(2, 0, 3), change(CANCELLED, reason=("", "All."))])
    assert (whole.cancelled, whole.moved, whole.changed) == ({None: "All."}, {}, {})


def test_a_time_that_is_new_is_not_when_it_is_cancelled() -> None:
    added = change(ADDED, 2, starts_at=(None, NOW.isoformat()))
    assert (net_of([added]).added, net_of([added]).moved) == ({2}, {})
    net = net_of([added, moved(2, 0, 3), change(CANCELLED, 2, reason=("", "Ill."))])
    assert (net.added, net.moved, net.cancelled) == (set(), {}, {2: "Ill."})
