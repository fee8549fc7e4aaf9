"""What stands in a digest, and what does not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.selections import Chosen, choose, is_quiet
from bot.visibility import Room, read_as
from storage.cycles import move_by_id
from storage.database import Database
from storage.digests import Digest, DigestItem, Omission
from storage.people import Member
from tests import weeks
from tests.cast import a_session, join

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
SINCE = MONDAY - WEEK


def digest_of(db: Session, *, state: str = "coming", due_at: datetime = MONDAY) -> Digest:
    digest = Digest(for_day=due_at.date(), state=state, since=due_at - WEEK, due_at=due_at)
    db.add(digest)
    db.flush()
    return digest


def chosen(db: Session, digest: Digest, *, now: datetime = MONDAY) -> dict[str, list[int]]:
    read_as(db, Room())
    found: dict[str, list[int]] = {}
    for each in choose(db, digest, now=now):
        found.setdefault(each.section, []).append(each.subject_id)
    return found


def people(db: Session, *handles: str) -> list[Member]:
    return [join(db, each) for each in handles]


def test_the_whole_in_its_order_and_no_more_of_each_than_is_read(database: Database) -> None:
    with database.transaction() as db:
        members = people(db, *(f"m{number}" for number in range(12)))
        for number, each in enumerate(members):
            at = SINCE + number * HOUR
            weeks.line(db, each, f"line {number}", at=at)
            weeks.notice(db, each, f"notice {number}", at=at)
            asked = weeks.ask(db, each, f"ask {number}", at=at)
            weeks.told(db, asked, "It went well.", at=at)
            weeks.experiment(db, each, f"try {number}", at=at)
            weeks.greet(db, each, at=at)
        found = choose(db, digest_of(db), now=MONDAY)

        assert list(dict.fromkeys(each.section for each in found)) == [
            "opening", "asks", "moves", "lines", "notices", "people", "next",
        ]  # fmt: skip
        counted = {each.section: 0 for each in found}
        for one in found:
            counted[one.section] += 1
        assert counted == {
            "opening": 1, "asks": 3, "moves": 5, "lines": 5, "notices": 3, "people": 8, "next": 2,
        }  # fmt: skip


def test_a_week_without_anything(database: Database) -> None:
    with database.transaction() as db:
        assert chosen(db, digest_of(db)) == {}


def test_asks_that_wait_come_oldest_first_however_old_they_are(database: Database) -> None:
    with database.transaction() as db:
        [amina] = people(db, "amina")
        newer = weeks.ask(db, amina, "newer", at=SINCE + DAY)
        older = weeks.ask(db, amina, "older", at=SINCE - WEEK)
        unnamed = weeks.ask(db, amina, "unnamed", at=SINCE + 2 * DAY, unnamed=True)
        weeks.ask(db, amina, "talking", at=SINCE, state="talking")
        weeks.ask(db, amina, "ended", at=SINCE, state="closed")
        weeks.ask(db, amina, "quietly", at=SINCE, visibility="facilitators")

        assert chosen(db, digest_of(db)) == {"asks": [older.id, newer.id, unnamed.id]}


def test_lines_of_different_people_come_first(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, wanjiru = people(db, "amina", "tom", "wanjiru")
        by_amina = [
            weeks.line(db, amina, f"{number}", at=SINCE + number * HOUR).id for number in range(4)
        ]
        by_tom = weeks.line(db, tom, "tom", at=SINCE).id
        by_wanjiru = weeks.line(db, wanjiru, "w", at=SINCE + HOUR).id

        assert chosen(db, digest_of(db)) == {
            "opening": [by_amina[3]],
            "lines": [by_wanjiru, by_tom, *by_amina[2::-1]],
        }


def test_notices_of_different_people_come_first(database: Database) -> None:
    """Whoever puts up three things on one evening leaves room for the others'."""
    with database.transaction() as db:
        amina, tom, wanjiru = people(db, "amina", "tom", "wanjiru")
        by_wanjiru = weeks.notice(db, wanjiru, "tea", at=SINCE).id
        by_tom = weeks.notice(db, tom, "a walk", at=SINCE + HOUR).id
        by_amina = [
            weeks.notice(db, amina, f"{number}", at=SINCE + DAY + number * HOUR).id
            for number in range(3)
        ]

        assert chosen(db, digest_of(db)) == {"notices": [by_amina[2], by_tom, by_wanjiru]}


def test_of_each_experiment_what_tells_most(database: Database) -> None:
    with database.transaction() as db:
        [amina] = people(db, "amina")
        new = weeks.experiment(db, amina, "new", at=SINCE)
        weeks.move(db, new, "onward", at=SINCE + HOUR)
        told = weeks.experiment(db, amina, "told", at=SINCE - WEEK)
        weeks.move(db, told, "looped_back", at=SINCE + HOUR, words="They knew.")
        newest = weeks.move(db, told, "noted", at=SINCE + 2 * HOUR, words="They still do.")
        weeks.move(db, told, "onward", at=SINCE + 3 * HOUR)
        plain = weeks.experiment(db, amina, "plain", at=SINCE - WEEK)
        onward = weeks.move(db, plain, "onward", at=SINCE + 4 * HOUR)
        quiet = weeks.experiment(db, amina, "quiet", at=SINCE - WEEK)
        weeks.move(db, quiet, "noted", at=SINCE + HOUR)
        weeks.move(db, quiet, "handed_over", at=SINCE + HOUR)
        alone = weeks.experiment(db, amina, "alone", at=SINCE, visibility="only_me")
        weeks.move(db, alone, "onward", at=SINCE + HOUR, words="Private.", visibility="only_me")
        weeks.experiment(db, amina, "unanswered", at=SINCE, stage="explore")

        found = chosen(db, digest_of(db))
        began = new.id
        assert found == {"moves": [newest.id, found["moves"][1], onward.id]}
        assert _experiment(db, found["moves"][1]) == began


