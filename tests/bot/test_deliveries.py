"""Deliveries as rows: planned once, claimed by one, settled or kept for another try."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.deliveries import (
    FIRST_LOOK,
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    Claimed,
    begin_post,
    claim,
    held_for,
    hold,
    leave,
    put_off,
    refresh,
    renew,
    settle,
    show,
    try_again,
)
from bot.errors import Refusal
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.programme import programme
from tests.cast import NOW, join

CARD = "experiments.card"


@pytest.fixture
def database(database: Database) -> Database:
    """With a noticeboard, so that what is for it can go out."""
    with database.transaction() as db:
        programme(db).noticeboard = "CNOTICEBO"
    return database


def take(db: Session, **more: timedelta) -> list[Claimed]:
    later = NOW + more.get("later", timedelta())
    return claim(db, now=later, lease_now=NOW + more.get("lease_later", timedelta()))


def row(db: Session, subject_id: int = 1) -> Delivery:
    found = delivery_by_occasion(db, f"{CARD}:{subject_id}")
    assert found is not None
    db.refresh(found)
    return found


def test_planning_twice_is_planning_once(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        show(db, CARD, 1, now=NOW)

        assert [each.subject_id for each in take(db)] == [1]
        assert row(db).wanted == 2


def test_what_was_never_planned_is_not_brought_up_to_date(database: Database) -> None:
    with database.transaction() as db:
        refresh(db, CARD, 1, now=NOW)

        assert take(db) == []


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


def test_after_a_courier_died_the_next_one_knows_that_it_may_be_out(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [dead] = take(db)
        assert dead.looked_for_since is None

        [next_one] = take(db, lease_later=LEASE + timedelta(seconds=1))
        assert next_one.looked_for_since == NOW

        settle(db, dead, channel="CNOTICEBO", ts="1.0", now=NOW)
        assert row(db).ts is None, "whose lease has lapsed decides nothing any more"


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
        leila = join(db, "leila", facilitator=True)
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        waits = []
        for _ in range(MOST_ATTEMPTS):
            leave(db, taken, reason="internal_error", lease_now=NOW, now=NOW)
            waits.append(row(db).claimed_until)
        held = held_for(db, leila)

        assert waits[:3] == [NOW + FIRST_LOOK, NOW + 2 * FIRST_LOOK, NOW + 4 * FIRST_LOOK]
        assert waits[-2] == NOW + LONGEST_WAIT
        assert [each.held for each in held] == ["internal_error"]


def test_after_it_went_well_the_waits_begin_anew(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        for _ in range(4):
            leave(db, taken, reason="internal_error", lease_now=NOW, now=NOW)
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
        assert begin_post(db, slow, channel="CNEW", lease_now=NOW + timedelta(seconds=20))
        assert (row(db).channel, row(db).claimed_until) == ("CNEW", NOW + timedelta(seconds=50))
        assert renew(db, slow, lease_now=later)
        assert row(db).claimed_until == later + LEASE

        [quick] = take(db, lease_later=3 * LEASE)
        assert quick.channel == "CNEW"
        assert not renew(db, slow, lease_now=later)
        assert not begin_post(db, slow, channel="CNEW", lease_now=later)


def test_what_slack_refused_waits_for_a_facilitator_who_is_told(database: Database) -> None:
    with database.transaction() as db:
        leila, tom = join(db, "leila", facilitator=True), join(db, "tom")
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        hold(db, taken, reason="not_in_channel", now=NOW)

        assert [each.held for each in held_for(db, leila)] == ["not_in_channel"]
        assert list(held_for(db, tom)) == []
        assert [each.kind for each in take(db)] == ["home"], "only her Home is drawn again"

        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            try_again(db, tom, now=NOW)
        try_again(db, leila, now=NOW)
        assert CARD in {each.kind for each in take(db)}


def test_a_change_lets_go_of_what_was_held(database: Database) -> None:
    with database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        [taken] = take(db)
        hold(db, taken, reason="invalid_blocks", now=NOW)
        assert take(db) == []

        show(db, CARD, 1, now=NOW)
        assert len(take(db)) == 1


def test_what_comes_too_late_is_dropped(database: Database) -> None:
    with database.transaction() as db:
        show(db, "workshops.reminder", 1, now=NOW, expires_at=NOW + timedelta(hours=1))

        assert take(db, later=timedelta(hours=1)) == []
        assert take(db, later=timedelta(minutes=1)) == [], "it was dropped, not only passed over"


def test_without_a_noticeboard_its_posts_wait_and_homes_do_not(database: Database) -> None:
    with database.transaction() as db:
        programme(db).noticeboard = None
        amina = join(db, "amina")
        show(db, CARD, 1, now=NOW)
        show(db, "home", amina.id, member_id=amina.id, now=NOW)
        assert [each.kind for each in take(db)] == ["home"]

        programme(db).noticeboard = "CELSEWHERE"
        assert [each.channel for each in take(db)] == ["CELSEWHERE"]
