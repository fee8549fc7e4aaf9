"""One digest for each of its days, whatever happens to the clock, to the settings, to Slack or to
us.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import loops
from bot.deliveries import DIGEST, occasion
from bot.digests import PREVIEW, keep_going, schedule_of, wants_a_look
from bot.editions import Arrangement, add_break, add_line, arrange, hold, leave_out
from bot.notices import Said, put_up_again, take_down
from bot.notices import edit as edit_notice
from bot.people import greet
from bot.reflections import take_line_back
from bot.selections import Chosen
from bot.visibility import Room, person, read_as
from storage.asks import Help
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.digests import (
    Digest,
    current_digest,
    digest_by_id,
    items_of,
    newest_digest_sent,
    notes_of,
    omissions_of,
    previews_of,
)
from storage.people import Member
from storage.programme import programme
from tests import weeks
from tests.cast import join

ZONES = ("Europe/London", "America/St_Johns", "Pacific/Auckland")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
THURSDAY = MONDAY - timedelta(days=4)
Tick = Callable[..., None]


@contextmanager
def acting(database: Database, handle: str = "jonas") -> Iterator[tuple[Session, Member]]:
    with database.transaction() as db:
        member = join(db, handle, facilitator=handle in {"jonas", "leila"})
        read_as(db, person(member))
        yield db, member


@pytest.fixture
def tick(database: Database) -> Tick:
    """The heart beats, at each of these moments. Jonas facilitates; the digest goes to the
    noticeboard.
    """
    with acting(database) as (db, _):
        group = programme(db)
        group.noticeboard, group.digest_zone = "C0BOARD", "Europe/London"

    def tick(*moments: datetime) -> None:
        ahead = iter(moments)
        beat(next(ahead))
        while (now := first_with_work(ahead)) is not None:
            beat(now)

    def first_with_work(ahead: Iterator[datetime]) -> datetime | None:
        """Nothing changes before it, so that one session looks: one for each moment took two thirds
        of these tests.
        """
        with database.read() as db:
            return next((now for now in ahead if wants_a_look(db, now=now)), None)

    def beat(now: datetime) -> None:
        with database.read() as db:
            wants = wants_a_look(db, now=now)
        if wants:
            with database.transaction(Room()) as db:
                keep_going(db, now=now)
            with database.read() as db:
                assert not wants_a_look(db, now=now), "it is done"
        _post(database, now)

    return tick


def _post(database: Database, now: datetime) -> None:
    """Slack takes what is due."""
    with database.transaction() as db:
        due = select(Delivery).where(Delivery.kind == DIGEST, Delivery.shown < Delivery.wanted)
        for each in db.scalars(due.where(Delivery.held.is_(None))):
            each.shown, each.ts, each.put_up_at = each.wanted, "1.1", each.put_up_at or now


def sent(database: Database) -> list[tuple[date, datetime, datetime]]:
    """The digests that went out: for which day, when, and since when they tell."""
    with database.read() as db:
        rows = db.scalars(select(Digest).where(Digest.state == "sent").order_by(Digest.sent_at))
        return [(each.for_day, each.sent_at, each.since) for each in rows if each.sent_at]


def times(database: Database) -> list[datetime]:
    return [at for _, at, _ in sent(database)]


def coming(database: Database) -> Digest:
    with database.read() as db:
        digest = current_digest(db)
        assert digest is not None
        return digest


def posts(database: Database) -> list[int]:
    with database.read() as db:
        planned = select(Delivery.subject_id).where(Delivery.kind == DIGEST)
        return list(db.scalars(planned.order_by(Delivery.subject_id)))


def days(start: datetime, count: int, every: timedelta = timedelta(hours=6)) -> list[datetime]:
    return [start + number * every for number in range(count)]


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_weeks_with_both_clock_changes(database: Database, tick: Tick, zone: str) -> None:
    with database.transaction() as db:
        programme(db).digest_zone = zone
    begin = datetime(2027, 1, 1, tzinfo=UTC)
    tick(*days(begin, 209, timedelta(hours=42)))

    with database.read() as db:
        schedule = schedule_of(db, programme(db))
    assert [each.weekday() for each, _, _ in sent(database)] == [0] * 52
    assert len({each for each, _, _ in sent(database)}) == 52
    assert all(timedelta() <= at - schedule.at(day) <= 2 * DAY for day, at, _ in sent(database))
    assert posts(database) == sorted(set(posts(database)))
    gapless = [since for _, _, since in sent(database)][1:]
    assert gapless == times(database)[:-1], "each tells since the one before"


def test_the_first_tells_of_a_week(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    tick(MONDAY - HOUR)
    assert sent(database) == []
    tick(MONDAY)

    assert sent(database) == [(MONDAY.date(), MONDAY, MONDAY - WEEK)]
    assert coming(database).due_at == MONDAY + WEEK


def test_however_often_the_clock_looks_it_goes_out_once(database: Database, tick: Tick) -> None:
    tick(*(now for now in days(THURSDAY, 6 * 24, HOUR) for _ in range(2)))

    assert len(sent(database)) == 1
    assert len(posts(database)) == 1


def test_without_a_channel_nothing_comes(database: Database, tick: Tick) -> None:
    with database.transaction() as db:
        programme(db).noticeboard = None
    tick(THURSDAY)
    tick(MONDAY)

    with database.read() as db:
        assert current_digest(db) is None


def test_a_facilitator_sees_it_the_day_before_once(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    tick(MONDAY - DAY - timedelta(seconds=1))
    digest = coming(database)
    with database.read() as db:
        assert previews_of(db, digest.id) == []
    tick(MONDAY - DAY)
    tick(MONDAY - HOUR)
    with acting(database, "leila"):
        pass
    tick(MONDAY - HOUR / 2)

    with database.read() as db:
        shown = {each.member_id: each.id for each in previews_of(db, digest.id)}
        rows = [delivery_by_occasion(db, occasion(PREVIEW, each)) for each in shown.values()]
        assert sorted(each.member_id or 0 for each in rows if each) == sorted(shown)
        assert len(shown) == 2, "and whoever is named a facilitator meanwhile"


@pytest.mark.parametrize(
    ("back", "goes_out", "following"),
    [
        # Down over one Monday: it goes out on return; the next is at least four days after.
        (MONDAY + timedelta(minutes=5), True, MONDAY + WEEK),
        (MONDAY + 2 * DAY, True, MONDAY + WEEK),
        (MONDAY + 3 * DAY, True, MONDAY + WEEK),
        (MONDAY + 4 * DAY, True, MONDAY + 2 * WEEK),
        # The next is less than two days away, and tells everything.
        (MONDAY + 6 * DAY, False, MONDAY + WEEK),
        # A week and a month: one, never one for each.
        (MONDAY + WEEK + DAY, True, MONDAY + 2 * WEEK),
        (MONDAY + 4 * WEEK + DAY, True, MONDAY + 5 * WEEK),
        (MONDAY + 4 * WEEK + 6 * DAY, False, MONDAY + 5 * WEEK),
    ],
)
def test_after_a_while_of_silence_one_tells_all(
    database: Database, tick: Tick, back: datetime, following: datetime, *, goes_out: bool
) -> None:
    tick(THURSDAY)
    tick(back)
    tick(back + HOUR)

    assert times(database) == ([back] if goes_out else [])
    assert coming(database).due_at == following
    tick(following)
    tick(following + HOUR)
    assert times(database) == [*([back] if goes_out else []), following]
    [first, *_] = sent(database)
    assert first[2] == MONDAY - WEEK, "nothing of the silence is lost"


def test_two_copies_at_the_same_instant(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    for number in range(4):
        at = MONDAY + number * WEEK
        _at_once(database, at)
        _post(database, at)

    assert times(database) == [MONDAY + number * WEEK for number in range(4)]
    assert len(posts(database)) == 4


def test_two_copies_that_start_at_the_same_instant(database: Database, tick: Tick) -> None:
    del tick
    _at_once(database, THURSDAY)

    with database.read() as db:
        assert len(db.scalars(select(Digest)).all()) == 1


def _at_once(database: Database, now: datetime) -> None:
    ready = threading.Barrier(3)
    stumbled: list[Exception] = []

    def beat() -> None:
        ready.wait()
        try:
            with database.transaction(Room()) as db:
                keep_going(db, now=now)
        except (OperationalError, TimeoutError):
            pass  # on a busy machine: whoever waited too long comes at the next beat
        except Exception as error:  # noqa: BLE001  # carried over to the test's own thread
            stumbled.append(error)

    hearts = [threading.Thread(target=beat) for _ in range(3)]
    for each in hearts:
        each.start()
    for each in hearts:
        each.join()
    assert stumbled == []


def arranged(**more: object) -> Arrangement:
    given: dict[str, object] = {
        "channel": "C0BOARD",
        "weekday": 0,
        "hour": 9,
        "zone": "Europe/London",
        "country": "",
    }
    return Arrangement(**{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "more", "then"),
    [
        # Between the preview and the due hour, to another day, hour and clock.
        (MONDAY - HOUR, {"weekday": 2}, [MONDAY + 2 * DAY, MONDAY + 9 * DAY]),
        (MONDAY - HOUR, {"hour": 12}, [MONDAY + 3 * HOUR, MONDAY + WEEK + 3 * HOUR]),
        (MONDAY - HOUR, {"zone": "America/New_York"}, [MONDAY + 5 * HOUR]),
        # To an hour that is over: the next week's tells everything.
        (MONDAY - HOUR, {"hour": 7}, [MONDAY + WEEK - 2 * HOUR]),
        # At the due instant, before the heart beat: what was due goes out, the next one moves.
        (MONDAY, {"weekday": 2}, [MONDAY, MONDAY + 9 * DAY]),
        (MONDAY + timedelta(seconds=3), {"hour": 12}, [MONDAY + timedelta(seconds=3)]),
        # Just after it went out: never twice in a week.
        (MONDAY + DAY, {"weekday": 2}, [MONDAY, MONDAY + 9 * DAY]),
        (MONDAY + DAY, {"weekday": 4}, [MONDAY, MONDAY + 4 * DAY]),
        (MONDAY + HOUR, {"hour": 12}, [MONDAY, MONDAY + WEEK + 3 * HOUR]),
        # Only the channel.
        (MONDAY - HOUR, {"channel": "C0OTHER"}, [MONDAY, MONDAY + WEEK]),
    ],
)
def test_settings_changed_at_the_wrong_moment(
    database: Database, tick: Tick, at: datetime, more: dict[str, object], then: list[datetime]
) -> None:
    tick(THURSDAY)
    tick(MONDAY - DAY)
    if at > MONDAY + timedelta(seconds=10):
        tick(MONDAY)
    with acting(database) as (db, jonas):
        arrange(db, jonas, arranged(**more), now=at)
    tick(*days(at, 24 * 10, HOUR))

    assert times(database)[: len(then)] == then
    starts = [since for _, _, since in sent(database)]
    assert starts[1:] == times(database)[:-1], "nothing is lost, nothing told twice"
    assert len(posts(database)) == len(times(database))


def test_settings_saved_and_the_heart_beating_at_the_due_instant(
    database: Database, tick: Tick
) -> None:
    tick(MONDAY - DAY)
    ready = threading.Barrier(2)
    stumbled: list[Exception] = []

    def run(act: Callable[[], None]) -> None:
        ready.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001  # carried over to the test's own thread
            stumbled.append(error)

    def save() -> None:
        with acting(database) as (db, jonas):
            arrange(db, jonas, arranged(weekday=2), now=MONDAY)

    def beat() -> None:
        with database.transaction(Room()) as db:
            keep_going(db, now=MONDAY)

    both = [threading.Thread(target=run, args=(each,)) for each in (save, beat)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert [each for each in stumbled if not isinstance(each, OperationalError)] == []
    assert times(database) == [MONDAY]
    assert coming(database).due_at == MONDAY + 9 * DAY


def test_days_without_a_digest(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    with acting(database) as (db, jonas):
        add_break(db, jonas, MONDAY.date(), MONDAY.date() + 8 * DAY, now=THURSDAY)
    assert coming(database).due_at == MONDAY + 9 * DAY
    tick(*days(THURSDAY, 25 * 24, HOUR))

    assert times(database) == [MONDAY + 9 * DAY, MONDAY + 14 * DAY]


def test_held_it_waits_and_the_next_tells_all(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    with acting(database) as (db, jonas):
        line = weeks.line(db, jonas, "One.", at=THURSDAY)
        digest = coming(database)
        add_line(db, jonas, digest.id, "See you on Thursday.", now=THURSDAY)
        gone = {Chosen("lines", line.id)}
        leave_out(db, jonas, digest.id, shown=gone, left_out=gone, now=THURSDAY)
        hold(db, jonas, digest.id, now=THURSDAY)
    tick(*days(MONDAY - DAY, 24 * 6, HOUR))
    assert sent(database) == []
    assert coming(database).id == digest.id
    tick(MONDAY + 6 * DAY)

    following = coming(database)
    assert (following.id != digest.id, following.state) == (True, "coming")
    with acting(database) as (db, _):
        assert [each.words for each in notes_of(db, following.id)] == ["See you on Thursday."]
        assert [each.subject_id for each in omissions_of(db, following.id)] == [line.id]
    tick(MONDAY + WEEK)
    assert sent(database) == [(MONDAY.date() + WEEK, MONDAY + WEEK, MONDAY - WEEK)]
    with database.read() as db:
        assert items_of(db, following.id) == []


def test_what_slack_never_took_is_told_by_the_next(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    with database.transaction(Room()) as db:
        keep_going(db, now=MONDAY)
    with database.transaction() as db:
        post = db.scalars(select(Delivery).where(Delivery.kind == DIGEST)).one()
        post.held = "is_archived"
        unsaid = post.subject_id
    tick(MONDAY + WEEK)

    assert sent(database) == [(MONDAY.date() + WEEK, MONDAY + WEEK, MONDAY - WEEK)]
    with database.read() as db:
        digest = digest_by_id(db, unsaid)
        assert digest is not None
        assert digest.state == "passed"


def wanted(database: Database) -> int:
    with database.read() as db:
        return db.scalars(select(Delivery.wanted).where(Delivery.kind == DIGEST)).one()


def test_what_was_saved_while_the_last_was_put_together_is_told_and_told_once(
    database: Database, tick: Tick
) -> None:
    tick(THURSDAY)
    with acting(database, "amina") as (db, amina):
        before = weeks.line(db, amina, "Before.", at=MONDAY - timedelta(seconds=2)).id
    tick(MONDAY)
    with acting(database, "amina") as (db, amina):
        during = weeks.line(db, amina, "Meanwhile.", at=MONDAY - timedelta(seconds=1)).id
    tick(MONDAY + WEEK)

    with database.read() as db:
        told = select(Digest.id).where(Digest.state == "sent").order_by(Digest.for_day)
        ids = db.scalars(told).all()
        assert [[item.subject_id for item in items_of(db, each)] for each in ids] == [
            [before],
            [during],
        ]


def test_a_line_taken_back_is_taken_from_where_it_stands(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    with acting(database, "amina") as (db, amina):
        gone = weeks.said(db, amina, "One.", at=THURSDAY)
        kept = weeks.said(db, amina, "Two.", at=THURSDAY)
    tick(MONDAY)
    before = wanted(database)
    with acting(database, "amina") as (db, amina):
        after = weeks.said(db, amina, "Three.", at=MONDAY + HOUR)
        take_line_back(db, amina, after, now=MONDAY + 2 * HOUR)
    assert wanted(database) == before, "it does not stand there"
    with acting(database, "amina") as (db, amina):
        take_line_back(db, amina, gone, now=MONDAY + 2 * HOUR)
    assert wanted(database) == before + 1
    assert kept


def test_whoever_wants_to_be_named_no_more_leaves_it(database: Database, tick: Tick) -> None:
    tick(THURSDAY)
    with acting(database, "amina") as (db, amina):
        greet(db, amina, wants=True, now=THURSDAY)
        greet(db, amina, wants=True, now=THURSDAY + HOUR)
        assert amina.greeted_at == THURSDAY
    tick(MONDAY)
    before = wanted(database)
    with acting(database, "amina") as (db, amina):
        greet(db, amina, wants=False, now=MONDAY + HOUR)

    assert wanted(database) == before + 1
    with database.read() as db:
        newest = newest_digest_sent(db)
        assert newest is not None
        assert [each.section for each in items_of(db, newest.id)] == ["people"]


ASKED = Said("ask", "Who rings at night?", wish="listen")
AFTERWARDS: dict[str, Callable[[Session, Member, int], object]] = {
    "told_to_fewer": lambda db, by, asked: loops.tell(
        db, by, asked, "He rang.", "circle", origin="again", now=MONDAY + HOUR
    ),
    "told_better": lambda db, by, asked: loops.tell(
        db, by, asked, "He rang, twice.", "group", origin="again", now=MONDAY + HOUR
    ),
    "taken_back": lambda db, by, asked: loops.take_back(db, by, asked, now=MONDAY + HOUR),
    "taken_down": lambda db, by, asked: take_down(db, by, asked, now=MONDAY + HOUR),
}


@pytest.mark.parametrize("change", AFTERWARDS.values(), ids=AFTERWARDS)
def test_what_happened_next_leaves_the_digest_where_it_stands(
    database: Database, tick: Tick, change: Callable[[Session, Member, int], object]
) -> None:
    asked = _told_in_a_digest(database, tick)
    before = wanted(database)
    with acting(database, "amina") as (db, amina):
        change(db, amina, asked)

    assert wanted(database) == before + 1


def test_a_name_that_is_kept_from_now_on_leaves_what_happened_next(
    database: Database, tick: Tick
) -> None:
    asked = _told_in_a_digest(database, tick)
    with acting(database, "amina") as (db, amina):
        put_up_again(db, amina, asked, now=MONDAY + HOUR)
        before = db.scalars(select(Delivery.wanted).where(Delivery.kind == DIGEST)).one()
        edit_notice(db, amina, asked, replace(ASKED, unnamed=True), now=MONDAY + HOUR)

    assert wanted(database) == before + 1


def _told_in_a_digest(database: Database, tick: Tick) -> int:
    """Amina asked, Tom helped, and the digest told everyone what happened next."""
    tick(THURSDAY)
    with acting(database, "amina") as (db, amina):
        asked = weeks.ask(db, amina, ASKED.words, at=THURSDAY, state="closed")
        asked.state = "settled"
        helped = Help(notice_id=asked.id, member_id=join(db, "tom").id, with_id=amina.id)
        helped.state, helped.words, helped.since = "helping", "", THURSDAY
        db.add(helped)
        db.flush()
        weeks.told(db, asked, "He rang.", at=THURSDAY)
    tick(MONDAY)
    return asked.id
