"""What stands in people's calendars: one event each, the same for life, whatever happens to it."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.orm import Session

from bot.calendars import FILE, STANDING, TAKEN_OUT, calendars_follow, give_address, take_address
from bot.signups import COMES, LEFT, READS, WAITS
from bot.visibility import Keeper, read_as
from storage.calendars import CalendarEntry, entries_of, standing_entries_of
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member, member_by_feed
from storage.programme import programme
from storage.signups import Signup
from storage.workshops import Slot, Workshop, locked_workshop, slots_of
from tests.cast import NOW, a_session, join

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
# A Monday at 09:00 in London: people are at work.
STARTS = (NOW + 2 * WEEK, NOW + 2 * WEEK + 12 * HOUR)


class Story:
    """A session of two times, held by Jonas, and Amina's part in it."""

    def __init__(self, db: Session) -> None:
        self.db = db
        read_as(db, Keeper())
        programme(db).team = "T0GROUP"
        self.jonas, self.amina = join(db, "jonas", facilitator=True), join(db, "amina")
        self.workshop = a_session(db, self.jonas, *STARTS, link="https://meet.example/1")
        self.first, self.second = slots_of(db, self.workshop.id)
        self.part = Signup(
            workshop_id=self.workshop.id,
            slot_id=None,
            member_id=self.amina.id,
            coming_as="take_part",
            state=LEFT,
            created_at=NOW,
            updated_at=NOW,
        )
        db.add(self.part)
        db.flush()

    def is_now(self, state: str, slot: Slot | None = None) -> None:
        self.part.state, self.part.slot_id = state, slot.id if slot else None
        self.follow()

    def follow(self, *, now: timedelta = timedelta()) -> None:
        members = [self.amina.id, self.jonas.id]
        calendars_follow(self.db, self.workshop, members, now=NOW + now)

    def entries(self, member: Member | None = None) -> list[CalendarEntry]:
        return list(entries_of(self.db, self.workshop.id, [(member or self.amina).id]))

    def stands(self) -> list[tuple[int, str, int]]:
        """Slot, state and sequence of each of Amina's."""
        return [(each.slot_id, each.state, each.sequence) for each in self.entries()]

    def planned(self, entry: CalendarEntry) -> Delivery:
        found = delivery_by_occasion(self.db, f"{FILE}:{entry.id}")
        assert found is not None
        self.db.refresh(found)
        return found


@pytest.fixture
def tell(database: Database) -> Callable[[Callable[[Story], None]], None]:
    def run(story: Callable[[Story], None]) -> None:
        with database.transaction() as db:
            story(Story(db))

    return run


Tell = Callable[[Callable[[Story], None]], None]


