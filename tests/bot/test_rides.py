"""Several things that are due to one person: one message, each part a thing by itself."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from bot.asks import INVITED, WHAT_NEXT
from bot.claims import CLAIMED_AT_ONCE, LEASE, begin_post, claim
from bot.deliveries import (
    CHECK_IN,
    QUESTION,
    TOLD_BACK,
    Claimed,
    drop,
    leave_as_it_is,
    occasion,
    refresh,
    release_all,
    show,
    standing,
    was_shown,
)
from bot.outcomes import BROKEN, MOST_BROKEN, hold, is_surplus, leave, put_off, settle
from bot.places import PLACE
from bot.rides import MOST_TOGETHER, Parts
from bot.takeaways import ASKED
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion, want_messages
from storage.people import Member, lock_member
from tests.cast import NOW, all_due, join

A_WEEK = timedelta(days=7)
HERE = "1.0"


def due_to(db: Session, member: Member, *kinds: str, subject: int = 1) -> None:
    for kind in kinds:
        show(db, kind, subject, now=NOW, member_id=member.id)


def row(db: Session, kind: str, subject: int = 1) -> Delivery:
    found = delivery_by_occasion(db, occasion(kind, subject))
    assert found is not None
    db.refresh(found)
    return found


def kinds_of(taken: Claimed) -> list[str]:
    return [each.kind for each in (taken, *taken.riders)]


def ids_of(taken: Claimed, *but: str) -> list[int]:
    return [each.id for each in (taken, *taken.riders) if each.kind not in but]


def in_messages(due: Sequence[Claimed]) -> list[list[str]]:
    return [kinds_of(each) for each in due]


def say(db: Session, taken: Claimed, *but: str) -> None:
    """It was said, all of it `but` these, which had nothing to say."""
    assert settle(db, taken, channel="D1", ts=HERE, parts=Parts(said=ids_of(taken, *but)), now=NOW)


def one_message(db: Session, *kinds: str) -> tuple[Member, Claimed]:
    tom = join(db, "tom")
    due_to(db, tom, *kinds)
    [taken] = all_due(db)
    return tom, taken


def test_what_is_due_unasked_is_one_message_and_stands_in_one_place(database: Database) -> None:
    with database.transaction() as db:
        tom, taken = one_message(db, CHECK_IN, QUESTION, ASKED)
        assert kinds_of(taken) == [CHECK_IN, QUESTION, ASKED]
        assert all_due(db) == []
        say(db, taken)

        rows = [row(db, each) for each in (CHECK_IN, QUESTION, ASKED)]
        assert [(each.channel, each.ts, each.shown) for each in rows] == [("D1", "1.0", 1)] * 3
        assert [each.put_up_at for each in rows] == [NOW] * 3
        assert (tom.wrote_at, tom.wrote_before_at) == (NOW, None), "one message counts once"
        assert all_due(db) == []


def test_what_is_not_unasked_is_said_by_itself(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        due_to(db, tom, PLACE, CHECK_IN, INVITED, QUESTION)
        show(db, "talk", 1, now=NOW, member_id=tom.id, with_id=amina.id)

        assert sorted(in_messages(all_due(db))) == [
            [INVITED], [CHECK_IN, QUESTION], [PLACE], ["talk"],
        ]  # fmt: skip


def test_what_finds_no_room_waits_for_the_next_message_they_may_have(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        for number in range(1, 14):
            due_to(db, tom, CHECK_IN, subject=number)
        said = []
        for week in range(4):
            for taken in all_due(db, now=NOW + week * A_WEEK):
                settle(db, taken, channel="D1", ts=HERE, now=NOW + week * A_WEEK)
                said.append((week, [each.subject_id for each in (taken, *taken.riders)]))

        assert MOST_TOGETHER == 4
        assert said == [(0, [1, 2, 3, 4]), (1, [5, 6, 7, 8]), (2, [9, 10, 11, 12]), (3, [13])]


def test_what_waited_while_they_were_away_comes_together_also_from_people(
    database: Database,
) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        tom.away_until = NOW.date() + timedelta(days=7)
        due_to(db, tom, INVITED, CHECK_IN)
        due_to(db, tom, INVITED, subject=2)
        assert all_due(db) == []

        [taken] = all_due(db, now=NOW + A_WEEK)
        assert kinds_of(taken) == [INVITED, CHECK_IN, INVITED]
        say(db, taken)
        assert tom.wrote_at == NOW, "a part of it was unasked"
        assert row(db, INVITED).waits_since is None


def test_from_people_alone_is_not_counted(database: Database) -> None:
    with database.transaction() as db:
        tom, taken = one_message(db, INVITED)
        say(db, taken)

        assert tom.wrote_at is None


def test_what_had_nothing_to_say_stands_nowhere_and_is_not_counted(database: Database) -> None:
    with database.transaction() as db:
        tom, taken = one_message(db, CHECK_IN, QUESTION)
        settle(db, taken, channel=None, ts=None, parts=Parts(said=[]), now=NOW)

        assert [row(db, each).rides_on for each in (CHECK_IN, QUESTION)] == [None, None]
        assert (tom.wrote_at, all_due(db)) == (None, [])


@pytest.mark.parametrize("silent", [CHECK_IN, QUESTION, ASKED])
def test_what_has_no_words_leaves_the_message_to_the_others(
    database: Database, silent: str
) -> None:
    with database.transaction() as db:
        _, taken = one_message(db, CHECK_IN, QUESTION, ASKED)
        say(db, taken, silent)
        assert (row(db, silent).ts, row(db, silent).rides_on) == (None, None)
        assert not was_shown(db, silent, 1)
        assert standing(db, occasion(silent, 1)) is None

        first, second = [each for each in (CHECK_IN, QUESTION, ASKED) if each != silent]
        for each in (first, second):
            refresh(db, each, 1, now=NOW)
            [edit] = all_due(db)
            assert (edit.ts, kinds_of(edit)) == ("1.0", [first, second])
            say(db, edit)

        refresh(db, silent, 1, now=NOW + A_WEEK)
        [anew] = all_due(db, now=NOW + A_WEEK)
        assert (anew.ts, kinds_of(anew)) == (None, [silent]), "now that it has, it rings"


def test_what_is_taken_from_a_message_that_stands_leaves_it_standing(database: Database) -> None:
    with database.transaction() as db:
        _, taken = one_message(db, CHECK_IN, QUESTION)
        say(db, taken)
        refresh(db, CHECK_IN, 1, now=NOW)
        [edit] = all_due(db)
        say(db, edit, CHECK_IN)
        assert (row(db, CHECK_IN).ts, row(db, QUESTION).ts) == (None, "1.0")
        assert (row(db, QUESTION).rides_on, row(db, CHECK_IN).put_up_at) == (None, NOW)

        refresh(db, QUESTION, 1, now=NOW)
        [edit] = all_due(db)
        settle(db, edit, channel=None, ts=None, parts=None, now=NOW)
        assert row(db, QUESTION).ts is None


@pytest.mark.parametrize("when", ["before", "while", "after"])
def test_a_rider_that_changes_is_brought_up_to_date_where_it_stands(
    database: Database, when: str
) -> None:
    def change(db: Session, now: str) -> None:
        if when == now:
            refresh(db, QUESTION, 1, now=NOW)

    with database.transaction() as db:
        _, taken = one_message(db, CHECK_IN, QUESTION)
        put_off(db, taken, wait=timedelta(minutes=1), now=NOW)
        change(db, "before")
        later = NOW + timedelta(minutes=1)
        [taken] = all_due(db, now=later)
        change(db, "while")
        assert all_due(db, now=later) == [], "somebody is speaking to them"
        say(db, taken)
        change(db, "after")

        edits = all_due(db, now=later)
        expected = [] if when == "before" else [("1.0", [CHECK_IN, QUESTION])]
        assert [(each.ts, kinds_of(each)) for each in edits] == expected
        for each in edits:
            say(db, each)
        assert all_due(db, now=later) == []


def test_asked_for_by_occasion_a_rider_that_stands_is_brought_up_to_date(
    database: Database,
) -> None:
    with database.transaction() as db:
        tom, taken = one_message(db, CHECK_IN, QUESTION)
        say(db, taken)
        want_messages(db, [occasion(QUESTION, 1)], to=[tom.id], now=NOW)

        assert [each.ts for each in all_due(db)] == ["1.0"]


def test_on_its_way_it_counts_as_standing(database: Database) -> None:
    with database.transaction() as db:
        _, taken = one_message(db, CHECK_IN, QUESTION)
        assert standing(db, occasion(QUESTION, 1)) is not None
        assert not was_shown(db, QUESTION, 1)
        say(db, taken)

        assert standing(db, occasion(QUESTION, 1)) is not None
        assert was_shown(db, QUESTION, 1)


@pytest.mark.parametrize("leaves", [CHECK_IN, QUESTION, ASKED])
def test_what_is_left_as_it_is_takes_no_other_with_it(database: Database, leaves: str) -> None:
    others = [each for each in (CHECK_IN, QUESTION, ASKED) if each != leaves]
    with database.transaction() as db:
        _, taken = one_message(db, CHECK_IN, QUESTION, ASKED)
        say(db, taken)
        leave_as_it_is(db, leaves, 1)
        show(db, leaves, 1, now=NOW + A_WEEK, member_id=taken.member_id)
        [anew] = all_due(db, now=NOW + A_WEEK)
        assert (anew.ts, kinds_of(anew)) == (None, [leaves])
        settle(db, anew, channel="D1", ts="2.0", now=NOW + A_WEEK)

        for each in others:
            refresh(db, each, 1, now=NOW + A_WEEK)
            [edit] = all_due(db, now=NOW + A_WEEK)
            assert (edit.ts, kinds_of(edit)) == ("1.0", others)
            say(db, edit)


def test_put_off_by_slack_each_is_asked_for_its_peace_again(database: Database) -> None:
    with database.transaction() as db:
        tom, taken = one_message(db, CHECK_IN, QUESTION, ASKED)
        put_off(db, taken, wait=timedelta(minutes=1), now=NOW)
        tom.unwanted = ["check_ins"]

        [again] = all_due(db, now=NOW + timedelta(minutes=1))
        assert kinds_of(again) == [QUESTION, ASKED], "who carried them is not wanted any more"
        put_off(db, again, wait=timedelta(minutes=1), now=NOW)
        tom.unwanted = ["afterwards"]
        [again] = all_due(db, now=NOW + timedelta(minutes=2))
        assert kinds_of(again) == [QUESTION], "nor is who rode on it"


def test_too_late_for_one_is_not_too_late_for_the_others(database: Database) -> None:
    soon = NOW + timedelta(seconds=30)
    with database.transaction() as db:
        tom = join(db, "tom")
        show(db, CHECK_IN, 1, now=NOW, member_id=tom.id, expires_at=soon)
        due_to(db, tom, QUESTION)
        [taken] = all_due(db)
        put_off(db, taken, wait=timedelta(minutes=1), now=NOW)

        assert in_messages(all_due(db, now=NOW + timedelta(minutes=1))) == [[QUESTION]]


def test_a_courier_that_died_before_it_posted_keeps_nobody(database: Database) -> None:
    with database.transaction() as db:
        tom, _ = one_message(db, CHECK_IN, QUESTION)
        due_to(db, tom, ASKED)

        [again] = all_due(db, lease_now=NOW + 2 * LEASE)
        assert kinds_of(again) == [CHECK_IN, QUESTION, ASKED]
        assert again.looked_for_since is None


def test_what_may_be_out_is_looked_for_with_all_that_was_in_it(database: Database) -> None:
    with database.transaction() as db:
        tom, taken = one_message(db, CHECK_IN, QUESTION)
        begin_post(db, taken, channel="D1", now=NOW, lease_now=NOW)
        due_to(db, tom, ASKED)
        refresh(db, QUESTION, 1, now=NOW)

        [again] = all_due(db, lease_now=NOW + 2 * LEASE)
        assert kinds_of(again) == [CHECK_IN, QUESTION]  # who knows whether they have it already?
        assert again.looked_for_since == NOW
        say(db, again)
        assert all_due(db, lease_now=NOW + 2 * LEASE) == []
        assert not settle(db, taken, channel="D1", ts=HERE, now=NOW)


def test_what_is_crowded_out_is_said_in_the_next_message(database: Database) -> None:
    with database.transaction() as db:
        _, taken = one_message(db, CHECK_IN, QUESTION, ASKED)
        [last] = [each.id for each in taken.riders if each.kind == ASKED]
        parts = Parts(said=ids_of(taken, ASKED), crowded=[last])
        settle(db, taken, channel="D1", ts=HERE, parts=parts, now=NOW)
        assert all_due(db) == []

        assert in_messages(all_due(db, now=NOW + timedelta(days=1))) == [[ASKED]]


@pytest.mark.parametrize("broken", [CHECK_IN, QUESTION])
def test_what_is_broken_goes_alone_until_it_is_held(database: Database, broken: str) -> None:
    [other] = [each for each in (CHECK_IN, QUESTION) if each != broken]
    with database.transaction() as db:
        tom, taken = one_message(db, CHECK_IN, QUESTION)
        ids = {each.kind: each.id for each in (taken, *taken.riders)}
        settle(
            db,
            taken,
            channel="D1",
            ts=HERE,
            parts=Parts([ids[other]], broken=[ids[broken]]),
            now=NOW,
        )
        assert (row(db, other).ts, row(db, other).rides_on) == ("1.0", None)

        tomorrow = NOW + timedelta(days=1)
        due_to(db, tom, ASKED)
        [next_one] = all_due(db, now=tomorrow)
        assert kinds_of(next_one) == [ASKED], "it spoils no second message"
        settle(db, next_one, channel="D1", ts="2.0", now=NOW)
        for number in range(MOST_BROKEN - 1):
            hours = timedelta(hours=number)
            [alone] = claim(db, now=NOW + A_WEEK, lease_now=NOW + hours)
            assert kinds_of(alone) == [broken]
            leave(db, alone, reason=BROKEN, lease_now=NOW, now=NOW)
        assert row(db, broken).held == BROKEN


def test_what_slack_refuses_is_held_and_each_of_the_others_tries_alone(
    database: Database,
) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        tom, taken = one_message(db, CHECK_IN, QUESTION, ASKED)
        hold(db, taken, reason="invalid_blocks", now=NOW)

        [second] = [each for each in all_due(db) if each.member_id == tom.id]
        assert kinds_of(second) == [QUESTION]
        settle(db, second, channel="D1", ts=HERE, now=NOW)
        release_all(db, now=NOW + A_WEEK)
        [third] = [
            each for each in all_due(db, now=NOW + A_WEEK) if each.addressee == taken.addressee
        ]
        assert kinds_of(third) == [CHECK_IN]
        hold(db, third, reason="invalid_blocks", now=NOW)
        drop(db, leila, now=NOW)
        last = [each for each in all_due(db, now=NOW + A_WEEK) if each.member_id == tom.id]
        assert in_messages(last) == [[ASKED]]


def test_dropped_where_it_may_be_out_nothing_of_it_comes_again(database: Database) -> None:
    with database.transaction() as db:
        leila = join(db, "leila", facilitator=True)
        tom, taken = one_message(db, CHECK_IN, QUESTION)
        begin_post(db, taken, channel="D1", now=NOW, lease_now=NOW)
        for number in range(MOST_BROKEN):
            later = NOW + 2 * LEASE + number * timedelta(hours=1)
            [taken] = claim(db, now=NOW, lease_now=later)
            assert kinds_of(taken) == [CHECK_IN, QUESTION]
            leave(db, taken, reason=BROKEN, lease_now=NOW, now=NOW)
        drop(db, leila, now=NOW)
        assert [each for each in all_due(db) if each.member_id == tom.id] == []

        refresh(db, QUESTION, 1, now=NOW)
        [anew] = [each for each in all_due(db) if each.member_id == tom.id]
        assert kinds_of(anew) == [QUESTION]


def test_whose_message_was_handed_over_has_not_left_one_too_many(database: Database) -> None:
    with database.transaction() as db:
        _, slow = one_message(db, CHECK_IN, QUESTION)
        begin_post(db, slow, channel="D1", now=NOW, lease_now=NOW)
        [quick] = all_due(db, lease_now=NOW + 2 * LEASE)
        say(db, quick, CHECK_IN)

        assert not settle(db, slow, channel="D1", ts=HERE, now=NOW)
        assert not is_surplus(db, slow, "1.0")
        assert is_surplus(db, slow, "2.0")


def test_two_couriers_at_once_say_one_thing_unasked(database: Database) -> None:
    """However much is due, and whatever is done with the same member meanwhile."""
    subjects = range(1, 4 * CLAIMED_AT_ONCE + 1)  # so many that each finds what nobody has
    with database.transaction() as db:
        tom = join(db, "tom")
        for number in subjects:
            due_to(db, tom, CHECK_IN, subject=number)
    said: list[int] = []
    ready = threading.Barrier(4)

    def race() -> None:
        ready.wait()
        for _ in range(4):
            with database.transaction() as db:
                taken = claim(db, now=NOW, lease_now=NOW)
            for each in taken:
                said.append(each.subject_id)
                with database.transaction() as db:
                    assert settle(db, each, channel="D1", ts=f"{each.id}.0", now=NOW)

    racers = [threading.Thread(target=race) for _ in range(4)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()

    assert len(said) == 1
    with database.read() as db:
        found = [row(db, CHECK_IN, number).ts for number in subjects]
    assert sum(each is not None for each in found) == MOST_TOGETHER


def test_nobody_waits_for_ever_for_another(database: Database) -> None:
    """Saves that ask for the parts of one message in any order, hold their member, or look after
    what somebody set, while couriers carry it: on PostgreSQL each holds rows that others want.
    """
    kinds = (CHECK_IN, QUESTION, TOLD_BACK, WHAT_NEXT)
    with database.transaction() as db:
        tom, taken = one_message(db, *kinds)
        say(db, taken)
        tom_id = tom.id

    def save(first: str, second: str, *, holds: bool) -> None:
        with database.transaction() as db:
            if holds:
                lock_member(db, tom_id)
            want_messages(db, [occasion(first, 1)], to=(), now=NOW)
            refresh(db, second, 1, now=NOW)

    def carry(later: timedelta = timedelta(minutes=5)) -> None:
        with database.transaction() as db:
            due = claim(db, now=NOW + later, lease_now=NOW)
        for each in due:
            with database.transaction() as db:
                settle(db, each, channel="D1", ts=HERE, parts=Parts(ids_of(each)), now=NOW)

    at_once(
        partial(save, QUESTION, CHECK_IN, holds=False),
        partial(save, QUESTION, TOLD_BACK, holds=True),
        partial(save, CHECK_IN, WHAT_NEXT, holds=True),
        carry,
        carry,
    )
    for _ in range(2):
        carry(timedelta(minutes=6))
    with database.transaction() as db:
        rows = [row(db, each) for each in kinds]
        assert [(each.ts, each.shown == each.wanted) for each in rows] == [(HERE, True)] * 4


def at_once(*works: Callable[[], None]) -> None:
    """Each again and again, beside the others; none may fail."""
    failed: list[Exception] = []
    ready = threading.Barrier(len(works))

    def race(work: Callable[[], None]) -> None:
        ready.wait()
        try:
            for _ in range(25):
                work()
        except Exception as error:  # noqa: BLE001  # a thread's failure is the test's
            failed.append(error)

    racers = [threading.Thread(target=race, args=(each,)) for each in works]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert failed == []
