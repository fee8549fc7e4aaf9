"""When people are reminded of sessions: as they chose, at work, once, and of what is so."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.hours import WEEKEND, Week, last_at_work
from bot.reminders import ALL, DAY, HOUR, START, WEEK, choose, due_at, expires_at, reminders_follow
from bot.visibility import Keeper, read_as
from storage.database import Database
from storage.deliveries import Delivery, deliveries_of
from storage.signups import Signup
from storage.workshops import Role, Slot, Workshop, roles_of, slots_of
from tests.cast import NOW, a_session, join

DAYS, HOURS = timedelta(days=1), timedelta(hours=1)
STARTS = NOW + 17 * DAYS + HOURS  # Thursday, 19 March 2026, 10:00 UTC
HELSINKI, AUCKLAND, NEW_YORK = "Europe/Helsinki", "Pacific/Auckland", "America/New_York"


def utc(day: int, hour: int, minute: int = 0, *, month: int = 1) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "zone", "due"),
    [
        # Thursday, 10:00 in Helsinki: the day before, at that hour.
        (utc(14, 8), HELSINKI, utc(13, 8)),
        # Thursday, 22:00 there: on Wednesday, while they work.
        (utc(14, 20), HELSINKI, utc(13, 14)),
        # Thursday, 03:00 in New York: on Wednesday, 15:00, not a day and a half before.
        (utc(14, 8), NEW_YORK, utc(13, 20)),
        # Friday, 09:00 in Auckland.
        (utc(14, 20), AUCKLAND, utc(13, 20)),
        # Monday, 10:00 in London: on Friday, 16:00.
        (utc(18, 10), "Europe/London", utc(15, 16)),
        # Monday, 02:00 in New York: on Friday, too.
        (utc(18, 7), NEW_YORK, utc(15, 21)),
        # The Monday after London's clocks went forward: Friday, 16:00 by the old ones.
        (utc(29, 9, month=3), "Europe/London", utc(26, 16, month=3)),
        # And after they went back: Friday, 16:00 by the old ones.
        (datetime(2027, 11, 1, 10, tzinfo=UTC), "Europe/London",
         datetime(2027, 10, 29, 15, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_day_before_comes_while_they_work(starts: datetime, zone: str, due: datetime) -> None:
    assert due_at(DAY, starts, Week(zone)) == due


@pytest.mark.parametrize("zone", [HELSINKI, AUCKLAND, NEW_YORK, "Asia/Kolkata", "America/St_Johns"])
def test_at_any_hour_of_a_year_they_are_in_time_and_in_order(zone: str) -> None:
    for hour in range(0, 365 * 24, 5):
        starts = utc(1, 0) + hour * HOURS
        due = [due_at(each, starts, Week(zone)) for each in ALL]
        until = [expires_at(each, starts) for each in ALL]

        assert due == sorted(due)
        assert all(at < end for at, end in zip(due, until, strict=True))
        assert starts - due[1] >= 12 * HOURS
        assert due[1].astimezone(ZoneInfo(zone)).date() < starts.astimezone(ZoneInfo(zone)).date()
        for at in due[:2]:
            there = at.astimezone(ZoneInfo(zone))
            assert there.weekday() not in WEEKEND
            assert 9 <= there.hour < 17


def test_the_hour_and_the_start_come_when_they_are() -> None:
    assert due_at(HOUR, utc(14, 3), Week(NEW_YORK)) == utc(14, 2)
    assert due_at(START, utc(14, 3), Week(NEW_YORK)) == utc(14, 2, 50)
    assert due_at(WEEK, utc(14, 8), Week(HELSINKI)) == utc(7, 8)


def test_who_works_hears_it_then() -> None:
    assert last_at_work(utc(13, 8), Week(HELSINKI)) == utc(13, 8)
    assert last_at_work(utc(17, 8), Week(HELSINKI)) == utc(15, 14)


class Story:
    def __init__(self, db: Session) -> None:
        self.db = db
        read_as(db, Keeper())
        self.jonas, self.amina = join(db, "jonas", facilitator=True), join(db, "amina")
        self.workshop: Workshop = a_session(db, self.jonas, STARTS, link="https://meet.example/1")
        [self.slot] = slots_of(db, self.workshop.id)
        self.part = Signup(
            workshop_id=self.workshop.id,
            slot_id=self.slot.id,
            member_id=self.amina.id,
            coming_as="take_part",
            state="coming",
            created_at=NOW,
            updated_at=NOW,
        )
        db.add(self.part)
        db.flush()

    def follow(self, *, now: datetime = NOW) -> None:
        reminders_follow(self.db, self.workshop, [self.amina.id, self.jonas.id], now=now)

    def planned(self, kind: str = "reminders", subject: int | None = None) -> dict[str, Delivery]:
        ids = subject or self.part.id
        prefix = "" if kind == "reminders" else "holds_"
        keys = {f"reminders.{prefix}{each}:{ids}": each for each in ALL}
        self.db.expire_all()
        return {keys[each.occasion]: each for each in deliveries_of(self.db, list(keys))}

    @property
    def role(self) -> Role:
        [role] = roles_of(self.db, [self.slot.id])
        return role

    def was_said(self, which: str) -> None:
        row = self.planned()[which]
        row.ts, row.channel, row.shown, row.put_up_at = "1.0", "D1", row.wanted, row.due_at
        self.db.flush()


def test_by_default_the_day_before_and_the_start(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.follow()

        planned = it.planned()
        assert {each: row.due_at for each, row in planned.items()} == {
            DAY: STARTS - DAYS,
            START: STARTS - timedelta(minutes=10),
        }
        assert planned[START].expires_at == STARTS + timedelta(minutes=15)
        assert {row.member_id for row in planned.values()} == {it.amina.id}
        assert set(it.planned("holds", it.role.id)) == {DAY, START}


def test_who_holds_it_and_comes_is_reminded_once(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.part.member_id = it.jonas.id
        it.follow()

        assert (set(it.planned()), it.planned("holds", it.role.id)) == ({DAY, START}, {})


@pytest.mark.parametrize("state", ["waiting", "reading", "left"])
def test_who_has_no_place_is_not_reminded(database: Database, state: str) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.part.state = state
        it.follow()

        assert it.planned() == {}


def test_who_has_just_signed_up_knows(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.follow(now=STARTS - 3 * HOURS)

        assert set(it.planned()) == {START}


def test_chosen_others_come_for_what_they_signed_up_to_already(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.follow()
        choose(db, it.amina, [HOUR, "whenever", WEEK], now=NOW)
        assert it.amina.reminders == [WEEK, HOUR]

        assert set(it.planned()) == {WEEK, DAY, HOUR, START}, "those look again when they are due"
        assert it.planned()[WEEK].due_at == STARTS - 7 * DAYS


def test_moved_before_it_was_said_it_is_planned_anew(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.follow()
        move(it.slot, 7 * DAYS)
        it.follow()

        assert it.planned()[DAY].due_at == STARTS + 6 * DAYS


def test_moved_after_it_was_said_it_is_said_again(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.follow()
        it.was_said(DAY)
        token = it.planned()[DAY].token
        move(it.slot, 7 * DAYS)
        it.follow(now=STARTS - DAYS + HOURS)

        again = it.planned()[DAY]
        assert (again.ts, again.wanted, again.due_at) == (None, 2, STARTS + 6 * DAYS)
        assert again.token != token


def test_what_was_said_of_this_time_is_brought_up_to_date(database: Database) -> None:
    with database.transaction() as db:
        it = Story(db)
        it.follow()
        it.was_said(DAY)
        it.follow(now=STARTS - DAYS + HOURS)

        again = it.planned()[DAY]
        assert (again.ts, again.wanted, again.shown) == ("1.0", 2, 1)


@pytest.mark.parametrize("how", ["left", "this time", "all of it"])
def test_what_was_said_in_vain_is_brought_up_to_date(database: Database, how: str) -> None:
    """It says nothing then, and is taken down: it would still lead there."""
    with database.transaction() as db:
        it = Story(db)
        it.follow()
        it.was_said(DAY)
        if how == "left":
            it.part.state = "left"
        elif how == "this time":
            it.slot.state = "cancelled"
        else:
            it.workshop.state = "cancelled"
        it.follow(now=STARTS - DAYS + HOURS)

        again = it.planned()[DAY]
        assert (again.ts, again.wanted, again.shown) == ("1.0", 2, 1)


def test_a_session_that_is_not_open_reminds_nobody(database: Database) -> None:
    for state in ("draft", "cancelled", "happened"):
        with database.transaction() as db:
            it = Story(db)
            it.workshop.state = state
            it.follow()

            assert it.planned() == {}


def move(slot: Slot, by: timedelta) -> None:
    slot.starts_at += by
    slot.ends_at += by
