"""Who is asked how it goes, when, and what becomes of silence."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.checkins import Said, narrow, say, take_back
from bot.deliveries import CHECK_IN, occasion
from bot.outcomes import settle
from bot.pauses import end
from bot.proposals import answer, ask_to_lead
from bot.taps import tap
from bot.teams import choose_rhythm, leave
from bot.turns import ask_due, is_due
from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.experiments import Experiment
from storage.people import Member, member_by_slack_id
from storage.turns import (
    ANSWERED,
    ASKED,
    COMING,
    LAPSED,
    RESTING,
    SETTLED,
    SLOWED,
    Turn,
    newest_turn,
    turn_ahead,
    turn_by_id,
)
from tests.cast import NOW, all_due, checked_in, join, put_down, put_on

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = NOW + 14 * DAY  # a Monday, 9:00


def beat(db: Session, now: datetime) -> None:
    """What the clock does, with nobody's eyes."""
    before = db.info.get("reader")
    read_as(db, Keeper())
    ask_due(db, now=now)
    db.flush()
    if before is not None:
        read_as(db, before)


def carry(db: Session, now: datetime) -> None:
    """What is due is said."""
    for number, taken in enumerate(all_due(db, now=now, lease_now=now)):
        settle(db, taken, channel="D1", ts=taken.ts or f"{now.timestamp()}.{number}", now=now)


def asked_once(db: Session, *others: Member, **more: str) -> tuple[Member, Experiment, Turn]:
    """Amina was asked at its first time, and has the message."""
    amina = join(db, "amina")
    experiment = put_down(db, amina, **more)
    for each in others:
        put_on(db, experiment.id, each)
    beat(db, FIRST)
    carry(db, FIRST)
    return amina, experiment, newest(db, experiment)


def newest(db: Session, experiment: Experiment) -> Turn:
    turn = newest_turn(db, experiment.id)
    assert turn is not None
    return turn


def ahead(db: Session, experiment: Experiment) -> Turn:
    turn = turn_ahead(db, experiment.id)
    assert turn is not None
    return turn


def message(db: Session, turn: Turn) -> Delivery:
    found = delivery_by_occasion(db, occasion(CHECK_IN, turn.id))
    assert found is not None
    db.refresh(found)
    return found