def _experiment(db: Session, move_id: int) -> int:
    move = move_by_id(db, move_id)
    assert move is not None
    assert move.kind == "began"
    return move.experiment_id


def test_what_is_for_fewer_is_never_in_it(database: Database) -> None:
    with database.transaction() as db:
        [amina] = people(db, "amina")
        weeks.notice(db, amina, "gone", at=SINCE, state="taken_down")
        weeks.notice(db, amina, "over", at=SINCE, state="expired")
        asked = weeks.ask(db, amina, "done", at=SINCE, state="closed")
        weeks.told(db, asked, "for those who helped", at=SINCE, visibility="circle")
        weeks.greet(db, amina, at=SINCE, greeting="no")

        assert chosen(db, digest_of(db)) == {}


@pytest.mark.parametrize("state", ["sent", "passed"])
def test_nothing_is_told_twice_but_asks_that_wait(database: Database, state: str) -> None:
    """What stood in one that never went out was not told."""
    with database.transaction() as db:
        [amina] = people(db, "amina")
        line = weeks.line(db, amina, "line", at=SINCE)
        asked = weeks.ask(db, amina, "ask", at=SINCE)
        notice = weeks.notice(db, amina, "notice", at=SINCE)
        before, now = digest_of(db, state=state, due_at=SINCE), digest_of(db)
        everything = {"opening": [line.id], "asks": [asked.id], "notices": [notice.id]}
        assert chosen(db, now) == everything
        for position, (section, [subject]) in enumerate(everything.items()):
            item = DigestItem(
                digest_id=before.id, position=position, section=section, subject_id=subject
            )
            db.add(item)
        db.flush()

        assert chosen(db, now) == ({"asks": [asked.id]} if state == "sent" else everything)


@pytest.mark.parametrize("earlier", [True, False])
def test_what_was_left_out_stays_out_but_an_ask_that_waits(
    database: Database, *, earlier: bool
) -> None:
    with database.transaction() as db:
        [amina] = people(db, "amina")
        line = weeks.line(db, amina, "line", at=SINCE)
        asked = weeks.ask(db, amina, "ask", at=SINCE)
        now = digest_of(db)
        where = digest_of(db, state="sent", due_at=SINCE) if earlier else now
        for section, subject in (("lines", line.id), ("asks", asked.id)):
            db.add(Omission(digest_id=where.id, section=section, subject_id=subject))
        db.flush()

        assert choose(db, now, now=MONDAY) == ([Chosen("asks", asked.id)] if earlier else [])


def test_sessions_that_begin_soon_come_every_week_the_next_first(database: Database) -> None:
    with database.transaction() as db:
        [jonas] = people(db, "jonas")
        soon = [a_session(db, jonas, MONDAY + each * DAY).id for each in (13, 3, 9, 1)]
        a_session(db, jonas, MONDAY + 14 * DAY)
        a_session(db, jonas, MONDAY + DAY, state="draft")
        a_session(db, jonas, MONDAY + DAY, state="cancelled")
        a_session(db, jonas, MONDAY - HOUR)
        told = digest_of(db, state="sent", due_at=MONDAY - WEEK)
        db.add(DigestItem(digest_id=told.id, position=0, section="sessions", subject_id=soon[1]))
        digest = digest_of(db)

        assert chosen(db, digest) == {"sessions": [soon[3], soon[1], soon[2]]}


def test_a_session_that_is_left_out_makes_room_and_is_back_next_week(database: Database) -> None:
    with database.transaction() as db:
        [jonas] = people(db, "jonas")
        first, second = (a_session(db, jonas, MONDAY + each * DAY).id for each in (8, 9))
        digest = digest_of(db)
        db.add(Omission(digest_id=digest.id, section="sessions", subject_id=first))
        db.flush()
        assert chosen(db, digest) == {"sessions": [second]}
        digest.state = "sent"

        following = digest_of(db, due_at=MONDAY + WEEK)
        assert chosen(db, following, now=MONDAY + WEEK) == {"sessions": [first, second]}


def test_a_quiet_week_names_the_next_session_however_far_it_is(database: Database) -> None:
    with database.transaction() as db:
        members = people(db, "jonas", "amina", "tom")
        next_, after = (a_session(db, members[0], MONDAY + each * WEEK).id for each in (5, 6))
        digest = digest_of(db)
        assert chosen(db, digest) == {"sessions": [next_]}
        db.add(Omission(digest_id=digest.id, section="sessions", subject_id=next_))
        db.flush()
        assert chosen(db, digest) == {"sessions": [after]}

        for each in members:
            weeks.notice(db, each, f"by {each.name}", at=SINCE)
        assert chosen(db, digest).keys() == {"notices"}


def test_what_is_coming_makes_no_week_less_quiet() -> None:
    coming = [Chosen("sessions", each) for each in range(3)]
    told = [Chosen("asks", each) for each in range(3)]

    assert is_quiet(coming)
    assert is_quiet([*coming, *told[:2]])
    assert not is_quiet(told)
