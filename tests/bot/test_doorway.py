"""The doorway's rules: one at a time, replaced in time, by whom."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.deliveries import BOOKMARK, DOORWAY
from bot.doorway import is_to_stand, keep, look_after, needs_keeping, put_up_again
from bot.errors import Refusal
from bot.outcomes import settle
from bot.programme import choose_noticeboard, preset_noticeboard
from storage.database import Database
from storage.deliveries import Delivery
from storage.programme import programme
from tests.cast import NOW, all_due, join

DAY = timedelta(days=1)


def post(db: Session, now: datetime) -> None:
    """Slack takes all that is due, at that time."""
    for number, taken in enumerate(all_due(db, now=now, lease_now=now)):
        ts = f"{now.timestamp() + number:.6f}"
        says = taken.kind == BOOKMARK or (
            taken.kind == DOORWAY and is_to_stand(db, taken.subject_id, stands=taken.ts is not None)
        )
        settle(
            db,
            taken,
            channel=(taken.channel or taken.noticeboard or "C1") if says else None,
            ts=(taken.ts or ts) if says else None,
            now=now,
        )


def beat(db: Session, now: datetime) -> None:
    for _ in range(3):
        keep(db, now=now)
        post(db, now)


def standing(db: Session, kind: str = DOORWAY) -> dict[int, str]:
    """Which numbers stand, and in which channel."""
    stand = select(Delivery).where(Delivery.kind == kind, Delivery.ts.is_not(None))
    return {each.subject_id: each.channel or "" for each in db.scalars(stand)}


def test_without_a_noticeboard_there_is_none(database: Database) -> None:
    with database.transaction() as db:
        assert not needs_keeping(db, now=NOW)
        keep(db, now=NOW)
        look_after(db, now=NOW)
        assert programme(db).doorway == 0
        assert db.scalars(select(Delivery)).all() == []


def test_a_preset_noticeboard_has_one_from_the_first_start_on(database: Database) -> None:
    with database.transaction() as db:
        for _ in range(3):
            preset_noticeboard(db, "C1", now=NOW)
            look_after(db, now=NOW)
        beat(db, NOW)
        assert (standing(db), standing(db, BOOKMARK)) == ({1: "C1"}, {1: "C1"})
        preset_noticeboard(db, "C2", now=NOW)
        beat(db, NOW + DAY)
        assert standing(db) == {2: "C2"}


def test_it_is_kept_once_a_day_80_comes_and_not_before(database: Database) -> None:
    with database.transaction() as db:
        preset_noticeboard(db, "C1", now=NOW)
        beat(db, NOW)
        for days in (1, 30, 79):
            look_after(db, now=NOW + days * DAY)  # an edit makes it no younger
            beat(db, NOW + days * DAY)
            assert standing(db) == {1: "C1"}
        assert not needs_keeping(db, now=NOW + 80 * DAY - timedelta(seconds=1))
        assert needs_keeping(db, now=NOW + 80 * DAY)
        beat(db, NOW + 80 * DAY)
        assert standing(db) == {2: "C1"}


def test_asked_for_twice_it_goes_up_once(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        preset_noticeboard(db, "C1", now=NOW)
        beat(db, NOW)
        assert put_up_again(db, jonas, now=NOW) == "C1"
        put_up_again(db, jonas, now=NOW)
        assert programme(db).doorway == 2
        beat(db, NOW + DAY)
        assert standing(db) == {2: "C1"}


def test_who_may_put_it_up_again_and_where(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = join(db, "amina"), join(db, "jonas", facilitator=True)
        with pytest.raises(Refusal, match=r"doorway\.no_noticeboard"):
            put_up_again(db, jonas, now=NOW)
        preset_noticeboard(db, "C1", now=NOW)
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            put_up_again(db, amina, now=NOW)
        assert programme(db).doorway == 1


def test_it_moves_only_when_the_noticeboard_does(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        choose_noticeboard(db, jonas, "C1", now=NOW)
        choose_noticeboard(db, jonas, "C1", now=NOW)
        assert programme(db).doorway == 1
        choose_noticeboard(db, jonas, "C2", now=NOW)
        assert programme(db).doorway == 2


def test_one_that_waits_gives_way_to_a_newer_one_and_one_that_stands_waits_for_it(
    database: Database,
) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        choose_noticeboard(db, jonas, "C1", now=NOW)
        beat(db, NOW)
        choose_noticeboard(db, jonas, "C2", now=NOW)
        choose_noticeboard(db, jonas, "C3", now=NOW)
        assert is_to_stand(db, 1, stands=True)
        assert not is_to_stand(db, 2, stands=False)
        assert is_to_stand(db, 3, stands=False)
        beat(db, NOW + DAY)
        assert standing(db) == {3: "C3"}
        assert not is_to_stand(db, 1, stands=True)


def test_one_that_slack_holds_back_is_not_followed_by_another(database: Database) -> None:
    with database.transaction() as db:
        preset_noticeboard(db, "C1", now=NOW)
        db.scalars(select(Delivery).where(Delivery.kind == DOORWAY)).one().held = "is_archived"
        db.flush()
        for days in range(100):
            beat(db, NOW + days * DAY)
        assert programme(db).doorway == 1
