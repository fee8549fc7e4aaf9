"""Who carries a delivery, and how that ends: claimed by one, settled, or kept for another try."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.claims import LEASE, begin_post, claim, renew
from bot.deliveries import HOME, TROUBLE, Claimed, refresh, show, show_home
from bot.outcomes import (
    BROKEN,
    FIRST_LOOK,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    MOST_BROKEN,
    hold,
    is_surplus,
    leave,
    put_off,
    settle,
)
from storage.database import Database
from storage.deliveries import HOMES, NOTICEBOARD, Delivery, delivery_by_occasion
from storage.people import member_by_slack_id
from storage.programme import programme
from tests.cast import NOW, all_due, join

CARD = "experiments.card"


@pytest.fixture
def database(database: Database) -> Database:
    """With a noticeboard, so that what is for it can go out."""
    with database.transaction() as db:
        programme(db).noticeboard = "CNOTICEBO"
    return database


def take(db: Session, **more: timedelta) -> list[Claimed]:
    """What one courier is given at once."""
    later = NOW + more.get("later", timedelta())
    return claim(db, now=later, lease_now=NOW + more.get("lease_later", timedelta()))


def row(db: Session, subject_id: int = 1) -> Delivery:
    found = delivery_by_occasion(db, f"{CARD}:{subject_id}")
    assert found is not None
    db.refresh(found)
    return found


def test_what_is_claimed_is_nobody_elses(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)

        assert len(take(db)) == 1
        assert take(db) == []


def test_a_row_is_claimed_once_by_all_who_race_for_it(database: Database) -> None:
    with database.transaction() as db:
        for number in range(1, 6):
            show(db, CARD, number, now=NOW)
    won: list[int] = []
    ready = threading.Barrier(6)

    def race() -> None:
        ready.wait()
        with database.transaction() as db:
            won.extend(each.subject_id for each in take(db))

    racers = [threading.Thread(target=race) for _ in range(6)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()

    assert sorted(won) == [1, 2, 3, 4, 5]


def test_a_settled_post_is_edited_where_it_stands(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [first] = take(db)
        settle(db, first, channel="CNOTICEBO", ts="1.0", now=NOW)
        assert take(db) == []

        show(db, CARD, 1, now=NOW)
        [second] = take(db)
        assert (second.channel, second.ts, second.wanted) == ("CNOTICEBO", "1.0", 2)


def test_a_change_while_it_is_on_its_way_is_carried_afterwards(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        show(db, CARD, 1, now=NOW)
        settle(db, taken, channel="CNOTICEBO", ts="1.0", now=NOW)

        assert [each.wanted for each in take(db)] == [2]


def test_after_a_courier_died_the_next_one_knows_where_it_may_be(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [dead] = take(db)
        assert dead.looked_for_since is None
        begin_post(db, dead, channel="CNOTICEBO", thread="1.0", now=NOW, lease_now=NOW)

        [next_one] = take(db, lease_later=LEASE + timedelta(seconds=1))
        assert next_one.looked_for_since == NOW
        assert (next_one.channel, next_one.thread) == ("CNOTICEBO", "1.0")

        assert not settle(db, dead, channel="CNOTICEBO", ts="1.0", now=NOW)
        assert row(db).ts is None, "whose lease has lapsed decides nothing any more"


def test_a_courier_that_died_before_it_posted_leaves_nothing_to_look_for(
    database: Database,
) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        take(db)

        [next_one] = take(db, lease_later=LEASE + timedelta(seconds=1))
        assert next_one.looked_for_since is None


@pytest.mark.parametrize("ends", ["put off", "held"])
def test_what_slack_refuses_for_certain_was_not_posted_and_what_was_before_is_as_unknown(
    database: Database, ends: str
) -> None:
    def end(db: Session, taken: Claimed) -> None:
        if ends == "put off":
            put_off(db, taken, wait=timedelta(), now=NOW)
        else:
            hold(db, taken, reason="odd", now=NOW)
            row(db).held = ""

    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [first] = take(db)
        begin_post(db, first, channel="CNOTICEBO", now=NOW, lease_now=NOW)
        end(db, first)
        assert (row(db).begun_at, row(db).channel) == (None, None)

        [second] = take(db)
        begin_post(db, second, channel="CNOTICEBO", now=NOW, lease_now=NOW)
        leave(db, second, reason="internal_error", lease_now=NOW - LEASE, now=NOW)
        [third] = take(db)
        end(db, third)
        assert (row(db).begun_at, row(db).channel) == (NOW, "CNOTICEBO"), "it could not look"

        [fourth] = take(db)
        later = NOW + timedelta(minutes=1)
        begin_post(db, fourth, channel="CNOTICEBO", now=later, lease_now=NOW)
        end(db, fourth)
        assert (row(db).begun_at, row(db).channel) == (None, None), "it had looked"


def test_when_slack_says_wait_it_waits_and_nothing_has_to_be_looked_for(
    database: Database,
) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        put_off(db, taken, wait=timedelta(seconds=30), now=NOW)

        assert take(db, later=timedelta(seconds=29)) == []
        [again] = take(db, later=timedelta(seconds=30))
        assert again.looked_for_since is None


def test_without_word_from_slack_the_waits_grow_and_end(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        waits = []
        for number in range(MOST_ATTEMPTS):
            [taken] = take(db, lease_later=number * timedelta(hours=1))
            leave(db, taken, reason="internal_error", lease_now=NOW, now=NOW)
            waits.append(row(db).claimed_until)

        assert waits[:3] == [NOW + FIRST_LOOK, NOW + 2 * FIRST_LOOK, NOW + 4 * FIRST_LOOK]
        assert waits[-2] == NOW + LONGEST_WAIT
        assert (row(db).held, row(db).claimed_until) == ("internal_error", None)


def test_what_is_broken_in_us_is_told_sooner(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        for number in range(MOST_BROKEN):
            assert row(db).held is None
            [taken] = take(db, lease_later=number * timedelta(hours=1))
            leave(db, taken, reason=BROKEN, lease_now=NOW, now=NOW)

        assert row(db).held == BROKEN


def test_after_it_went_well_the_waits_begin_anew(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        for number in range(4):
            [taken] = take(db, lease_later=number * timedelta(hours=1))
            leave(db, taken, reason="internal_error", lease_now=NOW, now=NOW)
        [taken] = take(db, lease_later=timedelta(hours=5))
        settle(db, taken, channel="CNOTICEBO", ts="1.0", now=NOW)
        show(db, CARD, 1, now=NOW)
        [again] = take(db)
        leave(db, again, reason="internal_error", lease_now=NOW, now=NOW)

        assert row(db).claimed_until == NOW + FIRST_LOOK


def test_just_before_it_is_posted_the_lease_begins_anew_if_it_is_still_ours(
    database: Database,
) -> None:
    later = NOW + LEASE + timedelta(seconds=1)
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [slow] = take(db)
        soon = NOW + timedelta(seconds=20)
        assert begin_post(db, slow, channel="CNEW", now=NOW, lease_now=soon)
        assert (row(db).channel, row(db).claimed_until) == ("CNEW", NOW + timedelta(seconds=50))
        assert renew(db, slow, lease_now=later)
        assert row(db).claimed_until == later + LEASE

        [quick] = take(db, lease_later=3 * LEASE)
        assert quick.channel == "CNEW"
        assert not renew(db, slow, lease_now=later)
        assert not begin_post(db, slow, channel="CNEW", now=NOW, lease_now=later)


def test_what_comes_too_late_is_dropped(database: Database) -> None:
    with database.transaction() as db:
        show(db, "workshops.reminder", 1, now=NOW, expires_at=NOW + timedelta(hours=1))

        assert take(db, later=timedelta(hours=1)) == []
        assert take(db, later=timedelta(minutes=1)) == [], "it was dropped, not only passed over"


def test_what_stands_comes_down_however_late(database: Database) -> None:
    ends = NOW + timedelta(hours=1)
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW, expires_at=ends)
        [taken] = take(db)
        settle(db, taken, channel="CNOTICEBO", ts="1.0", now=NOW)
        refresh(db, CARD, 1, now=ends)

        assert row(db).expires_at == ends
        assert [each.ts for each in take(db, later=timedelta(hours=2))] == ["1.0"]


def test_what_is_late_does_not_hide_what_is_not(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        show(db, "reminder", 1, now=NOW, member_id=tom.id, expires_at=NOW)
        show(db, "letter", 1, now=NOW, member_id=amina.id)

        assert [each.kind for each in take(db)] == ["letter"]


def test_all_that_is_due_to_one_is_claimed_together_and_by_nobody_else(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        for number in (1, 2):
            show(db, "letter", number, now=NOW, member_id=tom.id)
        show(db, "letter", 3, now=NOW, member_id=amina.id)

        assert [each.subject_id for each in take(db)] == [1, 2]
        show(db, "letter", 4, now=NOW, member_id=tom.id)
        assert [each.subject_id for each in take(db)] == [3]
        assert take(db) == [], "to Tom somebody is speaking"


def test_who_is_left_without_a_word_does_not_keep_the_others_waiting(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        leave(db, taken, reason="internal_error", lease_now=NOW, now=NOW)
        show(db, CARD, 2, now=NOW)

        assert [each.subject_id for each in take(db)] == [2]


def test_thousands_of_letters_keep_neither_the_rooms_nor_homes_nor_two_waiting(
    database: Database,
) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        show(db, "letter", 1, now=NOW - timedelta(hours=1), member_id=tom.id)
        show(db, "talk", 1, now=NOW, member_id=tom.id, with_id=amina.id)
        show_home(db, tom, now=NOW)
        show(db, CARD, 1, now=NOW)

        assert [each.kind for each in all_due(db)] == [CARD, HOME, "talk", "letter"]


@pytest.mark.parametrize(
    ("resting", "kinds"),
    [([HOMES], [CARD, "letter"]), ([NOTICEBOARD], [HOME]), ([HOMES, NOTICEBOARD], [])],
    ids=["Homes", "messages", "both"],
)
def test_whom_slack_asked_to_leave_alone_is_left_alone(
    database: Database, resting: list[str], kinds: list[str]
) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        show(db, "letter", 1, now=NOW, member_id=tom.id)
        show_home(db, tom, now=NOW)
        show(db, CARD, 1, now=NOW)
        due = []
        while taken := claim(db, now=NOW, lease_now=NOW, resting=resting):
            due += [each.kind for each in taken]

        assert due == kinds


def test_where_somebody_is_written_to_is_kept(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        show(db, "letter", 1, now=NOW, member_id=tom.id)
        show(db, "talk", 1, now=NOW, member_id=amina.id, with_id=tom.id)
        show_home(db, amina, now=NOW)
        for taken in all_due(db):
            ts = None if taken.kind == HOME else "1.0"
            settle(db, taken, channel="D1" if ts else None, ts=ts, now=NOW)

        assert (tom.direct, amina.direct) == ("D1", None)


def test_what_was_posted_by_somebody_else_meanwhile_is_too_much(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [slow] = take(db)
        begin_post(db, slow, channel="CNOTICEBO", now=NOW, lease_now=NOW)
        [quick] = take(db, lease_later=LEASE + timedelta(seconds=1))
        assert not is_surplus(db, slow, "1.0"), "the other one may yet find it"

        begin_post(db, quick, channel="CNOTICEBO", now=NOW, lease_now=NOW)
        assert not is_surplus(db, slow, "1.0")
        settle(db, quick, channel="CNOTICEBO", ts="2.0", now=NOW)
        assert is_surplus(db, slow, "1.0")
        assert not is_surplus(db, slow, "2.0")


def test_what_is_meant_to_stand_nowhere_by_now_is_too_much(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [slow] = take(db)
        begin_post(db, slow, channel="CNOTICEBO", now=NOW, lease_now=NOW)
        [quick] = take(db, lease_later=LEASE + timedelta(seconds=1))
        settle(db, quick, channel=None, ts=None, now=NOW)

        assert is_surplus(db, slow, "1.0")


def test_what_tells_of_trouble_is_not_told_of_itself(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        show(db, TROUBLE, leila.id, now=NOW, member_id=leila.id)
        for number in range(MOST_ATTEMPTS):
            [taken] = take(db, lease_later=number * timedelta(hours=1))
            leave(db, taken, reason="internal_error", lease_now=NOW, now=NOW)

        assert all_due(db, lease_now=NOW + timedelta(days=9)) == []
        found = member_by_slack_id(db, "ULEILA")
        assert found is not None
        assert found.direct is None
