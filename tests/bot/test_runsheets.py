"""Who does what at a session, and what the clock says around it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot import days, roles
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.hours import Week, workday_before
from bot.notes import THREAD
from bot.runsheets import GIVEN, RUNSHEET, is_at_hand, runsheets_follow
from bot.takeaways import ASKED
from bot.visibility import Keeper, person, read_as
from bot.writeups import HOW
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member
from storage.workshops import Role, Slot, Workshop, roles_of, slots_of
from tests.cast import NOW, a_session, comes, join

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STARTS = NOW + 2 * DAY  # a Wednesday morning


def as_(db: Session, member: Member) -> Member:
    read_as(db, person(member))
    return member


def a_day(db: Session) -> tuple[Workshop, Slot, Member, Member]:
    """A session of Jonas's, to which Amina comes."""
    jonas, amina = join(db, "jonas", facilitator=True), join(db, "amina")
    read_as(db, Keeper())
    workshop = a_session(db, jonas, STARTS)
    [slot] = slots_of(db, workshop.id)
    comes(db, workshop, amina)
    return workshop, slot, jonas, amina


def parts(db: Session, slot: Slot) -> dict[str, int]:
    read_as(db, Keeper())
    found = roles_of(db, [slot.id])
    return {each.role: each.member_id for each in found if each.role != "facilitator"}


def kinds(db: Session, now: datetime) -> set[str]:
    """What is due and was not planned."""
    read_as(db, Keeper())
    return {each.kind for each in days.is_due(db, now=now)}


@pytest.mark.parametrize(
    ("starts", "zone", "begins"),
    [
        ("2026-03-04T10:00", "Europe/London", "2026-03-03T09:00"),
        ("2026-03-02T10:00", "Europe/London", "2026-02-27T09:00"),  # a Monday: on Friday
        ("2026-03-01T22:00", "Pacific/Auckland", "2026-02-26T20:00"),  # Monday there, too
        ("2026-03-30T10:00", "Europe/London", "2026-03-27T09:00"),  # clocks went forward
        ("2026-10-26T10:00", "Europe/London", "2026-10-23T08:00"),  # and back
    ],
)
def test_it_is_at_hand_from_the_working_day_before(starts: str, zone: str, begins: str) -> None:
    at = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    first = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    slot = Slot(starts_at=at, ends_at=at + HOUR)

    assert workday_before(at, 9, Week(zone)) == first
    assert not is_at_hand(slot, Week(zone), now=first - timedelta(seconds=1))
    assert is_at_hand(slot, Week(zone), now=first)
    assert not is_at_hand(slot, Week(zone), now=at + HOUR)


def test_a_part_is_for_one_who_comes(database: Database) -> None:
    with database.transaction() as db:
        workshop, slot, jonas, amina = a_day(db)
        tom = join(db, "tom")
        with pytest.raises(Refusal, match=r"runsheets\.not_coming"):
            roles.give(db, as_(db, jonas), slot.id, "host", tom.id, now=NOW)
        with pytest.raises(Refusal, match=r"runsheets\.only_who_comes"):
            roles.take(db, as_(db, tom), slot.id, "host", now=NOW)
        with pytest.raises(Refusal, match=r"workshops\.holders_only"):
            roles.give(db, as_(db, tom), slot.id, "host", amina.id, now=NOW)
        for forged in ("facilitator", "presenter", "queen", ""):
            with pytest.raises(Refusal, match=r"errors\.nothing_there"):
                roles.take(db, as_(db, amina), slot.id, forged, now=NOW)
        given = roles.give(db, as_(db, jonas), slot.id, "host", amina.id, now=NOW)
        again = roles.give(db, jonas, slot.id, "host", amina.id, now=NOW)
        assert (given.id, given.given_by) == (again.id, jonas.id)
        comes(db, workshop, tom)
        with pytest.raises(Refusal, match=r"runsheets\.taken"):
            roles.take(db, as_(db, tom), slot.id, "host", now=NOW)
        with pytest.raises(Refusal, match=r"runsheets\.not_yours"):
            roles.give_back(db, tom, given.id, now=NOW)
        roles.give_back(db, as_(db, amina), given.id, now=NOW)
        with pytest.raises(Refusal, match=r"runsheets\.not_yours"):
            roles.give_back(db, amina, given.id, now=NOW)
        assert parts(db, slot) == {}


def test_who_holds_it_cannot_lose_it_by_a_forged_button(database: Database) -> None:
    with database.transaction() as db:
        _, slot, jonas, _ = a_day(db)
        [held] = roles_of(db, [slot.id])
        for rule in (roles.give_back, roles.take_away):
            with pytest.raises(Refusal, match=r"errors\.nothing_there"):
                rule(db, as_(db, jonas), held.id, now=NOW)
        assert db.get(Role, held.id) is held