def test_nobody_is_asked_before_it_is_due(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        beat(db, FIRST - timedelta(seconds=1))

        assert not is_due(db, now=FIRST - timedelta(seconds=1))
        assert newest_turn(db, experiment.id) is None
        assert is_due(db, now=FIRST)


def test_when_it_is_due_it_is_asked_once_and_the_next_is_planned(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        beat(db, FIRST)
        beat(db, FIRST + HOUR)

        assert (turn.state, turn.looked_at) == (ASKED, FIRST + 7 * DAY)
        assert message(db, turn).member_id == amina.id
        assert newest(db, experiment).id == turn.id
        assert (ahead(db, experiment).state, ahead(db, experiment).due_at) == (
            COMING,
            FIRST + 14 * DAY,
        )


def test_after_a_month_without_us_it_is_asked_once(database: Database) -> None:
    back = FIRST + 40 * DAY
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        for hour in range(5):
            beat(db, back + hour * HOUR)

        assert newest(db, experiment).due_at == back
        assert ahead(db, experiment).due_at == back + 14 * DAY


def test_two_about_one_are_never_open(database: Database) -> None:
    """Weekly, and the first went out a day later than it was due."""
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        choose_rhythm(db, amina, experiment.id, "weekly", now=NOW)
        beat(db, NOW + 7 * DAY)
        carry(db, NOW + 8 * DAY)
        first = newest(db, experiment)
        beat(db, NOW + 14 * DAY)
        beat(db, NOW + 14 * DAY)
        assert newest(db, experiment).id == first.id
        assert first.state == ASKED

        beat(db, NOW + 15 * DAY)
        assert first.state == LAPSED
        beat(db, NOW + 15 * DAY + HOUR)
        assert newest(db, experiment).id != first.id
        assert newest(db, experiment).lapses == 1


@pytest.mark.parametrize(
    ("setting", "due"),
    [
        ({"unwanted": ["check_ins"]}, FIRST + 14 * DAY),
        ({"rhythm": "when_i_ask"}, FIRST + 14 * DAY),
        ({"paused_at": NOW}, FIRST + 14 * DAY),
        ({"away_until": date(2026, 3, 25)}, datetime(2026, 3, 25, 9, tzinfo=NOW.tzinfo)),
    ],
)
def test_who_wants_none_is_asked_nothing_and_who_is_away_when_they_are_back(
    database: Database, setting: dict[str, object], due: datetime
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        for name, value in setting.items():
            setattr(amina, name, value)
        beat(db, FIRST)

        assert newest_turn(db, experiment.id) is None
        assert ahead(db, experiment).due_at == due


def test_who_was_away_and_is_back_is_asked(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        amina.away_until = date(2026, 3, 16)
        beat(db, FIRST)

        assert newest(db, experiment).state == ASKED


def test_one_that_may_not_be_asked_keeps_no_other_waiting(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        tom.unwanted = ["check_ins"]
        quiet = put_down(db, tom)
        _, other, turn = asked_once(db)

        assert turn.state == ASKED
        assert newest_turn(db, quiet.id) is None
        assert other.id != quiet.id


def test_seven_days_are_counted_from_when_it_went_out(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        beat(db, FIRST)
        turn = newest(db, experiment)
        beat(db, FIRST + 7 * DAY)
        assert turn.state == ASKED

        carry(db, FIRST + 8 * DAY)
        beat(db, FIRST + 9 * DAY)
        beat(db, FIRST + 15 * DAY - HOUR)
        assert turn.state == ASKED
        beat(db, FIRST + 15 * DAY)
        assert (turn.state, ahead(db, experiment).lapses) == (LAPSED, 1)
        assert message(db, turn).wanted == 2


def test_what_was_let_go_unsaid_counts_as_no_silence(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        beat(db, FIRST)
        amina.unwanted = ["check_ins"]
        carry(db, FIRST)
        beat(db, FIRST + 7 * DAY)

        assert newest(db, experiment).state == SETTLED
        assert ahead(db, experiment).lapses == 0


def left_alone(db: Session, experiment: Experiment, times: int) -> datetime:
    """So many turns, one after the other; returns when the last one lapsed."""
    last = newest_turn(db, experiment.id)
    now = last.due_at if last is not None else NOW
    for _ in range(times):
        last = newest_turn(db, experiment.id)
        if last is None or last.state != ASKED:
            now = ahead(db, experiment).due_at
            beat(db, now)
        carry(db, now)
        now += 7 * DAY
        beat(db, now)
    return now


@pytest.mark.parametrize("rhythm", ["weekly", "fortnightly"])
def test_left_alone_three_times_it_is_once_a_month_from_then_on(
    database: Database, rhythm: str
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        choose_rhythm(db, amina, experiment.id, rhythm, now=NOW)
        left_alone(db, experiment, 2)
        assert (ahead(db, experiment).lapses, experiment.rhythm) == (2, rhythm)
        left_alone(db, experiment, 1)

        last = newest(db, experiment)
        assert (last.state, experiment.rhythm) == (SLOWED, "monthly")
        assert ahead(db, experiment).due_at == last.due_at + 28 * DAY
        left_alone(db, experiment, 2)
        assert (newest(db, experiment).state, experiment.rhythm) == (LAPSED, "monthly")


def test_once_a_month_already_nothing_more_is_said(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        choose_rhythm(db, amina, experiment.id, "monthly", now=NOW)
        left_alone(db, experiment, 4)

        assert newest(db, experiment).state == LAPSED


def test_an_answer_by_anyone_begins_to_count_anew(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)
        after = left_alone(db, experiment, 2)
        read_as(db, person(tom))
        say(db, tom, experiment.id, Said("slow"), origin=None, now=after + DAY)
        read_as(db, person(amina))
        assert ahead(db, experiment).due_at == after + 15 * DAY
        left_alone(db, experiment, 2)

        assert (newest(db, experiment).state, experiment.rhythm) == (LAPSED, None)


def test_whoever_told_early_is_not_asked_right_after(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        said = say(db, amina, experiment.id, Said("moving"), origin=None, now=FIRST - DAY)
        beat(db, FIRST)

        assert newest_turn(db, experiment.id) is None
        assert ahead(db, experiment).due_at == FIRST + 13 * DAY
        take_back(db, amina, said.id, now=FIRST)
        assert ahead(db, experiment).state == COMING


def test_said_by_somebody_else_it_needs_no_answer(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, turn = asked_once(db, tom)
        read_as(db, person(tom))
        said = say(db, tom, experiment.id, Said("slow"), origin=None, now=FIRST + DAY)
        assert (turn.state, turn.check_in_id) == (ANSWERED, said.id)
        assert message(db, turn).wanted == 2

        read_as(db, person(amina))
        mine = say(db, amina, experiment.id, Said("stuck"), origin=None, now=FIRST + 2 * DAY)
        assert (turn.state, turn.check_in_id) == (ANSWERED, mine.id)
        assert ahead(db, experiment).due_at == FIRST + 14 * DAY


def test_said_by_somebody_else_for_themselves_alone_it_changes_nothing(
    database: Database,
) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        _, experiment, turn = asked_once(db, tom)
        read_as(db, person(tom))
        for feel in ("slow", "resting"):
            alone = Said(feel, visibility="only_me")
            say(db, tom, experiment.id, alone, origin=None, now=FIRST + DAY)

        assert (turn.state, message(db, turn).wanted) == (ASKED, 1)
        coming = ahead(db, experiment)
        assert (coming.state, coming.due_at) == (COMING, FIRST + 14 * DAY)


def test_resting_pauses_until_somebody_on_it_says_how_it_goes(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, _ = asked_once(db, tom)
        say(db, amina, experiment.id, Said("resting"), origin=None, now=FIRST)
        assert ahead(db, experiment).state == RESTING
        beat(db, FIRST + 300 * DAY)
        assert ahead(db, experiment).state == RESTING

        read_as(db, person(tom))
        later = FIRST + 301 * DAY
        say(db, tom, experiment.id, Said("moving"), origin=None, now=later)
        assert (ahead(db, experiment).state, ahead(db, experiment).due_at) == (
            COMING,
            later + 14 * DAY,
        )


def test_taken_back_it_is_asked_again_and_the_pause_is_over(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        said = say(db, amina, experiment.id, Said("resting"), origin="o", now=FIRST + DAY)
        take_back(db, amina, said.id, now=FIRST + 10 * DAY)

        assert (turn.state, turn.check_in_id) == (ASKED, None)
        assert turn.looked_at == FIRST + 11 * DAY
        assert (ahead(db, experiment).state, ahead(db, experiment).due_at) == (
            COMING,
            FIRST + 14 * DAY,
        )


def test_taken_back_what_another_said_before_still_counts(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, turn = asked_once(db, tom)
        checked_in(db, tom, experiment, "resting", at=FIRST + DAY)
        checked_in(db, tom, experiment, "slow", visibility="only_me", at=FIRST + 2 * DAY)
        said = say(db, amina, experiment.id, Said("slow"), origin=None, now=FIRST + 3 * DAY)
        take_back(db, amina, said.id, now=FIRST + 4 * DAY)
        assert turn.state == ASKED
        assert ahead(db, experiment).state == COMING  # Tom's newest is his alone


def test_an_old_answer_taken_back_is_not_asked_again(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        said = say(db, amina, experiment.id, Said("slow"), origin=None, now=FIRST)
        beat(db, FIRST + 14 * DAY)
        carry(db, FIRST + 14 * DAY)
        take_back(db, amina, said.id, now=FIRST + 15 * DAY)

        assert turn.state == LAPSED
        assert newest(db, experiment).state == ASKED
        assert ahead(db, experiment).due_at == FIRST + 28 * DAY


def test_a_word_after_it_lapsed_counts(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        beat(db, FIRST + 7 * DAY)
        assert turn.state == LAPSED
        say(db, amina, experiment.id, Said("moving"), origin=None, now=FIRST + 8 * DAY)

        assert turn.state == ANSWERED
        assert ahead(db, experiment).lapses == 0
        assert ahead(db, experiment).due_at == FIRST + 15 * DAY


def test_who_leaves_is_not_named_beside_what_was_noted(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, turn = asked_once(db, tom)
        say(db, amina, experiment.id, Said("slow"), origin=None, now=FIRST)
        before = message(db, turn).wanted
        read_as(db, person(tom))
        leave(db, tom, experiment.id, now=FIRST)

        assert message(db, turn).wanted > before


def test_kept_for_oneself_the_message_follows(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db, join(db, "tom"))
        said = say(db, amina, experiment.id, Said("slow"), origin=None, now=FIRST)
        before = message(db, turn).wanted
        narrow(db, amina, said.id, now=FIRST)
        assert said.visibility == "only_me"
        assert message(db, turn).wanted == before + 1
        assert narrow(db, amina, said.id, now=FIRST) is said


def _ended(db: Session, amina: Member, tom: Member, experiment: Experiment) -> None:
    del tom
    end(db, amina, experiment.id, "learned_enough", origin=None, now=FIRST + DAY)


def _handed_over(db: Session, amina: Member, tom: Member, experiment: Experiment) -> None:
    asked = ask_to_lead(db, amina, experiment.id, tom.id, now=FIRST + DAY)
    read_as(db, person(tom))
    answer(db, tom, asked.id, yes=True, now=FIRST + DAY)


def _stopped(db: Session, amina: Member, tom: Member, experiment: Experiment) -> None:
    del tom
    choose_rhythm(db, amina, experiment.id, "when_i_choose", now=FIRST + DAY)


@pytest.mark.parametrize("happens", [_ended, _handed_over, _stopped])
def test_what_is_not_asked_any_more_says_so_and_is_no_silence(
    database: Database, happens: Callable[[Session, Member, Member, Experiment], None]
) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, turn = asked_once(db, tom)
        happens(db, amina, tom, experiment)
        beat(db, FIRST + 8 * DAY)

        assert turn.state == SETTLED
        assert message(db, turn).wanted > 1
        coming = turn_ahead(db, experiment.id)
        assert coming is None or (coming.lapses, coming.member_id) == (0, tom.id)


def race(database: Database, *acts: Callable[[Session], object]) -> list[BaseException]:
    """All at once, each in a transaction of its own."""
    gate, broken = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[Session], object]) -> None:
        gate.wait()
        try:
            with database.transaction() as db:
                act(db)
        except Exception as error:  # noqa: BLE001
            broken.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return broken


def as_(handle: str, act: Callable[[Session, Member], object]) -> Callable[[Session], object]:
    def run(db: Session) -> object:
        member = member_by_slack_id(db, f"U{handle.upper()}")
        assert member is not None
        read_as(db, person(member))
        return act(db, member)

    return run


def test_the_clock_asks_once_however_many_hearts_beat(database: Database) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
    broken = race(database, *[lambda db: beat(db, FIRST)] * 4)

    assert broken == []
    with database.transaction() as db:
        turn = newest(db, experiment)
        assert (turn.state, message(db, turn).wanted) == (ASKED, 1)
        assert ahead(db, experiment).due_at == FIRST + 14 * DAY


def test_a_word_and_the_clock_and_an_edit_at_once(database: Database) -> None:
    """Whatever comes first, the word counts and one turn is ahead."""
    with database.transaction() as db:
        tom = join(db, "tom")
        _, experiment, turn = asked_once(db, tom)
    number, turn_id, late = experiment.id, turn.id, FIRST + 7 * DAY

    def word(db: Session, by: Member) -> None:
        tap(db, by, turn_id, "slow", origin=f"1.1:{turn_id}", now=late)

    broken = race(
        database,
        as_("amina", word),
        as_("amina", word),
        as_("tom", lambda db, by: say(db, by, number, Said("stuck"), origin="t", now=late)),
        as_("tom", lambda db, by: choose_rhythm(db, by, number, "monthly", now=late)),
        lambda db: beat(db, late),
    )

    assert broken == []
    with database.transaction() as db:
        read_as(db, person(member_by_slack_id(db, "UAMINA")))  # type: ignore[arg-type]
        after = turn_by_id(db, turn_id)
        assert after is not None
        assert after.state == ANSWERED
        # From when Amina was asked, where her answer came last; else from what was said, or chosen.
        assert ahead(db, experiment).due_at in {FIRST + 28 * DAY, late + 28 * DAY}


def test_undone_while_it_lapses(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        said = tap(db, amina, turn.id, "resting", origin="1.1:1", now=FIRST)
    late = FIRST + 7 * DAY
    broken = race(
        database,
        as_("amina", lambda db, by: take_back(db, by, said.id, now=late)),
        lambda db: beat(db, late),
        as_("amina", lambda db, by: tap(db, by, turn.id, "slow", origin="1.1:1", now=late)),
    )

    assert all(str(getattr(each, "name", each)) == "checkins.said_already" for each in broken)
    with database.transaction() as db:
        read_as(db, person(amina))
        coming = ahead(db, experiment)
        assert coming.state == COMING
        assert newest(db, experiment).state in {ASKED, ANSWERED}
