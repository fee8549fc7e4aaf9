"""What members set for themselves counts at once, and is never more than they can mean."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from bot import preferences as rules
from bot.deliveries import CHECK_IN, HOME, occasion, show
from bot.errors import Refusal
from bot.preferences import Hours
from bot.reminders import DAY, reminders_follow
from bot.visibility import Keeper, read_as
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.people import Member, member_by_slack_id
from tests.cast import NOW, a_session, comes, join

LATER = NOW + timedelta(days=3)
NINE_TO_FIVE = Hours(time(9), time(17), [5, 6], None)


def waits(db: Session, member: Member) -> None:
    """Something that was due to them, and that their peace put off."""
    show(db, CHECK_IN, 1, at=LATER, member_id=member.id, now=NOW)
    db.flush()
    planned = delivery_by_occasion(db, occasion(CHECK_IN, 1))
    assert planned is not None
    planned.waits_since = NOW
    db.flush()


def due_at(db: Session, kind: str, subject_id: int) -> datetime | None:
    db.expire_all()
    found = delivery_by_occasion(db, occasion(kind, subject_id))
    return found.due_at if found is not None else None


def test_hours_are_kept_as_they_were_chosen(database: Database) -> None:
    chosen = Hours(time(7, 30), time(15, 45), [4, 5], "NP")
    with database.transaction() as db:
        rules.choose_hours(db, join(db, "amina"), chosen, now=NOW)
    with database.read() as db:
        amina = join(db, "amina")
        kept = (amina.works_from, amina.works_until, amina.weekend, amina.country)

    assert kept == (time(7, 30), time(15, 45), [4, 5], "NP")


@pytest.mark.parametrize(
    ("hours", "name", "field"),
    [
        (Hours(time(17), time(9), [5, 6], None), "people.hours_backwards", "ends"),
        (Hours(time(9), time(9), [5, 6], None), "people.hours_backwards", "ends"),
        (Hours(time(9), time(9, 59), [5, 6], None), "people.hours_backwards", "ends"),
        (Hours(time(9), time(17), range(7), None), "people.no_working_day", "weekend"),
        (Hours(time(9), time(17), [*range(7), 9, -1], None), "people.no_working_day", "weekend"),
        (Hours(time(9), time(17), [], "XX"), "people.unknown_country", "country"),
        (Hours(time(9), time(17), [], "<!channel>"), "people.unknown_country", "country"),
    ],
)
def test_hours_that_nobody_can_mean_are_refused_where_they_stand(
    database: Database, hours: Hours, name: str, field: str
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        with pytest.raises(Refusal) as refusal:
            rules.choose_hours(db, amina, hours, now=NOW)

        assert (refusal.value.name, refusal.value.field) == (name, field)
        assert (amina.works_from, amina.weekend) == (time(9), [5, 6])


def test_one_working_day_and_a_whole_day_are_enough(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        rules.choose_hours(db, amina, Hours(time(0), time(23, 59), range(6), ""), now=NOW)

        assert (amina.weekend, amina.country) == ([0, 1, 2, 3, 4, 5], "")


def test_how_often_and_of_what(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        rules.choose_messages(db, amina, rhythm="monthly", kinds=["thanks", "nonsense"], now=NOW)
        assert amina.rhythm == "monthly"
        assert amina.unwanted == ["check_ins", "questions", "afterwards", "what_next"]

        rules.choose_messages(db, amina, rhythm="weekly", kinds=rules.KINDS, now=NOW)
        assert (amina.rhythm, amina.unwanted) == ("weekly", [])
        with pytest.raises(Refusal, match=r"errors\.nothing_there"):
            rules.choose_messages(db, amina, rhythm="hourly", kinds=(), now=NOW)
        with pytest.raises(Refusal, match=r"errors\.nothing_there"):
            rules.take_part(amina, "lurking")


@pytest.mark.parametrize(
    ("zone", "until", "refusal"),
    [
        # It is Monday morning in London, Sunday evening in Niue, Monday night in Apia.
        ("Europe/London", date(2026, 3, 1), "people.back_already"),
        ("Europe/London", date(2026, 3, 2), "people.back_already"),
        ("Europe/London", date(2026, 3, 3), None),
        ("Pacific/Niue", date(2026, 3, 1), "people.back_already"),
        ("Pacific/Niue", date(2026, 3, 2), None),
        ("Pacific/Apia", date(2026, 3, 2), "people.back_already"),
        ("Europe/London", date(2028, 3, 1), None),
        ("Europe/London", date(2028, 3, 2), "people.away_too_long"),
        ("Europe/London", date(9999, 12, 31), "people.away_too_long"),
    ],
)
def test_away_until_a_day_that_is_to_come_where_they_are(
    database: Database, zone: str, until: date, refusal: str | None
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        amina.time_zone = zone
        if refusal is None:
            rules.go_away(db, amina, until, now=NOW)
            assert rules.is_away(amina, now=NOW)
            return
        with pytest.raises(Refusal) as refused:
            rules.go_away(db, amina, until, now=NOW)
        assert (refused.value.name, refused.value.field) == (refusal, "until")
        assert not rules.is_away(amina, now=NOW)


def test_being_away_ends_by_itself_at_midnight_there(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        amina.time_zone = "Asia/Kathmandu"
        rules.go_away(db, amina, date(2026, 3, 9), now=NOW)
        midnight = datetime(2026, 3, 8, 18, 15, tzinfo=UTC)

        assert rules.is_away(amina, now=midnight - timedelta(seconds=1))
        assert not rules.is_away(amina, now=midnight)


def pause_and_go_on(db: Session, amina: Member) -> None:
    rules.pause(db, amina, now=NOW)
    rules.go_on(db, amina, now=NOW)
    assert amina.paused_at is None


def go_and_come_back(db: Session, amina: Member) -> None:
    rules.go_away(db, amina, date(2026, 3, 9), now=NOW)
    rules.come_back(db, amina, now=NOW)
    assert amina.away_until is None


def other_hours(db: Session, amina: Member) -> None:
    rules.choose_hours(db, amina, NINE_TO_FIVE, now=NOW)


def other_messages(db: Session, amina: Member) -> None:
    rules.choose_messages(db, amina, rhythm="weekly", kinds=rules.KINDS, now=NOW)


@pytest.mark.parametrize("sets", [pause_and_go_on, go_and_come_back, other_hours, other_messages])
def test_what_waits_for_them_is_looked_at_anew_whatever_they_set(
    database: Database,
    sets: Callable[[Session, Member], None],
) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        waits(db, amina)
        show(db, CHECK_IN, 2, at=LATER, member_id=tom.id, now=NOW)
        sets(db, amina)

        assert (due_at(db, CHECK_IN, 1), due_at(db, CHECK_IN, 2)) == (NOW, LATER)


@pytest.mark.parametrize("sets", [pause_and_go_on, go_and_come_back])
def test_home_follows_who_is_there(
    database: Database, sets: Callable[[Session, Member], None]
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        assert due_at(db, HOME, amina.id) is None
        sets(db, amina)

        assert due_at(db, HOME, amina.id) == NOW


def test_a_pause_begun_twice_is_one(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        rules.pause(db, amina, now=NOW)
        rules.pause(db, amina, now=LATER)

        assert amina.paused_at == NOW


def test_the_reminder_of_the_day_before_follows_their_hours(database: Database) -> None:
    """A session on Monday morning: for most the day before at work is Friday."""
    starts = datetime(2026, 3, 16, 8, tzinfo=UTC)
    with database.transaction() as db:
        read_as(db, Keeper())
        amina, jonas = join(db, "amina"), join(db, "jonas")
        workshop = a_session(db, jonas, starts)
        part = comes(db, workshop, amina)
        reminders_follow(db, workshop, [amina.id], now=NOW)
        kind = f"reminders.{DAY}"
        assert due_at(db, kind, part.id) == datetime(2026, 3, 13, 16, tzinfo=UTC)

        sundays = Hours(time(9), time(13), [4, 5], "")
        rules.choose_hours(db, amina, sundays, now=NOW)
        assert due_at(db, kind, part.id) == datetime(2026, 3, 15, 12, tzinfo=UTC)


def test_two_things_set_at_the_same_instant_are_both_kept(database: Database) -> None:
    with database.transaction() as db:
        join(db, "amina")
    ready = threading.Barrier(2)

    def act(sets: Callable[[Session, Member], None]) -> None:
        ready.wait()
        with database.transaction() as db:
            amina = member_by_slack_id(db, "UAMINA")
            assert amina is not None
            sets(db, amina)

    both = [
        threading.Thread(target=act, args=(lambda db, it: rules.pause(db, it, now=NOW),)),
        threading.Thread(target=act, args=(lambda _, it: rules.take_part(it, "listening"),)),
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with database.read() as db:
        amina = join(db, "amina")
        assert (amina.paused_at, amina.taking_part) == (NOW, "listening")
