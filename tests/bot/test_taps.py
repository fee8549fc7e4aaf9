"""One word, or how to go on asking: once, by whom it was asked of, and never lost in silence."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.checkins import narrow, take_back
from bot.errors import Refusal
from bot.pauses import end
from bot.taps import choose_rhythm, put_off, tap, want_nothing
from bot.visibility import person, read_as
from storage.checkins import check_in_by_id
from storage.database import Database
from storage.deliveries import Delivery
from storage.experiments import Experiment
from storage.people import Member
from storage.teams import remove_teammate
from storage.turns import ANSWERED, ASKED, COMING, PUT_OFF, SETTLED, Turn
from tests.bot.test_turns import FIRST, ahead, asked_once, beat, left_alone, message, newest
from tests.cast import join, put_on

DAY = timedelta(days=1)


def test_a_word_tapped_twice_is_said_once_to_the_people_on_it(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, turn = asked_once(db, tom)
        letters, late = db.query(Delivery).count(), FIRST + DAY
        first = tap(db, amina, turn.id, "slow", named=[tom.id], origin="1.1:1", now=late)
        again = tap(db, amina, turn.id, "slow", named=[tom.id], origin="1.1:1", now=late)

        assert first is again
        assert (first.feel, first.visibility, first.author_id) == ("slow", "circle", amina.id)
        assert (turn.state, turn.check_in_id) == (ANSWERED, first.id)
        assert ahead(db, experiment).due_at == FIRST + 14 * DAY
        assert db.query(Delivery).count() == letters  # nobody is told


def test_alone_on_it_nobody_else_reads_it(database: Database) -> None:
    with database.transaction() as db:
        amina, _, turn = asked_once(db)

        assert tap(db, amina, turn.id, "moving", origin="o", now=FIRST).visibility == "only_me"


def test_whom_the_message_did_not_name_reads_nothing(database: Database) -> None:
    with database.transaction() as db:
        tom, priya = join(db, "tom"), join(db, "priya")
        amina, _, turn = asked_once(db, tom, priya)
        said = tap(db, amina, turn.id, "stuck", named=[tom.id], origin="o", now=FIRST)
        assert said.visibility == "only_me"

        take_back(db, amina, said.id, now=FIRST)
        both = [tom.id, priya.id, amina.id]
        said = tap(db, amina, turn.id, "stuck", named=both, origin="o", now=FIRST)
        assert said.visibility == "circle"


def test_another_word_needs_an_undo_first(database: Database) -> None:
    with database.transaction() as db:
        amina, _, turn = asked_once(db)
        said = tap(db, amina, turn.id, "slow", origin="1.1:1", now=FIRST)
        with pytest.raises(Refusal, match="said_already") as refused:
            tap(db, amina, turn.id, "stuck", origin="1.1:1", now=FIRST)
        assert refused.value.values == {"feel": "slow"}

        take_back(db, amina, said.id, now=FIRST)
        assert turn.state == ASKED
        assert tap(db, amina, turn.id, "stuck", origin="1.1:1", now=FIRST).feel == "stuck"
        assert turn.state == ANSWERED


def test_a_word_that_is_none_is_refused(database: Database) -> None:
    with database.transaction() as db:
        amina, _, turn = asked_once(db)
        with pytest.raises(Refusal, match="unknown_choice"):
            tap(db, amina, turn.id, "excellent", origin="o", now=FIRST)

        assert turn.state == ASKED


def anybody_elses(db: Session, experiment: Experiment, turn: Turn) -> tuple[Member, int]:
    del experiment
    return join(db, "tom"), turn.id


def one_to_come(db: Session, experiment: Experiment, turn: Turn) -> tuple[Member, int]:
    del turn
    return join(db, "amina"), ahead(db, experiment).id


def one_that_never_was(db: Session, experiment: Experiment, turn: Turn) -> tuple[Member, int]:
    del experiment
    return join(db, "amina"), turn.id + 1000


@pytest.mark.parametrize("forged", [anybody_elses, one_to_come, one_that_never_was])
def test_what_they_were_not_asked_they_do_not_answer(database: Database, forged: object) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        _, experiment, turn = asked_once(db, tom)
        by, turn_id = forged(db, experiment, turn)  # type: ignore[operator]
        read_as(db, person(by))
        for act in (
            lambda: tap(db, by, turn_id, "slow", origin="o", now=FIRST),
            lambda: put_off(db, by, turn_id, now=FIRST),
            lambda: choose_rhythm(db, by, turn_id, "monthly", now=FIRST),
            lambda: want_nothing(db, by, turn_id, now=FIRST),
        ):
            with pytest.raises(Refusal, match="not_asked"):
                act()

        assert (turn.state, turn.let_go, experiment.rhythm) == (ASKED, False, None)


def test_who_is_not_on_it_any_more_gets_a_sentence(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db, join(db, "tom"))
        remove_teammate(db, experiment.id, amina.id)
        with pytest.raises(Refusal, match="others_say"):
            tap(db, amina, turn.id, "slow", origin="o", now=FIRST)


def test_of_what_has_ended_nothing_is_noted(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        end(db, amina, experiment.id, "learned_enough", origin=None, now=FIRST)
        for act in (
            lambda: tap(db, amina, turn.id, "slow", origin="o", now=FIRST),
            lambda: put_off(db, amina, turn.id, now=FIRST),
            lambda: choose_rhythm(db, amina, turn.id, "weekly", now=FIRST),
        ):
            with pytest.raises(Refusal, match="is_over"):
                act()


def test_next_week_is_the_same_hour_a_week_from_now_and_no_silence(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        for _ in range(2):
            put_off(db, amina, turn.id, now=FIRST + 2 * DAY)
        assert (turn.state, ahead(db, experiment).due_at) == (PUT_OFF, FIRST + 9 * DAY)
        beat(db, FIRST + 9 * DAY)

        after = newest(db, experiment)
        assert (after.id != turn.id, after.state, after.lapses) == (True, ASKED, 0)
        assert ahead(db, experiment).due_at == FIRST + 23 * DAY


def test_what_was_answered_is_not_put_off(database: Database) -> None:
    with database.transaction() as db:
        amina, _, turn = asked_once(db)
        tap(db, amina, turn.id, "slow", origin="o", now=FIRST)
        with pytest.raises(Refusal, match="not_open"):
            put_off(db, amina, turn.id, now=FIRST)

        assert turn.state == ANSWERED


@pytest.mark.parametrize(
    ("rhythm", "days"), [("weekly", 7), ("monthly", 28), ("when_i_choose", None)]
)
def test_how_often_is_chosen_where_it_is_asked(
    database: Database, rhythm: str, days: int | None
) -> None:
    with database.transaction() as db:
        amina, experiment, turn = asked_once(db)
        for _ in range(2):
            choose_rhythm(db, amina, turn.id, rhythm, now=FIRST)

        assert (turn.state, experiment.rhythm) == (SETTLED, rhythm)
        if days is not None:
            assert ahead(db, experiment).due_at == FIRST + days * DAY


def test_after_three_that_were_left_alone_every_two_weeks_again(database: Database) -> None:
    with database.transaction() as db:
        amina, experiment, _ = asked_once(db)
        now = left_alone(db, experiment, 3)
        turn = newest(db, experiment)
        choose_rhythm(db, amina, turn.id, "fortnightly", now=now)

        coming = ahead(db, experiment)
        assert (experiment.rhythm, coming.lapses, coming.state) == ("fortnightly", 0, COMING)
        assert coming.due_at == turn.due_at + 14 * DAY


def test_wanting_nothing_is_kept_until_something_else_is_said(database: Database) -> None:
    with database.transaction() as db:
        amina, _, turn = asked_once(db)
        said = tap(db, amina, turn.id, "stuck", origin="o", now=FIRST)
        before = message(db, turn).wanted
        want_nothing(db, amina, turn.id, now=FIRST)
        assert (turn.let_go, message(db, turn).wanted) == (True, before + 1)

        take_back(db, amina, said.id, now=FIRST)
        tap(db, amina, turn.id, "stuck", origin="o", now=FIRST)
        assert turn.let_go is False


def test_only_me_is_for_ones_own(database: Database) -> None:
    with database.transaction() as db:
        tom = join(db, "tom")
        amina, experiment, turn = asked_once(db, tom)
        said = tap(db, amina, turn.id, "stuck", named=[tom.id], origin="o", now=FIRST)
        put_on(db, experiment.id, join(db, "priya"))
        read_as(db, person(tom))
        with pytest.raises(Refusal, match="nothing_there"):
            narrow(db, tom, said.id, now=FIRST)
        assert check_in_by_id(db, said.id) is said

        read_as(db, person(amina))
        narrow(db, amina, said.id, now=FIRST)
        read_as(db, person(tom))
        assert check_in_by_id(db, said.id) is None