def test_a_time_that_is_over_or_cancelled_has_no_parts_to_give(database: Database) -> None:
    with database.transaction() as db:
        _, slot, jonas, amina = a_day(db)
        with pytest.raises(Refusal, match=r"runsheets\.over"):
            roles.give(db, as_(db, jonas), slot.id, "host", amina.id, now=slot.ends_at)
        slot.state = "cancelled"
        with pytest.raises(Refusal, match=r"runsheets\.over"):
            roles.take(db, as_(db, amina), slot.id, "host", now=NOW)


def test_whoever_leaves_has_no_part_any_more(database: Database) -> None:
    with database.transaction() as db:
        workshop, slot, _, amina = a_day(db)
        tom = join(db, "tom")
        signup = comes(db, workshop, tom)
        for member, part in ((amina, "host"), (tom, "timekeeper")):
            roles.take(db, as_(db, member), slot.id, part, now=NOW)
        signup.state, signup.slot_id = "left", None
        runsheets_follow(db, workshop, now=NOW)
        assert parts(db, slot) == {"host": amina.id}


def test_two_take_the_last_open_part_at_the_same_instant(database: Database) -> None:
    with database.transaction() as db:
        workshop, slot, _, amina = a_day(db)
        tom = join(db, "tom")
        comes(db, workshop, tom)
    both, won = threading.Barrier(2), []

    def click(member_id: int) -> None:
        both.wait()
        try:
            with database.transaction() as db:
                member = db.get(Member, member_id)
                assert member is not None
                roles.take(db, as_(db, member), slot.id, "note_taker", now=NOW)
                won.append("mine")
        except Refusal as refusal:
            won.append(refusal.name)

    threads = [threading.Thread(target=click, args=(each.id,)) for each in (amina, tom)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(won) == ["mine", "runsheets.taken"]


def test_the_clock_says_each_thing_at_its_time_and_once(database: Database) -> None:
    with database.transaction() as db:
        _, slot, _, _ = a_day(db)
        assert kinds(db, STARTS - 2 * DAY) == set()
        for now, due in (
            (STARTS - DAY + HOUR, {RUNSHEET}),
            (STARTS, {THREAD}),
            (slot.ends_at, {THREAD, ASKED}),
            (slot.ends_at + timedelta(minutes=1), {HOW}),
        ):
            assert kinds(db, now) == due
            days.plan(db, now=now)
            assert kinds(db, now) == set()


def test_a_session_that_moved_is_told_of_anew(database: Database) -> None:
    with database.transaction() as db:
        _, slot, _, _ = a_day(db)
        read_as(db, Keeper())
        days.plan(db, now=STARTS - DAY + HOUR)
        slot.starts_at, slot.ends_at = slot.starts_at + 7 * DAY, slot.ends_at + 7 * DAY
        db.flush()
        assert kinds(db, STARTS) == set()
        assert kinds(db, STARTS + 6 * DAY + HOUR) == {RUNSHEET}


@pytest.mark.parametrize(("session", "time"), [("draft", "coming"), ("cancelled", "coming"),
                                               ("open", "cancelled")])  # fmt: skip
def test_nothing_is_said_of_what_does_not_take_place(
    database: Database, session: str, time: str
) -> None:
    with database.transaction() as db:
        workshop, slot, _, _ = a_day(db)
        workshop.state, slot.state = session, time
        db.flush()
        for now in (STARTS - HOUR, STARTS, slot.ends_at + HOUR):
            assert kinds(db, now) == set()


def test_after_an_outage_only_what_is_of_use_is_said(database: Database) -> None:
    with database.transaction() as db:
        _, slot, _, _ = a_day(db)
        assert kinds(db, slot.ends_at + 5 * DAY) == {THREAD, ASKED, HOW}
        assert kinds(db, slot.ends_at + 9 * DAY) == set()


def test_how_it_was_is_asked_when_both_times_are_over(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, Keeper())
        a_session(db, jonas, STARTS, STARTS + 12 * HOUR)
        days.plan(db, now=STARTS + 4 * HOUR)
        assert HOW not in kinds(db, STARTS + 4 * HOUR)
        [how] = [each for each in days.is_due(db, now=STARTS + 16 * HOUR) if each.kind == HOW]
        assert how.member_id == jonas.id
        assert how.at == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)  # at work again


def test_a_part_is_told_of_at_work_or_before_it_starts(database: Database) -> None:
    with database.transaction() as db:
        _, slot, jonas, amina = a_day(db)
        amina.time_zone = "Pacific/Auckland"
        role = roles.give(db, as_(db, jonas), slot.id, "host", amina.id, now=NOW)
        told = delivery_by_occasion(db, occasion(GIVEN, role.id))
        assert told is not None
        assert (told.due_at, told.expires_at) == (
            datetime(2026, 3, 2, 20, 0, tzinfo=UTC),
            slot.starts_at,
        )


def test_after_an_outage_nobody_is_asked_at_night(database: Database) -> None:
    with database.transaction() as db:
        _, slot, _, _ = a_day(db)
        night = slot.ends_at.replace(hour=2) + DAY
        days.plan(db, now=night)
        asked = [each for each in db.query(Delivery) if each.kind in {ASKED, HOW}]
        assert {each.due_at for each in asked} == {night.replace(hour=9)}
        assert len(asked) == 2
