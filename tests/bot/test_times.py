"""When sessions are: which times are refused, moving, cancelling and ending."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.deliveries import show_home
from bot.edits import change, concerned
from bot.errors import Refusal
from bot.times import (
    cancel,
    check_start,
    end_what_is_over,
    set_times,
)
from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.people import Member
from storage.signups import Signup
from storage.workshops import (
    ChangeTelling,
    Workshop,
    WorkshopChange,
    locked_workshop,
    slots_of,
    workshop_by_id,
)
from templates import sentence
from tests.cast import NOW, a_session, join

FIRST, SECOND = NOW + timedelta(weeks=6), NOW + timedelta(weeks=6, hours=12)
THREE_HOURS = timedelta(hours=3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def signed_up(db: Session, workshop: Workshop, member: Member, state: str = "coming") -> None:
    [slot, *_] = slots_of(db, workshop.id)
    row = Signup(
        workshop_id=workshop.id,
        slot_id=slot.id,
        member_id=member.id,
        coming_as="take_part",
        state=state,
        created_at=NOW,
        updated_at=NOW,
    )
    db.add(row)
    db.flush()


def held_by_jonas(db: Session, *starts: datetime, **more: object) -> tuple[Member, Workshop]:
    jonas = join(db, "jonas", facilitator=True)
    read_as(db, person(jonas))
    return jonas, a_session(db, jonas, *(starts or (FIRST, SECOND)), **more)  # type: ignore[arg-type]


def states(db: Session, workshop: Workshop) -> tuple[str, list[str]]:
    return workshop.state, [each.state for each in slots_of(db, workshop.id)]


@pytest.mark.parametrize(
    ("starts", "zone", "meant"),
    [
        ("2026-02-26T08:00", "Europe/London", date(2026, 3, 5)),  # a Thursday, the week before
        ("2026-03-02T09:00", "Europe/London", date(2026, 3, 9)),  # this very minute
        ("2026-03-02T08:00", "Pacific/Auckland", date(2026, 3, 9)),
        ("2026-03-01T20:00", "Pacific/Auckland", date(2026, 3, 9)),  # Monday morning there
        ("2025-01-16T08:00", "Europe/London", date(2026, 3, 5)),
        ("1970-01-01T00:01", "Asia/Kolkata", date(2026, 3, 5)),
    ],
)
def test_a_time_that_has_passed_is_answered_with_the_day_that_was_meant(
    starts: str, zone: str, meant: date
) -> None:
    with pytest.raises(Refusal) as refused:
        check_start(at(starts), zone, field="first", now=NOW)

    assert (refused.value.field, refused.value.values["day"]) == ("first", meant)
    assert sentence(refused.value).startswith("That time has passed. Did you mean ")


def test_a_time_is_within_two_years() -> None:
    check_start(NOW + timedelta(days=730), "UTC", field="first", now=NOW)
    with pytest.raises(Refusal, match="too_far"):
        check_start(NOW + timedelta(days=733), "UTC", field="first", now=NOW)


def test_a_moved_time_keeps_its_row_and_ends_by_the_plan(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        before = [each.id for each in slots_of(db, workshop.id)]
        set_times(db, jonas, workshop.id, {1: FIRST + timedelta(days=7)}, now=NOW)

        first, second = slots_of(db, workshop.id)
        assert [second.id, first.id] == before, "the first is the one that comes first now"
        assert second.starts_at == FIRST + timedelta(days=7)
        assert second.ends_at - second.starts_at == THREE_HOURS
        assert first.starts_at == SECOND


def test_a_second_time_is_added_with_who_holds_it(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db, FIRST)
        set_times(db, jonas, workshop.id, {2: SECOND}, now=NOW)

        assert [each.starts_at for each in slots_of(db, workshop.id)] == [FIRST, SECOND]
        assert concerned(db, workshop) == {jonas.id}


@pytest.mark.parametrize(
    ("times", "name", "field"),
    [
        ({1: NOW}, "time_passed", "first"),
        ({2: NOW + timedelta(days=800)}, "too_far", "second"),
        ({2: FIRST}, "same_time", "second"),
        ({1: SECOND - timedelta(hours=2)}, "times_meet", "first"),
        ({2: None}, "cancel_it", "second"),
        ({1: None}, "cancel_it", "first"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(
    database: Database, times: dict[int, datetime | None], name: str, field: str
) -> None:
    with pytest.raises(Refusal, match=name) as refused, database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        set_times(db, jonas, workshop.id, times, now=NOW)

    assert refused.value.field == field


def test_what_has_begun_stays_and_the_other_time_can_be_moved(database: Database) -> None:
    now = FIRST + timedelta(hours=1)
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        set_times(db, jonas, workshop.id, {1: FIRST, 2: SECOND + timedelta(days=1)}, now=now)
        assert slots_of(db, workshop.id)[1].starts_at == SECOND + timedelta(days=1)
        with pytest.raises(Refusal, match="has_begun") as refused:
            set_times(db, jonas, workshop.id, {1: now + timedelta(days=1)}, now=now)
        assert refused.value.field == "first"
        cancel(db, jonas, workshop.id, None, reason="", now=now)
        assert states(db, workshop) == ("open", ["coming", "cancelled"])


def test_one_time_or_all_are_cancelled_and_twice_is_once(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        second = slots_of(db, workshop.id)[1]
        for _ in range(2):
            cancel(db, jonas, workshop.id, second.id, reason="The room is taken.", now=NOW)
            assert states(db, workshop) == ("open", ["coming", "cancelled"])
        assert workshop.reason == ""
        for _ in range(2):
            cancel(db, jonas, workshop.id, None, reason="The presenter is ill.", now=NOW)
            assert states(db, workshop) == ("cancelled", ["cancelled", "cancelled"])
        assert workshop.reason == "The presenter is ill."
        with pytest.raises(Refusal, match="is_cancelled"):
            set_times(db, jonas, workshop.id, {1: FIRST + THREE_HOURS}, now=NOW)


def test_a_time_of_another_session_is_not_cancelled(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        other = a_session(db, jonas, FIRST)
        with pytest.raises(Refusal, match="gone"):
            cancel(db, jonas, workshop.id, slots_of(db, other.id)[0].id, reason="", now=NOW)
        assert states(db, other) == ("open", ["coming"])


def test_a_draft_is_not_cancelled_and_what_is_over_stays(database: Database) -> None:
    with database.transaction() as db:
        jonas, draft = held_by_jonas(db, state="draft")
        with pytest.raises(Refusal, match="draft_is_thrown_away"):
            cancel(db, jonas, draft.id, None, reason="", now=NOW)
        over = a_session(db, jonas, FIRST, state="happened")
        with pytest.raises(Refusal, match="is_over"):
            cancel(db, jonas, over.id, None, reason="", now=NOW)
        with pytest.raises(Refusal, match="is_over"):
            set_times(db, jonas, over.id, {1: SECOND}, now=NOW)


def test_nobody_else_moves_or_cancels_it(database: Database) -> None:
    with database.transaction() as db:
        _, workshop = held_by_jonas(db)
        amina = join(db, "amina")
        read_as(db, person(amina))
        with pytest.raises(Refusal, match="holders_only"):
            cancel(db, amina, workshop.id, None, reason="", now=NOW)
        with pytest.raises(Refusal, match="holders_only"):
            set_times(db, amina, workshop.id, {1: FIRST + THREE_HOURS}, now=NOW)


def test_times_are_over_when_they_end_and_the_session_with_the_last(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        draft = a_session(db, jonas, FIRST, state="draft")
        moments = [FIRST + THREE_HOURS - timedelta(seconds=1), FIRST + THREE_HOURS]
        moments += [FIRST + THREE_HOURS, SECOND + THREE_HOURS]
        said = [(end_what_is_over(db, now=each), *states(db, workshop)) for each in moments]

        assert said == [
            (0, "open", ["coming", "coming"]),
            (1, "open", ["over", "coming"]),
            (0, "open", ["over", "coming"]),
            (1, "happened", ["over", "over"]),
        ]
        assert states(db, draft) == ("draft", ["coming"])


def test_what_is_left_after_a_cancelled_time_has_happened(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        end_what_is_over(db, now=FIRST + THREE_HOURS)
        cancel(db, jonas, workshop.id, None, reason="Nobody could.", now=FIRST + THREE_HOURS)

        assert states(db, workshop) == ("happened", ["over", "cancelled"])


def test_everyone_signed_up_is_concerned_and_who_left_is_not(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db)
        people = {each: join(db, each) for each in ("amina", "tom", "priya", "mikko")}
        for handle, state in zip(people, ("coming", "waiting", "reading", "left"), strict=True):
            signed_up(db, workshop, people[handle], state)

        expected = {jonas.id, *(people[each].id for each in ("amina", "tom", "priya"))}
        assert concerned(db, workshop) == expected


def test_cancelled_and_over_at_one_instant_is_one_of_both(database: Database) -> None:
    with database.transaction() as db:
        _, workshop = held_by_jonas(db, FIRST)

    def run(act: Callable[[Session], object]) -> None:
        with database.transaction(Keeper()) as db:
            act(db)

    def cancels(db: Session) -> None:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        cancel(db, jonas, workshop.id, None, reason="", now=NOW)

    acts = [cancels, lambda db: end_what_is_over(db, now=FIRST + THREE_HOURS)]
    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    before = threading.excepthook
    threading.excepthook = lambda _: None  # whoever comes second may be told that it is over
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    threading.excepthook = before
    with database.read(Keeper()) as db:
        found = workshop_by_id(db, workshop.id)
        assert found is not None
        assert states(db, found) in [
            ("cancelled", ["cancelled"]),
            ("happened", ["over"]),
        ]


def test_several_that_are_over_keep_nobody_from_saving(database: Database) -> None:
    """The clock holds them all before it writes of any, as whoever changes one does."""
    with database.transaction() as db:
        jonas, first = held_by_jonas(db)
        second = a_session(db, jonas, FIRST, SECOND)
    over = SECOND + THREE_HOURS
    has_it, came = threading.Event(), list[str]()

    def changes() -> None:
        with database.transaction(person(jonas)) as db:
            locked_workshop(db, second.id)
            has_it.set()
            ends.join(0.3)  # it waits for us
            show_home(db, jonas, now=over)
        came.append("saved")

    def clock() -> None:
        has_it.wait()
        with database.transaction(Keeper()) as db:
            end_what_is_over(db, now=over)
        came.append("ended")

    ends, saves = threading.Thread(target=clock), threading.Thread(target=changes)
    for each in (ends, saves):
        each.start()
    for each in (ends, saves):
        each.join()
    assert came == ["saved", "ended"]
    with database.read(Keeper()) as db:
        ids = (first.id, second.id)
        assert {found.state for it in ids if (found := workshop_by_id(db, it))} == {"happened"}


def test_of_a_second_time_and_of_a_longer_plan_everyone_hears(database: Database) -> None:
    with database.transaction() as db:
        jonas, workshop = held_by_jonas(db, FIRST)
        tom, amina = join(db, "tom"), join(db, "amina")
        signed_up(db, workshop, tom, "waiting")
        signed_up(db, workshop, amina, "reading")
        set_times(db, jonas, workshop.id, {2: SECOND}, now=NOW)
        change(db, jonas, workshop.id, {"agenda": "200 Work"}, now=NOW)
        made = list(db.query(WorkshopChange).order_by(WorkshopChange.id))
        assert [
            (each.what, each.before.get("lasts"), each.after.get("lasts")) for each in made
        ] == [
            ("added", None, None),
            ("changed", "180", "200"),
        ]
        told = [each.member_id for each in db.query(ChangeTelling)]
        assert sorted(told) == sorted([tom.id, amina.id] * 2)