def test_a_place_is_an_event_with_a_uid_of_the_workspace(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        [entry] = it.entries()

        assert it.stands() == [(it.first.id, STANDING, 0)]
        assert entry.uid.endswith("@commons.t0group")
        planned = it.planned(entry)
        assert (planned.member_id, planned.due_at) == (it.amina.id, NOW)
        assert planned.expires_at == it.first.ends_at

    tell(story)


@pytest.mark.parametrize("state", [WAITS, READS, LEFT])
def test_who_has_no_place_has_no_file(tell: Tell, state: str) -> None:
    def story(it: Story) -> None:
        it.is_now(state, it.first if state == WAITS else None)

        assert it.entries() == []

    tell(story)


def test_who_holds_both_times_has_both(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.follow()

        held = it.entries(it.jonas)
        assert [each.slot_id for each in held] == [it.first.id, it.second.id]
        assert len({each.uid for each in held}) == 2

    tell(story)


def test_a_draft_is_in_nobodys_calendar(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.workshop.state = "draft"
        it.is_now(COMES, it.first)

        assert it.entries() + it.entries(it.jonas) == []

    tell(story)


def test_nothing_new_is_no_file(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        it.workshop.recording = "all"
        it.follow()

        assert it.stands() == [(it.first.id, STANDING, 0)]
        assert it.planned(it.entries()[0]).wanted == 1

    tell(story)


@pytest.mark.parametrize("name", ["title", "purpose", "sharing_rule"])
def test_what_it_says_makes_a_new_file(tell: Tell, name: str) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        setattr(it.workshop, name, "stays_here")
        it.follow()

        assert it.stands() == [(it.first.id, STANDING, 1)]

    tell(story)


def test_another_time_is_the_same_event_moved(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        it.is_now(COMES, it.second)

        assert it.stands() == [(it.second.id, STANDING, 1)]
        assert it.planned(it.entries()[0]).due_at == NOW, "they asked for it themselves"

    tell(story)


def test_who_leaves_and_comes_back_has_the_same_event(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        it.is_now(LEFT)
        assert it.stands() == [(it.first.id, TAKEN_OUT, 1)]
        it.is_now(COMES, it.second)
        assert it.stands() == [(it.second.id, STANDING, 2)]

    tell(story)


def test_a_cancelled_time_is_taken_out_with_the_news_of_it(tell: Tell) -> None:
    """On a Saturday, for a session in two weeks: they hear it on Monday, both in one breath."""

    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        it.first.state, saturday = "cancelled", timedelta(days=5)
        it.follow(now=saturday)

        assert it.stands() == [(it.first.id, TAKEN_OUT, 1)]
        assert it.planned(it.entries()[0]).due_at == NOW + WEEK
        assert [each.state for each in it.entries(it.jonas)] == [TAKEN_OUT, STANDING]

    tell(story)


def test_what_is_over_stays_as_it_was(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        it.first.state, it.workshop.title = "over", "Another name"
        it.follow(now=2 * WEEK + 3 * HOUR)

        assert it.stands() == [(it.first.id, STANDING, 0)]
        assert [each.sequence for each in it.entries(it.jonas)] == [0, 1]

    tell(story)


def test_a_place_that_came_free_at_night_is_told_in_the_morning(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.part.given_at = NOW
        it.part.state, it.part.slot_id = COMES, it.first.id
        it.follow(now=12 * HOUR)

        assert it.planned(it.entries()[0]).due_at == NOW + timedelta(days=1)

    tell(story)


def test_an_address_ends_when_there_is_a_new_one(tell: Tell) -> None:
    def story(it: Story) -> None:
        old = give_address(it.amina)
        new = give_address(it.amina)

        assert (member_by_feed(it.db, old), member_by_feed(it.db, new)) == (None, it.amina)
        take_address(it.amina)
        assert member_by_feed(it.db, new) is None

    tell(story)


def test_a_feed_has_what_stands(tell: Tell) -> None:
    def story(it: Story) -> None:
        it.is_now(COMES, it.first)
        other: Workshop = a_session(it.db, it.amina)
        calendars_follow(it.db, other, [it.amina.id], now=NOW)
        assert len(standing_entries_of(it.db, it.amina.id)) == 2
        it.is_now(LEFT)

        [left] = standing_entries_of(it.db, it.amina.id)
        assert left.workshop_id == other.id

    tell(story)


def test_two_who_follow_at_once_make_one_event(database: Database) -> None:
    """Whoever changes who comes holds the session's row meanwhile."""
    with database.transaction() as db:
        it = Story(db)
        it.part.state, it.part.slot_id = COMES, it.first.id
        workshop_id, amina_id = it.workshop.id, it.amina.id
    together = Barrier(4)

    def follow() -> None:
        together.wait()
        with database.transaction(Keeper()) as db:
            workshop = locked_workshop(db, workshop_id)
            assert workshop is not None
            calendars_follow(db, workshop, [amina_id], now=NOW)

    threads = [Thread(target=follow) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with database.read(Keeper()) as db:
        [entry] = entries_of(db, workshop_id, [amina_id])
        assert (entry.sequence, entry.state) == (0, STANDING)
